"""Blocking steps with Redis that are tried until it is there: a worker outlives an outage."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, ParamSpec, TypeVar

from redis import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from wiredesk.settings.errors import WiredeskError
from wiredesk.settings.log_events import event
from wiredesk.settings.redis_refusals import explain, is_passing
from wiredesk.settings.stopping import LOOK, deadline, gave_up

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

OUTAGE_PAUSE: Final = 1.0
"""Seconds between two tries while Redis is away."""
LAST_WORDS: Final = 10.0
"""Seconds for which a stopping worker tries to give its jobs back; if Redis is away, they are taken up by others."""


class PatientSteps:
    """Takes the steps of one worker, in threads. `stopping` is set when the worker is to end.

    An outage is told once, and once more when it is over.
    """

    def __init__(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping
        self._stopped_at = math.inf
        self._said_away = False
        self._is_cut_off = False
        self.redis: Redis | None = None
        """The client that the steps use, once it is open: a server that takes commands and never answers holds their
        threads until the socket's time is over, and the program cannot end before them."""

    async def take(self, step: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """The result of a step, tried until Redis is there; while stopping, LAST_WORDS long at the most.

        Raises RedisError or OSError for what does not pass, and for what did not pass in time.
        """
        began = time.monotonic()
        while True:
            try:
                result = await self._in_time(asyncio.to_thread(step, *arguments, **options), began)
            except (RedisError, OSError) as problem:
                if not is_passing(problem) or time.monotonic() > self._until(began):
                    raise
                await self.say_away(problem)
            else:
                if self._said_away:
                    self._said_away = False
                    logger.warning("the queue of sites can be used again", extra=event("crawl_worker.goes_on"))
                return result

    def _until(self, began: float) -> float:
        """Up to when (monotonic) a step that began then is waited for."""
        if not self._stopping.is_set():
            return math.inf
        self._stopped_at = min(self._stopped_at, time.monotonic())
        return min(max(self._stopped_at, began) + LAST_WORDS, deadline(began))

    async def _in_time(self, step: Coroutine[Any, Any, T], began: float) -> T:
        """The result of a step in its thread. One that is not done in time has its connections cut off, which ends the
        thread, and raises redis' TimeoutError."""
        thread = asyncio.ensure_future(step)
        try:
            while not (await asyncio.wait({thread}, timeout=LOOK))[0]:
                if time.monotonic() > self._until(began):
                    self._cut_off()
                    raise _no_answer()
            return thread.result()
        except Exception as problem:
            if self._is_cut_off and not isinstance(problem, RedisError):  # of a file that is closed, for example
                raise _no_answer() from None
            raise
        finally:
            if not thread.done():
                thread.cancel()  # the thread itself goes on for a moment; nobody waits for what it brings

    def _cut_off(self) -> None:
        gave_up()
        self._is_cut_off = True
        if self.redis is not None:
            self.redis.connection_pool.disconnect(inuse_connections=True)

    async def say_away(self, problem: BaseException) -> None:
        """Tell once that Redis is away, and wait for OUTAGE_PAUSE."""
        if not self._said_away:
            self._said_away = True
            told = str(problem) if isinstance(problem, WiredeskError) else explain(problem)
            logger.warning(
                "the queue of sites cannot be used, trying again: %s",
                told,
                extra=event("crawl_worker.waits", problem=told),
            )
        await asyncio.sleep(OUTAGE_PAUSE)


def _no_answer() -> RedisTimeoutError:
    return RedisTimeoutError("no answer, and the program is being stopped")
