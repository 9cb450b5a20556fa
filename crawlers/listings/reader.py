"""Reading a site's listings: what they say, what to remember of them, and which leads they give.

Nothing here sends a request: what is to be fetched next is handed to the crawl.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import nullcontext
from typing import Protocol

from scrapy.http import Response

from wiredesk.crawlers.fetching.response_headers import was_conditional
from wiredesk.crawlers.fetching.statuses import ACCEPTED, WHOLE
from wiredesk.crawlers.listings.api_reading import ApiReader
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.asked_listings import AskedListings
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.child_reading import ChildReader
from wiredesk.crawlers.listings.child_sitemaps import ChildSitemaps
from wiredesk.crawlers.listings.coverage import Coverage
from wiredesk.crawlers.listings.extent import Extent
from wiredesk.crawlers.listings.feed_reading import FeedReader
from wiredesk.crawlers.listings.feeds import NotAFeed
from wiredesk.crawlers.listings.findings import Findings
from wiredesk.crawlers.listings.gone_sources import GoneSources
from wiredesk.crawlers.listings.kept_sources import KeptSources
from wiredesk.crawlers.listings.lead_sorter import LeadSorter, Selection
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.other_hosts import OtherHosts
from wiredesk.crawlers.listings.paged_api import NotThisApi
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.scheduler import ListingScheduler
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.section_reading import SectionReader
from wiredesk.crawlers.listings.sitemap_reading import SitemapReader
from wiredesk.crawlers.listings.sitemaps import NotASitemap
from wiredesk.crawlers.listings.slices import collector_rests
from wiredesk.crawlers.listings.source_memory import ARTICLES_GONE, SourceMemory, SourceState
from wiredesk.crawlers.listings.url_filter import UrlFilter
from wiredesk.pipelines.source_kinds import SOURCE_KINDS, SourceKind

LARGE_BYTES = 100_000
"""Listings of more bytes may give thousands of leads: the garbage collector rests until they are sorted."""


class KindReader(Protocol):
    """Reads listings of one kind."""

    def read(
        self, response: Response, state: SourceState, asked: ListingRequest
    ) -> AsyncIterator[ListingRequest | Selection]:
        """What follows from an answer: articles to fetch, and further listings. Notes in `state` what it was."""


class ListingReader:
    """The listings of one crawl of one site. What it yields is to be asked for: listings, and the chosen leads of
    selections."""

    def __init__(
        self, site: ListedSite, memory: SourceMemory, leads: LeadSorter, hints: ChangeHints, other_hosts: OtherHosts
    ) -> None:
        self._site = site
        self._memory = memory
        self.findings = findings = Findings()
        self.extent = extent = Extent.of(memory, site.definition, site.options)
        self.children = ChildSitemaps(since=site.options.since, everything=extent.backfill, in_scope=site.in_scope)
        self.links = SectionLinks(site.definition.urls.strip_params)
        self._kept = KeptSources(site, memory)
        self._gone = GoneSources(site, memory, self._kept, findings)
        asked, coverage = AskedListings(memory.sources, extent, site.options), Coverage()
        self.scheduler = scheduler = ListingScheduler(
            site, memory, asked, self.children, coverage, lambda: leads.is_full
        )
        url_filter = UrlFilter(site.definition, site.options, site.in_scope)
        recorder = ListingRecorder(site, url_filter, leads, hints, self._kept)
        feeds = FeedReader(
            site=site, url_filter=url_filter, leads=leads, links=self.links, other_hosts=other_hosts,
            recorder=recorder, scheduler=scheduler, reads_back=extent.reads_back,
        )  # fmt: skip
        child_reader = ChildReader(
            memory=memory, leads=leads, hints=hints, kept=self._kept, asked_listings=asked, children=self.children,
            coverage=coverage,
        )  # fmt: skip
        sitemaps = SitemapReader(
            site=site, url_filter=url_filter, links=self.links, recorder=recorder, children=self.children,
            child_reader=child_reader, coverage=coverage, findings=findings, feeds=feeds,
        )  # fmt: skip
        sections = SectionReader(
            site=site, memory=memory, url_filter=url_filter, leads=leads, links=self.links, recorder=recorder,
            scheduler=scheduler, coverage=coverage, findings=findings, resumed=extent.resumed,
        )  # fmt: skip
        apis = ApiReader(
            url_filter=url_filter, leads=leads, links=self.links, recorder=recorder, scheduler=scheduler,
            coverage=coverage, until=site.options.until,
        )  # fmt: skip
        self._readers: dict[SourceKind, KindReader] = {
            "feed": feeds, "json_feed": feeds, "sitemap": sitemaps, "news_sitemap": sitemaps, "section": sections,
            **dict.fromkeys(APIS, apis),
        }  # fmt: skip

    async def start(self) -> AsyncIterator[ListingRequest]:
        """The first requests of this crawl."""
        if self._memory.articles_gone:
            self._site.warn(ARTICLES_GONE)
        await self._gone.tidy()
        async for request in self.scheduler.start(reads_back=self.extent.reads_back):
            yield request

    async def handle(self, response: Response, listing: ListingRequest) -> AsyncIterator[ListingRequest | Selection]:
        """Read the answer to a request for a listing, and remember it."""
        kind = listing.kind
        assert kind is not None, "a look besides the listings is no listing"
        following: AsyncIterator[ListingRequest | Selection]
        if response.status == 304:
            following = self._unmodified(response, listing)
        elif response.status in WHOLE or (response.status == ACCEPTED and kind != "section"):
            following = self._read(response, kind, listing)
        else:
            following = self._missing(response, listing)
        async for one in following:
            yield one

    async def _unmodified(self, response: Response, listing: ListingRequest) -> AsyncIterator[ListingRequest]:
        if not was_conditional(response):
            async for request in self._missing(response, listing):
                yield request
            return
        self.findings.unmodified = True
        self.findings.answered += 1
        state = self._memory.sources.get(listing.asked)
        if state is not None:
            state.checked, state.failures = time.time(), 0
            await self._kept.save(listing.asked, state, [])
        for request in self.scheduler.go_on(listing):
            yield request

    async def _missing(self, response: Response, listing: ListingRequest) -> AsyncIterator[ListingRequest]:
        await self._gone.missing(response.status, listing)
        for request in self.scheduler.go_on(listing, found=False, closed=response.status in (404, 410)):
            yield request

    async def _read(
        self, response: Response, kind: SourceKind, listing: ListingRequest
    ) -> AsyncIterator[ListingRequest | Selection]:
        url, found = listing.asked, True
        state = self._memory.sources.get(url) or SourceState(type=kind)
        self.findings.answered += 1
        try:
            with collector_rests() if len(response.body) > LARGE_BYTES else nullcontext():
                async for following in self._readers[kind].read(response, state, listing):
                    yield following
        except (NotAFeed, NotASitemap, NotThisApi) as problem:
            found = False
            if response.status not in WHOLE:
                self.findings.answered -= 1
                async for request in self._missing(response, listing):
                    yield request
                return
            self.findings.incomplete |= kind in APIS  # looked for only where the home page names it
            if not listing.probe:
                self.findings.incomplete = True
                self._site.warn(f"{url} is no {SOURCE_KINDS[kind].called}: {problem}")
                state.failures += 1
        for request in self.scheduler.go_on(listing, found=found):
            yield request
