"""The errors that end a command, each with the exit code that scripts can rely on."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status means."""

    DONE = 0
    SOME_FAILED = 1
    USAGE = 2
    REDIS_UNREACHABLE = 3
    ALREADY_RUNNING = 4
    INTERRUPTED = 130  # 128 + SIGINT, the shell's own convention


class WiredeskError(Exception):
    """A problem whose message tells the user what happened and what to do; it ends the command without a traceback."""

    exit_code: ExitCode = ExitCode.SOME_FAILED


class UsageProblem(WiredeskError):
    """Wrong arguments, an invalid setting or an invalid site definition."""

    exit_code = ExitCode.USAGE


class RedisUnreachable(WiredeskError):
    """No Redis server answers at the URL that is set, or the embedded one cannot be started."""

    exit_code = ExitCode.REDIS_UNREACHABLE


class AlreadyRunning(WiredeskError):
    """Another crawl of the same site holds its lock."""

    exit_code = ExitCode.ALREADY_RUNNING
