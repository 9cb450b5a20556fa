"""Blocking steps with Redis that are tried until it is there: a worker outlives an outage."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from redis.exceptions import RedisError

from wiredesk.settings.errors import WiredeskError
from wiredesk.settings.log_events import event
from wiredesk.settings.redis_refusals import explain, is_passing

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
        self._said_away = False

    async def take(self, step: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """The result of a step, tried until Redis is there; while stopping, LAST_WORDS long.

        Raises RedisError or OSError for what does not pass, and for what did not pass in time.
        """
        last = None
        while True:
            try:
                result = await asyncio.to_thread(step, *arguments, **options)
            except (RedisError, OSError) as problem:
                now = asyncio.get_running_loop().time()
                if self._stopping.is_set():
                    last = last or now + LAST_WORDS
                if not is_passing(problem) or (last is not None and now > last):
                    raise
                await self.say_away(problem)
            else:
                if self._said_away:
                    self._said_away = False
                    logger.warning("the queue of sites can be used again", extra=event("crawl_worker.goes_on"))
                return result

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
