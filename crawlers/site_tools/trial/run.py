"""Trial crawls of one or many sites in one process, without Redis."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerRunner

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.runtime.reactor_loop import run_in_reactor
from wiredesk.crawlers.runtime.scrapy_settings import project_settings
from wiredesk.crawlers.site_tools.trial.empty_memory import TrialDesk
from wiredesk.crawlers.site_tools.trial.policy import TrialPolicy
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.spiders.site import SiteSpider
from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

SITES_AT_ONCE = 20
"""Sites looked at side by side: each needs a few requests a second at most, and extraction has a handful of pages."""

STOP_SECONDS = 3.0
"""How long looks may take to end when they are told to: nothing is lost with them, so no answer is waited for."""


class TrialRun:
    """Looks at sites and closes everything behind itself. `interrupted` is set when a signal ended it."""

    def __init__(
        self,
        environment: Environment,
        *,
        articles: int = 5,
        more_articles: int | None = None,
        workers: int | None = None,
        follow_up: Callable[[SiteVisit], SiteDefinition | None] | None = None,
        on_visit: Callable[[SiteVisit, SiteVisit | None], None] | None = None,
    ) -> None:
        """`articles`: samples wanted of each site. `follow_up` may ask for a second look with another definition after
        the first one, of `more_articles` (as many, by default); `on_visit` is told of each site that is done, in the
        order in which they finish.
        """
        self.interrupted = False
        self._environment = environment
        self._articles = articles
        self._more_articles = more_articles or articles
        self._workers = workers
        self._follow_up = follow_up
        self._on_visit = on_visit
        self._crawlers: set[Any] = set()
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._work: asyncio.Future[list[tuple[SiteVisit, SiteVisit | None]]] | None = None

    def run(self, definitions: Sequence[SiteDefinition]) -> list[tuple[SiteVisit, SiteVisit | None]]:
        """Look at every site: its visit, and the second one where `follow_up` asked for it. Nothing when interrupted.

        Installs and runs Twisted's reactor, which a process can do once only.
        """
        return run_in_reactor(lambda: self._visit_all(definitions), self._stop)

    async def _visit_all(self, definitions: Sequence[SiteDefinition]) -> list[tuple[SiteVisit, SiteVisit | None]]:
        places = asyncio.Semaphore(SITES_AT_ONCE)
        async with TrialDesk(self._environment, workers=self._workers) as desk:
            self._work = asyncio.gather(*(self._visit_twice(places, desk, definition) for definition in definitions))
            try:
                return await self._work
            except asyncio.CancelledError:
                return []

    async def _visit_twice(
        self, places: asyncio.Semaphore, desk: TrialDesk, definition: SiteDefinition
    ) -> tuple[SiteVisit, SiteVisit | None]:
        # Those of one host one after the other: each visit has a budget of its own.
        async with self._hosts[urlsplit(definition.url).netloc], places:
            first, second = await self._visit(desk, definition, self._articles), None
            other = self._follow_up(first) if self._follow_up is not None and not self.interrupted else None
            if other is not None:
                second = await self._visit(desk, other, self._more_articles)
        # A stop may come before there is a spider to be stopped: what a site gives from then on tells nothing of it.
        if self._on_visit is not None and not self.interrupted:
            self._on_visit(first, second)
        return first, second

    async def _visit(self, desk: TrialDesk, definition: SiteDefinition, articles: int) -> SiteVisit:
        visit = SiteVisit(definition, SiteSummary(site=definition.id))
        if self.interrupted:
            visit.summary.interrupted = True
            return visit
        runner = AsyncCrawlerRunner(project_settings(self._environment))
        crawler = runner.create_crawler(SiteSpider)
        self._crawlers.add(crawler)
        try:
            await runner.crawl(
                crawler, site=definition.id, definition=definition, desk=desk, budget=HostBudget(None, desk.keys),
                summary=visit.summary, environment=self._environment, policy=TrialPolicy(visit, articles),
            )  # fmt: skip
        except Exception as problem:  # one broken site never stops the rest
            logger.exception("the look at %s broke", definition.id, extra=event("site.broke", site=definition.id))
            visit.summary.problem = f"{type(problem).__name__}: {problem}"[:300]
        finally:
            self._crawlers.discard(crawler)
        return visit

    def _stop(self) -> None:
        if self.interrupted:
            raise SystemExit(130)
        self.interrupted = True
        if self._work is not None:
            asyncio.get_running_loop().call_later(STOP_SECONDS, self._work.cancel)
        for crawler in list(self._crawlers):
            if crawler.spider is not None and crawler.spider.budget is not None:
                crawler.spider.budget.close()
            self._stopping = asyncio.ensure_future(crawler.stop_async())
