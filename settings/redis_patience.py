"""What every command does when Redis refuses it or is unreachable: wait, say so, go on; in the end one clear line.

The one policy of all modules. `is_passing` tells what waiting can mend: a lost connection, a server that loads its data
(LOADING), fails over (READONLY, MASTERDOWN, CLUSTERDOWN, TRYAGAIN), has no room (OOM), no disk (MISCONF) or too few
replicas (NOREPLICAS), or is busy. The clients that `redis_connection` opens repeat such commands for OUTAGE_SECONDS, or
for some seconds once the program is being stopped (`stopping`). Whoever waits on its own terms (publishing,
consumers) asks `is_passing` too. All else is a mistake, which is told at once: `explain`.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import redis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import AskError, AuthenticationError, RedisClusterException, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.log_events import event
from wiredesk.settings.stopping import blocking_command, carried_out, deadline, gave_up

logger = logging.getLogger(__name__)

OUTAGE_SECONDS = 120.0  # commands wait that long for a server to come back: a restart or a fail-over takes less than 60
BACKOFF = (0.05, 1.0)  # first and longest pause between two attempts, in seconds
ENDLESS = 1_000_000  # attempts; the time limit ends the retry long before
SAY_AFTER = 1.0  # seconds of waiting that are not worth a word: one stale connection after a quiet night

_NO_ROOM = ("OOM", "MISCONF", "NOREPLICAS")
"""Codes of a server whose memory, disk or replicas are short: whoever mends it lets us go on."""
_PASSING = (*_NO_ROOM, "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "UNKILLABLE")
"""The same and codes of a server that starts, fails over, or runs another's script."""
_LOST = (RedisConnectionError, RedisTimeoutError, OSError)
_CLASSES: dict[type[Exception], str] = {
    redis.BusyLoadingError: "LOADING",
    redis.OutOfMemoryError: "OOM",
    redis.ReadOnlyError: "READONLY",
    redis.exceptions.MasterDownError: "MASTERDOWN",
    redis.exceptions.ClusterDownError: "CLUSTERDOWN",
    redis.exceptions.TryAgainError: "TRYAGAIN",
    redis.exceptions.NoPermissionError: "NOPERM",
}
"""The errors for which redis-py has a class; it takes the code off their message."""
_CODE = re.compile(
    r"(?:.{0,400}caused error: \(?['\"]?)?(?:ERR Error running script.{0,100}@user_script: ?\d{1,4}: ?-?)?([A-Z]+)\b",
    re.S,
)
"""The code at the head of a message; pipelines of redis-py put the command before it, Redis 6.2 the script's."""
_LONGEST_MESSAGE = 300  # characters shown; redis-py puts whole commands into its messages

T = TypeVar("T")


def error_code(problem: BaseException) -> str:
    """The code of an error reply (``OOM``, ``WRONGTYPE``), "" for one without and for what is no reply."""
    for kind, code in _CLASSES.items():
        if isinstance(problem, kind):
            return code
    if not isinstance(problem, ResponseError):
        return ""
    found = _CODE.match(str(problem))
    return found[1] if found else ""


def is_no_room(problem: BaseException) -> bool:
    """Whether the server refuses to write because its memory, its disk or its replicas are short."""
    return error_code(problem) in _NO_ROOM


def gone_for_good(problem: BaseException) -> RedisUnreachable | None:
    """What the connection to the embedded server found wrong, where no waiting mends it; redis-py wraps it."""
    cause = problem.__cause__
    return cause if isinstance(cause, RedisUnreachable) else None


def is_passing(problem: BaseException) -> bool:
    """Whether trying the same again later can help."""
    if isinstance(problem, AuthenticationError) or gone_for_good(problem):
        return False
    if isinstance(problem, (*_LOST, AskError)):
        return True
    if isinstance(problem, RedisClusterException):  # slots that no node covers, no node that answers
        return True
    return error_code(problem) in _PASSING


def explain(problem: BaseException) -> str:
    """One line for a person: what Redis refuses, and what to do."""
    if gone := gone_for_good(problem):
        return str(gone)
    code, text = error_code(problem), " ".join(str(problem).split())[:_LONGEST_MESSAGE]
    if code == "WRONGTYPE":
        return (
            "a key in Redis has another type than wiredesk needs (WRONGTYPE; the command TYPE shows it): "
            f"rename it or set WIREDESK_KEY_PREFIX: {text}"
        )
    if code in _NO_ROOM:
        what = {"OOM": "its memory is used up (maxmemory)", "MISCONF": "it cannot write to its disk"}
        return f"Redis refuses to write: {what.get(code, 'too few replicas are connected')}: {text}"
    if code == "READONLY":
        return f"Redis refuses to write: it is a replica now (a fail-over?); set the URL of its primary: {text}"
    if code in _PASSING:
        return f"Redis cannot be used at the moment ({code}): {text}"
    if isinstance(problem, _LOST):
        return f"Redis has been lost: {text or type(problem).__name__}"
    return f"Redis answers with an error: {text}"


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
