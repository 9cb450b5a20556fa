"""Answers of a server with a temporary fault: not believed at once, but requested again.

An error page with status 200, an empty body, a feed instead of an article or a redirect loop may be gone at the next
request, or stay: it is believed when two crawls have seen it.
"""

from __future__ import annotations

from scrapy.http import HtmlResponse, Response, TextResponse

from wiredesk.crawlers.reasons import REASONS, reason_named

PASSING_FAILURES = frozenset(name for name, reason in REASONS.items() if reason.passing)
"""Reasons why a listing could not be fetched that say nothing about whether it is there."""
PASSING_CLIENT_ERRORS = frozenset((408, 425, 429))
"""Statuses of the 4xx family that say "later" and not "no" (RFC 9110, RFC 8470, RFC 6585)."""
_SNIFFED = 1024
"""Bytes looked at for markup (the WHATWG's MIME Sniffing Standard looks at 1,445)."""


def is_doubtful(reason: str, crawls_before: int, *, redirected: bool = False, is_fresh: bool = False) -> bool:
    """Whether to try a page with this `reason` again, after `crawls_before` earlier crawls have seen the same. An
    article that is `redirected` to the home page may be there again tomorrow, too. One that `is_fresh` may not be there
    yet: listings are often made before pages, and caches keep for minutes that there is none."""
    known = reason_named(reason)
    doubtful = known is not None and known.doubtful
    of_now = (redirected and reason == "listing") or (is_fresh and reason == "http_404")
    return crawls_before == 0 and (doubtful or of_now)


def is_passing(status: int) -> bool:
    """Whether a status tells of the moment and not of the resource."""
    return status >= 500 or status in PASSING_CLIENT_ERRORS


def listing_text(response: Response) -> str | None:
    """The text of a listing page, also where the server calls it something else; None for what is no markup."""
    if isinstance(response, TextResponse):
        return response.text
    head = response.body[:_SNIFFED]
    if b"<" not in head or b"\0" in head:
        return None
    return HtmlResponse(response.url, headers={}, body=response.body).text
