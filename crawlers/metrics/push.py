"""Figures sent to a Pushgateway, for machines that Prometheus cannot ask."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from prometheus_client.exposition import basic_auth_handler, default_handler, push_to_gateway

from wiredesk.crawlers.metrics.collection import Collection
from wiredesk.settings.errors import UsageProblem

JOB = "wiredesk"
"""The label `job`; `instance` is the machine's name."""
PUSH_SECONDS = 20.0
"""For the whole answer: cron calls again soon."""


def push(collection: Collection, url: str) -> str | None:
    """Put the figures in the place of those that this machine pushed before. Returns why that failed, or None.

    Raises UsageProblem where `url` is none.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageProblem("--push: write the address of a Pushgateway: http://gateway.example:9091")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    plain = urlunsplit((parts.scheme, f"{host}:{port}" if port else host, parts.path, "", ""))
    handler: Callable[..., Any] = default_handler
    if parts.username:
        handler = partial(basic_auth_handler, username=unquote(parts.username), password=unquote(parts.password or ""))
    try:
        push_to_gateway(plain, JOB, collection, {"instance": socket.gethostname()}, PUSH_SECONDS, handler)
    except (OSError, HTTPException) as problem:  # urllib's errors are OSErrors
        return f"{plain}: {getattr(problem, 'reason', '') or problem}"
    return None
