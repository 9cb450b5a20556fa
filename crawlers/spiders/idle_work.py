"""What a crawl goes on with when nothing is under way: links in doubt, leads that were left, changes, due visits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request

from wiredesk.crawlers.listings.lead import REVISIT, Lead
from wiredesk.crawlers.listings.lead_sorter import Selection
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.reader import ListingReader
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.slices import collector_rests, sliced
from wiredesk.crawlers.spiders.article_spider import ArticleSpider
from wiredesk.crawlers.spiders.redis_trouble import RedisTrouble

MAX_REVISITS = 100
"""Articles looked at again in one crawl because their time has come; most are answered 304."""
FINISHED = "finished"
"""What Scrapy calls the end of a crawl that has done everything."""


class IdleWork:
    """Finds work for the crawl of a site that has none, and ends the crawl where there is none."""

    def __init__(self, spider: ArticleSpider, trouble: RedisTrouble) -> None:
        self._spider = spider
        self._trouble = trouble
        self._listings: ListingReader | None = None
        self._request_for: Callable[[ListingRequest], Request]
        self._late: asyncio.Task[None] | None = None
        self._has_revisited = False
        self._rested = 0
        self._ending: asyncio.Task[None] | None = None

    def begin(self, listings: ListingReader, request_for: Callable[[ListingRequest], Request]) -> None:
        """The crawl has the site's lock and asks for its listings: before, there is nothing to go on with."""
        self._listings, self._request_for = listings, request_for

    def on_idle(self) -> None:
        """Nothing is under way: go on with what has waited for that. Raises DontCloseSpider where something has."""
        try:
            self._go_on()
        except DontCloseSpider:
            raise
        except Exception as problem:  # Scrapy logs it, and ends as if all were done
            self._trouble.blame(problem)

    def _go_on(self) -> None:
        """Look once more at the links that were in doubt, then at what is left, then at what may have changed."""
        if self._listings is None or self._spider.summary.refused:
            return
        if self._late is None or self._late.done():
            if self._listings.links.is_in_doubt:
                self._do_late(self._decide_late(self._listings.links))
                raise DontCloseSpider
            listings = map(self._request_for, self._listings.scheduler.late_requests())
            requests = [*listings, *self._spider.policy.when_idle()]
            for request in requests:
                self._spider.crawler.engine.crawl(request)
            if requests or self._spider.has_waiting or self._spider.late.has_any_left:
                self._do_late(self._fetch_late())
            elif self._spider.late.has_refetches:
                self._do_late(self._refetch())
            elif not self._has_revisited and not self._spider.options.until:  # --until: for what there was, no changes
                self._do_late(self._revisit())
            else:
                return
        raise DontCloseSpider

    def _do_late(self, work: Coroutine[Any, Any, None]) -> None:
        self._late = asyncio.ensure_future(work)
        self._late.add_done_callback(self._after_late)

    def _after_late(self, task: asyncio.Task[None]) -> None:
        """Go on at once: Scrapy itself looks every five seconds only whether an idle spider can be closed."""
        self._trouble.look_at(task)
        engine = self._spider.crawler.engine
        if engine is None or engine.spider is None or not engine.spider_is_idle():
            return
        with suppress(DontCloseSpider):
            self.on_idle()
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason=FINISHED))

    async def _decide_late(self, links: SectionLinks) -> None:
        selection = await self._spider.select(self._spider.policy.late(await links.decide_late()))
        await self._spider.leads.keep([lead for lead, _ in selection.chosen])
        await self._crawl(selection)

    async def _fetch_late(self) -> None:
        await self._spider.end_waiting()
        spider = self._spider
        waited = await spider.late.take_left(time.time(), spider.options.is_outside)
        rested = spider.late.resting
        spider.summary.left += rested - self._rested
        self._rested = rested
        with collector_rests():
            left = await spider.select(waited)
        for lead in left.settled:
            await self._settle_known(lead)
        await self._crawl(left)

    async def _settle_known(self, lead: Lead) -> None:
        """A lead that was kept needs no visit."""
        if (known := self._spider.leads.unchanged.get(self._spider.identity(lead.url))) is not None:
            await self._spider.settle_published(lead, known.id, known.revision)
        else:
            await self._spider.settle(lead)

    async def _refetch(self) -> None:
        """Ask for some of the known articles that listings say have changed; what these visits bring tells whether the
        others are asked for."""
        requests, needless = self._spider.leads.refetches()
        for lead in needless:
            await self._settle_known(lead)
        for request in requests:
            self._spider.crawler.engine.crawl(request)

    async def _revisit(self) -> None:
        """Ask for the articles whose next visit is due, as far as the limit of articles allows."""
        self._has_revisited, spider = True, self._spider
        for known in await spider.desk.known.due(spider.definition.id, time.time(), MAX_REVISITS):
            if spider.is_full:
                return
            if spider.leads.unchanged.pop(known.id, None) is not None:
                spider.summary.unchanged -= 1  # a listing has named it, which is no visit; the page is counted
            elif known.id in spider.leads.seen:
                continue  # it was fetched anyway, or is among the leads left to the next crawl
            spider.leads.seen.add(known.id)
            spider.leads.wanted += 1
            lead = Lead(url=known.url, via=REVISIT)
            for request in spider.article_requests(lead, known):
                spider.crawler.engine.crawl(request)

    async def _crawl(self, selection: Selection) -> None:
        async for lead, known in sliced(selection.chosen):
            for request in self._spider.article_requests(lead, known):
                self._spider.crawler.engine.crawl(request)
