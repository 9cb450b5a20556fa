"""Traces in Redis: written in the background by all crawls and fetches, read by ``wiredesk why``.

A trace is a help, never a need: what cannot be written in time is dropped, nothing waits for it, and no crawl fails
over it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from redis.exceptions import RedisError

from wiredesk.pipelines.publishing.keys import TRACE_ROOMS, Keys
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.pipelines.tracing.span_export import SpanExport
from wiredesk.pipelines.tracing.trace import LARGEST_TRACE, Trace
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

MOST_URLS = 400_000
"""URLs of which traces are kept at the most: with a week of 300 sites there are some 60,000."""
TRACES_OF_ONE = 8
"""Traces kept of one URL in a room: an article that fails is tried in five crawls."""
BATCH_SECONDS = 1.0
"""How long traces wait to be written together: one round trip a second, however many pages come."""
BATCH = 200
"""Traces in one call: at most 800 kB, and a few milliseconds of the server's time."""
MOST_WAITING = 2_000
"""Traces that wait while Redis is away; older ones are dropped: 8 MB at the most."""
CLOSE_SECONDS = 3.0
"""How long the last traces may take at the end of a program."""
_FIELD_BYTES = 120
"""What Redis needs for a field of a large hash besides its value: an id of 32 characters, two headers, the table."""

_KEEP = RedisScript(__package__, "keep_traces")


class TraceStore:
    """Writes traces with an asyncio client. `days`: how long they are kept (0: not at all); `most_bytes`: of Redis's
    memory, for all of them. `spans` gets each trace too, also where none are kept."""

    def __init__(
        self, redis: Any, keys: Keys, *, days: float, most_bytes: int, spans: SpanExport | None = None
    ) -> None:
        self._spans = spans
        self._keep_seconds = max(1, round(days * 86_400)) if days and most_bytes else 0
        self._most_bytes = most_bytes
        self._keys = keys
        self._script = redis.register_script(_KEEP.text)
        self._waiting: deque[tuple[str, str]] = deque(maxlen=MOST_WAITING)
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    @property
    def is_on(self) -> bool:
        """Whether traces are kept at all."""
        return self._keep_seconds > 0

    def add(self, trace: Trace, *, also: Iterable[str] = ()) -> None:
        """Keep a trace, under its URL and under the ids in `also`; returns at once."""
        if self._spans is not None:
            self._spans.add(trace)
        if not self.is_on:
            return
        text = trace.to_json()
        self._waiting.extend((key, text) for key in {article_id(trace.url), *also})
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_soon())

    async def _write_soon(self) -> None:
        while self._waiting:
            if len(self._waiting) < BATCH:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), BATCH_SECONDS)
            await self._write()

    async def _write(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        if not batch:
            return
        limits = (
            *(self._keep_seconds, self._most_bytes // TRACE_ROOMS, MOST_URLS // TRACE_ROOMS),
            *(2 * LARGEST_TRACE, TRACES_OF_ONE, _FIELD_BYTES),
        )
        rooms = [self._keys.traces, *map(self._keys.trace_room, range(TRACE_ROOMS))]
        try:
            await self._script(keys=rooms, args=[*limits, *(part for pair in batch for part in pair)])
        except (RedisError, OSError) as problem:
            logger.debug("%d traces are lost: %s", len(batch), problem, extra=event("detail"))

    async def close(self) -> None:
        """Write what waits; gives up after CLOSE_SECONDS."""
        self._closing.set()
        if self._writing is not None:
            await asyncio.wait((self._writing,), timeout=CLOSE_SECONDS)
            self._writing.cancel()
        if self._spans is not None:
            await asyncio.to_thread(self._spans.close)


async def read_traces(redis: Any, keys: Keys, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The traces kept of these URLs, oldest first; what cannot be read is left out."""
    if not ids:
        return []
    found: dict[str, dict[str, Any]] = {}
    for room in range(TRACE_ROOMS):
        for value in await redis.hmget(keys.trace_room(room), list(ids)):
            for line in (value or b"").decode("utf-8", "replace").split("\n"):
                with suppress(ValueError, RecursionError):
                    trace = json.loads(line)
                    if _is_trace(trace):
                        found[line] = trace
    return sorted(found.values(), key=lambda trace: float(trace["at"]))


def _is_trace(trace: Any) -> bool:
    if not isinstance(trace, dict) or not isinstance(trace.get("at"), int | float):
        return False
    steps = trace.get("steps")
    return isinstance(steps, list) and all(
        isinstance(step, list) and len(step) == 3 and isinstance(step[0], int | float) and isinstance(step[2], dict)
        for step in steps
    )
