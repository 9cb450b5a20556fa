"""Reading a site's sources: what the listings say, what to remember of them, and which leads they give."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext

from scrapy.http import Request, Response

from wiredesk.crawlers.fetching.response_headers import header_text, was_conditional
from wiredesk.crawlers.fetching.statuses import ACCEPTED, WHOLE
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.feeds import NotAFeed
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.listing_spider import ListingSpider
from wiredesk.crawlers.listings.paged_api import NotThisApi, PagedApi
from wiredesk.crawlers.listings.paging import MAX_PAGES
from wiredesk.crawlers.listings.parsing import parsed
from wiredesk.crawlers.listings.section_reading import SectionReading
from wiredesk.crawlers.listings.sitemap_reading import SitemapReading
from wiredesk.crawlers.listings.sitemaps import NotASitemap
from wiredesk.crawlers.listings.slices import collector_rests, sliced
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.pipelines.source_kinds import SOURCE_KINDS
from wiredesk.pipelines.urls.identity import article_id

LARGE_BYTES = 100_000
"""Listings of more bytes may give thousands of leads: the garbage collector rests until they are sorted."""


class ListingReader(SitemapReading, SectionReading):
    """Reads the listings of one crawl of one site. Methods that handle an answer yield the next requests."""

    def __init__(self, spider: ListingSpider) -> None:
        super().__init__(spider)
        self._in_api: set[str] = set()
        self.answered = 0
        """How many listings were there, changed or not."""

    async def handle(self, response: Response, listing: ListingRequest) -> AsyncIterator[Request]:
        """Read a listing, remember it, and yield requests for its leads and for further listings."""
        url, kind = listing.asked, listing.kind
        assert kind is not None, "a look besides the listings is no listing"
        if response.status == 304 and not was_conditional(response):
            await self._missing(response.status, listing)
            for request in self.go_on(listing, found=False):
                yield request
            return
        if response.status == 304:
            self.unmodified = True
            self.answered += 1
            state = self.memory.sources.get(url)
            if state is not None:
                state.checked, state.failures = time.time(), 0
                await self._save(url, state, [])
            for request in self.go_on(listing):
                yield request
            return
        if response.status not in WHOLE and (response.status != ACCEPTED or kind == "section"):
            await self._missing(response.status, listing)
            for request in self.go_on(listing, found=False, closed=response.status in (404, 410)):
                yield request
            return
        state = self.memory.sources.get(url) or SourceState(type=kind)
        read = {
            "feed": self._feed, "json_feed": self._feed, "sitemap": self._sitemap, "news_sitemap": self._sitemap,
            "section": self._section,
        }.get(kind, self._paged_api)  # fmt: skip
        found = True
        self.answered += 1
        try:
            with collector_rests() if len(response.body) > LARGE_BYTES else nullcontext():
                async for request in read(response, state, listing):
                    yield request
        except (NotAFeed, NotASitemap, NotThisApi) as problem:
            found = False
            if response.status not in WHOLE:
                self.answered -= 1
                await self._missing(response.status, listing)
                for request in self.go_on(listing, found=False):
                    yield request
                return
            self.incomplete |= kind in APIS  # looked for only where the home page names it
            if not listing.probe:
                self.incomplete = True
                self.spider.warn(f"{url} is no {SOURCE_KINDS[kind].called}: {problem}")
                state.failures += 1
        for request in self.go_on(listing, found=found):
            yield request

    async def _paged_api(self, response: Response, state: SourceState, asked: ListingRequest) -> AsyncIterator[Request]:
        assert asked.kind is not None
        url, page, api = asked.asked, asked.page, APIS[asked.kind]
        headers = {name.decode("latin-1").lower(): header_text(response, name.decode("latin-1")) or ""
                   for name in response.headers}  # fmt: skip
        found = await parsed(lambda body, address, _: api.read(body, address, headers, page), response)
        scoped = self.url_filter.scoped(found.leads)
        leads = [lead async for lead in sliced(self.url_filter.dated(scoped, asked.source))]
        await self._links.learn_articles(leads)
        self._in_api |= {article_id(lead.url) async for lead in sliced(leads)}
        requests, fresh = await self._take_page(page, url, state, response, leads)
        for request in requests:
            yield request
        until = self.spider.options.until  # an API that cannot filter by date names what is newer first
        newer = until is not None and all(lead.newest is not None and lead.newest >= until for lead in found.leads)
        older = newer or (bool(leads) and (self._sweeping or fresh))
        if found.more and page < MAX_PAGES and older and not self.spider.is_full:
            for request in self._next_api_page(api, asked, response.url):
                yield request
        elif not found.more:
            self._complete |= self._in_api

    def _next_api_page(self, api: PagedApi, asked: ListingRequest, url: str) -> Iterator[Request]:
        base = url if asked.page == 1 else asked.base
        page = asked.page + 1
        address = api.page_url(base, page=page)
        return self._ask(api.kind, address, page=page, base=base, unconditional=True, root=True)

    @property
    def is_in_doubt(self) -> bool:
        """Whether `decide_late` may find articles among links that were none before."""
        return self._links.is_in_doubt

    async def decide_late(self) -> list[Lead]:
        """Links that are seen to be articles only now that more pages of the site are known."""
        return await self._links.decide_late()
