"""How much is asked of one host at a time: the defaults, and what a crawl and a fetch may have under way for it.

The one place that decides it. `HostBudget` keeps the delay and the requests in flight, for all processes together;
Scrapy (in a crawl) and `HostPlaces`, `HostLines` (on demand) only bound what waits for its turn there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DEFAULT_DELAY: Final = 2.0
"""Seconds between two requests to one host where neither the site's definition nor its robots.txt says otherwise.
Small regional hosts block visitors that come faster; Media Cloud and Common Crawl's news crawler are slower still."""
DEFAULT_CONCURRENCY: Final = 1
"""Requests in flight to one host. Two a second apart were five to nine times faster than those crawlers."""
DEFAULT_DAILY: Final = 10_000
"""Requests to one host in a day (UTC). The first crawl of a site makes about 2,200, and one with 500 new articles a day
about 6,000, revisits included. More is a sign of an endless calendar, or of a listing that lies."""
LEAST_ROBOTS_DELAY: Final = 0.1
"""Seconds; a shorter Crawl-delay is a slip of the pen."""
LONGEST_DELAY: Final = 60.0
"""A longer delay or Crawl-delay is cut to this many seconds: at one request a minute a site can still be followed."""
LEAST_IN_CRAWL: Final = 8
"""Requests that a crawl has under way at the least: those in flight, their redirects and robots.txt, and what waits."""
LEAST_ON_DEMAND: Final = 4
"""URLs of one host that a fetcher has under way at the least: two are in flight, two wait behind them."""


@dataclass(frozen=True)
class HostLimits:
    """The wishes of a site's definition for its hosts; None where it has none.

    `delay` in seconds between two requests, `concurrency` in requests in flight to one host, `daily` in requests to one
    host in a day (UTC).
    """

    delay: float | None = None
    concurrency: int | None = None
    daily: int | None = None

    @property
    def gap(self) -> float:
        """Seconds between two requests: the wish, or the default."""
        return DEFAULT_DELAY if self.delay is None else min(self.delay, LONGEST_DELAY)

    @property
    def in_flight(self) -> int:
        """Requests in flight: the wish, or the default."""
        return DEFAULT_CONCURRENCY if self.concurrency is None else self.concurrency

    @property
    def in_a_day(self) -> int:
        """Requests in a day: the wish, or the default."""
        return DEFAULT_DAILY if self.daily is None else self.daily

    @property
    def in_crawl(self) -> int:
        """Requests that a crawl may have under way, waiting ones included: as many wait as are in flight."""
        return max(LEAST_IN_CRAWL, 2 * self.in_flight)

    @property
    def on_demand(self) -> int:
        """URLs of one host that a fetcher may have under way together."""
        return max(LEAST_ON_DEMAND, self.in_flight)


NO_WISHES: Final = HostLimits()
