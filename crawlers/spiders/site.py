"""The spider of one site: finds its articles, fetches each once, and hands every page to the desk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from wiredesk.crawlers.crawl.crawl_figures import count_crawl
from wiredesk.crawlers.crawl.crawl_lock import CrawlLock
from wiredesk.crawlers.crawl.crawl_record import CrawlRecord
from wiredesk.crawlers.crawl.health_store import HealthRecords
from wiredesk.crawlers.fetching.failure_reasons import reason_of
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.response_figures import count_response
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.frontier import Frontier
from wiredesk.crawlers.listings.lead_sorter import Selection
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.other_hosts import OtherHosts
from wiredesk.crawlers.listings.reader import ListingReader
from wiredesk.crawlers.listings.slices import collector_rests, free_what_is_left, sliced
from wiredesk.crawlers.listings.source_memory import LOST, SourceMemory
from wiredesk.crawlers.spiders.article_spider import ArticleSpider
from wiredesk.crawlers.spiders.crawl_verdict import judge
from wiredesk.crawlers.spiders.idle_work import FINISHED, IdleWork
from wiredesk.crawlers.spiders.listing_failures import after_failure
from wiredesk.crawlers.spiders.moved_articles import MovedArticles
from wiredesk.crawlers.spiders.redis_trouble import REDIS_PROBLEMS, STORE_PROBLEMS, RedisTrouble

LISTING_PRIORITY = 100
"""Of requests: listings come first, leads are fetched while further listings arrive."""
SITEMAP_SIZE = 52_428_800
"""Bytes; what sitemaps.org allows."""
_TAKEN_OVER = "taken_over"  # Scrapy's finish reason: another crawl has the site's lock


class SiteSpider(ArticleSpider):
    """Crawls one site definition.

    From the command line of Scrapy: ``scrapy crawl site -a site=NAME``; `wiredesk crawl` passes a definition, the
    desk and the budget that all its sites share, and the options.
    """

    name = "site"

    def __init__(self, site: str | None = None, **context: Any) -> None:
        super().__init__(site, **context)
        self.forbidden: list[str] = []
        """Listings that robots.txt does not allow."""
        self.listings: ListingReader
        self.trouble = RedisTrouble(self)
        self._idle_work = IdleWork(self, self.trouble)
        self._ending: asyncio.Task[None] | None = None
        self._lock: CrawlLock | None = None
        self._began = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.settings.set("WIREDESK_ORIGINS", [spider.definition.url], priority="spider")
        under_way = spider.definition.fetch.limits.in_crawl
        for setting in ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN"):
            crawler.settings.set(setting, under_way, priority="spider")
        crawler.signals.connect(spider._idle_work.on_idle, signals.spider_idle)
        crawler.signals.connect(spider.on_closed, signals.spider_closed)
        crawler.signals.connect(spider.on_downloaded, signals.response_downloaded)
        crawler.signals.connect(spider.on_error, signals.spider_error)
        crawler.signals.connect(spider.on_error, signals.item_error)
        return spider

    # -- beginning and end ----------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Take the site's lock, load what is remembered, and ask for its listings and unfinished leads."""
        try:
            async for request in self._first_requests():
                yield request
        except STORE_PROBLEMS as problem:
            self.trouble.note(problem)
            raise CloseSpider("redis") from None
        except CloseSpider:
            raise
        except Exception as problem:  # Scrapy logs it, and ends as if there had been nothing to do
            self.trouble.blame(problem)
            raise CloseSpider("error") from None

    async def _first_requests(self) -> AsyncIterator[Any]:
        if self._own_desk:
            await self.desk.open()
        if self.policy.keeps_records:
            lock = CrawlLock(self.redis, self.keys, self.definition.id, self._taken_over)
            holder = await lock.acquire()
            if holder is not None:
                self.summary.refused = True
                self.summary.problem = f"a crawl of this site is running: {holder}"
                raise CloseSpider("refused")
            self._lock = lock
        self.budget = self.budget or HostBudget(self.redis, self.keys)
        self.memory = SourceMemory(self.redis, self.keys, self.definition.id)
        self.frontier = Frontier(self.redis, self.keys, self.definition.id)
        await self.memory.load()
        self.hints = ChangeHints(self.memory)
        self.moved = MovedArticles(self.desk)
        self.other_hosts = OtherHosts(self.in_scope, self.memory.site.strangers)
        free_what_is_left()
        with collector_rests():
            left = await self.frontier.load()
            waiting = {self.identity(lead.url): lead async for lead in sliced(left)}
        self.late.leave(waiting)
        self.captures.left = frozenset(waiting)
        self.listings = ListingReader(self._listed_site(), self.memory, self.leads, self.hints, self.other_hosts)
        self._idle_work.begin(self.listings, self._listing_request)
        if self.policy.keeps_records and not self.options.until:
            self.memory.site.unfinished += 1
            await self.memory.save_site()
        async for listing in self.listings.start():
            yield self._listing_request(listing)
        for request in self.policy.begin():
            yield request

    def _listed_site(self) -> ListedSite:
        return ListedSite(
            definition=self.definition,
            options=self.options,
            max_sections=self.policy.max_sections,
            keeps_records=self.policy.keeps_records,
            in_scope=self.in_scope,
            robots_sitemaps=self.robots_sitemaps,
            warn=self.warn,
            fail=self.summary.fail,
        )

    def _taken_over(self, holder: str) -> None:
        """Another crawl of the site has begun while this one could not be heard of: leave it to that one."""
        self.summary.refused = True
        self.summary.problem = f"the site was taken over, because this crawl was not heard of: {holder}"
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason=_TAKEN_OVER))

    def reads_further_back(self) -> bool:
        """Whether this crawl asks for older articles than any crawl before.

        No property: Scrapy's feed exports read every attribute of a spider that has not begun.
        """
        return self.listings.extent.backfill

    def on_error(self, failure: Failure, response: Response | None = None) -> None:
        """A fault of ours, or Redis gone for good: the site's crawl is not complete, and the summary says so."""
        if self.trouble.ends(failure.value):
            return
        self.summary.fail(response.url if response is not None else self.definition.url, "error")
        self.trouble.blame(failure.value, is_logged=True)

    async def on_closed(self, reason: str) -> None:
        """Remember that the crawl was finished, release the lock, complete the summary."""
        stats = self.crawler.stats
        self.summary.requests = int(stats.get_value("downloader/request_count", 0)) if stats else 0
        self.summary.seconds = round(time.monotonic() - self._began, 3)
        self.summary.interrupted = reason == "shutdown"
        self.traces.end_all(None if reason == FINISHED else "interrupted")
        if self._lock is not None:
            try:
                if reason == FINISHED and self.policy.keeps_records:
                    judge(self, time.time())
                    if not self.options.until:
                        await self.hints.save()
                        await self.memory.save_site()
                    if self.memory.lost:
                        self.summary.problem = LOST
                    if (
                        not self.listings.extent.backfill and not self.options.until
                    ):  # those say nothing about the site's present
                        record = CrawlRecord.of(self.summary, self.article_fields)
                        health = HealthRecords(self.redis, self.keys)
                        await health.add(self.definition.id, record, self.memory.feeds_changed)
                if self.policy.keeps_records and not self.summary.refused:
                    await self._save_captures(worked=reason == FINISHED)
            except REDIS_PROBLEMS as problem:
                self.trouble.note(problem)
            except Exception as problem:  # what follows is done all the same
                self.trouble.blame(problem)
            finally:
                with suppress(*REDIS_PROBLEMS):  # it lapses by itself
                    await self._lock.release()
        count_crawl(self.desk.figures, self.summary)
        if self._own_desk:
            await self.desk.close()
        await self.policy.closed()

    async def _save_captures(self, *, worked: bool) -> None:
        """Note which kinds of source have named which articles, also where the crawl was stopped."""
        worked &= not self.summary.problem and bool(self.summary.found or not self.summary.has_failed)
        await self.captures.save(self.redis, self.keys, self.definition.id, ended=time.time(), worked=worked)

    def on_downloaded(self, response: Response, request: Request) -> None:
        """A web server has answered."""
        count_response(self.desk.figures, response, request)

    # -- listings -------------------------------------------------------------------------------------------------

    async def parse_listing(self, response: Response, listing: ListingRequest) -> AsyncIterator[Request]:
        """A feed, sitemap, API answer, home or section page."""
        self.policy.listing_answered(response, listing)
        async for following in self.listings.handle(response, listing):
            if isinstance(following, ListingRequest):
                yield self._listing_request(following)
                continue
            for request in await self._chosen_requests(following):
                yield request
        for request in self.policy.listing_read(response, listing):
            yield request

    def _listing_request(self, listing: ListingRequest) -> Request:
        meta = {"download_maxsize": SITEMAP_SIZE} if "sitemap" in (listing.kind or "") else {}
        return self.request(
            listing.address, self.parse_listing, priority=LISTING_PRIORITY, headers=dict(listing.conditions), meta=meta,
            cb_kwargs={"listing": listing},
        )  # fmt: skip

    async def _chosen_requests(self, selection: Selection) -> list[Request]:
        """All of them at once: a page that names another one waits for it where that is under way."""
        requests: list[Request] = []
        async for lead, known in sliced(selection.chosen):
            requests += self.article_requests(lead, known)
        return requests

    async def failed(self, failure: Failure) -> None:
        """A request that got no answer: an article's, or a listing's."""
        if self.trouble.ends(failure.value):
            return  # its lead stays in the frontier
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        if "lead" in request.cb_kwargs:
            await super().failed(failure)
            return
        reason = reason_of(failure.value)
        for looking in self.policy.listing_failed(request.cb_kwargs["listing"], reason):
            self.crawler.engine.crawl(looking)
        if reason == "interrupted":
            return
        for following in after_failure(self, request, failure.value):
            self.crawler.engine.crawl(self._listing_request(following))
