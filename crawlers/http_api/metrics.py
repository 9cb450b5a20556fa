"""Figures for Prometheus of this server alone; those that all share are in the room `metrics`."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

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

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
