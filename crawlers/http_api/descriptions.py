"""What the OpenAPI description says of the answers."""

from __future__ import annotations

from typing import Any, Final

from wiredesk.crawlers.http_api.models import Pending
from wiredesk.crawlers.http_api.problems import Problem
from wiredesk.pipelines.article import Article

_EXAMPLE = {
    "schema_version": "1.0",
    "id": "5f7c2b1e9a3d4c6f8b0a1d2e3f4a5b6c",
    "revision": 1,
    "event": "new",
    "changed": [],
    "site": "example.org",
    "url": "https://example.org/news/1",
    "requested_url": "https://example.org/news/1",
    "headline": "Bridge over the river to be repaired before winter",
    "body_text": "The council of the valley has decided …\n\nWork begins on Monday.",
    "authors": [{"name": "Aram Haddad", "type": "person"}],
    "date_published": "2026-10-01T10:00:00+03:00",
    "language": "en",
    "content_hash": "0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f",
    "fetched_at": "2026-10-01T08:12:44Z",
    "discovered_via": {"type": "request"},
    "extraction": {"method": "trafilatura", "version": "1", "warnings": []},
}


def problem(description: str) -> dict[str, Any]:
    """An answer with problem details (RFC 9457)."""
    return {"model": Problem, "description": description, "content": {"application/problem+json": {}}}


ARTICLE: Final[dict[str, Any]] = {
    "model": Article,
    "description": "The article",
    "content": {"application/json": {"example": _EXAMPLE}},
    "headers": {
        "Wiredesk-Published": {
            "description": "what publishing did: new, update or unchanged; absent where it was not asked for",
            "schema": {"type": "string"},
        }
    },
}
PENDING: Final[dict[str, Any]] = {
    "model": Pending,
    "description": "Under way: ask at Location",
    "headers": {
        "Location": {"description": "where to ask", "schema": {"type": "string"}},
        "Retry-After": {"description": "seconds", "schema": {"type": "integer"}},
    },
}
REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    400: problem("A query parameter that the operation does not have"),
    401: problem("No valid API key"),
    403: problem("The API key may only look"),
    413: problem("The body is too large"),
    421: problem("The Host header names another host"),
    422: problem("The request is not valid"),
    429: problem("Over the key's rate limit, or the server is busy"),
    503: problem("Redis does not answer"),
}
"""What any route that needs a key may answer instead."""
