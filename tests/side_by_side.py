"""Runs the tests in several processes at once: ``pytest --side-by-side 6``.

The tests are collected once and the processes forked afterwards. Workers that each start anew (pytest-xdist) import
everything themselves: six of them spent 40 seconds of the processor on it, and twice that on a fresh clone, where each
compiled every file of tests for itself.

The unit is a file of tests, in the order of collection: whoever is free takes the next one, and what a file or a
session needs (servers, above all) is started once in each process that wants it. All reports go to the first process,
which prints and counts them as if it had run the tests.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import traceback
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, NoReturn

import pytest

LAST_TEST = 60.0
"""Seconds that processes get for the test they are at when the run is broken off, before they are killed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--side-by-side", type=int, default=0, metavar="N", help="run the tests in N processes at once")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    option = session.config.option
    if option.side_by_side < 2 or option.collectonly or option.usepdb:
        return None
    if session.testsfailed and not option.continue_on_collection_errors:
        raise session.Interrupted(f"{session.testsfailed} errors during collection")
    session.config._tmp_path_factory.getbasetemp()  # one folder for all processes, which its owner locks and removes
    gc.collect()
    gc.freeze()  # what collection has made stays: the processes neither look through it again nor copy it
    sys.stdout.flush()
    sys.stderr.flush()
    _Run(session).to_the_end()
    return True


@dataclass
class _Process:
    """A forked process, as the first one sees it."""

    pid: int
    connection: Connection
    tests: deque[pytest.Item] = field(default_factory=deque)
    """What it has been given and has not ended, the one it is at first."""


class _Run:
    """The first process: hands out files of tests, and passes on what is told of them."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._files = deque(list(tests) for _, tests in groupby(session.items, lambda item: item.nodeid.split("::")[0]))
        self._number = {item: number for number, item in enumerate(session.items)}
        self._processes: list[_Process] = []

    def to_the_end(self) -> None:
        """Raises what ends a run early in pytest: Interrupted, Failed, KeyboardInterrupt."""
        try:
            for _ in range(min(self._session.config.option.side_by_side, len(self._files))):
                self._fork()
            while self._processes:
                for process in self._heard():
                    self._hear(process)
                if self._is_over:
                    self._files.clear()
                    for process in self._processes:
                        _tell(process.connection, None)
        finally:
            self._end_all()
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)
        if self._session.shouldstop:
            raise self._session.Interrupted(self._session.shouldstop)

    @property
    def _is_over(self) -> bool:
        return bool(self._session.shouldfail or self._session.shouldstop)

    def _fork(self) -> None:
        ours, theirs = Pipe()
        pid = os.fork()
        if pid == 0:
            ours.close()
            for other in self._processes:
                other.connection.close()
            _work(self._session, theirs)
        theirs.close()
        self._processes.append(_Process(pid, ours))

    def _heard(self) -> list[_Process]:
        """The processes that have said something, or have ended."""
        speaking = wait([process.connection for process in self._processes])
        return [process for process in self._processes if process.connection in speaking]

    def _hear(self, process: _Process) -> None:
        try:
            what, *told = process.connection.recv()
        except (EOFError, OSError):
            self._has_ended(process)
            return
        hook = self._session.config.hook
        if what == "wants":
            tests = self._files.popleft() if self._files else []
            process.tests.extend(tests)
            _tell(process.connection, [self._number[item] for item in tests] or None)
        elif what == "begins":
            hook.pytest_runtest_logstart(nodeid=told[0], location=told[1])
        elif what == "report":
            report = hook.pytest_report_from_serializable(config=self._session.config, data=told[0])
            hook.pytest_runtest_logreport(report=report)
        elif what == "ends":
            process.tests.popleft()
            hook.pytest_runtest_logfinish(nodeid=told[0], location=told[1])
        else:
            message, category, file, line, when, nodeid, location = told
            record = warnings.WarningMessage(message, category, file, line)
            hook.pytest_warning_recorded.call_historic(
                kwargs={"warning_message": record, "when": when, "nodeid": nodeid, "location": location}
            )

    def _has_ended(self, process: _Process) -> None:
        """Where it ended in the middle of a test, that one has failed; another process takes the rest of the file."""
        self._processes.remove(process)
        process.connection.close()
        status = os.waitstatus_to_exitcode(os.waitpid(process.pid, 0)[1])
        if not process.tests or self._is_over:
            return
        item = process.tests.popleft()
        how = f"signal {-status}" if status < 0 else f"exit code {status}"
        report = pytest.TestReport(
            item.nodeid, item.location, {}, "failed", f"the process of the test ended with {how}", "call"
        )
        item.config.hook.pytest_runtest_logreport(report=report)
        if process.tests:
            self._files.appendleft(list(process.tests))
        if self._files:
            self._fork()

    def _end_all(self) -> None:
        """After Ctrl-C: what the tests have started is ended by them."""
        patience = time.monotonic() + LAST_TEST
        for process in self._processes:
            _tell(process.connection, None)
        while self._processes:
            left = patience - time.monotonic()
            for process in self._processes:
                if left < 0:
                    os.kill(process.pid, signal.SIGKILL)
            for connection in wait([process.connection for process in self._processes], max(left, 1)):
                (process,) = [process for process in self._processes if process.connection is connection]
                try:
                    process.connection.recv()
                except (EOFError, OSError):
                    self._processes.remove(process)
                    os.waitpid(process.pid, 0)


def _tell(connection: Connection, what: Any) -> None:
    with suppress(OSError):  # it is gone; the other direction says so
        connection.send(what)


class _Reporter:
    """In a forked process: sends what pytest tells of the tests to the first one."""

    def __init__(self, config: pytest.Config, connection: Connection) -> None:
        self._config, self._connection = config, connection

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self._connection.send(("begins", nodeid, location))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._connection.send(("report", data))

    def pytest_runtest_logfinish(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self._connection.send(("ends", nodeid, location))

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, when: str, nodeid: str, location: tuple[str, int, str] | None
    ) -> None:
        if when != "runtest":
            return  # of the collection: the first process has told it
        told = (
            str(warning_message.message),
            warning_message.category,
            warning_message.filename,
            warning_message.lineno,
        )
        self._connection.send(("warning", *told, when, nodeid, location))


def _work(session: pytest.Session, connection: Connection) -> NoReturn:
    """A forked process, from its first file of tests to its end."""
    status = 1
    capture: Any = session.config.pluginmanager.getplugin("capturemanager")
    try:
        plugins = session.config.pluginmanager
        plugins.unregister(name="terminalreporter")
        capture.stop_global_capturing()  # its file is one and the same for all forked processes
        capture.start_global_capturing()
        plugins.register(_Reporter(session.config, connection))
        try:
            _run_files(session, connection)
        finally:
            _end_session(session)
        status = 0
    except KeyboardInterrupt:
        status = 130
    except BaseException:
        capture.suspend_global_capture(in_=True)
        traceback.print_exc()
    finally:
        os._exit(status)


def _end_session(session: pytest.Session) -> None:
    """End what the session's fixtures have started. What fails of it fails the run; it is of no test."""
    try:
        session._setupstate.teardown_exact(None)
    except Exception:
        report = pytest.TestReport(
            "the session's fixtures", ("", None, ""), {}, "failed", traceback.format_exc(), "teardown"
        )
        session.config.hook.pytest_runtest_logreport(report=report)


def _run_files(session: pytest.Session, connection: Connection) -> None:
    for tests in _handed_out(session, connection):
        for item, following in zip(tests, [*tests[1:], session], strict=True):  # the session's fixtures stay
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldfail or session.shouldstop or connection.poll():  # the first process says only: enough
                return


def _handed_out(session: pytest.Session, connection: Connection) -> Iterator[Sequence[pytest.Item]]:
    while True:
        connection.send(("wants",))
        numbers = connection.recv()
        if numbers is None:
            return
        yield [session.items[number] for number in numbers]
