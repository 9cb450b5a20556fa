"""What a crawl goes on with when nothing is under way: links in doubt, leads that were left, changes, due visits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from scrapy.exceptions import DontCloseSpider

from wiredesk.crawlers.listings.lead import REVISIT, Lead
from wiredesk.crawlers.listings.listing_spider import Selection
from wiredesk.crawlers.listings.reader import ListingReader
from wiredesk.crawlers.listings.slices import collector_rests, sliced
from wiredesk.crawlers.spiders.article_spider import ArticleSpider
from wiredesk.crawlers.spiders.redis_trouble import RedisTrouble

MAX_REVISITS = 100
"""Articles looked at again in one crawl because their time has come; most are answered 304."""
FINISHED = "finished"
"""What Scrapy calls the end of a crawl that has done everything."""


class IdleSpider(ArticleSpider):
    """Finds work for a crawl that has none, and ends it where there is none; its listings are `SiteSpider`'s."""

    def __init__(self, site: str | None = None, **context: Any) -> None:
        super().__init__(site, **context)
        self.listings: ListingReader
        self.trouble = RedisTrouble(self)
        self._late: asyncio.Task[None] | None = None
        self._has_revisited = False
        self._rested = 0
        self._ending: asyncio.Task[None] | None = None

    def on_idle(self) -> None:
        """Nothing is under way: go on with what has waited for that. Raises DontCloseSpider where something has."""
        try:
            self._go_on()
        except DontCloseSpider:
            raise
        except Exception as problem:  # Scrapy logs it, and ends as if all were done
            self.trouble.blame(problem)

    def _go_on(self) -> None:
        """Look once more at the links that were in doubt, then at what is left, then at what may have changed."""
        if not hasattr(self, "listings") or self.summary.refused:
            return
        if self._late is None or self._late.done():
            if self.listings.is_in_doubt:
                self._do_late(self._decide_late())
                raise DontCloseSpider
            requests = [*self.listings.late_requests(), *self.policy.when_idle()]
            for request in requests:
                self.crawler.engine.crawl(request)
            if requests or self.has_waiting or self.late.has_any_left:
                self._do_late(self._fetch_late())
            elif self.late.has_refetches:
                self._do_late(self._refetch())
            elif not self._has_revisited and not self.options.until:  # which is for what there was, not for its changes
                self._do_late(self._revisit())
            else:
                return
        raise DontCloseSpider

    def _do_late(self, work: Coroutine[Any, Any, None]) -> None:
        self._late = asyncio.ensure_future(work)
        self._late.add_done_callback(self._after_late)

    def _after_late(self, task: asyncio.Task[None]) -> None:
        """Go on at once: Scrapy itself looks every five seconds only whether an idle spider can be closed."""
        self.trouble.look_at(task)
        engine = self.crawler.engine
        if engine is None or engine.spider is None or not engine.spider_is_idle():
            return
        with suppress(DontCloseSpider):
            self.on_idle()
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason=FINISHED))

    async def _decide_late(self) -> None:
        selection = await self.select(self.policy.late(await self.listings.decide_late()))
        await self.leads.keep([lead for lead, _ in selection.chosen])
        await self._crawl(selection)

    async def _fetch_late(self) -> None:
        await self.end_waiting()
        waited, rested = self.late.take_left(time.time(), self.options.is_outside), self.late.resting
        self.summary.left += rested - self._rested
        self._rested = rested
        with collector_rests():
            left = await self.select(waited)
        for lead in left.settled:
            await self._settle_known(lead)
        await self._crawl(left)

    async def _settle_known(self, lead: Lead) -> None:
        """A lead that was kept needs no visit."""
        if (known := self.leads.unchanged.get(self.identity(lead.url))) is not None:
            await self.settle_published(lead, known.id, known.revision)
        else:
            await self.settle(lead)

    async def _refetch(self) -> None:
        """Ask for some of the known articles that listings say have changed; what these visits bring tells whether the
        others are asked for."""
        requests, needless = self.leads.refetches()
        for lead in needless:
            await self._settle_known(lead)
        for request in requests:
            self.crawler.engine.crawl(request)

    async def _revisit(self) -> None:
        """Ask for the articles whose next visit is due, as far as the limit of articles allows."""
        self._has_revisited = True
        for known in await self.desk.known.due(self.definition.id, time.time(), MAX_REVISITS):
            if self.is_full:
                return
            if self.leads.unchanged.pop(known.id, None) is not None:
                self.summary.unchanged -= 1  # a listing has named it, which is no visit; the page is counted
            elif known.id in self.leads.seen:
                continue  # it was fetched anyway, or is among the leads left to the next crawl
            self.leads.seen.add(known.id)
            self.leads.wanted += 1
            lead = Lead(url=known.url, via=REVISIT)
            for request in self.article_requests(lead, known):
                self.crawler.engine.crawl(request)

    async def _crawl(self, selection: Selection) -> None:
        async for lead, known in sliced(selection.chosen):
            for request in self.article_requests(lead, known):
                self.crawler.engine.crawl(request)
