"""What several places of a page say of one date, taken together."""

from __future__ import annotations

from datetime import datetime, timedelta

from wiredesk.pipelines.extraction.dates.machine_dates import Moment
from wiredesk.pipelines.source_kinds import DateSource

Claim = tuple[DateSource, Moment]
"""A date, and the kind of place that names it."""


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
                chosen = in_zone_of(theirs, mine, chosen)
    return source, chosen


def same_instant(one: Moment, other: Moment) -> bool:
    """Whether two moments name the same minute."""
    return abs(one.instant() - other.instant()) < timedelta(minutes=1)


def in_zone_of(other: datetime, value: datetime, moment: Moment) -> Moment:
    """A moment whose clock is ``value``, with the offset from UTC of another."""
    return Moment(value.astimezone(other.tzinfo), moment.precision, moment.raw, zone_known=True)
