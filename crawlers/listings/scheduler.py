"""Which of a site's listings are asked for, in what order, and which wait for others."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import urljoin

from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.asked_listings import AskedListings
from wiredesk.crawlers.listings.child_sitemaps import ChildSitemaps
from wiredesk.crawlers.listings.coverage import Coverage
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.pipelines.source_kinds import SourceKind
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

REDISCOVER_AFTER = 7 * 86_400
"""Seconds after which the sources of a site are looked for again: sites add and drop feeds a few times a year."""
SWEEP_AFTER = 86_400
"""Seconds after which sections are read again on a site whose feeds or sitemaps usually tell everything."""
MAX_SITEMAPS = 500
"""Child sitemaps read in one crawl; the newest come first."""
ROBOTS_SITEMAPS = 20
"""Sitemaps asked for of those that robots.txt names: sites name a few, a stranger's file may name thousands."""
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
"""Where sitemaps are when robots.txt names none: the protocol's own place, Yoast's, Google News'."""
USUAL_FEEDS = ("/feed/", "/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml")
"""Where the common CMSs put their feeds: WordPress, Drupal and Joomla, static generators."""


class ListingScheduler:
    """The listings of one crawl of one site: what is under way, and what waits for what."""

    def __init__(
        self,
        site: ListedSite,
        memory: SourceMemory,
        asked: AskedListings,
        children: ChildSitemaps,
        coverage: Coverage,
        is_full: Callable[[], bool],
    ) -> None:
        self._site = site
        self._memory = memory
        self._asked = asked
        self._children = children
        self._coverage = coverage
        self._is_full = is_full
        self.closed = False
        """robots.txt is unavailable: nothing may be requested from the site"""
        self.is_sweeping = False
        """Whether this crawl reads all sources, and sections page by page."""
        self._robots_names_sitemaps = False
        self._has_map = False  # a sitemap that is no child was there
        self._has_looked = False  # at the usual places, as nothing else lists everything
        self._is_home_done = False
        self._sitemaps_read = 0
        self._reading_sitemap = False
        self._roots = 0  # sitemaps that robots.txt names or that are looked for, and pages of the API, still under way
        self._sections: list[str] = []  # put off until it is known whether one of these lists everything
        self._sections_out = 0

    # -- the beginning --------------------------------------------------------------------------------------------

    async def start(self, *, reads_back: bool) -> AsyncIterator[ListingRequest]:
        """The first requests of a crawl; `reads_back`: of one that reads listings to their end."""
        now, site = time.time(), self._memory.site
        if self._site.definition.sources:
            self.is_sweeping = reads_back
            for source in self._site.definition.sources:
                for request in self.ask(ListingRequest(asked=source.url, kind=source.type, source=source)):
                    yield request
            return
        if reads_back or now - site.discovered_at > REDISCOVER_AFTER:
            for request in await self._discover():
                yield request
            return
        sweep = not self._memory.is_telling or now - site.swept_at > SWEEP_AFTER
        for request in self._ask_known(sections=sweep):
            yield request
        if sweep:
            site.swept_at = now

    async def _discover(self) -> list[ListingRequest]:
        """Look for every source: the home page, robots.txt, the usual places."""
        site = self._memory.site
        site.discovered_at = site.swept_at = time.time()
        self.is_sweeping = True
        requests = list(self.ask(ListingRequest(asked=self._site.definition.url, kind="section", home=True)))
        # Those at other hosts too: robots.txt is where a site says that they speak for it (sitemaps.org)
        sitemaps = sorted(await self._site.robots_sitemaps(), key=lambda url: not self._site.in_scope(url))
        self._robots_names_sitemaps = bool(sitemaps)
        for url in sitemaps[:ROBOTS_SITEMAPS]:
            requests += self.ask(ListingRequest(asked=url, kind="sitemap", root=True))
        requests += self._ask_known(sections=True)
        return requests

    def _ask_known(self, *, sections: bool) -> Iterator[ListingRequest]:
        for url, state in list(self._memory.sources.items()):
            if state.type != "section" or sections:
                yield from self.ask(ListingRequest(asked=url, kind=state.type))

    # -- while listings are read ----------------------------------------------------------------------------------

    def ask(self, listing: ListingRequest) -> Iterator[ListingRequest]:
        """The request for a listing; none where it was asked for before."""
        request = self._asked.ask(listing)
        if request is not None:
            self._roots += request.root
            self._sections_out += request.kind == "section"
            yield request

    def sweep(self) -> Iterator[ListingRequest]:
        """Ask for all sources that are known: one alone does not tell what is new."""
        self.is_sweeping = True
        self._memory.site.swept_at = time.time()
        yield from self._ask_known(sections=True)

    def put_off(self, sections: list[str]) -> None:
        """Section pages to be read unless another listing turns out to list everything."""
        self._sections = sections

    def probe_sitemaps(self) -> Iterator[ListingRequest]:
        """Look for a sitemap at the usual places, where nothing has named one."""
        if self.is_sweeping and not self._robots_names_sitemaps and not self._site.definition.sources:
            yield from self._probe("sitemap", USUAL_SITEMAPS)

    def _probe(self, kind: SourceKind, paths: tuple[str, ...]) -> Iterator[ListingRequest]:
        """Ask for the first of the usual addresses; the next one follows if there is nothing."""
        if paths:
            address = urljoin(self._site.definition.url, paths[0])
            yield from self.ask(
                ListingRequest(asked=address, kind=kind, probe=True, then=paths[1:], root=kind == "sitemap")
            )

    # -- after an answer ------------------------------------------------------------------------------------------

    def go_on(self, listing: ListingRequest, *, found: bool = True, closed: bool = False) -> Iterator[ListingRequest]:
        """A listing has been dealt with, for better or worse: ask for what has waited for it.

        `found`: it was what it was taken for. `closed`: it is not there for us (gone, or forbidden by robots.txt).
        """
        if self.closed:
            return
        if not found and listing.kind is not None:
            yield from self._probe(listing.kind, listing.then)
        if not found and (listing.home or (listing.kind in APIS and listing.page == 1)):
            yield from self.probe_sitemaps()  # neither a home page nor an API that says where to look
        if listing.child is not None:
            self._reading_sitemap = False
        if listing.kind == "section":
            self._sections_out = max(0, self._sections_out - 1)
            self._coverage.are_sections_cut |= not found and not closed
        if listing.root:
            self._roots -= 1
            self._has_map |= found and listing.kind == "sitemap"
        self._is_home_done |= listing.home
        yield from self._ask_sections()
        yield from self._next_sitemap()

    def late_requests(self) -> Iterator[ListingRequest]:
        """Nothing is under way: ask for what still waits, and for a feed where nothing found names new articles."""
        if self.closed:
            return
        self._roots = self._sections_out = 0  # an answer that broke its handler was never counted off
        self._reading_sitemap = False
        yield from self._ask_sections()
        yield from self._next_sitemap()
        if self.is_sweeping and not self._memory.is_telling and not self._site.definition.sources:
            yield from self._probe("feed", USUAL_FEEDS)

    def _ask_sections(self) -> Iterator[ListingRequest]:
        """The sections, once sitemaps and API are there: not where these list all that the home page shows. Before them
        a sitemap at the usual places, where neither robots.txt nor the API has led to what lists everything."""
        if self._roots:
            return
        is_covered = self._coverage.is_home_covered
        if self._is_home_done and not (is_covered or self._has_map or self._has_looked or self._is_full()):
            self._has_looked, self._robots_names_sitemaps = True, False  # what it names was not there
            if requests := list(self.probe_sitemaps()):
                yield from requests
                return
        sections, self._sections = self._sections, []
        if is_covered and sections:
            site = self._site.definition.id
            logger.debug("%s: everything is listed; sections are not needed", site, extra=event("detail"))
            return
        for section in sections:
            yield from self.ask(ListingRequest(asked=section, kind="section", probe=True))

    def _next_sitemap(self) -> Iterator[ListingRequest]:
        """The newest child sitemap still to be read: one at a time, so that reading can stop when there is enough."""
        if self._reading_sitemap or self._sections or self._sections_out:
            return  # sections first: they may show that the older sitemaps need not be read
        if self._is_full() or self._sitemaps_read >= MAX_SITEMAPS:
            self._children.leave_unread()
            return
        while (child := self._children.newest()) is not None:
            listing = ListingRequest(asked=child.url, kind="sitemap", child=child, unconditional=True)
            if requests := list(self.ask(listing)):
                self._reading_sitemap = True
                self._sitemaps_read += 1
                yield from requests
                return
