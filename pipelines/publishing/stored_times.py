"""Times read back from Redis, checked for what is possible: a clock that was once wrong does no harm for years."""

from __future__ import annotations

import math

CLOCKS_DIFFER = 3600.0
"""Seconds by which the clocks of two machines that crawl the same sites may differ; their zones do not matter."""
LONGEST_PLAN = 90 * 86_400.0
"""Seconds until a visit that can have been planned: the longest pause is 60 days (`fetching/revisit.py`)."""


def past(moment: float | None, now: float) -> float:
    """A moment that lies behind us, in seconds since the epoch; 0.0, "never", for one that cannot, and for None."""
    if moment is None or not math.isfinite(moment) or moment < 0 or moment > now + CLOCKS_DIFFER:
        return 0.0
    return min(moment, now)


def planned(moment: float | None, now: float, longest: float) -> float:
    """A moment that was planned at most `longest` seconds ahead; 0.0, "at once", for one that lies further ahead."""
    if moment is None or not math.isfinite(moment) or moment > now + longest + CLOCKS_DIFFER:
        return 0.0
    return moment
