"""The crawls of the jobs that a worker has in hand, and what RQ is told of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress

from wiredesk.crawlers.crawl.summary import NO_ARCHIVE, SiteSummary
from wiredesk.crawlers.running.site_crawls import STOP_SECONDS, SiteCrawls
from wiredesk.crawlers.scale_out.patient_steps import PatientSteps
from wiredesk.crawlers.scale_out.site_jobs import TIME_LIMIT
from wiredesk.crawlers.scale_out.site_worker import Held, NotOurs, SiteWorker
from wiredesk.crawlers.scale_out.worker_report import WorkerReport
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import UsageProblem


class HeldCrawls:
    """Crawls the sites of jobs with `crawls`. `in_background` runs a coroutine that nobody waits for to its end."""

    def __init__(
        self,
        environment: Environment,
        crawls: SiteCrawls,
        worker: SiteWorker,
        steps: PatientSteps,
        report: WorkerReport,
        in_background: Callable[[Coroutine[None, None, None]], None],
    ) -> None:
        self._environment = environment
        self._crawls = crawls
        self._worker = worker
        self._steps = steps
        self._report = report
        self._in_background = in_background

    async def handle(self, held: Held) -> None:
        """Crawl the site of a job to its end, and tell RQ what became of it."""
        site = held.job.id  # what is known of a job that is none of ours
        try:
            site = held.site
            definition = await asyncio.to_thread(self._definition, site)
        except (NotOurs, UsageProblem) as problem:
            summary = SiteSummary(site=site, problem=str(problem))
            await self._end(held, summary, late=False)
            return
        summary = SiteSummary(site=site)
        crawl = asyncio.create_task(self._crawls.crawl(definition, summary))
        late = False
        try:
            done, _ = await asyncio.wait({crawl}, timeout=float(held.job.timeout or TIME_LIMIT))
            if late := not done:
                self.stop(held)
                await asyncio.wait({crawl}, timeout=STOP_SECONDS)
        finally:
            if not crawl.done():
                crawl.cancel()
                summary.interrupted = True
        await self._end(held, summary, late=late)

    def stop(self, held: Held) -> None:
        """Bring the crawl of one job to its end."""
        with suppress(NotOurs):
            self._in_background(self._crawls.stop(held.site))

    def stop_all(self) -> None:
        """Bring all crawls to their end, and begin none any more."""
        self._in_background(self._crawls.stop_all())

    def _definition(self, site: str) -> SiteDefinition:
        """Read again each time: a worker runs for months."""
        (definition,) = Catalogue.load(*self._environment.sites).get([site])
        return definition

    async def _end(self, held: Held, summary: SiteSummary, *, late: bool) -> None:
        """Tell RQ what became of the job."""
        worker, take = self._worker, self._steps.take
        if held.lost:
            outcome = "taken over"
            await take(worker.fail, held, "")
        elif held.stopped:
            outcome, summary.problem = "failed", "stopped by RQ's command"
            await take(worker.fail, held, summary.problem)
        elif summary.refused:
            outcome = "put off"
            await take(worker.succeed, held)
        elif summary.interrupted or summary.redis_refused or summary.reason == NO_ARCHIVE:
            outcome = "given back"
            await take(lambda: worker.give_back(held, at_front=not late))
        elif summary.problem:
            outcome = "failed"
            await take(worker.fail, held, f"SiteFailed: {summary.problem}")
        else:
            outcome = "crawled"
            await take(worker.succeed, held)
        self._report.done(summary, outcome)
