"""The limits of a site's definition, for each of its hosts that a crawl meets: home, other domains, subdomains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.http import Request

from wiredesk.pipelines.urls.syntax import is_splittable, split_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MOST_HOSTS = 1_000
"""Hosts of one site that are remembered as configured; more are an endless set of subdomains."""


def host_of(url: str) -> str:
    """The name under which the host of a URL has its budget, in one spelling, with a port that is not the scheme's own.

    >>> host_of("https://Example.ORG:443/news"), host_of("http://127.0.0.1:8080/")
    ('example.org', '127.0.0.1:8080')
    """
    parts = split_url(url)
    if parts is None:
        return urlsplit(url).netloc.lower() if is_splittable(url) else ""
    return parts.host if parts.port is None else f"{parts.host}:{parts.port}"


class SiteLimitsMiddleware:
    """Downloader middleware: asks the spider's `limits_for` about each host before the first request to it. It stands
    before the one of robots.txt, whose Crawl-delay is compared with these limits."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._known: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteLimitsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Configure the budget of the request's host."""
        spider: Any = self._crawler.spider
        limits_for = getattr(spider, "limits_for", None)
        if limits_for is None or spider.budget is None or (host := host_of(request.url)) in self._known:
            return
        if len(self._known) < MOST_HOSTS:
            self._known.add(host)
        spider.budget.configure(host, limits_for(request.url))
