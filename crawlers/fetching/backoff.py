"""Trying again what failed for the moment: with exponential back-off and jitter, and after Retry-After."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from wiredesk.crawlers.fetching.site_limits import host_of
from wiredesk.crawlers.fetching.stopping import sleep_unless_stopped
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from wiredesk.crawlers.fetching.host_budget import HostBudget

logger = logging.getLogger(__name__)

TRIES = 3
"""Requests for one URL in one crawl; what fails three times within seconds is left for the next crawl."""
FEWER_TRIES = 2
"""After a time-out, which has cost half a minute already, and for a name that does not resolve."""
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529))
"""Statuses that may be gone in a moment (RFC 9110, RFC 6585, Cloudflare's 52x)."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 8.0
"""Seconds; doubled from try to try."""
LONGEST_RETRY_AFTER = 30.0
"""Seconds that a crawl waits because of Retry-After; a site that asks for more is left for the next crawl."""
DEAD_AFTER = 4
"""Failed connections in a row, without the beginning of an answer between them, after which a host counts as dead for
this crawl."""


class HostIsDown(IgnoreRequest):
    """The host has not answered any more; the request was not sent."""


def retry_after(response: Response, now: datetime | None = None) -> float | None:
    """Seconds that Retry-After asks for (RFC 9110, 10.2.3: a number or a date); None where it is absent or odd."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():  # isdigit takes a superscript two too, which is no number to float()
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


class BackoffMiddleware:
    """Downloader middleware in the place of Scrapy's RetryMiddleware, which tries again at once."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._exceptions = _exceptions(crawler.settings)
        self._silent: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BackoffMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Do not send to a host that is down."""
        host = urlparse_cached(request).netloc
        if self._silent[host] >= DEAD_AFTER:
            raise HostIsDown(f"{host} has not answered {DEAD_AFTER} times in a row")

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Try passing errors again; give the last answer on when it stays one."""
        self._silent[urlparse_cached(request).netloc] = 0
        if response.status not in PASSING:
            return response
        tries = request.meta.get("tries", 1)
        wanted = retry_after(response)
        if response.status in (429, 503):
            budget: HostBudget | None = getattr(self._crawler.spider, "budget", None)
            pause = wanted if wanted is not None else _pause(tries)
            if budget is not None:
                await budget.cool_down(host_of(request.url), min(pause, LONGEST_RETRY_AFTER))
        if tries >= TRIES or (wanted or 0.0) > LONGEST_RETRY_AFTER:
            return response
        if wanted is None:
            await self._sleep(_pause(tries))
        return self._again(request, tries, f"status {response.status}")

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Try broken connections and time-outs again."""
        if not isinstance(exception, self._exceptions) or isinstance(exception, IgnoreRequest):
            return None
        host = urlparse_cached(request).netloc
        self._silent[host] = 0 if _has_answered(exception) else self._silent[host] + 1
        tries = request.meta.get("tries", 1)
        slow_or_nameless = isinstance(exception, (TimeoutError, DownloadTimeoutError, CannotResolveHostError))
        most = FEWER_TRIES if slow_or_nameless else TRIES
        if tries >= most or self._silent[host] >= DEAD_AFTER:
            return None
        await self._sleep(_pause(tries))
        return self._again(request, tries, type(exception).__name__)

    async def _sleep(self, seconds: float) -> None:
        budget: HostBudget | None = getattr(self._crawler.spider, "budget", None)
        await (sleep_unless_stopped(seconds, budget.closing) if budget is not None else asyncio.sleep(seconds))

    def _again(self, request: Request, tries: int, why: str) -> Request:
        logger.debug("trying %s again: %s", request.url, why, extra=event("detail"))
        return request.replace(meta={**request.meta, "tries": tries + 1}, dont_filter=True)


def _has_answered(exception: Exception) -> bool:
    """Whether the host began an answer: a page that is cut off, or is broken HTTP, is no sign of a dead host."""
    cause = exception.__cause__
    broken = isinstance(cause, ResponseFailed) and not isinstance(cause, ResponseNeverReceived)
    return broken or isinstance(exception, ResponseDataLossError)


def _pause(tries: int) -> float:
    """Seconds before the next try, between half of the doubled pause and the whole of it."""
    return random.uniform(0.5, 1.0) * min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (tries - 1))


def _exceptions(settings: BaseSettings) -> tuple[type[Exception], ...]:
    """The exceptions that Scrapy itself counts as passing."""
    listed = settings.getlist("RETRY_EXCEPTIONS")
    return tuple(load_object(entry) if isinstance(entry, str) else entry for entry in listed)
