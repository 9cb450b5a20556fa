"""Starts ``wiredesk`` commands by forking a process that has imported it already.

The suite runs some thousand commands, and most of the time of each is its imports. A command that is started here is a
process of its own like any other, with its own arguments, environment, pipes, signals and exit status; only the imports
are done. What a fresh interpreter does is tested where that is the point (tests/crawlers/test_start.py,
tests/test_packaging.py).

As a program (``python tests/command_server.py SOCKET``) it is the server, and lives until its stdin is closed.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import util
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LARGEST_REQUEST = 1 << 20  # bytes: an environment and its arguments have some 10 kB
_PID = struct.Struct("!i")


class Command(subprocess.Popen):
    """A ``wiredesk`` command, used as a `subprocess.Popen`: the server forks it, and tells how it ended."""

    def __init__(self, server: Path, arguments: Sequence[str], *, closed: Sequence[int] = (), **options: Any) -> None:
        self._closed = list(closed)
        """Of stdin, stdout and stderr (0, 1, 2): those that the command does not have at all (``<&-`` in a shell)."""
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(str(server))
        super().__init__(list(arguments), **options)

    def _execute_child(self, args, executable, preexec_fn, close_fds, pass_fds, cwd, env, *others) -> None:
        # Popen has no public way to start the process otherwise; these arguments are the same from Python 3.9 to 3.14.
        _, _, _, stdin, stdin_end, stdout_end, stdout, stderr_end, stderr, *_ = others
        request = {
            "arguments": args,
            "environment": dict(os.environ if env is None else env),
            "folder": str(cwd or os.getcwd()),
            "closed": self._closed,
        }
        ends = [own if fd == -1 else fd for own, fd in enumerate((stdin, stdout, stderr))]
        data = json.dumps(request).encode()
        socket.send_fds(self._connection, [struct.pack("!i", len(data))], ends)
        self._connection.sendall(data)
        self.pid = _PID.unpack(self._received())[0]
        self._child_created = True
        self._close_pipe_fds(stdin, stdin_end, stdout_end, stdout, stderr_end, stderr)

    def _received(self) -> bytes:
        data = self._connection.recv(_PID.size, socket.MSG_WAITALL)
        if len(data) < _PID.size:
            raise RuntimeError("the command server is gone")
        return data

    def _internal_poll(self, *_: Any, **__: Any) -> int | None:
        if self.returncode is None:
            pid, status = self._try_wait(os.WNOHANG)
            if pid == self.pid:
                self._handle_exitstatus(status)
        return self.returncode

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        self._connection.setblocking(not wait_flags & os.WNOHANG)
        try:
            status = _PID.unpack(self._received())[0]
        except BlockingIOError:
            return 0, 0
        self._connection.close()
        return self.pid, status


@contextmanager
def command_server(folder: Path) -> Iterator[Path]:
    """A server for all tests of a run; its socket, which is there once the imports are done (`wait_for_server`)."""
    address = folder / "commands.sock"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREDESK_")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), environment.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, __file__, str(address)], stdin=subprocess.PIPE, cwd=ROOT, env=environment
    )
    try:
        yield address
    finally:
        process.communicate()


def wait_for_server(address: Path) -> None:
    """Wait until commands can be started; raises RuntimeError after a minute."""
    deadline = time.monotonic() + 60
    while not address.exists():
        if time.monotonic() > deadline:
            raise RuntimeError("the command server did not start")
        time.sleep(0.01)


def _serve(address: str) -> list[str] | None:
    """Fork a process for each request. Returns in the child with its arguments, and at the end with None."""
    waiting = selectors.DefaultSelector()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address + ".new")
    listener.listen(64)
    os.rename(address + ".new", address)
    woken, wake = socket.socketpair()  # a byte for each child that has ended
    for one in (woken, wake):
        one.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    for source in (listener, woken, 0):
        waiting.register(source, selectors.EVENT_READ)
    children: dict[int, socket.socket] = {}
    while True:
        for key, _ in waiting.select():
            if key.fileobj == 0:
                return None
            if key.fileobj is woken:
                woken.recv(4096)
                _tell_ended(children)
                continue
            connection, _ = listener.accept()
            request, ends = _request(connection)
            if request is None:
                connection.close()
                continue
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for other in (*children.values(), waiting, listener, woken, wake, connection):
                    other.close()
                return _become(request, ends)
            for end in ends:
                os.close(end)
            connection.sendall(_PID.pack(pid))
            children[pid] = connection


def _tell_ended(children: dict[int, socket.socket]) -> None:
    """Tell whoever waits for a child that has ended how it did."""
    for pid in list(children):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            connection = children.pop(pid)
            with suppress(OSError):  # nobody waits for it any more
                connection.sendall(_PID.pack(status))
            connection.close()


def _request(connection: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    head, ends, _, _ = socket.recv_fds(connection, 4, 3)
    if len(head) < 4:
        return None, ends
    size = struct.unpack("!i", head)[0]
    data = connection.recv(min(size, LARGEST_REQUEST), socket.MSG_WAITALL)
    return json.loads(data), ends


def _become(request: Mapping[str, Any], ends: Sequence[int]) -> list[str]:
    """Make this process one that runs the command; its arguments."""
    for own, end in enumerate(ends):
        os.dup2(end, own)
    for end in ends:
        if end > 2:
            os.close(end)
    for end in request["closed"]:
        os.close(end)
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["folder"])
    sys.stdin = _stream(0)
    sys.stdout = _stream(1, "w", buffering=1 if 1 not in request["closed"] and os.isatty(1) else -1)
    sys.stderr = _stream(2, "w", buffering=1, errors="backslashreplace")
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.enable()
    if not request["closed"]:  # nothing may take the place of a closed stream
        _keep_a_fork_server_ready()
    return ["wiredesk", *request["arguments"]]


def _keep_a_fork_server_ready() -> None:
    """Fork the process that becomes the fork server of extraction once the command wants one: its imports are done too.

    A fork server that begins in a fresh interpreter takes 0.7 s of CPU for them, in some hundred tests.
    """
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        data, ends, _, _ = socket.recv_fds(theirs, LARGEST_REQUEST, 16)
        if not data:
            os._exit(0)  # the command has ended without
        theirs.close()
        program, numbers = json.loads(data)
        moved = [fcntl.fcntl(end, fcntl.F_DUPFD, 100) for end in ends]  # out of the way of each other's numbers
        for end, number in zip(moved, numbers, strict=True):
            os.dup2(end, number)
        for end in {*moved, *ends} - set(numbers):
            os.close(end)
        exec(program)  # what multiprocessing gives a fresh interpreter with -c
        os._exit(0)
    theirs.close()
    owner = os.getpid()
    spawn = util.spawnv_passfds  # all that starts a fork server goes through it, from Python 3.9 to 3.14

    def hand_over(path: bytes, arguments: Sequence[Any], ends: Sequence[int]) -> int:
        # It is no child of a process that the command has forked, which could not look whether it lives.
        if "forkserver" not in str(arguments[-1]) or os.getpid() != owner:
            return spawn(path, arguments, ends)
        util.spawnv_passfds = spawn
        socket.send_fds(ours, [json.dumps([os.fsdecode(arguments[-1]), list(ends)]).encode()], ends)
        ours.close()
        return pid

    util.spawnv_passfds = hand_over


def _stream(fd: int, mode: str = "r", **options: Any) -> Any:
    """The stream as a fresh interpreter would make it: None where the command has been given none."""
    try:
        return open(fd, mode, encoding="utf-8", closefd=False, **options)
    except OSError:
        return None


def _preload() -> None:
    from wiredesk.crawlers.cli import COMMANDS

    for name in COMMANDS:
        importlib.import_module(f"wiredesk.crawlers.cli.{name.replace('-', '_')}")
    for name in PRELOADED:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared by forked processes"
    gc.collect()
    gc.freeze()


PRELOADED = (
    "wiredesk.pipelines.extraction.assembly",
    "wiredesk.pipelines.publishing.publisher",
    "wiredesk.crawlers.spiders.item_pipeline",
    "wiredesk.crawlers.scale_out.crawl_worker",
    "wiredesk.crawlers.scale_out.scheduler_run",
    "wiredesk.crawlers.fetching.download_handler",
    "wiredesk.crawlers.fetching.meta_refresh",
    "wiredesk.crawlers.runtime.log_formatter",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.cookies",
    "scrapy.downloadermiddlewares.httpcache",
    "scrapy.downloadermiddlewares.offsite",
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.dupefilters",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.memusage",
    "scrapy.extensions.throttle",
    "scrapy.pqueues",
    "scrapy.spidermiddlewares.httperror",
    "scrapy.squeues",
    "tldextract",
    "twisted.internet.endpoints",
)
"""What commands import later: most of what a crawl, the slowest to start, has loaded at its end. Nothing of it may load
the reactor."""


if __name__ == "__main__":
    _preload()
    words = _serve(sys.argv[1])
    if words is not None:
        sys.argv = words
        from wiredesk.crawlers.cli import main

        main()
