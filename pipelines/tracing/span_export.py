"""Traces as OpenTelemetry spans: one trace a URL, with its requests, the extraction and the publishing as spans.

On where OpenTelemetry's own variables name a collector (``OTEL_EXPORTER_OTLP_ENDPOINT``); needs the extra ``otel``.
Sources: OpenTelemetry specification 1.x (traces, OTLP over HTTP), semantic conventions for HTTP clients.
"""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from importlib import import_module
from threading import Thread
from typing import Any, Final
from urllib.parse import urlsplit

from wiredesk.pipelines.tracing.trace import Trace
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""The standard variables that name a collector; without one nothing is exported."""
FETCHES_KEPT: Final = 1_000
"""Fetches whose spans are remembered until what they have read is published: more are never under way."""
CLOSE_SECONDS: Final = 3.0
"""How long the last spans may take at the end of a program: a collector that is away must not hold it up."""
_SECOND: Final = 1_000_000_000  # OpenTelemetry counts nanoseconds
_SPANS: Final = {"request": "GET", "extraction": "extract", "queued": "publish"}
"""Steps that take time, and the names of their spans; the others are events of the URL's span."""
_CONVENTIONS: Final = {"url": "url.full", "status": "http.response.status_code", "bytes": "http.response.body.size"}
_told: set[str] = set()


def span_export(environment: Mapping[str, str] | None = None) -> SpanExport | None:
    """What exports spans, as the variables of OpenTelemetry say (the process's, by default); None where it is off.

    Where a collector is named and the extra is not installed, or a variable has a value that it cannot have, that is
    said once.
    """
    variables = os.environ if environment is None else environment
    if not any(variables.get(name, "").strip() for name in ENDPOINTS):
        return None
    if (
        variables.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
        or variables.get("OTEL_TRACES_EXPORTER") == "none"
    ):
        return None
    try:
        return SpanExport()
    except ModuleNotFoundError as missing:
        if not _told:
            _told.add("missing")
            logger.warning(
                "OTEL_EXPORTER_OTLP_ENDPOINT is set, but spans are not exported: %s is not installed "
                '(pip install "wiredesk[otel]")',
                missing.name,
                extra=event("spans.unavailable", missing=missing.name),
            )
        return None
    except (ValueError, TypeError, OSError) as problem:  # the SDK checks its variables when it is made
        if not _told:
            _told.add("wrong")
            logger.warning(
                "spans are not exported: a variable of OpenTelemetry has a wrong value: %s",
                problem,
                extra=event("spans.unavailable", problem=str(problem)),
            )
        return None


class SpanExport:
    """Sends traces to a collector in the background: what it does not take in time is dropped, and nothing waits.

    Raises ModuleNotFoundError where OpenTelemetry's SDK or its OTLP exporter is not installed, ValueError or what else
    the SDK raises for variables that it cannot use.
    """

    def __init__(self) -> None:
        sdk = import_module("opentelemetry.sdk.trace")
        export = import_module("opentelemetry.sdk.trace.export")
        otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        is_named = os.environ.get("OTEL_SERVICE_NAME") or "service.name=" in os.environ.get(
            "OTEL_RESOURCE_ATTRIBUTES", ""
        )
        resources = import_module("opentelemetry.sdk.resources")
        resource = resources.Resource.create({} if is_named else {"service.name": "wiredesk"})
        self._api = import_module("opentelemetry.trace")
        self._provider = sdk.TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(export.BatchSpanProcessor(otlp.OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("wiredesk")
        self._fetches: OrderedDict[str, Any] = OrderedDict()

    def add(self, trace: Trace) -> None:
        """Export what is noted of a URL; returns at once. What a fetch has published joins the trace of the fetch."""
        key = article_id(trace.url)
        parent = self._fetches.pop(key, None) if trace.by == "publish" else None
        span = self._start(
            f"{trace.by} article" if trace.by != "request" else "fetch article",
            trace.begun,
            {"url.full": trace.url, "server.address": _host(trace.url), "wiredesk.site": trace.site},
            parent,
        )
        end = trace.begun
        for after, step, facts in trace.steps:
            end = max(end, trace.begun + after)
            if step == "outcome":
                span.set_attributes(dict(_attributes(facts)))
                if facts.get("outcome") == "failed":
                    span.set_status(self._api.StatusCode.ERROR, str(facts.get("reason", "")))
            elif step in _SPANS:
                self._child(span, step, trace.begun + after, facts)
            else:
                span.add_event(step, dict(_attributes(facts)), timestamp=round((trace.begun + after) * _SECOND))
        span.end(end_time=round(end * _SECOND))
        if trace.by == "request":
            self._fetches[key] = span
            if len(self._fetches) > FETCHES_KEPT:
                self._fetches.popitem(last=False)

    def _child(self, parent: Any, step: str, end: float, facts: dict[str, Any]) -> None:
        seconds = facts.get("seconds")
        begun = end - seconds if isinstance(seconds, int | float) and seconds > 0 else end
        attributes = dict(_attributes(facts))
        if step == "request":
            attributes |= {"http.request.method": "GET", "server.address": _host(str(facts.get("url", "")))}
        span = self._start(_SPANS[step], begun, attributes, parent, is_request=step == "request")
        if (error := facts.get("error") or facts.get("rejected")) is not None:
            span.set_attribute("error.type", str(error).partition(":")[0])
            span.set_status(self._api.StatusCode.ERROR, str(error))
        span.end(end_time=round(end * _SECOND))

    def _start(
        self, name: str, begun: float, attributes: dict[str, Any], parent: Any, *, is_request: bool = False
    ) -> Any:
        kind = self._api.SpanKind.CLIENT if is_request else self._api.SpanKind.INTERNAL
        around = self._api.set_span_in_context(parent) if parent is not None else None
        return self._tracer.start_span(
            name, context=around, kind=kind, attributes=attributes, start_time=round(begun * _SECOND)
        )

    def close(self) -> None:
        """Send what waits; blocks for CLOSE_SECONDS at the most."""
        ending = Thread(target=self._provider.shutdown, name="wiredesk-spans", daemon=True)
        ending.start()
        ending.join(CLOSE_SECONDS)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _attributes(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The facts of a step as attributes: texts and numbers by their names in the conventions, or else our own."""
    for name, value in facts.items():
        if isinstance(value, str | int | float | bool):
            yield _CONVENTIONS.get(name, f"wiredesk.{name}"), value
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            yield f"wiredesk.{name}", value
        elif isinstance(value, dict):
            yield f"wiredesk.{name}", [f"{key}: {one}" for key, one in value.items()]
