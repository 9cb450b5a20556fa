"""Redirects that leave the site are not followed: nobody leads a crawl to where its definition does not send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RedirectOffsite(IgnoreRequest):
    """The answer was a redirect to another site; the message names its host."""


class RedirectScopeMiddleware:
    """Downloader middleware: asks the spider's `in_scope` about every hop, that of robots.txt included.

    A spider without `in_scope` (the one of single URLs, where a short link may lead anywhere) is let through: there
    the address guard alone decides.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectScopeMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise RedirectOffsite for a redirect to a host that is not the site's."""
        in_scope: Any = getattr(self._crawler.spider, "in_scope", None)
        if request.meta.get("redirect_urls") and in_scope is not None and not in_scope(request.url):
            raise RedirectOffsite(f"redirected to another site: {urlsplit(request.url).netloc}")
