"""The last change where no markup declares it: printed near the headline and called an update."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.date_claims import MAX_DATE_TEXT, names_update
from wiredesk.pipelines.extraction.dates.date_lines import INLINE, NEAR, texts_in_order
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import EARLIEST, Moment, read_moment
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text

MAX_BELOW: Final = 16
"""Texts after the headline's: standfirst, byline, both dates and their labels, each in an element of its own."""
MAX_LINES: Final = 8
"""Lines that are read."""
MAX_STEPS: Final = 4
"""Inline elements around a text that are left behind to reach its line."""


def printed_update(tree: _Element, page: PageMarkup, reader: DateReader) -> Moment | None:
    """The date of the line that the page itself calls an update: "Updated: 24 Nov 2026 06:40 PM"; else None."""
    for element in page.times:
        marked = element.get("datetime") if names_update(naming(element)) else None
        if marked and page.distance(element, NEAR) <= NEAR and not page.is_aside(element):
            moment = read_moment(marked)
            if moment is not None and EARLIEST <= moment.instant() <= reader.latest:
                return moment
    reader.left = MAX_LINES
    for line in _lines(tree, page):
        found = reader.parse(line, "updated")
        if found is not None and (moment := reader.moment(found, line)) is not None:
            return moment
    return None


def _lines(tree: _Element, page: PageMarkup) -> Iterator[str]:
    """The short lines below the headline that hold a number; each line once."""
    if page.heading is None:
        return
    inside = frozenset(page.heading.iter())
    seen: set[_Element] = set()
    below = -1
    for _, owner in texts_in_order(tree):
        if owner in inside:
            below = 0
            continue
        if below < 0:
            continue
        below += 1
        if below > MAX_BELOW:
            return
        holder = _line_of(owner)
        if holder in seen or page.is_aside(holder):
            continue
        seen.add(holder)
        line = clean_line(element_text(holder, limit=MAX_DATE_TEXT + 1, apart=True).replace("\n", " "))
        if len(line) <= MAX_DATE_TEXT and any(map(str.isdigit, line)):
            yield line


def _line_of(element: _Element) -> _Element:
    """The block that a text stands in: label and date are often two inline elements of it."""
    for _ in range(MAX_STEPS):
        parent = element.getparent()
        if element.tag not in INLINE or parent is None or parent.tag in ("body", "html", "article", "main"):
            break
        element = parent
    return element
