"""Which of two dates is the publication where the page's markup and what it prints disagree.

Markup is exact, but some systems stamp it again: with the last publication of the whole site, the last change, the day
of the print issue, or a wrong order of day and month. What stands right below the headline is what readers are told.
An older date there is the older publication; a later one is most often an update that is not called so.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, NamedTuple

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.date_claims import names_update
from wiredesk.pipelines.extraction.dates.date_lines import NEAR, first_printed
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import Moment, read_moment
from wiredesk.pipelines.extraction.dates.printed_dates import (
    names_other_day,
    read_element,
    url_date,
)
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.source_kinds import DateSource

Claim = tuple[DateSource, Moment]

BESIDE: Final = 12
"""Elements after the headline: its own date line. On the development pages an older date there was the publication in
all 12 disputes by more than a day; dates 40 and more elements away never were."""
MOST_TIMES: Final = 8
"""``time`` elements whose attribute is compared: those of the article itself come first."""
OLDER_THAN_PICTURE: Final = timedelta(days=180)
"""A story that waits for its day has its picture sooner."""
LONGEST_OFFSET: Final = timedelta(hours=14)
"""Of any time zone from UTC (Kiribati)."""
SOON_CHANGED: Final = timedelta(minutes=10)
"""From the publication to the first correction of a slip; clocks of two zones are seldom so near by chance."""
_SAME_MINUTE: Final = timedelta(minutes=1)
_NUMBERS: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{4}(?!\d)")


class Printed(NamedTuple):
    """A date printed near the headline, in its place."""

    moment: Moment
    source: DateSource
    distance: float


def printed_beside(page: PageMarkup, reader: DateReader) -> Printed | None:
    """The date in a date element right below the headline, nearest first; none that is called an update."""
    near = []
    for element in {*page.times, *page.dates}:
        distance = page.distance(element, NEAR)
        if distance <= BESIDE:
            near.append((distance, page.positions.get(element, 0), element))
    near.sort(key=lambda one: one[:2])
    for distance, _, element in near:
        name = naming(element)
        if names_update(name) or names_other_day(name) or page.is_aside(element):
            continue
        moment, source = read_element(element, reader)
        if moment is not None:
            return Printed(moment, source, distance)
    return None


def settle(
    claims: list[Claim],
    vague: list[Claim],
    modified: Moment | None,
    page: PageMarkup,
    tree: _Element,
    url: str,
    reader: DateReader,
    beside: Printed | None,
) -> Claim:
    """The publication among what markup claims and what is printed at the headline (``beside``).

    ``vague`` claims (a meta tag "date") only make exact what agrees with them.
    """
    source, chosen = agreed([*claims, *vague])
    turned = _turned(chosen, beside, tree, page, reader)
    if turned is not None:
        return source, turned
    if modified is not None and modified.day < chosen.day - timedelta(days=1):
        for other_source, other in claims[1:]:  # published after its last change: published again
            if other.day <= modified.day:
                return other_source, other
    if beside is not None and beside.moment.day != chosen.day:
        apart = (chosen.day - beside.moment.day).days
        exact = chosen.zone_known and chosen.precision != "day"
        if apart > 1 or (apart == 1 and not exact):
            return beside.source, beside.moment
        for other_source, other in claims[1:]:
            declared = other_source in ("json-ld", "meta") and other_source != source
            if apart < -1 and declared and other.day == beside.moment.day and not _is_update(other, modified):
                return other_source, other
    if beside is None and source == "meta" and (day := _day_of_picture(chosen, page, reader)) is not None:
        return "url", day
    local = _of_utc_clock(chosen, claims, beside, page)
    return source, local if local is not None else _in_local_time(chosen, claims, beside, page, url, reader)


def _day_of_picture(chosen: Moment, page: PageMarkup, reader: DateReader) -> Moment | None:
    """The day in the address of the article's own picture, where a bare day in a meta tag is much older than that.

    Then it is one that the template has for all articles. A story is not written half a year before its picture; one
    that moved with its site to another system keeps a full date.
    """
    if isinstance(chosen.value, datetime):
        return None
    picture = url_date(page.first_meta("og:image", "og:image:url", "twitter:image") or "", reader.latest)
    return picture if picture is not None and picture.day - chosen.day > OLDER_THAN_PICTURE else None


def _of_utc_clock(chosen: Moment, claims: list[Claim], beside: Printed | None, page: PageMarkup) -> Moment | None:
    """The moment that was meant where a clock in UTC has got the site's offset ("15:35-04:00" of a story of 11:35).

    The page must show it: by a clock without a zone that is just the offset away, or by the same clock with a "Z" and
    the day that it then was at the site, declared or printed apart.
    """
    value = chosen.value
    if not chosen.zone_known or not isinstance(value, datetime) or not (offset := value.utcoffset()):
        return None
    meant = value + offset
    others = [other for _, other in claims]
    if beside is not None:
        others.append(beside.moment)
    shown = [one for element in page.times[:MOST_TIMES] if (one := read_moment(element.get("datetime"))) is not None]
    clocks = [one.value for one in (*others, *shown) if isinstance(one.value, datetime)]
    wall, wanted = value.replace(tzinfo=None), meant.replace(tzinfo=None)
    days = {one.day for one in others if not isinstance(one.value, datetime)}
    with_z = any(
        clock.tzinfo is not None and not clock.utcoffset() and abs(clock.replace(tzinfo=None) - wall) < _SAME_MINUTE
        for clock in clocks
    )
    local = any(clock.tzinfo is None and abs(clock - wanted) < _SAME_MINUTE for clock in clocks)
    if any(clock.tzinfo is None and abs(clock - wall) < _SAME_MINUTE for clock in clocks):
        return None
    if local or (with_z and meant.date() in days and value.date() not in days):
        return Moment(meant, chosen.precision, chosen.raw, zone_known=True)
    return None


def with_zone_of_change(published: Moment, modified: Moment | None) -> Moment:
    """The publication with the offset of the last change, where both show nearly the same clock and only one is in UTC.

    A theme of a common system puts "+00:00" behind the local clock of the publication and the site's own offset behind
    that of the change: "09:23+00:00", "09:24-03:00". Hours apart they are two moments.
    """
    if modified is None or not (published.zone_known and modified.zone_known):
        return published
    mine, theirs = published.value, modified.value
    if not isinstance(mine, datetime) or not isinstance(theirs, datetime) or mine.utcoffset() or not theirs.utcoffset():
        return published
    apart = theirs.replace(tzinfo=None) - mine.replace(tzinfo=None)
    if not timedelta() <= apart <= SOON_CHANGED:
        return published
    return Moment(mine.replace(tzinfo=theirs.tzinfo), published.precision, published.raw, zone_known=True)


def _is_update(moment: Moment, modified: Moment | None) -> bool:
    return modified is not None and same_instant(moment, modified)


def agreed(claims: list[Claim]) -> Claim:
    """The first claim, made more exact by those that agree with it."""
    source, chosen = claims[0]
    for other_source, other in claims[1:]:
        mine, theirs = chosen.value, other.value
        if not isinstance(theirs, datetime):
            continue
        if not isinstance(mine, datetime):
            if other.day == chosen.day:
                source, chosen = other_source, other
        elif not chosen.zone_known:
            if other.zone_known and theirs.replace(tzinfo=None, second=0) == mine.replace(second=0):
                source, chosen = other_source, other
        elif other.zone_known and not mine.utcoffset() and theirs.utcoffset():
            if abs(theirs.replace(tzinfo=None) - mine.replace(tzinfo=None)) < timedelta(minutes=1):
                source, chosen = other_source, other  # local time with a "Z" put behind it
            elif same_instant(other, chosen):
                chosen = _in_zone_of(theirs, mine, chosen)
    return source, chosen


def _in_zone_of(other: datetime, value: datetime, moment: Moment) -> Moment:
    return Moment(value.astimezone(other.tzinfo), moment.precision, moment.raw, zone_known=True)


def same_instant(one: Moment, other: Moment) -> bool:
    """Whether two moments name the same minute."""
    return abs(one.instant() - other.instant()) < timedelta(minutes=1)


def _turned(
    chosen: Moment, beside: Printed | None, tree: _Element, page: PageMarkup, reader: DateReader
) -> Moment | None:
    """The claim with day and month changed over, where its numbers allow that and the page prints that day."""
    numbers = _NUMBERS.match(chosen.raw)
    if numbers is None or numbers[1] == numbers[2] or int(numbers[1]) > 12 or int(numbers[2]) > 12:
        return None
    other = chosen.value.replace(month=chosen.value.day, day=chosen.value.month)
    turned = Moment(other, chosen.precision, chosen.raw, zone_known=chosen.zone_known)
    if turned.instant() > reader.latest:
        return None
    if beside is not None and beside.moment.day in (chosen.day, turned.day):
        return turned if beside.moment.day == turned.day else None
    plain = first_printed(tree, page, reader, labelled=True)
    return turned if plain is not None and plain.day == turned.day else None


def _in_local_time(
    moment: Moment, claims: list[Claim], beside: Printed | None, page: PageMarkup, url: str, reader: DateReader
) -> Moment:
    """The same moment with the site's own offset, where UTC is not local and the page shows what is.

    A story of 8 p.m. in Florida is stamped with the next day in UTC; its dateline says the day before. The offset is
    that of the same instant written elsewhere, or the difference to a clock that is printed with the URL's day.
    """
    if not moment.zone_known or not isinstance(moment.value, datetime) or moment.value.utcoffset():
        return moment
    others = [other for _, other in claims]
    if beside is not None:
        others.append(beside.moment)
    others += [one for element in page.times[:MOST_TIMES] if (one := read_moment(element.get("datetime"))) is not None]
    for one in others:
        if one.zone_known and isinstance(one.value, datetime) and one.value.utcoffset() and same_instant(one, moment):
            return _in_zone_of(one.value, moment.value, moment)
    address = url_date(url, reader.latest)
    if address is None or abs((address.day - moment.day).days) != 1:
        return moment
    for element in [element for element in (*page.times[:6], *page.dates[:20]) if not page.is_aside(element)][:10]:
        printed, _ = read_element(element, reader)
        if printed is not None:
            others.append(printed)
            if printed.zone_known and isinstance(printed.value, datetime) and same_instant(printed, moment):
                return _in_zone_of(printed.value, moment.value, moment)
    for one in others:
        if not isinstance(one.value, datetime) or one.zone_known:
            continue
        offset = one.value.replace(second=0) - moment.value.astimezone(UTC).replace(
            tzinfo=None, second=0, microsecond=0
        )
        if abs(offset) <= LONGEST_OFFSET and offset.total_seconds() % 900 == 0:
            local = moment.value.astimezone(timezone(offset))
            if local.date() == address.day:
                return Moment(local, moment.precision, moment.raw, zone_known=True)
    return moment
