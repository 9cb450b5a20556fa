"""The pool of extraction processes: one bad page costs one page."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from wiredesk.pipelines.worker_process import WorkerFailure
from wiredesk.pipelines.workers import WorkerPool


def behave(job: str) -> str:
    """What a page may do to its worker."""
    match job:
        case str() if job.startswith("meet "):
            return meet(Path(job.removeprefix("meet ")))
        case "hang":
            time.sleep(600)
        case "die":
            os._exit(139)
        case "eat":
            return str(len(bytearray(3 << 30)))
        case "raise":
            raise ValueError("broken page")
        case "recurse":
            return behave(job)
    return f"{job} done by {os.getpid()}"


def meet(folder: Path) -> str:
    """Ends when two processes are in here."""
    (folder / str(os.getpid())).touch()
    while len(list(folder.iterdir())) < 2:
        time.sleep(0.01)
    return "met"


@pytest.fixture
def pool():
    with_limits = WorkerPool(behave, size=2, time_limit=3.0, memory_limit=512 << 20, pages_per_worker=50)
    yield with_limits
    with_limits.close()


@pytest.mark.parametrize(
    ("job", "reason"),
    [("hang", "timeout"), ("die", "crash"), ("eat", "memory"), ("raise", "crash"), ("recurse", "crash")],
)
def test_a_bad_page_fails_alone_and_is_named(pool, job, reason):
    async def crawl():
        return await asyncio.gather(
            pool.run("one"), pool.run(job), *(pool.run(str(n)) for n in range(20)), return_exceptions=True
        )

    first, bad, *others = asyncio.run(crawl())
    assert first.startswith("one done")
    assert isinstance(bad, WorkerFailure)
    assert bad.reason == reason
    assert all(isinstance(result, str) for result in others)


def test_a_worker_that_does_not_read_costs_its_page_and_no_other():
    """It was stopped (by a debugger, say): a page larger than the buffer of the pipe cannot be handed over."""
    pool = WorkerPool(behave, size=1, time_limit=1.0)

    async def crawl():
        worker = int((await pool.run("one")).rsplit(" ", 1)[1])
        os.kill(worker, signal.SIGSTOP)
        large = await asyncio.gather(asyncio.wait_for(pool.run("x" * 5_000_000), 30), return_exceptions=True)
        return large[0], await asyncio.wait_for(pool.run("two"), 30)

    try:
        failure, answer = asyncio.run(crawl())
    finally:
        pool.close()
    assert isinstance(failure, WorkerFailure)
    assert failure.reason == "timeout"
    assert answer.startswith("two done")


def test_workers_are_replaced_after_so_many_pages(pool):
    async def crawl():
        return [await pool.run(str(n)) for n in range(120)]

    processes = {result.rsplit(" ", 1)[1] for result in asyncio.run(crawl())}
    assert len(processes) >= 3


def test_nothing_is_started_before_it_is_wanted(pool):
    def workers() -> int:
        return len([thread for thread in threading.enumerate() if thread.name.startswith("extraction-")])

    assert workers() == 0
    pool.start()
    pool.start()
    assert workers() == pool.size
    pool.close()
    pool.start()
    assert workers() == 0


def test_work_is_spread_over_the_workers(tmp_path):
    pool = WorkerPool(behave, size=2, time_limit=60)

    async def crawl():
        return await asyncio.gather(*(pool.run(f"meet {tmp_path}") for _ in range(2)))

    try:
        assert asyncio.run(crawl()) == ["met", "met"]
    finally:
        pool.close()


def test_closing_does_not_wait_for_a_hanging_page():
    pool = WorkerPool(behave, size=1, time_limit=60)

    async def crawl():
        await pool.run("the worker has started")
        waiting = asyncio.gather(pool.run("hang"), pool.run("never started"), return_exceptions=True)
        await asyncio.sleep(0.5)
        started = time.monotonic()
        await asyncio.to_thread(pool.close)
        results = await waiting
        return time.monotonic() - started, results

    seconds, results = asyncio.run(crawl())
    assert seconds < 5
    assert all(isinstance(result, WorkerFailure) for result in results)
