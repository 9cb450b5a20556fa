"""Whether the share of a site's articles that is found has fallen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo

from wiredesk.crawlers.completeness.estimate import Estimate
from wiredesk.crawlers.completeness.judgement import estimate_of, percent
from wiredesk.crawlers.completeness.record import Summary, start_of
from wiredesk.crawlers.site_tools.checking.fault import Fault

RECENT = 3
"""Judged days that are compared with those before: one bad day is a strike or a server that was down."""
BEFORE = 28
"""Judged days that tell what is usual, at the most."""
FEWEST_BEFORE = 7
"""Judged days that tell what is usual, at the least: a week has all its weekdays."""
FALLEN_BY = 0.1
"""By how much the share must have fallen at the least: a tenth of the articles is noticed by readers."""


def judge_completeness(summary: Summary, zone: tzinfo, now: float) -> Fault | None:
    """The fault that the last days are less complete than those before, beyond the intervals of both, and that this was
    so a day ago already (`now` in seconds since the epoch)."""
    judged = summary.judged(zone, now)
    days = list(judged)
    fallen = _fallen(days, judged)
    if fallen is None or _fallen(days[:-1], judged) is None:
        return None
    lately, usual = fallen
    return Fault(
        kind="completeness",
        since=datetime.fromtimestamp(start_of(days[-RECENT - 1], zone), UTC),
        message=f"{_told(lately)} of the articles of the last {RECENT} days were found; usual: {_told(usual)}",
    )


def _fallen(days: Sequence[date], judged: Mapping[date, Mapping[int, int]]) -> tuple[Estimate, Estimate] | None:
    """The estimates of the last of these days and of those before, if the first is so much lower."""
    if len(days) < RECENT + FEWEST_BEFORE:
        return None
    lately = estimate_of([judged[day] for day in days[-RECENT:]], judged)
    usual = estimate_of([judged[day] for day in days[-RECENT - BEFORE : -RECENT]], judged)
    if not isinstance(lately, Estimate) or not isinstance(usual, Estimate):
        return None
    if lately.high >= usual.low or lately.share > usual.share - FALLEN_BY:
        return None
    return lately, usual


def _told(found: Estimate) -> str:
    return f"{percent(found.share)} ({percent(found.low)} to {percent(found.high)})"
