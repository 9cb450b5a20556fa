"""The heading that names the writer of a column above the column's own headline.

Local papers give their columnists a page with picture, name and address on top; often the name is the main heading.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.credit import Credit
from wiredesk.pipelines.extraction.fields.name_kinds import is_organization
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.page.named_search import NamedSearch
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text

MAX_NAME: Final = 40
MAX_WORDS: Final = 3
MOST_HEADINGS: Final = 8
"""Headings that are looked at; the writer's stands above or right below the column's own."""
BESIDE: Final = 15
"""Elements between the writer's name and the headline."""
HOLDERS: Final = 3
"""The heading and the boxes around it, of which one may be named after the writer."""
LEAST_HEADLINE: Final = 8
LEAST_TEXT: Final = 40
"""Characters of a paragraph with which the column begins; shorter ones are address and date."""
MOST_ELEMENTS: Final = 200
"""Headings and paragraphs among which the main heading and the text's beginning stand."""
_of_writer = NamedSearch("author autor auteur yazar writer columnist columnista kolumnist opinion-author by-author")


def writers_heading(page: PageMarkup) -> _Element | None:
    """The main heading, where it is the writer's name alone.

    The column has a heading of its own below, before its text; where the title holds the name, it holds that too.
    """
    if not page.headings or not _is_name(name := _text(page.headings[0])):
        return None
    own = next((one for one in headings_below(page) if len(_text(one)) >= LEAST_HEADLINE), None)
    if own is None or _is_name(line := _text(own)):
        return None
    told = (page.title, page.first_meta("og:title") or "", first_text(page.structured.article.get("headline")) or "")
    if any(squash(name) in squash(text) and squash(line) not in squash(text) for text in told):
        return None
    return page.headings[0]


def column_headings(page: PageMarkup) -> list[_Element]:
    """The headings that may be the story's: those below the writer's name, where that is the main one."""
    return page.headings if writers_heading(page) is None else headings_below(page)


def headings_below(page: PageMarkup) -> list[_Element]:
    """The headings between the main one and the first paragraph; none where no paragraph follows."""
    if page.tree is None:
        return []
    found: list[_Element] = []
    begun = False
    for element in islice(page.tree.iter("h1", "h2", "h3", "h4", "p"), MOST_ELEMENTS):
        if not begun:
            begun = element is page.headings[0]
        elif element.tag != "p":
            if not page.is_aside(element):
                found.append(element)
        elif len(element_text(element, limit=2 * LEAST_TEXT)) > LEAST_TEXT:
            return found
    return []


def columnist(page: PageMarkup) -> list[Credit]:
    """The person whom a heading beside the headline names as the writer."""
    main = writers_heading(page)
    if main is not None:
        return [Credit(_text(main))]
    for heading in islice(chain(page.headings[:2], page.subheadings), MOST_HEADINGS):
        if heading is page.heading or abs(page.positions.get(heading, 10**6) - page.anchor) > BESIDE:
            continue
        if _is_name(name := _text(heading)) and _is_of_writer(heading):
            return [Credit(name)]
    return []


def _is_of_writer(heading: _Element) -> bool:
    return any(_of_writer(naming(holder)) for holder in islice(chain([heading], heading.iterancestors()), HOLDERS))


def _text(heading: _Element) -> str:
    return element_text(heading, limit=2 * MAX_NAME)


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= MAX_WORDS
        and len(text) <= MAX_NAME
        and all(word[:1].isupper() for word in words)
        and looks_like_person(text)
        and not is_organization(text)
    )
