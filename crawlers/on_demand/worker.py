"""A worker: takes fetch requests from the queue, fetches, and ends each request in exactly one way."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from redis.exceptions import RedisError

from wiredesk.crawlers.on_demand.fetcher import Fetcher
from wiredesk.crawlers.on_demand.host_lines import Destination, HostLines
from wiredesk.crawlers.on_demand.opening import open_on_demand
from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.publishing import OutcomePublisher
from wiredesk.crawlers.on_demand.request_queue import MOST_DELIVERIES, HeldRequest, RequestQueue
from wiredesk.crawlers.runtime.memory_allocator import give_back_freed_pages
from wiredesk.crawlers.runtime.reactor_loop import run_in_reactor
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.archive.store import ArchiveProblem
from wiredesk.pipelines.desk import Desk
from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event
from wiredesk.settings.redis_refusals import explain, is_passing

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""Requests that one worker fetches at a time: hosts are asked politely, so that most of them wait for their turn."""
MOST_WAITING = 10_000
"""Requests kept for hosts that have enough under way, while those of other hosts overtake them; 2 kB each."""
STOP_SECONDS = 20.0
"""How long a worker that is told to stop finishes pages in hand; what is left then goes back to the queue."""
ARCHIVE_PAUSE = 60.0
"""Seconds before a worker that stays takes requests again after a page could not be kept: somebody has to make room."""
OUTAGE_PAUSE = 1.0
"""Seconds between two tries when Redis has been away for longer than its client waits by itself."""


class Worker:
    """Reads requests with `queue`, fetches with `fetcher` and publishes with `publisher`, all open, until stopped.

    `on_settled` is called with each request and what became of it (``new``, ``update``, ``unchanged``, ``fetched``, or
    the reason of a failure).
    """

    def __init__(
        self,
        queue: RequestQueue,
        fetcher: Fetcher,
        publisher: OutcomePublisher,
        *,
        at_once: int = AT_ONCE,
        on_settled: Callable[[HeldRequest, str], None] | None = None,
        stays: bool = False,
    ) -> None:
        """`stays`: it does not end where pages cannot be kept, as the fetcher is not its own."""
        self._queue = queue
        self._fetcher = fetcher
        self._publisher = publisher
        self._at_once = at_once
        self._on_settled = on_settled
        self._in_hand: set[asyncio.Task[None]] = set()
        self._lines: HostLines[HeldRequest] = HostLines()
        self._stopping = asyncio.Event()
        self._problem: ArchiveProblem | None = None
        self._stays = stays
        self._rests_until = 0.0
        self.settled: Counter[str] = Counter()

    def stop(self) -> None:
        """Take no more requests; `run` returns when those in hand are done or given back."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until stopped. Where pages that must be kept cannot be, what was in hand goes back to the queue;
        ArchiveProblem is raised then, or the worker takes nothing for a minute (`stays`)."""
        try:
            while not self._stopping.is_set():
                if (rest := self._rests_until - time.monotonic()) > 0:
                    await self._pause(rest)
                    continue
                free = self._at_once - len(self._in_hand)
                if free <= 0 or len(self._lines) >= MOST_WAITING:
                    await self._wait_for_one()
                    continue
                try:
                    taken = await self._queue.next(free)
                except (RedisError, OSError) as problem:
                    if not is_passing(problem):
                        raise
                    logger.warning(
                        "requests cannot be read, trying again: %s",
                        explain(problem),
                        extra=event("redis.refused", problem=explain(problem)),
                    )
                    await self._pause(OUTAGE_PAUSE)
                    continue
                for held in taken:
                    to = self._fetcher.destination(held.request.url) if held.request is not None else None
                    if to is None or self._lines.enter(held, to):
                        self._begin(held, to)
        finally:
            await self._finish()
        if self._problem is not None:
            raise self._problem

    def _begin(self, held: HeldRequest, to: Destination | None) -> None:
        task = asyncio.create_task(self._handle(held))
        self._in_hand.add(task)
        task.add_done_callback(lambda done: self._ended(done, to))

    def _ended(self, task: asyncio.Task[None], to: Destination | None) -> None:
        self._in_hand.discard(task)
        if to is None:
            return
        for held, its_own in self._lines.leave(to):
            if not self._stopping.is_set():  # else `_finish` gives it back
                self._begin(held, its_own)

    async def _wait_for_one(self) -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({*self._in_hand, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _finish(self) -> None:
        """Finish what is in hand, and give the rest back."""
        self._fetcher.stop_sending()
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=STOP_SECONDS)
        for task in list(self._in_hand):
            task.cancel()
        await asyncio.gather(*self._in_hand, return_exceptions=True)
        released = await self._queue.release()
        if released:
            logger.info("%d requests were given back", released, extra=event("requests.returned", count=released))

    async def _handle(self, held: HeldRequest) -> None:
        if time.monotonic() < self._rests_until:  # it has waited for its host
            await self._give_back(held)
            return
        try:
            word = await self._settle(held)
        except ArchiveProblem as problem:
            await self._cannot_keep(held, problem)
            return
        except Exception:  # the request stays with us and is taken over when we are gone or silent about it
            logger.exception(
                "request %s could not be ended", held.entry_id, extra=event("request.broke", entry=held.entry_id)
            )
            self._queue.drop(held)
            return
        if word is not None:
            self._queue.drop(held)
            self.settled[word] += 1
            if self._on_settled is not None:
                self._on_settled(held, word)

    async def _cannot_keep(self, held: HeldRequest, problem: ArchiveProblem) -> None:
        if not self._stays:
            self._problem = problem
            self.stop()
            return
        if time.monotonic() >= self._rests_until:
            logger.error("requests wait for a minute: %s", problem, extra=event("archive.problem", problem=problem))
            self._rests_until = time.monotonic() + ARCHIVE_PAUSE
        await self._give_back(held)

    async def _give_back(self, held: HeldRequest) -> None:
        with suppress(RedisError, OSError):  # it is taken up when nobody has vouched for it for a while
            await self._queue.give_back(held)

    async def _settle(self, held: HeldRequest) -> str | None:
        """What became of the request; None where it must be given back."""
        held = await self._queue.checked(held)
        request = held.request
        url = held.entry.fields.get("url", "")
        if request is None:
            outcome = FetchOutcome(url=url, reason="invalid_request", detail=held.problem)
        elif held.deliveries > MOST_DELIVERIES:
            detail = f"{held.deliveries - 1} workers took it up and died"
            outcome = FetchOutcome(url=url, reason="abandoned", detail=detail)
        else:
            outcome = await self._fetcher.fetch(request.url, asked_ms=held.asked_ms)
            if outcome.reason == "interrupted":
                return None
            if outcome.article is not None and request.publish:
                result = await self._publisher.publish(
                    outcome, request_id=request.request_id, step=self._queue.publishing_step(held)
                )
                return result.outcome
        if not await self._queue.settle(held, outcome):
            return "refused"
        return outcome.reason or "fetched"


class WorkerRun:
    """One `wiredesk worker`: opens everything, works until stopped, closes everything."""

    def __init__(
        self,
        environment: Environment,
        *,
        at_once: int = AT_ONCE,
        processes: int | None = None,
        on_ready: Callable[[str], None] | None = None,
        on_settled: Callable[[HeldRequest, str], None] | None = None,
    ) -> None:
        self._environment = environment
        self._at_once = at_once
        self._processes = processes
        self._on_ready = on_ready
        self._on_settled = on_settled
        self._worker: Worker | None = None
        self._stopped = False

    def run(self) -> Counter[str]:
        """Work until SIGTERM or SIGINT; returns how often each thing became of a request. Raises WiredeskError."""
        give_back_freed_pages()
        return run_in_reactor(self._main, self._stop)

    def _stop(self) -> None:
        """A second signal does not wait."""
        if self._stopped:
            raise SystemExit(130)
        self._stopped = True
        if self._worker is not None:
            self._worker.stop()

    async def _main(self) -> Counter[str]:
        desk = Desk(self._environment, workers=self._processes, keep_pages=True)
        sites = partial(Catalogue.load, *self._environment.sites)
        async with open_on_demand(desk, sites, with_queue=True) as opened:
            assert opened.queue is not None
            assert opened.publisher is not None
            self._worker = Worker(
                opened.queue, opened.fetcher, opened.publisher, at_once=self._at_once, on_settled=self._on_settled
            )
            if self._stopped:
                self._worker.stop()
            if self._on_ready is not None:
                self._on_ready(opened.queue.name)
            await self._worker.run()
            return self._worker.settled
