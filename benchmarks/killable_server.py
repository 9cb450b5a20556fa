"""A Redis server that a benchmark kills, starts again, and lets refuse writes."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import redis

PROTECTED = ("--enable-protected-configs", "yes")
"""So that a benchmark can point the server to a folder in which it cannot save (MISCONF). Known since Redis 7."""


class Signalled(Protocol):
    """A server, or several, that take signals."""

    def signal(self, number: int) -> None: ...


def stand_still(server: Signalled, seconds: float) -> None:
    """Let a server hang for so long."""
    server.signal(signal.SIGSTOP)
    time.sleep(seconds)
    server.signal(signal.SIGCONT)


def refuse_writes(client: redis.Redis, how: str, seconds: float) -> None:
    """Let the server that `client` reaches refuse all writes for so long, with that code."""
    if how == "OOM":
        client.config_set("maxmemory", 1)
        time.sleep(seconds)
        client.config_set("maxmemory", 0)
    elif how == "NOREPLICAS":
        client.config_set("min-replicas-to-write", 5)
        time.sleep(seconds)
        client.config_set("min-replicas-to-write", 0)
    elif how == "READONLY":  # as a primary that has been taken over
        client.replicaof("127.0.0.1", 1)
        time.sleep(seconds)
        client.replicaof("NO", "ONE")
    elif how == "MISCONF":  # a snapshot that is due cannot be written
        folder = client.config_get("dir")["dir"]
        client.config_set("dir", "/proc")
        client.config_set("save", "3600 1")
        with suppress(redis.ResponseError):  # "already in progress": that one fails too
            client.bgsave()
        deadline = time.monotonic() + 10
        while client.info("persistence")["rdb_last_bgsave_status"] != "err" and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(seconds)
        client.config_set("save", "")
        client.config_set("dir", folder)
    else:
        raise ValueError(how)


class KillableServer:
    """A server of our own on a unix socket; a durable one keeps what it acknowledged through kill -9."""

    def __init__(self, binary: Path, folder: Path, durable: bool) -> None:
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        words = [binary, "--port", "0", "--unixsocket", self.socket, "--dir", folder, "--save", "", *PROTECTED]
        persistence = ["--appendonly", "yes", "--appendfsync", "always"] if durable else []
        self._command = [str(word) for word in words] + persistence
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, start_new_session=True)
        client = redis.Redis.from_url(self.url)
        while True:
            try:
                client.ping()
                return
            except redis.ConnectionError:  # BusyLoadingError, while it reads its file, is one too
                time.sleep(0.02)

    def client(self) -> redis.Redis:
        """A client of it."""
        return redis.Redis.from_url(self.url, decode_responses=True)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def signal(self, number: int) -> None:
        """Send a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def restart(self, longest: float = 0.5) -> None:
        """kill -9, up to `longest` seconds of silence, and up again."""
        self.kill()
        time.sleep(random.uniform(0, longest))
        self.start()
