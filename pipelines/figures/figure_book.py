"""Counts in memory what happens, and adds it to the figures in Redis every few seconds.

A figure is a help, never a need: nothing waits for it, and no crawl fails over it. What a killed process had not
written yet is not counted.
"""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_left
from collections import Counter
from contextlib import suppress
from typing import Any

from redis.exceptions import RedisError

from wiredesk.pipelines.figures.figure_names import TIMED
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 5.0
"""How long figures wait to be written together: Prometheus asks every 15 seconds at the most."""
CLOSE_SECONDS = 3.0
"""How long the last figures may take at the end of a program: Redis may be away."""
SITE_LIFETIME = 366 * 86_400
"""Seconds after which the figures of a site that is crawled no more go, as its health record does."""
ABOVE = "inf"
"""The last bucket of a histogram: longer than all bounds."""
_BOUNDS = {figure.name: figure.bounds for figure in TIMED}


class FigureBook:
    """Adds to the figures with an asyncio client, in its loop."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._waiting: Counter[tuple[str, str]] = Counter()
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def count(self, name: str, label: str = "", amount: int = 1, *, site: str = "") -> None:
        """Add to one of `COUNTED`, or with `site` of `COUNTED_BY_SITE`; returns at once."""
        if amount:
            self._add(self._keys.site_figures(site) if site else self._keys.figures, f"{name}|{label}", amount)

    def observe(self, name: str, seconds: float) -> None:
        """Add a duration to one of `TIMED`; returns at once."""
        bounds = _BOUNDS[name]
        place = bisect_left(bounds, seconds)
        self._add(self._keys.figures, f"{name}|{bounds[place] if place < len(bounds) else ABOVE}", 1)
        self._add(self._keys.figures, f"{name}|us", max(0, round(seconds * 1e6)))  # whole: no sum of rounded parts

    def _add(self, key: str, field: str, amount: int) -> None:
        self._waiting[key, field] += amount
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_soon())

    async def _write_soon(self) -> None:
        while self._waiting:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), FLUSH_SECONDS)
            if not await self._write() and self._closing.is_set():
                return

    async def _write(self) -> bool:
        batch, self._waiting = self._waiting, Counter()
        pipeline = self._redis.pipeline()
        for (key, field), amount in batch.items():
            pipeline.hincrby(key, field, amount)
        for key in {key for key, _ in batch} - {self._keys.figures}:
            pipeline.expire(key, SITE_LIFETIME)
        try:
            await pipeline.execute()
        except (RedisError, OSError) as problem:
            logger.debug("figures wait: %s", problem, extra=event("detail"))
            self._waiting.update(batch)
            return False
        return True

    async def close(self) -> None:
        """Write what waits; gives up after CLOSE_SECONDS."""
        self._closing.set()
        if self._writing is not None:
            await asyncio.wait((self._writing,), timeout=CLOSE_SECONDS)
            self._writing.cancel()
