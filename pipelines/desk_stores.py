"""What a desk with Redis works with: the known articles, the memories of sites, the publisher, traces and figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wiredesk.pipelines.figures.figure_book import FigureBook
from wiredesk.pipelines.publishing.compaction import Compaction
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.known_articles import KnownArticles
from wiredesk.pipelines.publishing.publication import Pause
from wiredesk.pipelines.publishing.publisher import Publisher
from wiredesk.pipelines.site_memory_store import SiteMemoryStore
from wiredesk.pipelines.tracing.span_export import span_export
from wiredesk.pipelines.tracing.trace_store import TraceStore
from wiredesk.settings.environment import Environment
from wiredesk.settings.redis_connection import open_redis


@dataclass(frozen=True)
class DeskStores:
    """The asyncio client of Redis, and what uses it."""

    redis: Any
    known: KnownArticles
    memories: SiteMemoryStore
    publisher: Publisher
    traces: TraceStore
    figures: FigureBook
    compaction: Compaction | None
    """None where everything is kept as it is."""


async def open_stores(environment: Environment, keys: Keys, on_pause: Callable[[Pause | None], None]) -> DeskStores:
    """Connect to Redis. `on_pause` is called when publishing waits, and when it goes on. Raises RedisUnreachable or
    UsageProblem."""
    redis = await open_redis(environment)
    publisher = Publisher(
        redis,
        keys,
        backlog=environment.backlog,
        backlog_bytes=environment.backlog_bytes,
        near_duplicate_days=environment.near_duplicate_days,
        wait_replicas=environment.wait_replicas,
        keep_seconds=environment.keep_days * 86400,
        to_list=environment.to_list,
        announce=environment.announce,
        on_pause=on_pause,
    )
    traces = TraceStore(
        redis, keys, days=environment.trace_days, most_bytes=environment.trace_bytes, spans=span_export()
    )
    figures = FigureBook(redis, keys)
    compaction = Compaction(redis, keys, environment.compact_days) if environment.compact_days else None
    known, memories = KnownArticles(redis, keys), SiteMemoryStore(redis, keys)
    return DeskStores(redis, known, memories, publisher, traces, figures, compaction)
