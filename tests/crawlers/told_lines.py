"""The lines that a command writes, as they come: a test waits for one of them, and not for a time."""

from __future__ import annotations

import queue
import threading
import time
from typing import IO

LONGEST = 60.0
"""Seconds for which a line is waited for."""


class ToldLines:
    """Reads a stream of a process in the background, so that it never blocks on a full pipe."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._read: list[str] = []
        self._ended = False
        threading.Thread(target=self._follow, args=(stream,), daemon=True).start()

    def _follow(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)
        self._lines.put(None)

    def wait_for(self, *words: str) -> str:
        """Read on until a line has one of these words; that line. Fails where the stream ends before, or too late."""
        deadline = time.monotonic() + LONGEST
        while True:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            assert line is not None, f"{words} was not told: {''.join(self._read)}"
            self._read.append(line)
            if any(word in line for word in words):
                return line

    def all(self) -> str:
        """All that was written, once the stream has ended."""
        while not self._ended:
            line = self._lines.get(timeout=LONGEST)
            self._ended = line is None
            self._read.append(line or "")
        return "".join(self._read)
