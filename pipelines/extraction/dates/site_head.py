"""What stands in the head of the site, above its menu or in the bar with it: the day and clock of the visit."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import Moment
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup

ONE_DAY: Final = timedelta(days=1)
"""By which ``DateReader.latest`` is behind the visit, and two time zones apart."""
LEAST_MENU: Final = 5
"""Links that make a menu: between a story's date and its headline stand a section and a trail of three or four."""


def tells_visit(element: _Element, moment: Moment, page: PageMarkup, reader: DateReader) -> bool:
    """Whether the day in an element is that on which the page was fetched, and stands in the head of the site.

    Another day there can be the story's: some themes, and the issues of papers, have the date above the menu.
    """
    visit = (reader.latest - ONE_DAY).date()
    return abs(moment.day - visit) <= ONE_DAY and _in_site_head(element, page)


def _in_site_head(element: _Element, page: PageMarkup) -> bool:
    """Whether an element stands above the headline with a menu around it or between the two."""
    heading = page.heading
    if heading is None or element in page.core or not _is_before(element, heading):
        return False
    for holder in element.iterancestors():
        if holder in page.core:
            break
        if sum(1 for _ in islice(holder.iter("a"), LEAST_MENU)) == LEAST_MENU:
            return True
    return _links_between(element, heading) >= LEAST_MENU


def _is_before(element: _Element, heading: _Element) -> bool:
    """Whether an element comes before the headline on the page."""
    above = dict(_path(heading))
    for holder, child in _path(element):
        if holder in above:
            return holder.index(child) < holder.index(above[holder])
    return False


def _path(element: _Element) -> list[tuple[_Element, _Element]]:
    """The elements around one, inner before outer, each with its child in which that one is."""
    path, child = [], element
    for holder in element.iterancestors():
        path.append((holder, child))
        child = holder
    return path


def _links_between(element: _Element, heading: _Element) -> int:
    """The links between two elements, as many as make a menu."""
    count = 0
    node: _Element | None = element
    around = {heading, *heading.iterancestors()}
    while node is not None and count < LEAST_MENU:
        after = node.getnext()
        while after is not None and count < LEAST_MENU:
            if after in around:
                return count + _links_before(after, heading)
            if isinstance(after.tag, str):
                count += sum(1 for _ in islice(after.iter("a"), LEAST_MENU))
            after = after.getnext()
        node = node.getparent()
    return count


def _links_before(holder: _Element, heading: _Element) -> int:
    """The links in an element before the headline in it."""
    count = 0
    for one in holder.iter("a", heading.tag):
        if one is heading or count >= LEAST_MENU:
            break
        count += one.tag == "a"
    return count
