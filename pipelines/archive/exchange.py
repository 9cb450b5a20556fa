"""What is kept of one page: the request and its answer as they were on the wire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Self

Cause = Literal["new", "update", "request", "response"]
"""Why a page is kept: its article was published, an update of it was, somebody asked for the URL and got the article
without its being published, or every answer is kept."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    The heads end with their empty line. `body` is without the transfer coding and with its content coding, as HTTP
    calls the payload. `rendered`: the page as its scripts built it, where that was read instead.
    """

    url: str
    received_at: datetime
    request_head: bytes
    response_head: bytes
    body: bytes
    ip_address: str | None = None
    rendered: bytes | None = None

    def with_rendered(self, rendered: bytes) -> Self:
        """The same exchange with the page as its scripts built it."""
        return replace(self, rendered=rendered)
