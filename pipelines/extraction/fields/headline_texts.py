"""Every text of a page that may be its headline, by the place where it stands."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.columnist import column_headings, headings_below
from wiredesk.pipelines.extraction.fields.headline_place import (
    LEAST_TITLE,
    MAX_HEADLINE,
    home_links,
    is_hidden,
    is_logo,
)
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, reading_length, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text

_HEADLINE_CLASS = re.compile(r"title|headline", re.I)
MAX_FONTS: Final = 200
"""Elements with a size of letters that are looked at; the headline stands above the text."""
_LARGE = re.compile(r"[4-7]|\+[1-4]")
"""Sizes above that of running text (HTML 4, 15.2.2)."""


def headline_texts(page: PageMarkup, host: str) -> list[tuple[str, str | None]]:
    """Names of places and the texts in them, the most trusted place first.

    ``host`` is the page's own: a heading that links to its home page is a logo.
    """
    article = page.structured.article
    found: list[tuple[str, str | None]] = []
    headings = column_headings(page)[:6] or _called_titles(page)
    first = True
    below = _below_the_name(page, host)
    for element in headings:
        text = _without_kicker(element, page) or element_text(element, limit=MAX_HEADLINE)
        is_name = below is not None and element is page.headings[0]
        logo = is_name or is_logo(element, host)
        place = "unseen" if is_hidden(element) else "logo" if logo else "h1" if first else "h1 later"
        found.append((place, text))
        first = first and not place.startswith("h1")
        if len(element) > 1 and place.startswith("h1"):
            parts = [line for child in element if (line := element_text(child, limit=MAX_HEADLINE))]
            if parts and len(parts[-1]) > len(text) // 2 and parts[-1] != text:
                found.append(("h1 part", parts[-1]))
    if below is not None:
        found.append(("printed", below))
    found.append(("json-ld", first_text(article.get("headline"))))
    name = first_text(article.get("name"))
    if name and not article.get("headline"):
        found.append(("json-ld name", name))
    found.append(("og", page.first_meta("og:title")))
    found.append(("twitter", page.first_meta("twitter:title")))
    found.append(("title", page.title))
    found += [
        ("microdata", el.get("content") or element_text(el, limit=MAX_HEADLINE))
        for el in page.properties.get("headline", ())[:1]
    ]
    for element in page.subheadings[:12]:
        if element.tag == "h2" and _HEADLINE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
            found.append(("h2", element_text(element, limit=MAX_HEADLINE)))
            break
    return found


def _below_the_name(page: PageMarkup, host: str) -> str | None:
    """The heading below the main one, above the text, where the main one is nothing but what links to the home page are
    called, or the declared name of the site.
    """
    names = {*home_links(page, host), *map(squash, page.meta.get("ogsitename", ()))}
    if not page.headings or squash(element_text(page.headings[0], limit=MAX_HEADLINE)) not in names:
        return None
    texts = (element_text(one, limit=MAX_HEADLINE) for one in headings_below(page))
    return next((text for text in texts if reading_length(text) >= LEAST_TITLE), None)


def _without_kicker(heading: _Element, page: PageMarkup) -> str | None:
    """The words right in a heading, where the title or the markup has them without what stands around them in elements
    of their own: a kicker, a label, a second line.
    """
    if not len(heading):
        return None
    words = " ".join([heading.text or "", *(child.tail or "" for child in heading)])
    own = clean_line(words, tags=False, limit=MAX_HEADLINE)
    key = squash(own)
    if len(key) < LEAST_TITLE or key == (whole := squash(element_text(heading, limit=MAX_HEADLINE))):
        return None
    for text in (page.title, page.first_meta("og:title"), first_text(page.structured.article.get("headline"))):
        declared = squash(clean_line(text, limit=MAX_HEADLINE))
        if whole in declared:
            return None
        if key in declared:
            return own
    return None


def _called_titles(page: PageMarkup) -> list[_Element]:
    """On a page without headings (tables, ``font``): the first element that is called a title and holds one.

    A name that several elements have is that of the titles in a list.
    """
    names = Counter(map(naming, page.titled))
    holders = {holder for element in page.titled for holder in element.iterancestors()}
    for element in page.titled[:20]:
        if names[naming(element)] > 1 or element in holders:
            continue
        element = next(element.iter("h2", "h3"), element)  # a box around the headline holds byline and date too
        text = element_text(element, limit=MAX_HEADLINE)
        long = reading_length(text) >= LEAST_TITLE and len(text) < MAX_HEADLINE
        if long and not cue_mask(text) and not page.is_aside(element):
            return [element]
    return _in_large_letters(page)


def _in_large_letters(page: PageMarkup) -> list[_Element]:
    """On a page of tables and ``font``: the first text that is set large, and is no link."""
    if page.tree is None or "ogtitle" in page.meta:
        return []
    for element in islice(page.tree.iter("font", "big"), MAX_FONTS):
        if element.tag == "font" and _LARGE.fullmatch((element.get("size") or "").strip()) is None:
            continue
        text = element_text(element, limit=MAX_HEADLINE)
        linked = next(element.iterancestors("a"), None) is not None or next(element.iter("a"), None) is not None
        if LEAST_TITLE <= len(text) < MAX_HEADLINE and not linked and not cue_mask(text) and not page.is_aside(element):
            return [element]
    return []
