"""Figures for Prometheus: of this server, and of the queues that it shares."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from wiredesk.crawlers.on_demand.waiting_requests import TOO_LONG, read_waiting_async
from wiredesk.pipelines.publishing.keys import Keys

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Buckets: from an answer out of Redis to a site that labours."""


class Metrics:
    """The figures; each server has its own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "wiredesk_http_requests", "HTTP requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "wiredesk_http_request_seconds", "Seconds until a request was answered", ["route"], buckets=_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self.in_flight = Gauge("wiredesk_http_in_flight", "HTTP requests being handled", registry=self.registry)
        self.outcomes = Counter(
            "wiredesk_fetches", "URLs fetched by HTTP request, by what became of them", ["outcome"],
            registry=self.registry,
        )  # fmt: skip
        self.settled = Counter(
            "wiredesk_queue_requests", "Requests of the queue that this server's worker has ended", ["outcome"],
            registry=self.registry,
        )  # fmt: skip
        self._streams = Gauge("wiredesk_stream_entries", "Entries of a stream", ["stream"], registry=self.registry)
        self._held = Gauge("wiredesk_requests_held", "Requests of the queue that workers hold", registry=self.registry)
        self._held_too_long = Gauge(
            "wiredesk_requests_held_too_long", f"Those asked for more than {TOO_LONG:.0f} s ago",
            registry=self.registry,
        )  # fmt: skip
        self._oldest = Gauge(
            "wiredesk_requests_oldest_seconds", "Since the oldest unanswered request was asked for; 0: there is none",
            registry=self.registry,
        )  # fmt: skip

    async def text(self, redis: Any, keys: Keys) -> bytes:
        """The exposition format, with the queues as they are now."""
        for name, key in (("articles", keys.articles), ("requests", keys.requests), ("failures", keys.failures),
                          ("dead", keys.dead)):  # fmt: skip
            self._streams.labels(name).set(int(await redis.xlen(key)))
        requests = await read_waiting_async(redis, keys)
        self._held.set(requests.held)
        self._held_too_long.set(requests.held_too_long)
        self._oldest.set(requests.oldest_seconds or 0.0)
        return generate_latest(self.registry)
