"""Telling an outage of Redis, which is waited out, from a mistake, which is reported."""

from __future__ import annotations

import logging
import random
import time

from wiredesk.settings.redis_refusals import explain

log = logging.getLogger("wiredesk.pipelines.consuming")

PAUSES = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds between attempts; the last is repeated. The first is zero: one stale connection after a quiet night is no
outage. Five at the end: a server that comes back is used within seconds, and not flooded by its consumers."""


class Outage:
    """Keeps count of failed attempts; says once that Redis is away and once that it is back."""

    def __init__(self) -> None:
        self._failures = 0
        self._since = 0.0

    def pause(self, problem: Exception) -> float:
        """Note a failed attempt; returns the seconds to wait before the next, spread by ±20 % (many consumers)."""
        if self._failures == 0:
            self._since = time.monotonic()
        if self._failures == 1:
            log.warning("Redis does not answer (%s); trying again until it does", explain(problem))
        seconds = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        return seconds * random.uniform(0.8, 1.2)

    def over(self) -> bool:
        """Note a success; returns whether there was an outage before it."""
        failures, self._failures = self._failures, 0
        if failures > 1:
            log.warning("Redis is back after %.0f s", time.monotonic() - self._since)
        return failures > 0
