"""What is under way when a crawl is stopped has a moment to end."""

from __future__ import annotations

import asyncio
import gc

import pytest

from wiredesk.crawlers.fetching.stopping import Stopped, sleep_unless_stopped, unless_stopped


async def download(seconds: float, ended: list[str]) -> str:
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        ended.append("cut")
        raise
    return "answer"


def test_an_answer_in_time_is_taken_whether_stopping_or_not():
    async def scene() -> list[str]:
        stopping = asyncio.Event()
        usual = await unless_stopped(download(0.01, []), stopping)
        stopping.set()
        return [usual, await unless_stopped(download(0.01, []), stopping, grace=5)]

    assert asyncio.run(scene()) == ["answer", "answer"]


def test_what_takes_longer_is_cut_off():
    async def scene() -> list[str]:
        stopping, ended = asyncio.Event(), []
        asyncio.get_running_loop().call_later(0.01, stopping.set)
        with pytest.raises(Stopped):
            await unless_stopped(download(60, ended), stopping, grace=0.02)
        await asyncio.sleep(0)
        return ended

    assert asyncio.run(scene()) == ["cut"]


def test_failures_and_cancellation_pass_through():
    async def scene() -> list[str]:
        stopping, ended = asyncio.Event(), []

        async def fail() -> None:
            raise ConnectionError("reset by peer")

        with pytest.raises(ConnectionError, match="reset"):
            await unless_stopped(fail(), stopping)
        outer = asyncio.ensure_future(unless_stopped(download(60, ended), stopping))
        await asyncio.sleep(0.01)
        outer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await outer
        await asyncio.sleep(0)
        return ended

    assert asyncio.run(scene()) == ["cut"]


def test_a_pause_ends_at_once():
    async def scene() -> None:
        stopping = asyncio.Event()
        await sleep_unless_stopped(0.01, stopping)
        asyncio.get_running_loop().call_later(0.01, stopping.set)
        with pytest.raises(Stopped):
            await asyncio.wait_for(sleep_unless_stopped(60, stopping), 10)

    asyncio.run(scene())


def test_what_comes_of_work_that_was_given_up_is_told_of_nobody():
    """For example of a publisher that waits for room: it raises by itself at a stop, and may do so after its call."""
    told: list[dict] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise ValueError("it was told to stop too")

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        stopping = asyncio.Event()
        stopping.set()
        with pytest.raises(Stopped):
            await unless_stopped(work(), stopping, grace=0)
        await asyncio.sleep(0)
        gc.collect()

    asyncio.run(main())
    assert told == []
