"""The offset from UTC of a date whose clock is right and whose zone is not, or is not the site's own.

Systems put "Z" behind a local clock, the site's offset behind one in UTC, or stamp all in UTC. Elsewhere on the page
stands what was meant: the same instant with an offset, a clock without a zone, or the day that it was at the site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from wiredesk.pipelines.extraction.dates.agreeing_claims import Claim, in_zone_of, same_instant
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import Moment, read_moment
from wiredesk.pipelines.extraction.dates.printed_beside import Printed
from wiredesk.pipelines.extraction.dates.printed_dates import read_element, url_date
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup

MOST_TIMES: Final = 8
"""``time`` elements whose attribute is compared: those of the article itself come first."""
LONGEST_OFFSET: Final = timedelta(hours=14)
"""Of any time zone from UTC (Kiribati)."""
SOON_CHANGED: Final = timedelta(minutes=10)
"""From the publication to the first correction of a slip; clocks of two zones are seldom so near by chance."""
_SAME_MINUTE: Final = timedelta(minutes=1)


def of_utc_clock(chosen: Moment, claims: list[Claim], beside: Printed | None, page: PageMarkup) -> Moment | None:
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


def in_local_time(
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
            return in_zone_of(one.value, moment.value, moment)
    address = url_date(url, reader.latest)
    if address is None or abs((address.day - moment.day).days) != 1:
        return moment
    for element in [element for element in (*page.times[:6], *page.dates[:20]) if not page.is_aside(element)][:10]:
        printed, _ = read_element(element, reader)
        if printed is not None:
            others.append(printed)
            if printed.zone_known and isinstance(printed.value, datetime) and same_instant(printed, moment):
                return in_zone_of(printed.value, moment.value, moment)
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


def with_zone_of_change(published: Moment, modified: Moment | None) -> Moment:
    """The publication with the offset of the last change, where both show nearly the same clock and only one is in UTC,
    or the publication's has no zone.

    A theme of a common system puts "+00:00" behind the local clock of the publication and the site's own offset behind
    that of the change: "09:23+00:00", "09:24-03:00". Hours apart they are two moments.
    """
    if modified is None or not modified.zone_known or not _is_utc_or_unknown(published):
        return published
    mine, theirs = published.value, modified.value
    if not isinstance(mine, datetime) or not isinstance(theirs, datetime) or not theirs.utcoffset():
        return published
    if not _is_soon(mine, theirs):
        return published
    return Moment(mine.replace(tzinfo=theirs.tzinfo), published.precision, published.raw, zone_known=True)


def change_in_zone(modified: Moment, published: Moment) -> Moment:
    """The last change with the offset of the publication, where it shows nearly the same clock, in UTC.

    The reverse of :func:`with_zone_of_change`: "19:30-07:00" in a meta tag, "19:30+00:00" in the theme's ``time``. Who
    states an offset knows it; "+00:00" is what systems put that know none.
    """
    mine, theirs = modified.value, published.value
    if not published.zone_known or not isinstance(theirs, datetime) or not theirs.utcoffset():
        return modified
    if not modified.zone_known or not isinstance(mine, datetime) or mine.utcoffset() or not _is_soon(theirs, mine):
        return modified
    return Moment(mine.replace(tzinfo=theirs.tzinfo), modified.precision, modified.raw, zone_known=True)


def _is_utc_or_unknown(moment: Moment) -> bool:
    return isinstance(moment.value, datetime) and not moment.value.utcoffset()


def _is_soon(published: datetime, changed: datetime) -> bool:
    """Whether the clock of a change is that of the publication or a few minutes later, whatever their zones."""
    apart = changed.replace(tzinfo=None, second=0, microsecond=0) - published.replace(
        tzinfo=None, second=0, microsecond=0
    )
    return timedelta() <= apart <= SOON_CHANGED
