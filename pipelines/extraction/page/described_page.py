"""Whether a JSON-LD object describes the article of another page than the one that it stands on.

Systems print the data of a related story, of the last one that was read, or of the first on a list. Such an object is
complete and of the best type, so nothing but the page itself tells: it names another address, and its headline is
neither in the title nor in any heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import Node, comparable, first_text, texts

LEAST_HEADLINE: Final = 15
"""Letters of a headline that are enough to miss it on the page."""
LEAST_SHARED: Final = 2
"""Words that two headlines of one story share."""
MOST_HEADINGS: Final = 20
LONGEST: Final = 400
"""Characters of a heading that are compared."""
_WORD: Final = re.compile(r"[^\W_]{2,}")


def describes_another_page(node: Node, page: PageMarkup, url: str) -> bool:
    """Whether an object of an article's type names another page of the site, and a headline that this one lacks."""
    headline = first_text(node.get("headline")) or ""
    key = squash(headline[:LONGEST])
    if len(key) < LEAST_HEADLINE:
        return False
    mine = {
        comparable(one) for one in (url, *page.links.get("canonical", ())[:2], page.first_meta("og:url") or "") if one
    }
    hosts = {one.partition("/")[0] for one in mine}
    named = {comparable(text) for name in ("url", "mainEntityOfPage", "@id") for text in texts(node.get(name))[:3]}
    pages = {one for one in named if one.partition("/")[0] in hosts and one.partition("/")[2]}
    if not pages or named & mine:
        return False
    lines = [line for line in _titles(page) if line]
    if not lines:
        return False
    words = set(_WORD.findall(headline.casefold()))
    return not any(
        key in (line := squash(text))
        or line in key
        or len(words.intersection(_WORD.findall(text.casefold()))) >= LEAST_SHARED
        for text in lines
    )


def _titles(page: PageMarkup) -> Iterator[str]:
    yield page.title[:LONGEST]
    for name in ("og:title", "twitter:title"):
        yield (page.first_meta(name) or "")[:LONGEST]
    for element in islice(chain(page.headings, page.subheadings), MOST_HEADINGS):
        yield element_text(element, limit=LONGEST)
