"""Keeping every answer, where that is wanted: robots.txt, listings, redirects, errors and pages of all kinds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import NotConfigured

from wiredesk.crawlers.fetching.exchanges import EXCHANGE, KEPT
from wiredesk.crawlers.fetching.indexing_rules import is_noarchive
from wiredesk.pipelines.archive.exchange import Exchange
from wiredesk.pipelines.archive.http_head import decoded_body, split_head
from wiredesk.pipelines.content_coding import BrokenCoding, TooLarge

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from wiredesk.pipelines.archive.record_set import NewSet
    from wiredesk.pipelines.desk import Desk

_MOST_DECODED = 64_000_000  # bytes: a site's definition may allow pages and sitemaps of 50 MB


class ArchiveMiddleware:
    """Downloader middleware that keeps each answer as it came. Its place is next to the downloader, e.g. 900: what the
    others make of an answer does not concern it, and redirects pass it one by one."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        desk: Desk | None = getattr(crawler.spider, "desk", None)
        if desk is None or not desk.environment.archive_all:
            raise NotConfigured
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The answer, when it is kept. Raises ArchiveProblem."""
        spider: Any = self._crawler.spider
        exchange: Exchange | None = request.meta.get(EXCHANGE)
        request.meta.pop(KEPT, None)  # of the address that has led here
        if spider.desk.archive is None or exchange is None or not spider.keeps_records:
            return response
        environment = spider.desk.environment
        obeying = None if environment.archive_noarchive else environment.user_agent
        entries = await spider.desk.archive.keep(partial(_record, exchange, obeying))
        if entries:
            request.meta[KEPT] = entries[0]
        return response


def _record(exchange: Exchange, user_agent: str | None) -> NewSet | None:
    """The records of an answer; None for one that asks not to be kept. Made in the archive's thread."""
    from wiredesk.pipelines.archive.record_set import NewSet  # noqa: PLC0415  # loads warcio, only where all is kept

    if user_agent is not None:
        _, headers, _ = split_head(exchange.response_head)
        tags = [value for name, value in headers if name.lower() == "x-robots-tag"]
        try:
            body = decoded_body(headers, exchange.body, _MOST_DECODED)
        except (BrokenCoding, TooLarge):
            body = exchange.body
        if is_noarchive(tags, body, user_agent=user_agent):
            return None
    return NewSet([exchange], None)
