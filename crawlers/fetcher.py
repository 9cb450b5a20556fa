"""Fetching single URLs on demand, by the same way as a crawl: shared by `wiredesk fetch`, `worker` and `serve`."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from crawlers.fetching.host_budget import HostBudget
from crawlers.scrapy_settings import project_settings
from crawlers.sites.catalogue import Catalogue
from crawlers.sites.definition import SiteDefinition
from crawlers.spiders.urls import FetchOutcome, UrlSpider
from pipelines.desk import Desk
from pipelines.url_identity import article_id
from settings.environment import Environment

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""URLs under way at the same time in one process; each host has its own, much smaller, limit besides."""


class Fetcher:
    """Answers URLs with articles. Twisted's asyncio reactor must be installed; open it in its loop and close it after.

    A URL that is asked for while it is already under way is fetched once, and both askers get the answer.
    """

    def __init__(self, environment: Environment, desk: Desk, catalogue: Catalogue | None = None) -> None:
        self._environment = environment
        self._desk = desk
        self._catalogue = catalogue
        self._spider: UrlSpider | None = None
        self._crawler: Any = None
        self._crawling: asyncio.Task[None] | None = None
        self._places = asyncio.Semaphore(AT_ONCE)
        self._under_way: dict[tuple[str, bool], asyncio.Task[FetchOutcome]] = {}

    async def open(self) -> None:
        """Start the spider."""
        from scrapy.crawler import Crawler

        settings = project_settings(self._environment)
        settings.set("CONCURRENT_REQUESTS", AT_ONCE, priority="cmdline")
        settings.set("ITEM_PIPELINES", {}, priority="cmdline")
        settings.set("WIREDESK_ORIGINS", self._origins(), priority="cmdline")
        self._crawler = Crawler(UrlSpider, settings)
        budget = HostBudget(self._desk.redis, self._desk.keys)
        self._crawling = asyncio.ensure_future(self._crawler.crawl_async(desk=self._desk, budget=budget))
        while self._crawler.spider is None or self._crawler.engine is None or not self._crawler.engine.running:
            if self._crawling.done():
                await self._crawling
                raise RuntimeError("the spider has ended at once")
            await asyncio.sleep(0.001)
        self._spider = self._crawler.spider

    def _origins(self) -> list[str]:
        """Home pages whose own port a site definition opens."""
        if self._catalogue is None:
            return []
        return [definition.url for definition in self._catalogue.all()]

    def definition_for(self, url: str) -> SiteDefinition | None:
        """The definition of the site that `url` belongs to."""
        return self._catalogue.for_url(url) if self._catalogue is not None else None

    async def fetch(self, url: str, *, publish: bool = False) -> FetchOutcome:
        """The article of one URL, or the reason why there is none."""
        key = (article_id(url), publish)
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.ensure_future(self._fetch(url, publish))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(task)

    async def _fetch(self, url: str, publish: bool) -> FetchOutcome:
        assert self._spider is not None, "the fetcher is not open"
        async with self._places:
            definition = self.definition_for(url)
            if definition is not None:
                from urllib.parse import urlsplit

                rules = definition.fetch
                self._spider.budget.configure(urlsplit(url).netloc, delay=rules.delay, concurrency=rules.concurrency)
            return await self._spider.fetch(url, definition, publish=publish)

    async def close(self) -> None:
        """Stop the spider."""
        if self._spider is not None and self._crawling is not None:
            self._spider.closing = True
            await self._crawler.stop_async()
            await asyncio.wait([self._crawling], timeout=10)
