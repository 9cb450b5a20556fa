"""Which end of a feed is the new one: most list the newest entry first, some the oldest, and some only ever grow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.pipelines.urls.identity import article_id

AHEAD = timedelta(days=2)
"""A date further ahead is not believed: a typing mistake, or an advertisement that should stay on top."""
ENDS = 20
"""Entries looked at on either side of a feed that is too long: one without a date, or a pinned one, does not matter."""

T = TypeVar("T")


def newest_first(leads: Sequence[Lead], known: Collection[str] = ()) -> list[Lead]:
    """The entries of a feed, newest first by their dates; one without a date stays beside its neighbour.

    Where none are dated, the order is told by the entries that were there the last time (`known`, ids): what stands
    behind all of them is new.
    """
    latest = datetime.now(UTC) + AHEAD
    dates = [lead.newest if lead.newest is not None and lead.newest <= latest else None for lead in leads]
    if sum(date is not None for date in dates) * 2 <= len(leads):
        return list(reversed(leads)) if _grows_at_its_end(leads, known) else list(leads)
    rising = _rises(dates)
    pairs = list(zip(dates, leads, strict=True))
    if rising:
        pairs.reverse()
    neighbour = next(date for date in (date for date, _ in pairs) if date is not None)
    dated: list[tuple[datetime, Lead]] = []
    for date, lead in pairs:
        neighbour = date or neighbour
        dated.append((neighbour, lead))
    return [lead for _, lead in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def newest_part(entries: Sequence[T], dates: Sequence[datetime | None], most: int) -> list[T]:
    """`most` of the entries of a feed that is too long: its new end; half of each end where dates do not tell.

    `dates`: of the first ENDS and of the last ENDS entries, one behind the other.
    """
    if len(entries) <= most:
        return list(entries)
    half = len(dates) // 2
    first = [date for date in dates[:half] if date is not None]
    last = [date for date in dates[half:] if date is not None]
    if not first or not last:
        return [*entries[: most // 2], *entries[-(most - most // 2) :]]
    rises = sorted(first)[len(first) // 2] < sorted(last)[len(last) // 2]
    return list(entries[-most:] if rises else entries[:most])


def _rises(dates: Sequence[datetime | None]) -> bool:
    there = [date for date in dates if date is not None]
    steps = [(one > other) - (one < other) for other, one in pairwise(there)]
    return sum(steps) > 0


def _grows_at_its_end(leads: Sequence[Lead], known: Collection[str]) -> bool:
    if not known:
        return False
    places = [place for place, lead in enumerate(leads) if article_id(lead.url) in known]
    return bool(places) and places[0] == 0 and places[-1] < len(leads) - 1
