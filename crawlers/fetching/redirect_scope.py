"""Redirects that leave the site are not followed: a site cannot lead a crawl to places outside its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

PERMANENT = frozenset((301, 308))
"""Statuses that say: use the new address from now on."""


class RedirectOffsite(IgnoreRequest):
    """The answer was a redirect to another site; the message names its host. `is_temporary`: by its status."""

    def __init__(self, message: str, *, is_temporary: bool = False) -> None:
        super().__init__(message)
        self.is_temporary = is_temporary


class RedirectScopeMiddleware:
    """Downloader middleware: asks the spider's `in_scope` about every hop but those of robots.txt.

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
        """Raise RedirectOffsite for a redirect to a host that is not the site's, and for a link through one that has
        been given up."""
        spider: Any = self._crawler.spider
        in_scope = getattr(spider, "in_scope", None)
        if in_scope is None or in_scope(request.url) or request.meta.get("is_robots"):
            return  # a robots.txt is followed to any host (RFC 9309, 2.3.1.2): where the site has gone is seen later
        if request.meta.get("through_others"):  # began at another host, on purpose; the spider looks where it ends
            if not request.meta.get("redirect_urls") and spider.other_hosts.is_given_up(request.url):
                raise RedirectOffsite("its host leads to other sites")
            return
        if not request.meta.get("redirect_urls"):
            return
        # The last hop decides; a refresh in a page's head is no word for good
        is_temporary = (request.meta.get("redirect_reasons") or [0])[-1] not in PERMANENT
        host = urlsplit(request.url).netloc
        raise RedirectOffsite(f"redirected to another site: {host}", is_temporary=is_temporary)
