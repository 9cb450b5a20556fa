"""When an article is looked at again: often in its first hours, then rarely, then never."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wiredesk.crawlers.fetching.visit_tally import VisitTally

if TYPE_CHECKING:
    from wiredesk.pipelines.publishing.known_article import KnownArticle

SCHEDULE = (
    (timedelta(hours=2), timedelta(minutes=30)),
    (timedelta(hours=12), timedelta(hours=2)),
    (timedelta(days=2), timedelta(hours=12)),
    (timedelta(days=7), timedelta(days=2)),
)
"""(age up to which, pause until the next visit). News is corrected within hours; after a week next to never, and where
a feed or sitemap says that an article has changed, it is visited at once, whatever its age."""

UNTOLD = ((timedelta(days=30), timedelta(days=7)), (timedelta(days=365), timedelta(days=30)))
"""The ages and pauses after SCHEDULE on a site that has only section pages: nothing there tells of a change, so old
articles are visited too. Two thousand articles of a month or more cost about seventy requests a day; nearly all are
answered 304."""

MET_LATE = timedelta(days=30)
"""Age up to which an article that is older than SCHEDULE when it is first seen is visited all the same: a feed that
lists it today is the news of a slow site, or of one whose crawls stood still."""
MET_LATE_AS = timedelta(days=2)
"""The age that such an article counts as when it is met: that leaves it two visits, which are nearly all answered 304.
"""

LIVELY = 0.1
"""Share of revisits that bring a change from which a site counts as one that updates: pauses are halved."""
QUIET = 0.01
"""Share below which they are doubled: not one visit of a hundred was worth the request."""
ENOUGH_VISITS = 30.0
"""Revisits before a site's share says anything: three changes among them are more than chance."""
DATED_AHEAD = 2 * 86_400.0
"""Seconds by which a publication date may be in the future: unknown time zones, and tomorrow's paper."""


def next_visit(now: datetime, published: datetime | None, *, pace: float = 1.0, untold: bool = False) -> float | None:
    """The time of the next visit (seconds since the epoch) of an article visited `now`; None for never again.

    `published` is its publication date; without one, an article counts as published when it was first seen: pass that.
    `pace`: what the site's pauses are multiplied by. `untold`: no listing of the site says that an article has changed.
    """
    age = now - published if published is not None else timedelta(0)
    for limit, pause in (*SCHEDULE, *UNTOLD) if untold else SCHEDULE:
        if age < limit:
            return (now + pause * pace).timestamp()
    return None


def visit_after_reading(
    published: float | None, known: KnownArticle | None, *, changed: bool, pace: float, untold: bool
) -> float | None:
    """The next visit of an article that was just read. Its age counts from its publication, or from the last change of
    its words.

    `known` is the article as it was before; `changed`: its words are others now.
    """
    if known is not None and (published is None or known.revision > 1):
        published = max(published or 0.0, known.changed or 0.0)
    if known is not None and changed:
        published = time.time()
    met = (known.changed if known is not None else None) or time.time()
    if published and SCHEDULE[-1][0].total_seconds() <= met - published < MET_LATE.total_seconds():
        published = met - MET_LATE_AS.total_seconds()
    if published and published > time.time() + DATED_AHEAD:  # wrong: the article would be news until then
        published = (known.changed if known is not None else None) or time.time()
    moment = datetime.fromtimestamp(published, UTC) if published else None
    return next_visit(datetime.now(UTC), moment, pace=pace, untold=untold)


class RevisitRecord(VisitTally):
    """How often visits to a site's known articles have found a change."""

    @property
    def pace(self) -> float:
        """What the pauses between visits are multiplied by on this site."""
        if self.visits < ENOUGH_VISITS:
            return 1.0
        share = self.changes / self.visits
        return 0.5 if share >= LIVELY else 2.0 if share < QUIET else 1.0


HOURS_AT_ONE_AN_HOUR = 1.25
"""The pause, in hours, of a site that publishes an article an hour."""
FALLING = 0.75
"""How the pause falls with the rate of new articles: 10 times as many, a pause 10 ** 0.75 = 5.6 times shorter. The mean
delay is least at 0.5, the median at 1 (docs/decisions/2026-11-29-schedule.md)."""
_WEIGHT = 0.3  # of the newest reading in the moving average of a site's rate


def publishing_rate(before: float | None, new: int, seconds: float) -> float:
    """The moving average of new articles an hour, after `new` ones were found in the `seconds` since the last crawl."""
    hours = max(seconds, 60.0) / 3600
    now = new / hours
    return now if before is None else (1 - _WEIGHT) * before + _WEIGHT * now


LONGEST_AFTER_FAILURES = 86_400.0
"""Seconds: a dead site is asked once a day whether it lives again. The next of doubled pauses is about as
long as the site has been away by then, so that it is found again late by that at the most."""


def pause_until_next_crawl(per_hour: float | None, shortest: float, longest: float) -> float:
    """Seconds until a site is looked at again: the shorter, the more it publishes, within the bounds.

    A site whose rate is not known yet is looked at after the shortest pause.
    """
    if per_hour is None:
        return shortest
    wanted = longest if per_hour <= 0 else HOURS_AT_ONE_AN_HOUR * 3600 / per_hour**FALLING
    return min(max(wanted, shortest), longest)


def pause_after_failures(pause: float, shortest: float, failures: int) -> float:
    """The pause (seconds) of a site whose last crawls failed as a whole, so many in a row: the shortest one after the
    first, doubled after each further one, up to LONGEST_AFTER_FAILURES. Never less than `pause`, that of its pace."""
    if not failures:
        return pause
    doubled = shortest * 2.0 ** min(failures - 1, 20)  # 2**20 times a minute are two years
    return max(pause, min(doubled, LONGEST_AFTER_FAILURES))
