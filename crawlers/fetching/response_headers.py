"""Headers of an answer, as text and bounded, and what its request asked for."""

from __future__ import annotations

from scrapy.http import Response

MAX_HEADER = 500
"""Characters kept of a value: validators and media types are shorter, and longer ones would only be stored."""


def header_text(response: Response, name: str) -> str | None:
    """The value of a header; None where it is absent or empty. Bytes are read as Latin-1 (RFC 9110, 5.5)."""
    value = response.headers.get(name)
    return value.decode("latin-1").strip()[:MAX_HEADER] or None if value else None


def was_conditional(response: Response) -> bool:
    """Whether the request asked for what is new only; to any other, "not modified" is no answer."""
    headers = response.request.headers if response.request is not None else {}
    return "If-None-Match" in headers or "If-Modified-Since" in headers
