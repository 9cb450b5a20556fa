"""Many sites, one process, one summary: runs a crawl of each site side by side."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from wiredesk.crawlers.crawl.crawl_events import log_beginning, log_ending
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.pauses import FOR_GOOD, paused_sites
from wiredesk.crawlers.crawl.summary import CrawlSummary, SiteSummary
from wiredesk.crawlers.listings.due_times import due_at, forget_failure
from wiredesk.crawlers.running.failed_sites import looks_offline
from wiredesk.crawlers.running.site_crawls import SiteCrawls
from wiredesk.crawlers.runtime.memory_allocator import give_back_freed_pages
from wiredesk.crawlers.runtime.reactor_loop import run_in_reactor
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.desk import Desk
from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

SITES_AT_ONCE = 100
"""Sites crawled at the same time: each may hold 1 MB of pages, so that memory stays in bounds; dead sites need a
minute and a half to be given up, and even a hundred of them do not stop the others."""
TICK = 0.2  # seconds between two calls of `on_progress`


class CrawlRun:
    """One `wiredesk crawl`: opens the desk, crawls the sites, closes everything, whatever happens."""

    def __init__(
        self,
        environment: Environment,
        definitions: Sequence[SiteDefinition],
        options: CrawlOptions,
        *,
        workers: int | None = None,
        only_due: bool = False,
        on_progress: Callable[[CrawlSummary], None] | None = None,
    ) -> None:
        self.summary = CrawlSummary(sites=[SiteSummary(site=definition.id) for definition in definitions])
        self._environment = environment
        self._definitions = list(definitions)
        self._options = options
        self._workers = workers
        self._only_due = only_due
        self._on_progress = on_progress
        self._site_crawls: SiteCrawls | None = None
        self._crawls: list[asyncio.Task[None]] = []
        self._ending: asyncio.Task[None] | None = None
        self._stopping = False

    def run(self) -> CrawlSummary:
        """Crawl, and return the summary. Raises WiredeskError when the crawl could not begin (Redis, settings).

        Installs Twisted's asyncio reactor and runs it, which a process can do once only. SIGINT and SIGTERM end the
        crawl cleanly: `interrupted` is then set in the summary.
        """
        give_back_freed_pages()
        return run_in_reactor(self._crawl_all, self._on_signal)

    async def _crawl_all(self) -> CrawlSummary:
        began = time.monotonic()
        try:
            real = not self._options.dry_run
            async with Desk(self._environment, workers=self._workers, keep_pages=real, counts=real) as desk:
                crawls = self._site_crawls = SiteCrawls(self._environment, desk, self._options)
                await self._leave_out_paused(desk)
                if self._only_due:
                    await self._keep_due(desk)
                log_beginning(len(self._definitions))
                places = asyncio.Semaphore(SITES_AT_ONCE)
                ticker = asyncio.create_task(self._tick())
                self._crawls = [
                    asyncio.create_task(self._crawl_one(places, crawls, definition, summary))
                    for definition, summary in zip(self._definitions, self.summary.sites, strict=True)
                ]
                if self._crawls:
                    await asyncio.wait(self._crawls)
                ticker.cancel()
                with suppress(asyncio.CancelledError):
                    await ticker
                if real and looks_offline(self.summary):
                    await forget_failure(desk.redis, desk.keys, self._definitions)
                await desk.trim_archive()
                self.summary.seconds = round(time.monotonic() - began, 3)
        finally:
            self.summary.seconds = self.summary.seconds or round(time.monotonic() - began, 3)
            if self._site_crawls is not None:
                log_ending(self.summary)
        return self.summary

    async def _leave_out_paused(self, desk: Desk) -> None:
        paused = await paused_sites(desk.redis, desk.keys)
        for definition in self._definitions:
            if until := paused.get(definition.id):
                self.summary.paused[definition.id] = None if until == FOR_GOOD else datetime.fromtimestamp(until, UTC)
        self._definitions = [one for one in self._definitions if one.id not in paused]
        self.summary.sites = [site for site in self.summary.sites if site.site not in paused]

    async def _keep_due(self, desk: Desk) -> None:
        """Leave out the sites whose time has not come yet."""
        now = time.time()
        moments = await due_at(desk.redis, desk.keys, self._definitions, now)
        pairs = zip(self._definitions, self.summary.sites, strict=True)
        due = [pair for pair, moment in zip(pairs, moments, strict=True) if moment <= now]
        if moments and not due:
            first = min(moments)
            self.summary.next_site = self._definitions[moments.index(first)].id
            self.summary.next_due = datetime.fromtimestamp(round(first), UTC)
        self._definitions = [definition for definition, _ in due]
        self.summary.sites = [summary for _, summary in due]

    async def _crawl_one(
        self, places: asyncio.Semaphore, crawls: SiteCrawls, definition: SiteDefinition, summary: SiteSummary
    ) -> None:
        async with places:
            if self._stopping:
                summary.interrupted = True
                return
            await crawls.crawl(definition, summary)

    async def _tick(self) -> None:
        while self._on_progress is not None:
            self._on_progress(self.summary)
            await asyncio.sleep(TICK)

    def _on_signal(self) -> None:
        """End the crawl; a second signal does not wait for the pages in hand."""
        if self._stopping:
            logger.warning("stopping at once", extra=event("stopping.at_once"))
            raise SystemExit(130)
        logger.warning(
            "stopping: pages being fetched are finished first (again to stop at once)", extra=event("stopping")
        )
        self.stop()

    def stop(self) -> None:
        """End the crawl: finish what is in hand, send nothing more. To be called in the reactor's thread."""
        self._stopping = self.summary.interrupted = True
        self._ending = asyncio.ensure_future(self._end())

    async def _end(self) -> None:
        """Let the crawls come to their end; those that cannot (Redis is away) are left as a killed one would be."""
        if self._site_crawls is not None:
            await self._site_crawls.stop_all()
        for crawl in self._crawls:
            crawl.cancel()
