"""What every command does when Redis is away or refuses it for now: wait, say so, go on; in the end one clear line.

The one policy of all modules. The clients that `redis_connection` opens repeat what is passing (`redis_refusals`) for
OUTAGE_SECONDS, or for some seconds once the program is being stopped (`stopping`). Whoever waits on its own terms
(publishing, consumers) asks `is_passing` too.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from wiredesk.settings.log_events import event
from wiredesk.settings.redis_refusals import explain, is_passing
from wiredesk.settings.stopping import blocking_command, carried_out, deadline, gave_up

logger = logging.getLogger(__name__)

OUTAGE_SECONDS = 120.0  # commands wait that long for a server to come back: a restart or a fail-over takes less than 60
BACKOFF = (0.05, 1.0)  # first and longest pause between two attempts, in seconds
ENDLESS = 1_000_000  # attempts; the time limit ends the retry long before
SAY_AFTER = 1.0  # seconds of waiting that are not worth a word: one stale connection after a quiet night


T = TypeVar("T")


class Waiting:
    """One wait for the server: how long it may last, and what is said of it."""

    def __init__(self, seconds: float) -> None:
        self._began = time.monotonic()
        self._seconds = seconds
        self._failed = False

    def go_on(self, problem: BaseException) -> bool:
        """Whether to try again after `problem`; says once, for the whole process, that Redis is waited for."""
        now = time.monotonic()
        waited = now - self._began
        if not is_passing(problem) or waited > self._seconds:
            return False
        if now > deadline(self._began):
            gave_up()
            return False
        self._failed = True
        if waited > SAY_AFTER:
            _voice.away(problem)
        return True

    def over(self) -> None:
        """The command has been carried out."""
        if self._failed:
            _voice.back()


class _Voice:
    """Says that Redis is away and that it is back: once each, however many commands wait."""

    def __init__(self) -> None:
        self._since = 0.0

    def away(self, problem: BaseException) -> None:
        if not self._since:
            self._since = time.monotonic() - SAY_AFTER
            logger.warning(
                "waiting for up to %.0f s: %s",
                OUTAGE_SECONDS,
                explain(problem),
                extra=event("redis.waits", problem=explain(problem)),
            )

    def back(self) -> None:
        if self._since:
            logger.warning(
                "Redis is back after %.0f s",
                time.monotonic() - self._since,
                extra=event("redis.back", seconds=round(time.monotonic() - self._since, 1)),
            )
            self._since = 0.0


_voice = _Voice()


def backoff() -> ExponentialWithJitterBackoff:
    """The pauses between two attempts."""
    return ExponentialWithJitterBackoff(base=BACKOFF[0], cap=BACKOFF[1])


_REPEATED = (RedisError, OSError)  # what redis-py hands to our judgement


class BreakableRetry(Retry):
    """redis-py's own, for commands of blocking clients that end when the program is being stopped
    (`blocking_command`)."""

    def call_with_retry(
        self,
        do: Callable[[], T],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> T:
        """Call `do` until it works or may not be tried again; the last error is raised then."""

        def broken_off() -> T:
            with blocking_command():
                return do()

        return super().call_with_retry(broken_off, fail, is_retryable, with_failure_count)


class PatientRetry(BreakableRetry):
    """Repeats for a time, not a number of attempts, and error replies that pass too.

    redis-py nests its retries (the command's around the connection's), so that counts multiply and times only add.
    """

    def __init__(self, seconds: float = OUTAGE_SECONDS) -> None:
        super().__init__(backoff(), ENDLESS, supported_errors=_REPEATED)
        self._seconds = seconds

    def call_with_retry(
        self,
        do: Callable[[], T],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> T:
        """Call `do` until it works, cannot work, or the time is over; the last error is raised then."""
        waiting = Waiting(self._seconds)

        def again(error: Exception) -> bool:
            return (is_retryable is None or is_retryable(error)) and waiting.go_on(error)

        result = super().call_with_retry(do, fail, again, with_failure_count)
        waiting.over()
        return result


class CancellableRetry(AsyncRetry):
    """redis-py's own, for commands that end when their task is cancelled (`carried_out`)."""

    async def call_with_retry(
        self,
        do: Callable[[], Awaitable[T]],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> T:
        """Call `do` until it works or may not be tried again; the last error is raised then."""
        once = super().call_with_retry
        return await carried_out(lambda: once(do, fail, is_retryable, with_failure_count))


class PatientAsyncRetry(CancellableRetry):
    """The asyncio twin of `PatientRetry`."""

    def __init__(self, seconds: float = OUTAGE_SECONDS) -> None:
        super().__init__(backoff(), ENDLESS, supported_errors=_REPEATED)  # type: ignore[arg-type]
        self._seconds = seconds

    async def call_with_retry(
        self,
        do: Callable[[], Awaitable[T]],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> T:
        """Call `do` until it works, cannot work, or the time is over; the last error is raised then."""
        waiting = Waiting(self._seconds)

        def again(error: Exception) -> bool:
            return (is_retryable is None or is_retryable(error)) and waiting.go_on(error)

        result = await super().call_with_retry(do, fail, again, with_failure_count)
        waiting.over()
        return result
