"""Fetching single URLs on demand, by the same way as a crawl: shared by `wiredesk fetch`, `worker` and `serve`."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.host_limits import NO_WISHES
from wiredesk.crawlers.fetching.site_limits import host_of
from wiredesk.crawlers.on_demand.host_lines import Destination, HostPlaces
from wiredesk.crawlers.on_demand.url_spider import UrlSpider
from wiredesk.crawlers.runtime.scrapy_settings import project_settings
from wiredesk.pipelines.urls.identity import normalise_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.settings import Settings

    from wiredesk.crawlers.on_demand.outcome import FetchOutcome
    from wiredesk.crawlers.on_demand.shared_fetches import SharedFetches
    from wiredesk.crawlers.sites.catalogue import Catalogue
    from wiredesk.crawlers.sites.definition import SiteDefinition
    from wiredesk.pipelines.desk import Desk
    from wiredesk.pipelines.page import Page

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""URLs under way at the same time in one process; each host has its own, much smaller, limits besides."""
START_POLL = 0.001  # seconds between two looks whether the spider runs: it takes some milliseconds
STOP_SECONDS = 1.0
"""How long the spider may take to end: nobody waits for an answer any more, so that connections may just be cut."""
_NEEDED = (
    *("downloadtimeout.DownloadTimeoutMiddleware", "defaultheaders.DefaultHeadersMiddleware"),
    *("useragent.UserAgentMiddleware", "httpproxy.HttpProxyMiddleware"),
)
"""Scrapy's own middlewares that have work to do here. It imports those that are switched off too, with what they need
(an HTTP client of its own for cookies' domains), which makes a tenth of the start."""


@dataclass
class _UnderWay:
    """One URL that is being fetched, or waits for its place; `begun` says which."""

    task: asyncio.Task[FetchOutcome]
    askers: int = 0
    begun: bool = False


class Fetcher:
    """Answers URLs with articles. Twisted's asyncio reactor must be installed; open it in its loop and close it after.

    A URL that is asked for while it is already under way is fetched once, and all askers get the answer; with `shared`
    this holds for all processes that use the same Redis.
    """

    def __init__(
        self,
        desk: Desk,
        catalogue: Catalogue,
        *,
        shared: SharedFetches | None = None,
        render: bool = False,
        on_page: Callable[[Page], None] | None = None,
    ) -> None:
        """`shared`: the fetches of all processes (None: this process fetches for itself). `on_page` is called with
        every page as it was fetched."""
        self._desk = desk
        self._catalogue = catalogue
        self._render = render
        self._on_page = on_page
        self._spider: UrlSpider | None = None
        self._crawler: Any = None
        self._crawling: asyncio.Task[None] | None = None
        self._shared = shared
        self._places = asyncio.Semaphore(AT_ONCE)
        self._host_places = HostPlaces()
        self._under_way: dict[str, _UnderWay] = {}

    async def open(self) -> None:
        """Start the spider. Raises UsageProblem where a site definition is broken."""
        settings = project_settings(self._desk.environment)
        for setting in ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN"):  # HostPlaces bounds each host
            settings.set(setting, AT_ONCE, priority="cmdline")
        settings.set("ITEM_PIPELINES", {}, priority="cmdline")
        settings.set("EXTENSIONS_BASE", {}, priority="cmdline")  # statistics, feeds and such are for crawls
        _keep_needed_middlewares(settings)
        settings.set("WIREDESK_ORIGINS", self._origins(), priority="cmdline")
        self._crawler = Crawler(UrlSpider, settings)
        budget = HostBudget(self._desk.redis, self._desk.keys)
        self._crawling = asyncio.ensure_future(
            self._crawler.crawl_async(desk=self._desk, budget=budget, render=self._render, on_page=self._on_page)
        )
        while self._crawler.spider is None or self._crawler.engine is None or not self._crawler.engine.running:
            if self._crawling.done():
                await self._crawling
                raise RuntimeError("the spider has ended at once")
            await asyncio.sleep(START_POLL)
        self._spider = self._crawler.spider

    def _origins(self) -> list[str]:
        """Home pages whose own port a site definition opens."""
        return [definition.url for definition in self._catalogue.readable()[0]]

    def definition_for(self, url: str) -> SiteDefinition | None:
        """The definition of the site that `url` belongs to."""
        return self._catalogue.for_url(url)

    async def fetch(self, url: str, *, asked_ms: int | None = None) -> FetchOutcome:
        """The article of one URL, or the reason why there is none; never raises for what the web does.

        `asked_ms`: when it was asked for, in milliseconds of the Redis server's clock (None: now); the outcome of a
        fetch that ended later is used.
        """
        url = url.encode("utf-8", "replace").decode()  # half characters, as a shell's odd bytes become, are in no URL
        destination = self.destination(url)
        under_way = self._under_way.get(destination.url)
        if under_way is None:
            task = asyncio.ensure_future(self._fetch_in_turn(url, destination, asked_ms))
            under_way = self._under_way[destination.url] = _UnderWay(task)
            task.add_done_callback(lambda done: self._forget(destination.url, done))
        under_way.askers += 1
        try:
            return (await asyncio.shield(under_way.task)).asked_as(url)
        finally:
            under_way.askers -= 1
            if not under_way.askers and not under_way.begun:  # nobody waits for it any more, and nothing is lost
                self._forget(destination.url, under_way.task)
                under_way.task.cancel()

    def _forget(self, key: str, task: asyncio.Task[FetchOutcome]) -> None:
        if key in self._under_way and self._under_way[key].task is task:
            del self._under_way[key]

    def destination(self, url: str) -> Destination:
        """Where a URL leads, and how many of its host are fetched together."""
        normal = normalise_url(url)
        try:
            host = urlsplit(normal).netloc  # of the normal form: EXAMPLE.org:80 is no other host than example.org
        except ValueError:
            host = ""
        definition = self.definition_for(url)
        limits = definition.fetch.limits if definition is not None else NO_WISHES
        return Destination(normal, host, limits.on_demand)

    async def _fetch_in_turn(self, url: str, destination: Destination, asked_ms: int | None) -> FetchOutcome:
        async with self._host_places.place(destination), self._places:
            if destination.url in self._under_way:
                self._under_way[destination.url].begun = True
            if self._shared is None:
                return await self._fetch(url)
            outcome: FetchOutcome = await self._shared.fetch(url, lambda: self._fetch(url), asked_ms)
            return outcome

    async def _fetch(self, url: str) -> FetchOutcome:
        assert self._spider is not None, "the fetcher is not open"
        definition = self.definition_for(url)
        if definition is not None:
            self._spider.budget.configure(host_of(url), definition.fetch.limits)
        return await self._spider.fetch(url, definition)

    def stop_sending(self) -> None:
        """Send no request any more: those that wait for their turn end as ``interrupted``."""
        if self._spider is not None:
            self._spider.budget.close()

    async def close(self) -> None:
        """Stop the spider."""
        if self._spider is not None and self._crawling is not None:
            self._spider.closing = True
            stopping = asyncio.ensure_future(self._crawler.stop_async())
            await asyncio.wait([stopping, self._crawling], timeout=STOP_SECONDS)


def _keep_needed_middlewares(settings: Settings) -> None:
    base = settings.getdict("DOWNLOADER_MIDDLEWARES_BASE")
    needed = {name: place for name, place in base.items() if name.endswith(_NEEDED)}
    ours = {name: place for name, place in settings.getdict("DOWNLOADER_MIDDLEWARES").items() if place is not None}
    ours["wiredesk.crawlers.fetching.rendering.RenderMiddleware"] = 540  # after decompression and redirects
    settings.set("DOWNLOADER_MIDDLEWARES_BASE", needed, priority="cmdline")
    settings.set("DOWNLOADER_MIDDLEWARES", ours, priority="cmdline")
