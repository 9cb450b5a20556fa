"""Fetching single URLs on demand, by the same way as a crawl: shared by `wiredesk fetch`, `worker` and `serve`."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.host_limits import NO_WISHES
from wiredesk.crawlers.fetching.quick_imports import import_http_handler
from wiredesk.crawlers.on_demand.host_lines import Destination, HostPlaces
from wiredesk.crawlers.on_demand.url_spider import UrlSpider
from wiredesk.crawlers.runtime.scrapy_settings import project_settings
from wiredesk.pipelines.urls.identity import normalise_url
from wiredesk.settings.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy.settings import Settings

    from wiredesk.crawlers.on_demand.outcome import FetchOutcome
    from wiredesk.crawlers.sites.catalogue import Catalogue
    from wiredesk.crawlers.sites.definition import SiteDefinition
    from wiredesk.pipelines.article import Article
    from wiredesk.pipelines.desk import Desk
    from wiredesk.pipelines.page import Page
    from wiredesk.pipelines.publishing.publication import PublishResult, Step

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""URLs under way at the same time in one process; each host has its own, much smaller, limits besides."""
START_POLL = 0.001  # seconds between two looks whether the spider runs: it takes some milliseconds
STOP_SECONDS = 1.0
"""How long the spider may take to end: nobody waits for an answer any more, so that connections may just be cut."""
PACE_SECONDS = 600.0
"""How long a site's pace is believed: it is that of its last fifty revisits, and only crawls change it."""
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

    A URL that is asked for while it is already under way is fetched once, and all askers get the answer; with Redis
    (a desk that is connected) this holds over all processes that share it.
    """

    def __init__(
        self,
        environment: Environment,
        desk: Desk,
        catalogue: Catalogue | None = None,
        *,
        render: bool = False,
        on_page: Callable[[Page], None] | None = None,
    ) -> None:
        """`on_page` is called with every page as it was fetched."""
        self._environment = environment
        self._desk = desk
        self._catalogue = catalogue
        self._render = render
        self._on_page = on_page
        self._spider: UrlSpider | None = None
        self._crawler: Any = None
        self._crawling: asyncio.Task[None] | None = None
        self._shared: Any = None
        self._places = asyncio.Semaphore(AT_ONCE)
        self._host_places = HostPlaces()
        self._under_way: dict[str, _UnderWay] = {}
        self._paces: dict[str, tuple[float, float, bool]] = {}  # site → when it was read, and what

    async def open(self) -> None:
        """Start the spider. Raises UsageProblem where a site definition is broken."""
        from scrapy.crawler import Crawler

        import_http_handler()
        settings = project_settings(self._environment)
        for setting in ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN"):  # HostPlaces bounds each host
            settings.set(setting, AT_ONCE, priority="cmdline")
        settings.set("ITEM_PIPELINES", {}, priority="cmdline")
        settings.set("EXTENSIONS_BASE", {}, priority="cmdline")  # statistics, feeds and such are for crawls
        _keep_needed_middlewares(settings)
        settings.set("WIREDESK_ORIGINS", self._origins(), priority="cmdline")
        self._crawler = Crawler(UrlSpider, settings)
        budget = HostBudget(self._desk.redis, self._desk.keys)
        if self._desk.redis is not None:
            from wiredesk.crawlers.on_demand.shared_fetches import SharedFetches

            self._shared = SharedFetches(self._desk.redis, self._desk.keys)
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
        if self._catalogue is None:
            return []
        return [definition.url for definition in self._catalogue.readable()[0]]

    def definition_for(self, url: str) -> SiteDefinition | None:
        """The definition of the site that `url` belongs to."""
        return self._catalogue.for_url(url) if self._catalogue is not None else None

    async def fetch(self, url: str, *, asked_ms: int | None = None) -> FetchOutcome:
        """The article of one URL, or the reason why there is none; never raises for what the web does.

        `asked_ms`: when it was asked for, in milliseconds of the Redis server's clock (None: now); a fetch that ended
        later is answer enough.
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
            self._spider.budget.configure(urlsplit(url).netloc, definition.fetch.limits)
        return await self._spider.fetch(url, definition)

    async def publish(
        self, outcome: FetchOutcome, *, request_id: str | None = None, step: Step | None = None
    ) -> PublishResult:
        """Put the article of `outcome` on the queue; see Publisher.publish."""
        from wiredesk.pipelines.publishing.publication import Publication

        article = outcome.article
        assert article is not None, "there is no article to publish"
        if request_id:
            article = article.model_copy(update={"request_id": request_id})
        visit = await self._next_visit(article, outcome.aliases) if outcome.has_definition else None
        return await self._desk.publish(Publication(article, outcome.aliases, next_visit=visit, step=step))

    async def _next_visit(self, article: Article, aliases: Sequence[str]) -> float | None:
        """When the next crawl looks at the article again, as the crawl itself would say; None: as it was planned."""
        from wiredesk.crawlers.fetching.revisit import visit_after_reading
        from wiredesk.pipelines.article import moment_of
        from wiredesk.pipelines.publishing.known_articles import KnownArticle

        records = await self._desk.known.look_up([article.canonical_url or article.url, *aliases])
        known = next((record for record in records if isinstance(record, KnownArticle)), None)
        changed = known is not None and not known.has_words_of(article)
        if known is not None and known.next_visit is not None and not changed:
            return None
        pace, untold = await self._pace_of(article.site)
        published = moment_of(article.date_published)
        moment = published.timestamp() if published else None
        return visit_after_reading(moment, known, changed=changed, pace=pace, untold=untold)

    async def _pace_of(self, site: str) -> tuple[float, bool]:
        """What the site's pauses between visits are multiplied by, and whether no listing of it tells of a change."""
        from wiredesk.crawlers.listings.source_memory import SourceMemory

        read_at, *_ = pace = self._paces.get(site, (-PACE_SECONDS, 1.0, False))
        if time.monotonic() - read_at >= PACE_SECONDS:
            memory = SourceMemory(self._desk.redis, self._desk.keys, site)
            await memory.load()
            # A site that was never crawled has no listings yet, which says nothing about it.
            untold = bool(memory.sources) and not memory.is_telling
            pace = self._paces[site] = (time.monotonic(), memory.site.revisits.pace, untold)
        return pace[1:]

    async def published(self, outcome: FetchOutcome, *, request_id: str | None = None) -> FetchOutcome:
        """Publish the article of `outcome` and return it as it is known on the queue."""
        result = await self.publish(outcome, request_id=request_id)
        article = await self._as_queued(result) if result.entry_id else None
        if article is None:
            assert outcome.article is not None
            event = "update" if result.revision > 1 else "new"
            known = {"id": result.id, "revision": result.revision, "event": event}
            article = outcome.article.model_copy(update={**known, "near_duplicate_of": result.near_duplicate_of})
        return outcome.model_copy(update={"article": article, "published": result.outcome})

    async def _as_queued(self, result: PublishResult) -> Article | None:
        """The article of a stream entry, which says what has changed; None where it was trimmed already."""
        from wiredesk.pipelines.article import Article

        entries = await self._desk.redis.xrange(self._desk.keys.articles, result.entry_id, result.entry_id)
        return Article.model_validate_json(entries[0][1][b"article"]) if entries else None

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
