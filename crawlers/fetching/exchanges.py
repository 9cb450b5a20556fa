"""What was on the wire for a page, noted beside it where raw pages are kept.

The handler notes the last answer of a chain of redirects in the meta of its request; what the middlewares make of the
answer later does not change it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wiredesk.pipelines.archive.exchange import Exchange

if TYPE_CHECKING:
    from scrapy.http import Request, Response

EXCHANGE = "wiredesk_exchange"
KEPT = "wiredesk_kept"
"""Where the answer is in the archive already, as every answer is kept."""
_RENDERED = "wiredesk_rendered"
_PLAIN = frozenset(
    b"host connection user-agent accept accept-encoding accept-language referer if-none-match if-modified-since "
    b"content-type content-length".split()
)
"""Headers of requests that hold no secrets. The values of others are not kept: definitions give sites' headers, which
may be keys and cookies of a subscription."""
_LEFT_OUT = b"(left out)"


def keeps_pages(spider: Any) -> bool:
    """Whether what this spider fetches may be kept."""
    return getattr(getattr(spider, "desk", None), "archive", None) is not None


def note_exchange(request: Request, response: Response, answer: Any) -> None:
    """Note the answer to a request as it came; `answer` is Twisted's."""
    head = getattr(answer, "wire_head", b"")
    if not head:
        return
    request.meta[EXCHANGE] = Exchange(
        url=response.url,
        received_at=datetime.now(UTC),
        request_head=_request_head(answer.request, request.url),
        response_head=head,
        body=response.body,
        ip_address=str(response.ip_address) if response.ip_address is not None else None,
    )
    request.meta.pop(_RENDERED, None)


def note_rendering(request: Request, rendered: Response) -> None:
    """Note that the page is read as its scripts have built it."""
    request.meta[_RENDERED] = rendered.body


def exchange_of(response: Response) -> Exchange | None:
    """What was noted for a response; None where nothing is kept."""
    noted: Exchange | None = response.meta.get(EXCHANGE)
    rendered: bytes | None = response.meta.get(_RENDERED)
    return noted if noted is None or rendered is None else noted.with_rendered(rendered)


def _request_head(sent: Any, url: str) -> bytes:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [sent.method + b" " + target.encode("ascii", "replace") + b" HTTP/1.1"]
    for name, values in sent.headers.getAllRawHeaders():
        is_plain = name.lower() in _PLAIN
        lines += [name + b": " + (value if is_plain else _LEFT_OUT) for value in values]
    return b"\r\n".join((*lines, b"", b""))
