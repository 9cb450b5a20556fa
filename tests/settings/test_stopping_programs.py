"""Commands to Redis come to their end: when their task is cancelled, and when the program is being stopped."""

from __future__ import annotations

import asyncio
import select
import signal
import time
from contextlib import suppress

import pytest
from redis.exceptions import BusyLoadingError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from wiredesk.settings import stopping
from wiredesk.settings.redis_patience import BreakableRetry, CancellableRetry, PatientAsyncRetry, PatientRetry, backoff


@pytest.fixture
def fresh(monkeypatch):
    """A process that has not been told to stop."""
    stop = stopping._Stop()
    stop.patience = 0.2
    monkeypatch.setattr(stopping, "_stop", stop)
    monkeypatch.setattr(stopping, "NO_PATIENCE", 0.05)


async def nothing(*_: object) -> None:
    """What redis-py does between two attempts."""


@pytest.mark.parametrize("retry", [CancellableRetry(backoff(), 0), PatientAsyncRetry()])
def test_a_cancellation_that_the_command_has_swallowed_is_not_lost(retry):
    """asyncio.wait_for, with which redis-py sends, loses it up to Python 3.11; a loop of commands would never end."""
    commands = 0

    async def command() -> None:
        nonlocal commands
        commands += 1
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0.01)

    async def without_end() -> None:
        while True:
            await retry.call_with_retry(command, nothing)

    async def main() -> bool:
        task = asyncio.create_task(without_end())
        await asyncio.sleep(0.005)
        task.cancel()
        await asyncio.wait([task], timeout=0.5)
        return task.cancelled()

    assert asyncio.run(main())
    assert commands == 1


def test_a_command_under_way_is_waited_for_a_little_and_the_next_ones_less(fresh):
    async def answers_never() -> None:
        await asyncio.sleep(60)

    async def main() -> list[float]:
        retry, took = PatientAsyncRetry(), []
        asyncio.get_running_loop().call_later(0.05, stopping.begin_to_stop)
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(RedisTimeoutError):
                await retry.call_with_retry(answers_never, nothing)
            took.append(time.monotonic() - began)
        return took

    first, second = asyncio.run(main())
    assert 0.2 < first < 1.5
    assert second < 0.2


@pytest.mark.parametrize("kind", ["blocking", "asyncio"])
def test_a_server_that_refuses_is_not_waited_for_either(fresh, kind):
    def refused() -> None:
        raise BusyLoadingError("loading")

    async def refused_later() -> None:
        refused()

    def carry_out() -> None:
        if kind == "blocking":
            PatientRetry().call_with_retry(refused, lambda _: None)
        else:
            asyncio.run(PatientAsyncRetry().call_with_retry(refused_later, nothing))

    stopping.begin_to_stop()
    began = time.monotonic()
    with pytest.raises(RedisError):
        carry_out()
    assert time.monotonic() - began < 2


def test_a_blocking_command_is_broken_off_too(fresh):
    """In the main thread, which a signal alone wakes up; another's, such as a heartbeat's, is not."""
    waited: list[float] = []

    def answers_never() -> None:
        began = time.monotonic()
        try:
            select.select([], [], [], 20)
        finally:
            waited.append(time.monotonic() - began)

    before = signal.getsignal(signal.SIGALRM)
    try:
        stopping.begin_to_stop()
        stopping.end_blocking_commands()
        for retry in (PatientRetry(), BreakableRetry(backoff(), 0)):
            with pytest.raises(RedisTimeoutError, match="being stopped"):
                retry.call_with_retry(answers_never, lambda _: None)
        assert BreakableRetry(backoff(), 0).call_with_retry(lambda: "well", lambda _: None) == "well"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert [seconds < 3 for seconds in waited] == [True, True]


def test_commands_of_a_program_that_stops_and_whose_redis_is_well_have_their_time(fresh):
    async def main() -> list[int]:
        stopping.begin_to_stop()
        await asyncio.sleep(0.3)  # longer than one command may take

        async def answers() -> int:
            await asyncio.sleep(0.01)
            return 1

        return [await PatientAsyncRetry().call_with_retry(answers, nothing) for _ in range(3)]

    assert asyncio.run(main()) == [1, 1, 1]
