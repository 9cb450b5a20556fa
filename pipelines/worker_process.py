"""One process of a pool: what it does, how it is asked, and how it ends."""

from __future__ import annotations

import logging
import resource
import signal
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final, TypeVar

from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

Job = TypeVar("Job")
Result = TypeVar("Result")

_LONGEST_TRACE = 16_000
"""Characters: the end of a trace names the fault, and its words may be a page's."""
_OF_THE_PROGRAM = (signal.SIGINT, signal.SIGTERM)
"""Signals that the program handles: it lets the pages under way come to their end. A terminal sends Ctrl-C to all its
processes, systemd and `timeout` SIGTERM to all of theirs; workers end when their pipe closes, or are killed."""
STEP: Final = 0.25
"""Seconds between looks whether the pool closes."""


class WorkerFailure(Exception):
    """The worker gave no result; ``reason`` is ``timeout``, ``memory`` or ``crash``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class _Failed:
    """What a worker sends when the work raised."""

    reason: str
    detail: str
    trace: str = ""


def serve(connection: Connection, work: Callable[[Job], Result], memory_limit: int) -> None:
    """The life of a worker: read a job, do it, send the result, until the pipe closes."""
    for number in _OF_THE_PROGRAM:
        signal.signal(number, signal.SIG_IGN)
    used = _address_space()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory_limit, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(EOFError, OSError):  # until the parent has closed the pipe, or is gone
        connection.send(None)  # ready
        while True:
            job = connection.recv()
            answer: object
            try:
                answer = work(job)
            except MemoryError:
                answer = _Failed("memory", f"more than {memory_limit >> 20} MB")
            except RecursionError as problem:
                answer = _Failed("crash", f"RecursionError: {problem}")
            except Exception as problem:
                answer = _Failed(
                    "crash", f"{type(problem).__name__}: {problem}"[:300], traceback.format_exc()[-_LONGEST_TRACE:]
                )
            connection.send(answer)
            if isinstance(answer, _Failed):
                return  # what state such a failure leaves behind is unknown: a fresh worker is cheap


def _address_space() -> int:
    """Bytes of address space this process has mapped (0 where /proc does not tell)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def start_fork_server() -> None:
    """Start the server that workers are forked from, deaf to the signals that are the program's to handle: it ignores
    Ctrl-C only once it has imported everything, and SIGTERM never. It is born with what this thread blocks."""
    resource_tracker.ensure_running()  # it unblocks the signals when it starts, so it must be there already
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _OF_THE_PROGRAM)
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


@dataclass
class Worker:
    """A child process, our end of its pipe, and how many jobs it has done."""

    process: BaseProcess
    connection: Connection
    done: int = 0

    def ask(self, job: object, time_limit: float, closed: threading.Event) -> object:
        """The child's answer, or WorkerFailure."""
        too_late = WorkerFailure("timeout", f"no result after {time_limit:g} s")
        stalled = threading.Event()

        def end_stalled() -> None:
            stalled.set()
            self.process.kill()

        # One that does not read, or stops in the middle of its answer, holds up a pipe for which nobody can set a limit
        watch = threading.Timer(time_limit + STEP, end_stalled)
        watch.daemon = True
        watch.start()
        try:
            self.connection.send(job)
            waited = 0.0
            while not self.connection.poll(min(STEP, time_limit - waited)):
                waited += STEP
                if closed.is_set():
                    return WorkerFailure("crash", "the pool was closed")
                if waited >= time_limit:
                    return too_late
            answer = self.connection.recv()
        except (EOFError, OSError):
            if stalled.is_set():
                return too_late
            self.process.join(timeout=1)
            return WorkerFailure("crash", f"the worker died (exit code {self.process.exitcode})")
        finally:
            watch.cancel()
        self.done += 1
        if not isinstance(answer, _Failed):
            return answer
        if answer.trace:  # told here: the child has no log
            logger.error("extraction raised\n%s", answer.trace, extra=event("extraction.raised"))
        return WorkerFailure(answer.reason, answer.detail)

    def end(self) -> None:
        """Stop the child, by force if need be."""
        self.connection.close()
        self.process.kill()
        self.process.join(timeout=5)
