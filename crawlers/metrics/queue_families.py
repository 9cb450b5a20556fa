"""The queue, its groups, its dead letters and the server that holds them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from prometheus_client.metrics_core import Metric

from wiredesk.crawlers.metrics.families import gauge, gauges
from wiredesk.crawlers.on_demand.waiting_requests import TOO_LONG, read_waiting
from wiredesk.pipelines.consuming.group_backlog import count_dead, oldest_waiting
from wiredesk.pipelines.consuming.queue_state import read_groups
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment


def queue_families(client: Any, keys: Keys, environment: Environment) -> Iterator[Metric]:
    """Raises redis.RedisError."""
    streams = {"articles": keys.articles, "requests": keys.requests, "failures": keys.failures, "dead": keys.dead}
    lengths = [((name,), float(client.xlen(key))) for name, key in streams.items()]
    yield gauges("stream_entries", "Entries of a stream", ["stream"], lengths)
    now, groups = time.time(), read_groups(client, keys)
    dead = count_dead(client, keys).counts
    oldest = {group.name: oldest_waiting(client, keys, group) for group in groups}
    ages = [((name,), 0.0 if moment is None else max(0.0, now - moment)) for name, moment in oldest.items()]
    yield gauges("group_lag", "Articles not delivered to a consumer group yet; none where Redis does not know",
                 ["group"], [((one.name,), one.lag) for one in groups])  # fmt: skip
    yield gauges("group_pending", "Articles delivered to a group and not acknowledged", ["group"],
                 [((one.name,), one.pending) for one in groups])  # fmt: skip
    yield gauges("group_consumers", "Consumers of a group, gone ones included", ["group"],
                 [((one.name,), one.consumers) for one in groups])  # fmt: skip
    yield gauges("group_oldest_seconds", "Since the oldest article was queued that a group has not processed; 0: none",
                 ["group"], ages)  # fmt: skip
    names = sorted({*dead, *(one.name for one in groups)})
    yield gauges("group_dead_letters", "Dead letters of a group, of the newest 500", ["group"],
                 [((name,), dead.get(name, 0)) for name in names])  # fmt: skip
    requests = read_waiting(client, keys)
    yield gauge("requests_held", "Requests of the queue that workers hold", requests.held)
    yield gauge("requests_held_too_long", f"Those asked for more than {TOO_LONG:.0f} s ago", requests.held_too_long)
    yield gauge("requests_oldest_seconds", "Since the oldest unanswered request was asked for; 0: there is none",
                requests.oldest_seconds or 0.0)  # fmt: skip
    yield gauge("backlog_limit_entries", "Entries above which publishing waits", environment.backlog)


def server_families(info: dict[str, Any]) -> Iterator[Metric]:
    """Of what INFO says."""
    yield gauge("redis_memory_bytes", "Memory that Redis uses", float(info.get("used_memory", 0)))
    yield gauge("redis_memory_limit_bytes", "Memory that it may use (maxmemory); 0: no limit",
                float(info.get("maxmemory", 0)))  # fmt: skip
