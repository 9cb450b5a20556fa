"""The clock, and the zone, of a day that is printed without them: an element apart from it, or in an attribute.

Page builders give day and clock an element each (``<li>24 Nov 2026</li><li>08:15</li>``), and many themes print the day
of a ``time`` element whose attribute says the moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Final

from lxml.etree import _Element, iterwalk

from wiredesk.pipelines.extraction.dates.agreeing_claims import Claim
from wiredesk.pipelines.extraction.dates.date_claims import names_update
from wiredesk.pipelines.extraction.dates.date_lines import NEAR
from wiredesk.pipelines.extraction.dates.date_offsets import LONGEST_OFFSET
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import Moment
from wiredesk.pipelines.extraction.dates.marked_moment import marked_moment
from wiredesk.pipelines.extraction.page.named_search import NamedSearch
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text

_CLOSE: Final = 45
"""Elements after the headline within which a ``time`` element is of the article, and not of a teaser or a comment."""
_MOST_MARKED: Final = 8
"""Elements whose attribute is compared: those of the article itself come first."""
_LINE: Final = 250
"""Characters of the box in which day and clock stand apart: small print, not a paragraph."""
_BOXES: Final = 4
"""Elements around the day that are looked through for its clock."""
_BETWEEN: Final = 3
"""Texts between the day and its clock: a separator, an author, a section."""
_MOST_TEXTS: Final = 24
"""Of such a box."""
_LEAST_DAY: Final = 6
"""Characters of the shortest day: "1/2/26"."""
_SAME_MINUTE: Final = timedelta(minutes=1)
_QUARTER: Final = 900
"""Seconds: the offsets of time zones are multiples of a quarter of an hour."""
_CLOCK: Final = re.compile(
    r"\W*(?P<before>[^\W\d_]{1,8}\.?\s{1,2})?\d{1,2}\s?(?P<mark>[:٫：hH.])\s?[0-5٠-٥۰-۵०-५০-৫]\d(?:[:.]\d\d)?"
    r"\s?(?P<after>[^\W\d_][\w.'’]{0,9}(?:\s[^\W\d_]{1,8})?)?\W*"
)
"""A text that is a clock alone: "08:15", "um 16:30 Uhr", "| 8:15 am |"."""
_LENGTHS: Final = re.compile(r"(?:min|мин|хв|sec|сек|dk|dak|read|phút|分钟|分鐘|دقيق|دقیق|মিনিট|मिनट)", re.I)
"""What stands behind the length of a film, or of the reading."""
_names_player = NamedSearch("audio video player duration podcast listen runtime read-time reading")


def with_clock_beside(claim: Claim, page: PageMarkup, reader: DateReader) -> Claim:
    """The claim made exact by the moment of a ``time`` element of that day, or by a clock that stands apart from it."""
    source, found = claim
    if found.zone_known or (source == "url" and page.heading is None):
        return claim
    marked = _marked(found, page, reader)
    if marked is not None:
        return "time", marked
    if isinstance(found.value, datetime):
        return claim
    apart = _apart(found, page, reader)
    return (source if source != "url" else "text", apart) if apart is not None else claim


def _marked(found: Moment, page: PageMarkup, reader: DateReader) -> Moment | None:
    """The moment that an attribute near the headline gives for the printed day, or for the printed clock."""
    near = [one for one in (*page.times, *page.dates) if page.distance(one, NEAR) <= _CLOSE and not page.is_aside(one)]
    marked = [
        (one, moment)
        for one in dict.fromkeys(near[: 3 * _MOST_MARKED])
        if (moment := marked_moment(one, reader.latest)) is not None
        and moment.zone_known
        and isinstance(moment.value, datetime)
    ][:_MOST_MARKED]
    for element, moment in marked:
        value = moment.value
        assert isinstance(value, datetime)
        if isinstance(found.value, datetime):
            if (placed := _same_clock(found.value, moment, value)) is not None:
                return placed
            continue
        at_midnight = value.hour == value.minute == value.second == 0  # a day that a template made a moment
        if moment.day != found.day or at_midnight:
            continue
        if not names_update(naming(element)) or (len(marked) == 1 and _prints(element, found)):
            return moment
    return None


def _same_clock(printed: datetime, moment: Moment, value: datetime) -> Moment | None:
    """The marked moment where it shows the printed clock; one in UTC gets the offset by which the print differs."""
    clock = printed.replace(tzinfo=None)
    apart = clock - value.replace(tzinfo=None, second=clock.second)
    if abs(apart) < _SAME_MINUTE:
        return moment
    whole = timedelta(seconds=round(apart.total_seconds()))
    if value.utcoffset() or abs(whole) > LONGEST_OFFSET or whole.total_seconds() % _QUARTER:
        return None
    return Moment(value.astimezone(timezone(whole)), moment.precision, moment.raw, zone_known=True)


def _prints(element: _Element, found: Moment) -> bool:
    """Whether an element prints the day that was found: then it is called an update for no reason."""
    text = clean_line(element_text(element, limit=_LINE))
    return len(text) >= _LEAST_DAY and any(map(str.isdigit, text)) and (text in found.raw or found.raw in text)


def _apart(found: Moment, page: PageMarkup, reader: DateReader) -> Moment | None:
    """The printed day with the one clock of its box."""
    if page.heading is None or not isinstance(found.raw, str) or len(found.raw) < _LEAST_DAY:
        return None
    for element in _holders(found.raw, page):
        box = element
        for _ in range(_BOXES):
            texts = _texts(box)
            if texts is None:
                break
            if (moment := _joined(texts, found, reader)) is not None:
                return moment
            parent = box.getparent()
            if parent is None or parent.tag in ("body", "html", "main"):
                break
            box = parent
    return None


def _holders(raw: str, page: PageMarkup) -> Iterator[_Element]:
    """The elements below the headline, or right above it, that print the day."""
    heading = page.heading
    tree = page.tree
    if heading is None or tree is None:
        return
    positions = page.positions
    for element in (*page.times, *page.dates):
        if element in positions and page.distance(element, NEAR) <= _CLOSE and not page.is_aside(element):
            text = clean_line(element_text(element, limit=_LINE))
            if len(text) >= _LEAST_DAY and (text in raw or raw in text):
                yield element
    inside = frozenset(heading.iter())
    below = -1
    for element in tree.iter("*"):
        if element in inside:
            below = 0
            continue
        if below < 0:
            continue
        for string, holder in ((element.text, element), (element.tail, element.getparent())):
            if string is not None and (line := clean_line(string)):
                below += 1
                if holder is not None and len(line) >= _LEAST_DAY and line in raw and not page.is_aside(holder):
                    yield holder
        if below > _MOST_TEXTS:
            return


def _texts(box: _Element) -> list[tuple[str, bool]] | None:
    """The texts of a box of small print, and whether each is of a player; None where the box is a larger one."""
    found: list[tuple[str, bool]] = []
    size = 0
    for event, element in iterwalk(box, events=("start", "end")):
        if event == "end" and element is box:
            break
        hidden = element.tag in ("script", "style", "noscript", "template", "svg")
        text = element.tail if event == "end" else None if hidden else element.text
        holder = element if event == "start" else element.getparent()
        if text is None or not (line := clean_line(text)):
            continue
        size += len(line)
        if size > _LINE or len(found) == _MOST_TEXTS:
            return None
        found.append((line, holder is not None and _names_player(naming(holder))))
    return found


def _joined(texts: list[tuple[str, bool]], found: Moment, reader: DateReader) -> Moment | None:
    """The day and the clock of a box read together, where the box has one of each and calls neither an update."""
    days = [place for place, (text, _) in enumerate(texts) if len(text) >= _LEAST_DAY and text in found.raw]
    days = [place for place in days if any(map(str.isdigit, texts[place][0]))]
    clocks = [place for place, (text, played) in enumerate(texts) if not played and _is_clock(text)]
    if len(days) != 1 or len({texts[place][0] for place in clocks}) != 1:
        return None
    day, clock = days[0], min(clocks, key=lambda place: abs(place - days[0]))
    if not 1 <= abs(clock - day) <= 1 + _BETWEEN:
        return None
    between = " ".join(text for text, _ in texts[min(day, clock) + 1 : max(day, clock)])
    line = f"{texts[day][0]} {texts[clock][0].strip(' |-–—•·,')}"
    if names_update(between):
        return None
    parsed = reader.parse(f"{between} {line}") if between else None
    if parsed is not None and parsed.label == "updated":
        return None
    parsed = reader.parse(line)
    if parsed is None or parsed.label == "updated" or parsed.precision == "day":
        return None
    moment = reader.moment(parsed, line)
    return moment if moment is not None and moment.day == found.day else None


def _is_clock(text: str) -> bool:
    if len(text) > 24 or (match := _CLOCK.fullmatch(text)) is None:
        return False
    told = match["before"] or match["after"]
    return (match["mark"] != "." or bool(told)) and not (match["after"] and _LENGTHS.match(match["after"]))
