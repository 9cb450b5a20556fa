"""Whether the embedded server lives and answers: the lock that it holds while it runs, and its socket."""

from __future__ import annotations

import fcntl
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

PING_SECONDS = 2.0  # a healthy local server answers in well under a millisecond
POLL_SECONDS = 0.01  # a server with little data is up after 20 to 50 ms

Answer = Literal["ready", "loading", "busy", "silent"]
"""``busy``: it takes the question and does not answer in time; ``silent``: nobody is there."""


def ping(path: Path) -> Answer:
    """What the server at a unix socket answers; asked without a client library, which takes long to import."""
    connected = False
    try:
        with _connected(path) as connection:
            connected = True
            connection.sendall(b"PING\r\n")
            reply = connection.recv(64)
    except OSError as problem:
        return "busy" if connected and isinstance(problem, TimeoutError) else "silent"
    if reply.startswith(b"-LOADING"):
        return "loading"
    # With MISCONF it answers while it cannot write to its disk.
    return "ready" if reply.startswith((b"+PONG", b"-MISCONF")) else "silent"


def asked_process_id(path: Path) -> int | None:
    """The process id of the server at a unix socket, by its own word; None where it does not answer."""
    try:
        with _connected(path) as connection:
            connection.sendall(b"INFO server\r\n")
            answer = re.search(rb"\bprocess_id:(\d+)", connection.recv(4096))  # it stands in the first 500 bytes
    except OSError:
        return None
    return int(answer[1]) if answer else None


@contextmanager
def _connected(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PING_SECONDS)
        connection.connect(str(path))
        yield connection


def is_held(lock: Path) -> bool:
    """Whether a living server holds the lock, reachable or not."""
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two askers do not see each other
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def held(lock: Path) -> Iterator[int]:
    """Take the lock for a server that inherits the descriptor, and so holds it on. Raises TimeoutError."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + PING_SECONDS
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:  # a server, or for a moment somebody who asks `is_held`
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{lock} is held") from None
                time.sleep(POLL_SECONDS)
        yield descriptor
    finally:
        os.close(descriptor)  # closing does not unlock: the server has inherited the same open file
