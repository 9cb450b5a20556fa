"""Traces as OpenTelemetry spans, sent to a collector of the tests' own over real HTTP."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from wiredesk.pipelines.tracing import span_export as module
from wiredesk.pipelines.tracing.span_export import SpanExport, span_export
from wiredesk.pipelines.tracing.trace import Trace

URL = "https://herald.example/news/bridge"


class Collector(ThreadingHTTPServer):
    """Takes OTLP over HTTP, as the collectors of OpenTelemetry do, and keeps the spans."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.services: set[str] = set()
        super().__init__(("127.0.0.1", 0), Answer)

    def take(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.services |= {
                one.value.string_value for one in resource.resource.attributes if one.key == "service.name"
            }
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]

    def named(self, name: str) -> Any:
        (span,) = [span for span in self.spans if span.name == name]
        return span


class Answer(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.take(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with Collector() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield server
        server.shutdown()


def facts(span: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


def crawled(outcome: str, **details: Any) -> Trace:
    trace = Trace(URL, "crawl", "herald", begun=1_800_000_000.0)
    trace.steps = [
        (0.0, "listed", {"by": "rss", "source": "https://herald.example/feed"}),
        (1.5, "request", {"url": URL, "waited": 0.5, "seconds": 0.75, "status": 200, "bytes": 5_000}),
        (1.7, "extraction", {"seconds": 0.1, "method": "model", "headline": "Bridge"}),
        (1.8, "queued", {"entry": "1-1", "revision": 1}),
        (1.8, "outcome", {"outcome": outcome, **details}),
    ]
    return trace


def test_a_url_is_one_trace_with_its_request_extraction_and_publishing(collector: Collector) -> None:
    export = span_export()
    assert export is not None
    export.add(crawled("new", id="abc"))
    export.close()
    whole = collector.named("crawl article")
    assert collector.services == {"wiredesk"}
    assert {span.trace_id for span in collector.spans} == {whole.trace_id}
    below = {span.name for span in collector.spans if span.parent_span_id == whole.span_id}
    assert below == {"GET", "extract", "publish"}
    assert (whole.end_time_unix_nano - whole.start_time_unix_nano) == 1_800_000_000
    request = collector.named("GET")
    assert request.end_time_unix_nano - request.start_time_unix_nano == pytest.approx(750_000_000)
    assert facts(request)["http.response.status_code"] == 200
    assert facts(request)["server.address"] == "herald.example"
    assert facts(whole)["wiredesk.outcome"] == "new"
    assert [one.name for one in whole.events] == ["listed"]


def test_what_a_fetch_has_published_joins_its_trace(collector: Collector) -> None:
    export = SpanExport()
    for by in ("request", "publish"):
        trace = Trace(URL, by, "herald")
        trace.note("outcome", outcome="fetched" if by == "request" else "new")
        export.add(trace)
    export.close()
    fetched, published = collector.named("fetch article"), collector.named("publish article")
    assert (published.trace_id, published.parent_span_id) == (fetched.trace_id, fetched.span_id)


def test_a_failure_is_an_error(collector: Collector) -> None:
    export = SpanExport()
    trace = Trace(URL, "crawl", "herald")
    trace.note("request", url=URL, error="ConnectionRefused: port 443")
    trace.note("outcome", outcome="failed", reason="connection")
    export.add(trace)
    export.close()
    error = 2  # STATUS_CODE_ERROR
    assert [collector.named(name).status.code for name in ("GET", "crawl article")] == [error, error]
    assert facts(collector.named("GET"))["error.type"] == "ConnectionRefused"


def test_a_collector_that_is_away_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(module, "CLOSE_SECONDS", 0.2)
    export = SpanExport()
    began = time.monotonic()
    export.add(crawled("new"))
    export.close()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": " "},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_nothing_is_exported_unasked(variables: dict[str, str]) -> None:
    assert span_export(variables) is None


@pytest.mark.parametrize(
    ("variable", "value"), [("OTEL_BSP_MAX_QUEUE_SIZE", "0"), ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "-1")]
)
def test_a_variable_that_the_sdk_refuses_stops_nothing_and_is_told(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(module, "_told", set())
    assert span_export() is None
    assert span_export() is None
    assert len(caplog.messages) == 1, "it is said once"
    assert "spans are not exported: a variable of OpenTelemetry has a wrong value" in caplog.text
