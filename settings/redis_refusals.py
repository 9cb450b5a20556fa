"""What Redis refuses, and whether waiting can mend it: the one judgement of all modules, and the words for people.

`is_passing` tells what waiting can mend: a lost connection, a server that loads its data (LOADING), fails over
(READONLY, MASTERDOWN, CLUSTERDOWN, TRYAGAIN), has no room (OOM), no disk (MISCONF) or too few replicas (NOREPLICAS), or
is busy. All else is a mistake, which is told at once: `explain`.
"""

from __future__ import annotations

import re

import redis
from redis.exceptions import AskError, AuthenticationError, RedisClusterException, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from wiredesk.settings.errors import RedisUnreachable

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
