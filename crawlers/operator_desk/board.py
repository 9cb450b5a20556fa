"""How all sites are at a moment, from their health records: what the overview and the list of sites show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from wiredesk.crawlers.completeness.judgement import Completeness
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.site_tools.checking.fault import Fault

HOURS = 48
"""Hours of the chart of new articles: today beside yesterday."""
DAYS = 14
"""Days of a site's small chart: two weeks show what a weekend is."""
COMPLETE = 0.995
"""Share of a site's articles from which on none is missing: it is shown as 100 %."""

State = Literal["broken", "notice", "ok", "never crawled", "paused", "disabled"]
ORDER: tuple[State, ...] = ("broken", "notice", "never crawled", "ok", "paused", "disabled")
"""What needs a person comes first."""


@dataclass(frozen=True)
class SiteRow:
    """One site. `days` are its new articles on each of the last DAYS days, today last."""

    id: str
    name: str
    url: str
    languages: tuple[str, ...]
    country: str
    state: State
    faults: tuple[Fault, ...]
    last_new: datetime | None
    last_crawl: datetime | None
    next_visit: datetime | None
    """None: it is not known, or the site is visited no more until somebody resumes it."""
    is_due: bool
    days: tuple[int, ...]
    completeness: Completeness | None
    """None: no crawl has noted anything yet."""

    @property
    def today(self) -> int:
        """New articles of today (UTC)."""
        return self.days[-1]


@dataclass(frozen=True)
class Board:
    """All sites, and the sums over them. `hours` are new articles of each of the last HOURS hours, this one last;
    `reasons` why URLs failed in the last 24 hours; `file_faults` definition files that cannot be read."""

    made: datetime
    sites: tuple[SiteRow, ...]
    hours: tuple[int, ...]
    hour_labels: tuple[str, ...]
    reasons: tuple[tuple[str, int], ...]
    file_faults: tuple[str, ...]

    def count(self, state: State) -> int:
        """Sites in this state."""
        return sum(row.state == state for row in self.sites)

    def least_complete(self, most: int) -> list[tuple[SiteRow, Completeness]]:
        """The sites of which the smallest share of articles is found, where it can be told and any is missing."""
        told = [
            (row, row.completeness)
            for row in self.sites
            if row.completeness is not None and row.completeness.share and row.completeness.share < COMPLETE
        ]
        return sorted(told, key=lambda one: (one[1].share, one[0].id))[:most]

    def row(self, site: str) -> SiteRow | None:
        """The row of a site; None for one that is not in the catalogue."""
        return next((row for row in self.sites if row.id == site), None)


def new_of_days(health: SiteHealth, now: float, days: int) -> list[tuple[str, int]]:
    """Each of the last `days` days (UTC) with its new articles, today last; the first crawl's are not counted."""
    today = datetime.fromtimestamp(now, UTC).date()
    counts = {record.day: record.new for record in health.days}
    named = [(today - timedelta(days=back)).isoformat() for back in reversed(range(days))]
    return [(day, counts.get(day, 0)) for day in named]
