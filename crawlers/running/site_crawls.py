"""The crawls of single sites that run side by side in this process, with one desk and one budget for all."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy.crawler import AsyncCrawlerRunner

from wiredesk.crawlers.crawl.crawl_events import log_site
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.summary import NO_ARCHIVE, SiteSummary
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.runtime.scrapy_settings import project_settings
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.spiders.site import SiteSpider
from wiredesk.pipelines.desk import Desk
from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

STOP_SECONDS = 20.0
"""How long a crawl that is told to stop may take to finish the pages it has in hand."""


class SiteCrawls:
    """Crawls sites with `desk`, which is open, in the reactor that runs."""

    def __init__(self, environment: Environment, desk: Desk, options: CrawlOptions) -> None:
        self._environment = environment
        self._desk = desk
        self._options = options
        self._budget = HostBudget(desk.redis, desk.keys)
        self._runner = AsyncCrawlerRunner(project_settings(environment))
        self._crawlers: dict[Crawler, str] = {}
        self._stopping = False

    async def crawl(self, definition: SiteDefinition, summary: SiteSummary) -> None:
        """Crawl one site to its end. What becomes of it is in `summary`; a crawl that breaks raises nothing."""
        if self._stopping:
            summary.interrupted = True
            return
        if self._desk.lost:
            summary.blame(NO_ARCHIVE if self._desk.lost_archive else None, self._desk.lost)
            summary.redis_refused = not self._desk.lost_archive
            return
        crawler = self._runner.create_crawler(SiteSpider)
        self._crawlers[crawler] = definition.id
        try:
            await self._runner.crawl(
                crawler, site=definition.id, definition=definition, desk=self._desk, budget=self._budget,
                options=self._options, summary=summary, environment=self._environment,
            )  # fmt: skip
        except Exception as problem:  # one broken site never stops the rest
            logger.exception("the crawl of %s broke", definition.id, extra=event("site.broke", site=definition.id))
            summary.blame("error", f"{type(problem).__name__}: {problem}"[:300])
        finally:
            del self._crawlers[crawler]
            log_site(summary)

    async def stop(self, site: str) -> None:
        """End the crawl of one site: finish what is in hand, send nothing more."""
        for crawler in [crawler for crawler, name in self._crawlers.items() if name == site]:
            await crawler.stop_async()

    async def stop_all(self) -> None:
        """End all crawls and begin none any more. Returns when they have ended, or after STOP_SECONDS: those that
        cannot end (Redis is away) are the caller's to cancel."""
        self._stopping = True
        self._budget.close()
        self._desk.stop_waiting()
        endings = [asyncio.ensure_future(crawler.stop_async()) for crawler in self._crawlers]
        if endings:
            # Not cancelled when the time is over: a crawler whose stopping is cut short never ends
            await asyncio.wait(endings, timeout=STOP_SECONDS)
