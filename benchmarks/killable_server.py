"""A Redis server that a benchmark kills and starts again."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import redis


class KillableServer:
    """A server of our own on a unix socket; a durable one keeps what it acknowledged through kill -9."""

    def __init__(self, binary: Path, folder: Path, durable: bool) -> None:
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        words = [binary, "--port", "0", "--unixsocket", self.socket, "--dir", folder, "--save", ""]
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
