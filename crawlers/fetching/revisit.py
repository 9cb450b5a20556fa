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
