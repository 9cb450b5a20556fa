"""Asking for a site's listings: which, in what order, each once, and conditional where that can be trusted."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Request

from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.child_sitemaps import ChildSitemaps
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.listing_spider import ListingSpider
from wiredesk.crawlers.listings.source_memory import ARTICLES_GONE
from wiredesk.pipelines.source_kinds import SourceKind
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

REDISCOVER_AFTER = 7 * 86_400
"""Seconds after which the sources of a site are looked for again: sites add and drop feeds a few times a year."""
SWEEP_AFTER = 86_400
"""Seconds after which sections are read again on a site whose feeds or sitemaps usually tell everything."""
MAX_SITEMAPS = 500
"""Child sitemaps read in one crawl; the newest come first."""
SITEMAP_SIZE = 52_428_800
"""Bytes; what sitemaps.org allows."""
VERIFY_AFTER = 86_400
"""Seconds after which a listing is read without conditions, to see whether its "not modified" can be believed."""
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
"""Where sitemaps are when robots.txt names none: the protocol's own place, Yoast's, Google News'."""
USUAL_FEEDS = ("/feed/", "/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml")
"""Where the common CMSs put their feeds: WordPress, Drupal and Joomla, static generators."""
COMPLETE_FROM = 5
"""Articles on the home page from which a sitemap that has them all counts as listing everything."""
LISTING_PRIORITY = 100  # listings first: leads are fetched while further listings arrive
MOST_SOURCES = 100
"""Discovered sources of a site that are remembered: ten feeds, twenty sitemaps and forty sections at a time. A home
page that links its sections with session ids names others each time, and every crawl would read all of them."""


class ListingScheduler:
    """The listings of one crawl of one site: what has been asked for, what is under way, what waits for what."""

    def __init__(self, spider: ListingSpider) -> None:
        self.spider = spider
        self.definition = spider.definition
        self.memory = spider.memory
        remembered = bool(self.memory.sources or self.definition.sources)
        self.first = not self.memory.site.crawled_at or not remembered
        self.backfill = self._is_backfill()
        self.resumed = self.memory.site.unfinished > 0
        self.incomplete = False
        self.closed = False
        """robots.txt is unavailable: nothing may be requested from the site"""
        self.unmodified = False
        """a listing was answered with "not modified": it names what it named before"""
        self._asked: set[str] = set()
        self._robots_names_sitemaps = False
        self._has_map = False  # a sitemap that is no child was there
        self._has_looked = False  # at the usual places, as nothing else lists everything
        self._is_home_done = False
        self._sitemaps_read = 0
        self._reading_sitemap = False
        self._sweeping = False
        self._roots = 0  # sitemaps that robots.txt names or that are looked for, and pages of the API, still under way
        self._sections: list[str] = []  # put off until it is known whether one of these lists everything
        self._sections_out = 0
        self._sections_cut = False
        self._on_home: set[str] = set()
        self._in_sections: set[str] = set()
        self._complete: set[str] = set()  # articles on listings that name all of a site's
        self.children = ChildSitemaps(since=spider.options.since, everything=self.backfill, in_scope=spider.in_scope)

    def _is_backfill(self) -> bool:
        """Whether `--since` reaches back further than the site has been read so far."""
        since = self.spider.options.since
        return bool(since and not self.first and since.timestamp() < self.memory.site.covered_since)

    @property
    def reads_back(self) -> bool:
        """Whether this crawl reads listings to their end, and not only what is new."""
        return self.first or self.backfill or self.resumed

    async def start(self) -> AsyncIterator[Request]:
        """The first requests of this crawl."""
        now, site = time.time(), self.memory.site
        if self.memory.articles_gone:
            self.spider.warn(ARTICLES_GONE)
        if self.definition.sources:
            self._sweeping = self.reads_back
            for url in self.memory.sources.keys() - self._of_definition():
                await self.spider.forget_source(url)  # the definition names it no more
                self.memory.sources.pop(url, None)
            for source in self.definition.sources:
                for request in self._ask(source.type, source.url, source=source):
                    yield request
            return
        for url in self.memory.least_useful(MOST_SOURCES):
            await self.spider.forget_source(url)
        if self.reads_back or now - site.discovered_at > REDISCOVER_AFTER:
            for request in await self._discover():
                yield request
            return
        sweep = not self.memory.is_telling or now - site.swept_at > SWEEP_AFTER
        for url, state in list(self.memory.sources.items()):
            if state.type != "section" or sweep:
                for request in self._ask(state.type, url):
                    yield request
        if sweep:
            site.swept_at = now

    def _of_definition(self) -> set[str]:
        """The addresses of the definition's sources, and of the sitemaps that their indexes name."""
        found: set[str] = set()
        apis = {source.url: APIS.get(source.type) for source in self.definition.sources}
        new = {url if api is None else api.first_page(url) for url, api in apis.items()}
        while new:
            found |= new
            new = {child for url in new if url in self.memory.sources for child in self.memory.sources[url].children}
            new = (new & self.memory.sources.keys()) - found
        return found

    async def _discover(self) -> list[Request]:
        """Look for every source: the home page, robots.txt, the usual places."""
        site = self.memory.site
        site.discovered_at = site.swept_at = time.time()
        self._sweeping = True
        requests = list(self._ask("section", self.definition.url, home=True))
        # Those at other hosts too: robots.txt is where a site says that they speak for it (sitemaps.org)
        sitemaps = sorted(await self.spider.robots_sitemaps(), key=lambda url: not self.spider.in_scope(url))
        self._robots_names_sitemaps = bool(sitemaps)
        for url in sitemaps[:20]:
            requests += self._ask("sitemap", url, root=True)
        for url, state in self.memory.sources.items():
            requests += self._ask(state.type, url)
        return requests

    def _ask(self, kind: SourceKind, url: str, **details: Any) -> Iterator[Request]:
        """A request for a listing, conditional where its validators are known and believed; each URL once a crawl.

        `details`: the fields of `ListingRequest`.
        """
        target = url
        api = APIS.get(kind) if details.get("page", 1) == 1 else None  # else the API itself has made the address
        if api is not None and (first := api.first_page(url)) != url:
            url = target = first
            if self.backfill or self.first:
                target = api.page_url(url, since=self.spider.options.since, until=self.spider.options.until)
        if url in self._asked:
            return
        self._asked.add(url)
        listing = ListingRequest(asked=url, kind=kind, **details)
        self._roots += listing.root
        self._sections_out += kind == "section"
        state = self.memory.sources.get(url)
        headers = {}
        # A crawl that was killed may have remembered a listing before all that it leads to was read.
        doubted = (
            self.first
            or self.resumed
            or self.backfill
            or (state is not None and (state.undated or time.time() - state.verified > VERIFY_AFTER))
        )
        if state is not None and not state.lies and not doubted and not listing.unconditional:
            if state.etag:
                headers["If-None-Match"] = state.etag
            if state.last_modified:
                headers["If-Modified-Since"] = state.last_modified
        meta = {"download_maxsize": SITEMAP_SIZE} if "sitemap" in kind else {}
        yield self.spider.request(
            target, self.spider.parse_listing, priority=LISTING_PRIORITY, headers=headers, meta=meta,
            cb_kwargs={"listing": listing},
        )  # fmt: skip

    def _probe(self, kind: SourceKind, paths: tuple[str, ...]) -> Iterator[Request]:
        """Ask for the first of the usual addresses; the next one follows if there is nothing."""
        if paths:
            address = urljoin(self.definition.url, paths[0])
            yield from self._ask(kind, address, probe=True, then=paths[1:], root=kind == "sitemap")

    def go_on(self, listing: ListingRequest, *, found: bool = True, closed: bool = False) -> Iterator[Request]:
        """A listing has been dealt with, for better or worse: ask for what has waited for it.

        `found`: it was what it was taken for. `closed`: it is not there for us (gone, or forbidden by robots.txt).
        """
        if self.closed:
            return
        if not found and listing.kind is not None:
            yield from self._probe(listing.kind, listing.then)
        if not found and (listing.home or (listing.kind in APIS and listing.page == 1)):
            yield from self._probe_sitemaps()  # neither a home page nor an API that says where to look
        if listing.child is not None:
            self._reading_sitemap = False
        if listing.kind == "section":
            self._sections_out = max(0, self._sections_out - 1)
            self._sections_cut |= not found and not closed
        if listing.root:
            self._roots -= 1
            self._has_map |= found and listing.kind == "sitemap"
        self._is_home_done |= listing.home
        yield from self._ask_sections()
        yield from self._next_sitemap()

    def _probe_sitemaps(self) -> Iterator[Request]:
        if self._sweeping and not self._robots_names_sitemaps and not self.definition.sources:
            yield from self._probe("sitemap", USUAL_SITEMAPS)

    def _ask_sections(self) -> Iterator[Request]:
        """The sections, once sitemaps and API are there: not where these list all that the home page shows. Before them
        a sitemap at the usual places, where neither robots.txt nor the API has led to what lists everything."""
        if self._roots:
            return
        is_complete = len(self._on_home) >= COMPLETE_FROM and self._on_home <= self._complete
        if self._is_home_done and not (is_complete or self._has_map or self._has_looked or self.spider.is_full):
            self._has_looked, self._robots_names_sitemaps = True, False  # what it names was not there
            if requests := list(self._probe_sitemaps()):
                yield from requests
                return
        sections, self._sections = self._sections, []
        if is_complete and sections:
            logger.debug("%s: everything is listed; sections are not needed", self.definition.id, extra=event("detail"))
            return
        for section in sections:
            yield from self._ask("section", section, probe=True)

    def late_requests(self) -> Iterator[Request]:
        """Nothing is under way: ask for what still waits, and for a feed where nothing found names new articles."""
        if self.closed:
            return
        self._roots = self._sections_out = 0  # an answer that broke its handler was never counted off
        self._reading_sitemap = False
        yield from self._ask_sections()
        yield from self._next_sitemap()
        if self._sweeping and not self.memory.is_telling and not self.definition.sources:
            yield from self._probe("feed", USUAL_FEEDS)

    def _next_sitemap(self) -> Iterator[Request]:
        """The newest child sitemap still to be read: one at a time, so that reading can stop when there is enough."""
        if self._reading_sitemap or self._sections or self._sections_out:
            return  # sections first: they may show that the older sitemaps need not be read
        if self.spider.is_full or self._sitemaps_read >= MAX_SITEMAPS:
            self.children.leave_unread()
            return
        while (child := self.children.newest()) is not None:
            requests = list(self._ask("sitemap", child.url, child=child, unconditional=True))
            if requests:
                self._reading_sitemap = True
                self._sitemaps_read += 1
                yield from requests
                return
