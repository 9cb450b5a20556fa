"""A server's validators for a page (ETag, Last-Modified), kept for the next conditional request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Validators:
    """``ETag`` and ``Last-Modified`` as they were received (RFC 9110, 8.8); None: the server sent none."""

    etag: str | None = None
    last_modified: str | None = None
