"""When an article is looked at again: often in its first hours, then rarely, then never."""

from __future__ import annotations

from datetime import datetime, timedelta

SCHEDULE = (
    (timedelta(hours=2), timedelta(minutes=30)),
    (timedelta(hours=12), timedelta(hours=2)),
    (timedelta(days=2), timedelta(hours=12)),
    (timedelta(days=7), timedelta(days=2)),
)
"""(age up to which, pause until the next visit). News is corrected within hours; after a week next to never, and where
a feed or sitemap says that an article has changed, it is visited at once, whatever its age."""


def next_visit(now: datetime, published: datetime | None) -> float | None:
    """The time of the next visit (seconds since the epoch) of an article visited `now`; None for never again.

    `published` is its publication date; without one, an article counts as published when it was first seen: pass that.
    """
    age = now - published if published is not None else timedelta(0)
    for limit, pause in SCHEDULE:
        if age < limit:
            return (now + pause).timestamp()
    return None


PER_VISIT = 2.0
"""New articles that one look at a site should find on average: fewer wastes requests, more comes late."""
_WEIGHT = 0.3  # of the newest reading in the moving average of a site's rate


def publishing_rate(before: float | None, new: int, seconds: float) -> float:
    """The moving average of new articles an hour, after `new` ones were found in the `seconds` since the last crawl."""
    hours = max(seconds, 60.0) / 3600
    now = new / hours
    return now if before is None else (1 - _WEIGHT) * before + _WEIGHT * now


def pause_until_next_crawl(per_hour: float | None, shortest: float, longest: float) -> float:
    """Seconds until a site is looked at again: so many that PER_VISIT articles are expected, within the bounds.

    A site whose rate is not known yet is looked at after the shortest pause.
    """
    if per_hour is None:
        return shortest
    wanted = longest if per_hour <= 0 else PER_VISIT / per_hour * 3600
    return min(max(wanted, shortest), longest)
