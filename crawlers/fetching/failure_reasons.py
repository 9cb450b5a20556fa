"""One name for each way in which a request can fail; docs/reasons.md lists them."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import DNSLookupError
from twisted.internet.error import TimeoutError as TwistedTimeout

from wiredesk.crawlers.fetching.addresses import ForbiddenAddress
from wiredesk.crawlers.fetching.backoff import HostIsDown
from wiredesk.crawlers.fetching.decompression import BrokenEncoding
from wiredesk.crawlers.fetching.host_budget import DayIsSpent, TurnRefused
from wiredesk.crawlers.fetching.redirect_scope import RedirectOffsite
from wiredesk.crawlers.fetching.redirects import BadRedirect
from wiredesk.crawlers.fetching.rendering import RenderingUnavailable
from wiredesk.crawlers.fetching.stopping import Stopped


class ForbiddenByRobots(IgnoreRequest):
    """robots.txt does not allow the URL, or could not be fetched, which means the same (RFC 9309, 2.3.1.4)."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


_REASONS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    ((TurnRefused, Stopped), "interrupted"),
    (DayIsSpent, "daily_budget"),
    (HostIsDown, "host_down"),
    (RenderingUnavailable, "needs_javascript"),
    (ForbiddenAddress, "forbidden_address"),
    ((DownloadTimeoutError, TwistedTimeout, TimeoutError), "timeout"),
    ((CannotResolveHostError, DNSLookupError), "dns"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "truncated"),
    (BrokenEncoding, "broken_encoding"),
    ((NotSupported, UnsupportedURLSchemeError), "forbidden_address"),
    (DownloadConnectionRefusedError, "connection_refused"),
)


def reason_of(problem: BaseException | None) -> str:
    """The word for an exception that a download ended with."""
    if isinstance(problem, (ForbiddenByRobots, BadRedirect)):
        return problem.reason
    if isinstance(problem, RedirectOffsite):
        return "sent_away" if problem.is_temporary else "offsite"
    for kinds, reason in _REASONS:
        if isinstance(problem, kinds):
            return reason
    if isinstance(problem, IgnoreRequest):  # Scrapy's own middlewares say what it was in words only
        return "too_large" if "MAXSIZE" in str(problem) else "redirects" if "redirect" in str(problem) else "error"
    return "connection" if isinstance(problem, OSError) or "Download" in type(problem).__name__ else "error"
