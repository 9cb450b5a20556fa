"""A pool of processes for extraction: a page that hangs, eats memory or kills its worker costs that page alone.

Every worker has its own pipe and its own supervising thread. The pools of the standard library and of pebble share one
queue and its locks among the workers: there, a worker that is killed at the wrong moment takes the pool with it.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import multiprocessing
import os
import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from wiredesk.pipelines.worker_process import STEP, Worker, WorkerFailure, serve, start_fork_server
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)


Job = TypeVar("Job")
Result = TypeVar("Result")

TIME_LIMIT = 20.0
"""Seconds of wall time for one page: a hundred times what a slow page takes, on a machine that is busy besides."""

MEMORY_LIMIT = 320 << 20
"""Bytes of address space that a worker may add to what it has after its imports (about 80 MB of its own), so that no
worker gets larger than 400 MB. The worst page found (10 MB of text in one piece) takes 240 MB, usual ones a tenth."""

PAGES_PER_WORKER = 2000
"""Pages after which a worker is replaced, so that leaks of C libraries stay bounded; a new worker takes 20 ms."""

_START_LIMIT = 60.0  # seconds for the imports of a first worker on a slow disk
_CLOSE_LIMIT = 5.0  # seconds until a pool that closes leaves its threads, which end with the program


class WorkerPool(Generic[Job, Result]):
    """Runs ``work(job)`` in processes of its own, as many at a time as it has workers.

    `work` must be importable by name; jobs and results travel through a pipe between parent and child of one program.
    Processes come from a fork server that has imported `preload` once, so that a fresh worker starts at once. That
    import takes most of a second: who knows that jobs are coming calls `start` beforehand.
    """

    def __init__(
        self,
        work: Callable[[Job], Result],
        *,
        size: int | None = None,
        time_limit: float = TIME_LIMIT,
        memory_limit: int = MEMORY_LIMIT,
        pages_per_worker: int = PAGES_PER_WORKER,
        preload: tuple[str, ...] = (),
    ) -> None:
        self.size = size or len(os.sched_getaffinity(0))
        self._work = work
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._pages_per_worker = pages_per_worker
        self._context = multiprocessing.get_context("forkserver")
        if preload:
            self._context.set_forkserver_preload(list(preload))
        self._jobs: queue.SimpleQueue[tuple[Job, asyncio.AbstractEventLoop, asyncio.Future[Result]] | None]
        self._jobs = queue.SimpleQueue()
        self._closed = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to start the workers, if that has not been done; does not wait for them."""
        if self._threads or self._closed.is_set():
            return
        # A program that ends at once closes nothing, and multiprocessing waits for the workers, which are deaf to its
        # SIGTERM, for ever. It has registered its wait before, so that this comes first.
        atexit.register(self.close)
        self._threads = [
            threading.Thread(target=self._supervise, name=f"extraction-{number}", daemon=True)
            for number in range(self.size)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, job: Job) -> Result:
        """The result of ``work(job)``; raises WorkerFailure when the worker gave none."""
        if self._closed.is_set():
            raise WorkerFailure("crash", "the pool is closed")
        self.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._jobs.put((job, loop, future))
        return await future

    def close(self) -> None:
        """End all workers; jobs that still wait get WorkerFailure. Safe to call twice."""
        atexit.unregister(self.close)
        self._closed.set()
        for _ in self._threads:
            self._jobs.put(None)
        deadline = time.monotonic() + _CLOSE_LIMIT
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _supervise(self) -> None:
        """One thread: keeps one worker alive and feeds it."""
        worker: Worker | None = self._start()
        while True:
            entry = self._jobs.get()
            if entry is None:
                break
            job, loop, future = entry
            if self._closed.is_set():
                _tell(loop, future, WorkerFailure("crash", "the pool was closed"))
                continue
            if future.cancelled():
                continue
            if worker is None or worker.done >= self._pages_per_worker or not worker.process.is_alive():
                if worker is not None:
                    worker.end()
                worker = self._start()
            if worker is None:
                _tell(loop, future, WorkerFailure("crash", "no worker process could be started"))
                continue
            answer = worker.ask(job, self._time_limit, self._closed)
            if isinstance(answer, WorkerFailure):
                worker.end()
                worker = None
                _tell(loop, future, answer)
                worker = self._start()
            else:
                _tell(loop, future, answer)
        if worker is not None:
            worker.end()

    def _start(self) -> Worker | None:
        if self._closed.is_set():
            return None
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=serve, args=(theirs, self._work, self._memory_limit), name="wiredesk-extraction", daemon=True
        )
        try:
            start_fork_server()
            process.start()
        except (OSError, EOFError) as problem:
            if not self._closed.is_set():
                logger.error(
                    "cannot start an extraction worker: %s", problem,
                    extra=event("extraction.worker_lost", problem=problem),
                )  # fmt: skip
            return None
        theirs.close()
        worker = Worker(process, ours)
        deadline = time.monotonic() + _START_LIMIT
        try:
            while not (is_there := ours.poll(STEP)) and time.monotonic() < deadline and not self._closed.is_set():
                pass
            if is_there:
                ours.recv()
                return worker
        except (EOFError, OSError):
            pass
        if not self._closed.is_set():  # a program that ends in the meantime takes its fork server with it
            logger.error(
                "an extraction worker died at its start (exit code %s)",
                process.exitcode,
                extra=event("extraction.worker_lost", problem=f"exit code {process.exitcode}"),
            )
        worker.end()
        return None


def _tell(loop: asyncio.AbstractEventLoop, future: asyncio.Future[Result], answer: object) -> None:
    """Hand an answer to the waiting coroutine, from this thread."""

    def settle() -> None:
        if future.cancelled():
            return
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)  # type: ignore[arg-type]  # what `work` returned

    try:
        loop.call_soon_threadsafe(settle)
    except RuntimeError:
        logger.debug("the event loop has closed before an answer arrived", extra=event("detail"))
