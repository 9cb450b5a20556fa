"""`wiredesk crawl-worker`: takes sites from the queue and crawls them side by side, until stopped."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Coroutine
from contextlib import suppress

from redis.exceptions import RedisError
from rq import Queue

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.running.site_crawls import STOP_SECONDS, SiteCrawls
from wiredesk.crawlers.runtime.memory_allocator import give_back_freed_pages
from wiredesk.crawlers.runtime.reactor_loop import run_in_reactor
from wiredesk.crawlers.scale_out.held_crawls import HeldCrawls
from wiredesk.crawlers.scale_out.patient_steps import LAST_WORDS, PatientSteps
from wiredesk.crawlers.scale_out.site_jobs import BEAT, SiteQueues, open_queues
from wiredesk.crawlers.scale_out.site_worker import Held, SiteWorker
from wiredesk.crawlers.scale_out.worker_report import WorkerReport
from wiredesk.pipelines.archive.store import ArchiveProblem, ArchiveUnusable
from wiredesk.pipelines.desk import Desk
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import WiredeskError
from wiredesk.settings.log_events import event
from wiredesk.settings.redis_refusals import is_passing

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Sites that one process crawls at a time: most wait for their hosts, and each may hold 1 MB of pages."""
WAIT = 1
"""Seconds for which an empty queue is waited at; so long takes a stop, and the first slow site, at the most."""
LEAVE_TO_OTHERS = 0.005
"""Seconds that a worker waits for each site it has in hand before it takes another: the busier it is, the more it
leaves to workers that have less to do. The fiftieth site is taken after 6 s."""
ARCHIVE_PAUSE = 60.0
"""Seconds before sites are taken again after raw pages could not be kept: somebody has to make room, and each try asks
sites for their listings for nothing."""
ONE_SIGNAL = 1.5
"""Seconds within which a second signal is the first one again."""


class CrawlWorkerRun:
    """One process of `wiredesk crawl-worker`. `child_of` is the process that started it, without which it ends."""

    def __init__(
        self,
        environment: Environment,
        report: WorkerReport,
        *,
        at_once: int = AT_ONCE,
        processes: int | None = None,
        burst: bool = False,
        child_of: int | None = None,
    ) -> None:
        self._environment = environment
        self._at_once = at_once
        self._processes = processes
        self._burst = burst
        self._child_of = child_of
        self._report = report
        self._crawls: HeldCrawls | None = None
        self._in_hand: dict[asyncio.Task[None], Held] = {}
        self._stopping = asyncio.Event()
        self._steps = PatientSteps(self._stopping)
        self._beating: asyncio.Task[None] | None = None
        self._stops: set[asyncio.Task[None]] = set()
        self._told = 0.0

    @property
    def interrupted(self) -> bool:
        """Whether the worker was told to stop."""
        return self._stopping.is_set()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, or with `burst` until the queues are empty. Raises WiredeskError.

        Installs Twisted's asyncio reactor and runs it, which a process can do once only.
        """
        give_back_freed_pages()
        run_in_reactor(self._main, self._on_signal)

    def _on_signal(self) -> None:
        """A second signal does not wait. Of a pool, Ctrl-C reaches a process twice: from the terminal, and from RQ."""
        now = asyncio.get_running_loop().time()
        if self._stopping.is_set():
            if now - self._told < ONE_SIGNAL and self._child_of is not None:
                return
            raise SystemExit(130)
        self._told = now
        if self._in_hand:
            logger.warning(
                "stopping: pages being fetched are finished first (again to stop at once)", extra=event("stopping")
            )
        self.stop()

    def stop(self) -> None:
        """Take no more sites, bring the crawls to their end, give back what is not done."""
        self._stopping.set()
        if self._crawls is not None:
            self._crawls.stop_all()

    def _in_background(self, ending: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(ending)
        self._stops.add(task)
        task.add_done_callback(self._stops.discard)

    # -- the life of the process ----------------------------------------------------------------------------------

    async def _main(self) -> None:
        queues = await asyncio.to_thread(open_queues, self._environment)
        self._steps.redis = queues.redis
        worker = SiteWorker.of(queues)
        loop = asyncio.get_running_loop()

        def stop_crawl(held: Held) -> None:
            loop.call_soon_threadsafe(self._stop_crawl, held)

        worker.on_stop = stop_crawl
        await self._steps.take(worker.begin)
        await self._steps.take(worker.look_after_queues)  # before `burst` finds the queue empty
        beating = self._beating = asyncio.create_task(self._beat(worker))
        ready = False
        try:
            while not self._stopping.is_set():
                try:
                    async with Desk(self._environment, workers=self._processes, keep_pages=True) as desk:
                        crawls = self._crawls = self._crawls_with(desk, worker)
                        if not ready:
                            self._report.ready(worker.name)
                        ready = True
                        empty = await self._work(worker, queues, desk, crawls)
                        await desk.trim_archive()
                        full = desk.lost if desk.lost_archive else ""
                except ArchiveUnusable as problem:
                    if not ready:
                        raise
                    await self._wait_for_archive(problem)
                    continue
                except (RedisError, OSError, WiredeskError) as problem:
                    if not ready or not (isinstance(problem, WiredeskError) or is_passing(problem)):
                        raise
                    await self._steps.say_away(problem)
                    continue
                finally:
                    self._crawls = None
                if full:
                    await self._wait_for_archive(ArchiveProblem(full))
                elif empty and self._burst:
                    with suppress(RedisError, OSError):
                        self._report.left_to_others(*await self._steps.take(queues.in_hand))
                    break
        finally:
            beating.cancel()
            await asyncio.wait({beating})
            with suppress(RedisError, OSError):
                await self._steps.take(worker.end)

    def _crawls_with(self, desk: Desk, worker: SiteWorker) -> HeldCrawls:
        crawls = SiteCrawls(self._environment, desk, CrawlOptions())
        return HeldCrawls(self._environment, crawls, worker, self._steps, self._report, self._in_background)

    def _stop_crawl(self, held: Held) -> None:
        if self._crawls is not None:
            self._crawls.stop(held)

    async def _work(self, worker: SiteWorker, queues: SiteQueues, desk: Desk, crawls: HeldCrawls) -> bool:
        """Crawl with this desk, until stopped or Redis was away for too long. Returns whether the queues are empty."""
        empty = False
        while not (self._stopping.is_set() or desk.lost):
            if self._beating is not None and self._beating.done():
                self._beating.result()  # raises what ended it: without signs of life others take up our jobs
            if self._child_of is not None and os.getppid() != self._child_of:
                logger.warning("stopping: the process that started this one is gone", extra=event("stopping"))
                self.stop()
                break
            may_take = self._open_queues(queues)
            if not may_take:
                await self._wait_for_one()
                continue
            held = await self._steps.take(worker.take, may_take, None if self._burst else WAIT)
            if held is None:
                if self._burst and not self._in_hand:
                    empty = True
                    break
                if self._burst:
                    await self._wait_for_one()
                continue
            task = asyncio.create_task(crawls.handle(held))
            self._in_hand[task] = held
            task.add_done_callback(lambda done: self._ended(worker, done))
            await self._pause(LEAVE_TO_OTHERS * len(self._in_hand))
        while self._in_hand and not self._stopping.is_set():
            await self._wait_for_one()
        if self._in_hand:
            # Longer than a crawl may take to stop: what it leaves unfinished is given back besides
            await asyncio.wait(self._in_hand, timeout=STOP_SECONDS + LAST_WORDS)
        for task in list(self._in_hand):
            task.cancel()
        await asyncio.gather(*self._in_hand, return_exceptions=True)
        return empty

    def _ended(self, worker: SiteWorker, task: asyncio.Task[None]) -> None:
        held = self._in_hand.pop(task)
        # A job whose end could not be told to RQ is vouched for no more, and another worker takes it up
        worker.held.pop(held.execution.id, None)
        problem = None if task.cancelled() else task.exception()
        if problem is not None:
            logger.error(
                "the job %s could not be ended: %s",
                held.job.id,
                problem,
                exc_info=problem,
                extra=event("job.broke", job=held.job.id, problem=problem),
            )

    def _open_queues(self, queues: SiteQueues) -> list[Queue]:
        """Which queues a job may be taken from: slow sites get half of the places, quick ones three quarters, so that
        neither kind is ever without."""
        slow = sum(held.queue is queues.slow for held in self._in_hand.values())
        quick = len(self._in_hand) - slow
        if slow + quick >= self._at_once:
            return []
        room = [
            (queues.quick, quick < max(1, self._at_once * 3 // 4)),
            (queues.slow, slow < max(1, self._at_once // 2)),
        ]
        return [queue for queue, has_room in room if has_room]

    async def _wait_for_one(self) -> None:
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({*self._in_hand, stopping}, timeout=WAIT, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _beat(self, worker: SiteWorker) -> None:
        """Signs of life, and RQ's maintenance."""
        while True:
            for held in await self._steps.take(worker.vouch):
                if not held.lost and held.execution.id in worker.held:
                    held.lost = True
                    self._stop_crawl(held)
            await self._steps.take(worker.look_after_queues)
            self._report.beat(len(self._in_hand))
            await asyncio.sleep(BEAT)

    async def _wait_for_archive(self, problem: WiredeskError) -> None:
        """Raw pages cannot be kept: take no sites for a while. With `burst` there is nothing to wait for: it is
        raised."""
        if self._burst:
            raise problem
        logger.warning(
            "no sites are taken for a minute: %s", problem, extra=event("crawl_worker.waits", problem=problem)
        )
        await self._pause(ARCHIVE_PAUSE)
