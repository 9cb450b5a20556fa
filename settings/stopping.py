"""Commands to Redis that come to their end: when their task is cancelled, and when the program is being stopped.

A program that was told to stop wants to give back what it holds, which takes milliseconds where Redis is well. Where
Redis is away, nothing is lost by giving up: all that lasts is made for programs that are killed.
"""

from __future__ import annotations

import asyncio
import atexit
import math
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

LAST_PATIENCE = 5.0
"""Seconds for one command after the signal: the server's usual pauses are below one, and people and supervisors (ten
seconds for Docker) wait for the end."""
NO_PATIENCE = 0.5
"""Seconds for each further command after one was waited for without result: closing takes several."""

LOOK = 0.25
"""Seconds between two looks at what a blocking client waits for."""

T = TypeVar("T")


class _Stop:
    """The state of this process."""

    def __init__(self) -> None:
        self.at = math.inf
        self.patience = LAST_PATIENCE
        self.under_way: set[asyncio.Timeout] = set()
        self.blocking_since: float | None = None
        """When the command of a blocking client began that the main thread waits for."""

    def deadline(self, began: float) -> float:
        """Until when (monotonic) a command that began then may take."""
        return max(self.at, began) + self.patience


_stop = _Stop()


def begin_to_stop() -> None:
    """The program is to end: no command to Redis, of those under way neither, is waited for longer than LAST_PATIENCE.

    To be called in the thread of the event loop, where there is one.
    """
    if _stop.at < math.inf:
        return
    _stop.at = time.monotonic()
    for limit in _stop.under_way:
        limit.reschedule(_stop.deadline(_stop.at))


def is_stopping() -> bool:
    """Whether the program was told to end."""
    return _stop.at < math.inf


def deadline(began: float) -> float:
    """The moment (monotonic, in seconds) up to which a command that began at `began` may be repeated; inf as long as
    the program is not being stopped."""
    return _stop.deadline(began)


def gave_up() -> None:
    """A command was waited for without result: the next ones are hardly waited for, if the program is being stopped."""
    if _stop.at < math.inf:
        _stop.patience = NO_PATIENCE


@contextmanager
def blocking_command() -> Iterator[None]:
    """Around a command of a blocking client: in the main thread of a program that has called `end_blocking_commands` it
    is waited for no longer than one of an asyncio client, and raises redis' TimeoutError."""
    if threading.current_thread() is not threading.main_thread() or _stop.blocking_since is not None:
        yield
        return
    _stop.blocking_since = time.monotonic()
    try:
        yield
    finally:
        _stop.blocking_since = None


def end_blocking_commands() -> None:
    """The program, told to end by `begin_to_stop`, uses blocking clients. Only a signal ends what its main thread waits
    for in the system; SIGALRM is taken for that. To be called in the main thread, of a program of our own."""
    signal.signal(signal.SIGALRM, _look_at_blocking)
    atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)  # the end of Python takes the handler away first
    signal.setitimer(signal.ITIMER_REAL, LOOK, LOOK)


def _look_at_blocking(*_: object) -> None:
    began = _stop.blocking_since
    if began is None or time.monotonic() <= _stop.deadline(began):
        return
    _stop.blocking_since = None  # what tidies up after it is not broken off
    gave_up()
    raise _no_answer()


def _no_answer() -> Exception:
    # Not at the top: `fetch` learns of its signals here, and starts without Redis's client.
    from redis.exceptions import TimeoutError as RedisTimeoutError  # noqa: PLC0415  # needed to publish only

    return RedisTimeoutError("no answer, and the program is being stopped")


async def carried_out(do: Callable[[], Awaitable[T]]) -> T:
    """The result of ``do()``, a command to Redis. Raises redis' TimeoutError where it takes too long for a program that
    is being stopped, and CancelledError whenever its task was cancelled meanwhile.

    The latter is not a matter of course: up to Python 3.11 `asyncio.wait_for`, with which redis-py sends, loses a
    cancellation that comes in the moment in which the bytes are sent (bpo-37658). Who waits for a cancelled task
    would then wait for ever.
    """
    task = asyncio.current_task()
    assert task is not None
    cancelled_before, began = task.cancelling(), time.monotonic()
    until = _stop.deadline(began)
    limit = asyncio.timeout_at(until if until < math.inf else None)  # event loops count in monotonic seconds
    try:
        async with limit:
            _stop.under_way.add(limit)
            result = await do()
    except TimeoutError:
        if not limit.expired():
            raise
        gave_up()
        raise _no_answer() from None
    finally:
        _stop.under_way.discard(limit)
    if task.cancelling() > cancelled_before:
        raise asyncio.CancelledError
    return result
