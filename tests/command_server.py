"""Starts ``wiredesk`` commands by forking a process that has imported it already.

The suite runs some thousand commands, and most of the time of each is its imports. A command that is started here is a
process of its own like any other, with its own arguments, environment, pipes, signals and exit status; only the imports
are done. What a fresh interpreter does is tested where that is the point (tests/crawlers/test_start.py,
tests/test_packaging.py).

As a program (``python tests/command_server.py SOCKET``) it is the server, and lives until its stdin is closed.
"""

from __future__ import annotations

import atexit
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
import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import util
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[1]
LARGEST_REQUEST = 1 << 20  # bytes: an environment and its arguments have some 10 kB
_PID = struct.Struct("!i")


class Command(subprocess.Popen):
    """A ``wiredesk`` command, used as a `subprocess.Popen`: the server forks it, and tells how it ended."""

    def __init__(
        self, server: Path, arguments: Sequence[str], *, closed: Sequence[int] = (), whole_end: bool = False,
        **options: Any,
    ) -> None:  # fmt: skip
        self._closed, self._whole_end = list(closed), whole_end
        """Of stdin, stdout and stderr (0, 1, 2): those that the command does not have at all (``<&-`` in a shell);
        whether it frees all its modules at its end (`_end`)."""
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
            "whole_end": self._whole_end,
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
    process = subprocess.Popen([sys.executable, __file__, str(address)], stdin=subprocess.PIPE, cwd=ROOT)
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


def _serve(address: str) -> Mapping[str, Any] | None:
    """Fork a process for each request. Returns in the child with the request, and at the end with None."""
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
                _become(request, ends)
                return request
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


def _become(request: Mapping[str, Any], ends: Sequence[int]) -> None:
    """Make this process one that runs the command."""
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
    reads_pages = " ".join(request["arguments"][:2]).startswith((*READ_PAGES, "sites add", "sites check"))
    if reads_pages and not request["closed"]:  # nothing may take the place of a closed stream
        _keep_helpers_ready()
    sys.argv = ["wiredesk", *request["arguments"]]


READ_PAGES = tuple("crawl crawl-worker desk extract fetch ingest pages reextract serve worker".split())
"""Commands that may want worker processes, whose helpers are kept ready; that takes 12 ms. So do two of `sites`."""


def _end(status: Any) -> None:
    """End the process as the interpreter does, but for the modules, which it does not free one by one.

    That takes 75 ms of CPU, as the memory of all of them is shared with the server until it is written to: three
    quarters of what a small command costs. Returns where something is wrong, for the interpreter to tell.
    """
    if status is not None and not isinstance(status, int):
        return
    threading._shutdown()
    atexit._run_exitfuncs()
    gc.collect()  # tells of coroutines that nobody awaited, and the like
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return
    os._exit((status or 0) & 0xFF)


def _keep_helpers_ready() -> None:
    """Fork the processes that become helpers of multiprocessing once the command wants them: their imports are done.

    In a fresh interpreter the fork server of extraction takes 0.7 s of CPU for them, and the resource tracker that
    goes with it 0.04 s.
    """
    ready: dict[str, tuple[int, socket.socket]] = {}
    for helper in ("resource_tracker", "forkserver"):
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            for other in (ours, *(connection for _, connection in ready.values())):
                other.close()
            _help(theirs)
        theirs.close()
        ready[helper] = pid, ours
    owner = os.getpid()
    spawn = util.spawnv_passfds  # all that starts a helper goes through it, from Python 3.9 to 3.14

    def hand_over(path: bytes, arguments: Sequence[Any], ends: Sequence[int]) -> int:
        # It is no child of a process that the command has forked, which could not look whether it lives.
        program = os.fsdecode(arguments[-1])
        wanted = [helper for helper in ready if f"multiprocessing.{helper} " in program]
        if not wanted or os.getpid() != owner:
            return spawn(path, arguments, ends)
        pid, connection = ready.pop(wanted[0])
        socket.send_fds(connection, [json.dumps([program, list(ends)]).encode()], ends)
        connection.close()
        return pid

    util.spawnv_passfds = hand_over


def _help(connection: socket.socket) -> NoReturn:
    """Wait for the program that this process is to run, with its open files; end when the command has ended without."""
    data, ends, _, _ = socket.recv_fds(connection, LARGEST_REQUEST, 16)
    if not data:
        os._exit(0)
    connection.close()
    program, numbers = json.loads(data)
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD, 100) for end in ends]  # out of the way of each other's numbers
    for end, number in zip(moved, numbers, strict=True):
        os.dup2(end, number)
    for end in {*moved, *ends} - set(numbers):
        os.close(end)
    try:
        exec(program)  # what multiprocessing gives a fresh interpreter with -c
    except SystemExit:
        pass  # its end; it has nothing to tell at it
    except BaseException:
        traceback.print_exc()
    os._exit(0)


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
    _read_a_page()
    assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared by forked processes"
    gc.collect()
    gc.freeze()


def _read_a_page() -> None:
    """Make what the extraction makes with its first page: tables and expressions, 45 ms in each worker process."""
    from wiredesk.pipelines.extraction.assembly import read_page
    from wiredesk.pipelines.page import page_from_bytes

    text = "".join(f"<p>The council has agreed to mend bridge {n} of the harbour before winter.</p>" for n in range(9))
    page = f"""<html lang="en"><head><title>The bridges are mended</title></head><body><article>
        <h1>The bridges are mended</h1><p>By Mary Smith, 20 November 2026</p>{text}</article></body></html>"""
    read_page(page_from_bytes(page.encode(), "https://paper.example/news/bridges-1001", "text/html", None), None)


PRELOADED = (
    "wiredesk.pipelines.desk_stores",
    "wiredesk.pipelines.extraction.assembly",
    "wiredesk.pipelines.publishing.compaction",
    "wiredesk.pipelines.publishing.publisher",
    "wiredesk.pipelines.site_memory_store",
    "wiredesk.crawlers.spiders.item_pipeline",
    "wiredesk.crawlers.scale_out.crawl_worker",
    "wiredesk.crawlers.scale_out.scheduler_run",
    "wiredesk.crawlers.fetching.archiving",
    "wiredesk.crawlers.fetching.download_handler",
    "wiredesk.crawlers.fetching.meta_refresh",
    "wiredesk.crawlers.fetching.name_resolver",
    "wiredesk.crawlers.runtime.log_formatter",
    "platformdirs.unix",
    "rich._emoji_codes",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.cookies",
    "scrapy.downloadermiddlewares.defaultheaders",
    "scrapy.downloadermiddlewares.downloadtimeout",
    "scrapy.downloadermiddlewares.httpauth",
    "scrapy.downloadermiddlewares.httpcache",
    "scrapy.downloadermiddlewares.httpproxy",
    "scrapy.downloadermiddlewares.offsite",
    "scrapy.downloadermiddlewares.retry",
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.downloadermiddlewares.stats",
    "scrapy.downloadermiddlewares.useragent",
    "scrapy.dupefilters",
    "scrapy.extensions.closespider",
    "scrapy.extensions.corestats",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.logcount",
    "scrapy.extensions.logstats",
    "scrapy.extensions.memdebug",
    "scrapy.extensions.memusage",
    "scrapy.extensions.spiderstate",
    "scrapy.extensions.throttle",
    "scrapy.pqueues",
    "scrapy.spidermiddlewares.depth",
    "scrapy.spidermiddlewares.httperror",
    "scrapy.spidermiddlewares.metacopy",
    "scrapy.spidermiddlewares.start",
    "scrapy.spidermiddlewares.urllength",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "tldextract",
    "twisted.internet.endpoints",
)
"""What commands import later: most of what a crawl, the slowest to start, has loaded at its end. Nothing of it may load
the reactor."""


if __name__ == "__main__":
    _preload()
    request = _serve(sys.argv[1])
    if request is not None:
        from wiredesk.crawlers.cli import main

        try:
            main()
        except SystemExit as end:
            if not request["whole_end"]:
                _end(end.code)
            raise
