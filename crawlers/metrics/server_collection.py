"""The figures for a server: read beside the event loop, and once for all who ask at the same time."""

from __future__ import annotations

import asyncio
import time

from wiredesk.crawlers.metrics.collection import collect
from wiredesk.settings.environment import Environment

FRESH_SECONDS = 5.0
"""For which a text is given again: Prometheus asks every 15 seconds, and two of them may ask the same server."""


class ServerCollection:
    """Text of `collect`, at most FRESH_SECONDS old."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._reading = asyncio.Lock()
        self._text = b""
        self._read_at = -FRESH_SECONDS

    async def text(self) -> bytes:
        """The exposition format; says so itself where Redis cannot be asked."""
        async with self._reading:
            if not self._text or time.monotonic() - self._read_at >= FRESH_SECONDS:
                self._text = await asyncio.to_thread(lambda: collect(self._environment).text())
                self._read_at = time.monotonic()
            return self._text
