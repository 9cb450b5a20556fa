"""Scrapy's item pipeline: hands each fetched page to its spider's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from wiredesk.crawlers.fetching.stopping import Stopped, unless_stopped
from wiredesk.crawlers.spiders.fetched_page import FetchedPage, article_item
from wiredesk.pipelines.archive.store import ArchiveProblem
from wiredesk.pipelines.publishing.publication import PublishingStopped

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DeskPipeline:
    """Turns FetchedPage items into published articles; what is new or updated goes on to Scrapy's feed exports."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DeskPipeline:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """The article of a page; DropItem for what gives none or has not changed.

        When the crawl is stopped, a page that still waits for its extraction or for room on the queue is dropped: its
        lead stays in the frontier. So does that of a page that cannot be kept, which ends the crawl.
        """
        if not isinstance(item, FetchedPage):
            return item
        spider: Any = self._crawler.spider
        try:
            article = await unless_stopped(spider.process(item), spider.budget.closing)
        except (Stopped, PublishingStopped):
            raise DropItem("the crawl is being stopped") from None
        except ArchiveProblem as problem:  # told once, not for each page in hand
            spider.trouble.ends(problem)
            raise DropItem(str(problem)) from None
        if article is None:
            raise DropItem("nothing new")
        return article_item(article)
