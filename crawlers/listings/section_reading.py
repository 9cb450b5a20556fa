"""How a section page is read: links that may be articles, the next page, and on the home page all other sources."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from scrapy.http import Response

from wiredesk.crawlers.listings.coverage import Coverage
from wiredesk.crawlers.listings.findings import Findings
from wiredesk.crawlers.listings.lead_sorter import LeadSorter, Selection
from wiredesk.crawlers.listings.link_header import links_of
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing import Link, Listing, parse_listing
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.paging import MAX_PAGES, is_far
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.scheduler import ListingScheduler
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.slices import aside, sliced
from wiredesk.crawlers.listings.source_memory import SourceMemory, SourceState
from wiredesk.crawlers.listings.transient_failures import listing_text
from wiredesk.crawlers.listings.url_filter import UrlFilter
from wiredesk.crawlers.listings.url_shapes import looks_like_a_feed
from wiredesk.pipelines.urls.identity import article_id

MOST_FEEDS = 10
"""Feeds of a home page's head that are read: sites name one to five there, a stranger's page may name thousands."""
LIKELY_FEEDS = 3
"""Links of a home page that look like a feed's and are tried, where its head names none."""
MOST_BARREN = 200
"""Addresses of sections that are none, remembered for one site; some sites link theirs with session ids."""


@dataclass(kw_only=True)
class SectionReader:
    """Reads the home and section pages of one crawl."""

    site: ListedSite
    memory: SourceMemory
    url_filter: UrlFilter
    leads: LeadSorter
    links: SectionLinks
    recorder: ListingRecorder
    scheduler: ListingScheduler
    coverage: Coverage
    findings: Findings
    resumed: bool
    """Whether the crawl before was not complete."""

    async def read(
        self, response: Response, state: SourceState, asked: ListingRequest
    ) -> AsyncIterator[ListingRequest | Selection]:
        """Nothing where there is no page."""
        url = asked.asked
        listing = await asyncio.to_thread(_read_page, response)
        if listing is None:
            if self.resumed and not asked.home:
                # The crawl before has seen no page there either
                self.memory.site.barren = [*dict.fromkeys((*self.memory.site.barren, url))][-MOST_BARREN:]
            self.findings.incomplete = True
            return
        self.findings.incomplete |= asked.home and not (
            listing.links or listing.frames
        )  # another page is sent instead of it
        links = [link async for link in sliced(listing.links) if self.site.in_scope(link.url)]
        articles = await self.links.leads(links, url)
        instead = listing.in_place_of_home(response.url, links) if asked.home and not asked.probe else None
        if instead and not articles:
            self.findings.no_home = f"{url} {instead}"
            self.site.warn(self.findings.no_home)
        if asked.home:
            async for request in self._home(listing, links):
                yield request
        leads = [lead async for lead in sliced(self.url_filter.dated(articles, asked.source))]
        ids = {article_id(lead.url) async for lead in sliced(leads)}
        self.coverage.name_in_section(ids, home=asked.home)
        seen_before = self.leads.seen_in(asked.stem or url, ids)
        page = asked.page
        selection = await self.recorder.take_page(page, url, state, response, leads)
        yield selection
        go_on = (self.scheduler.is_sweeping and not seen_before) or selection.fresh
        following = listing.next_page
        bounded = page < MAX_PAGES and not is_far(following or "", url, MAX_PAGES) and not self.leads.is_full
        self.coverage.are_sections_cut |= bool(following) and not bounded
        if following and leads and go_on and bounded and self.site.in_scope(following):
            next_page = ListingRequest(
                asked=following, kind="section", page=page + 1, stem=asked.stem or url, unconditional=True,
                source=asked.source,
            )  # fmt: skip
            for request in self.scheduler.ask(next_page):
                yield request

    async def _home(self, listing: Listing, links: list[Link]) -> AsyncIterator[ListingRequest]:
        """What the home page tells about the site's other sources."""
        for request in self._named_sources(listing, links):
            yield request
        barren = set(self.memory.site.barren)
        sections = await aside(len(links), self.links.shapes.section_links, links, self.site.max_sections)
        self.scheduler.put_off([section for section in sections if section not in barren])

    def _named_sources(self, listing: Listing, links: list[Link]) -> Iterator[ListingRequest]:
        """Feeds, APIs and frames; where it names none, what may be one."""
        for kind, feed in listing.feeds[:MOST_FEEDS]:
            if self.site.in_scope(feed) or kind == "feed":
                yield from self.scheduler.ask(ListingRequest(asked=feed, kind=kind))
        apis = [(kind, address) for kind, address in listing.apis if self.site.in_scope(address)]
        for kind, address in apis:
            yield from self.scheduler.ask(ListingRequest(asked=address, kind=kind, probe=True, root=True))
        if not apis:
            yield from self.scheduler.probe_sitemaps()
        if not listing.feeds:
            for link in [link.url for link in links if looks_like_a_feed(link.url)][:LIKELY_FEEDS]:
                yield from self.scheduler.ask(ListingRequest(asked=link, kind="feed", probe=True))
        for frame in listing.frames:
            if self.site.in_scope(frame):
                yield from self.scheduler.ask(ListingRequest(asked=frame, kind="section", probe=True))


def _read_page(response: Response) -> Listing | None:
    """A section page; None for what is no page."""
    text = listing_text(response)
    if text is None:
        return None
    named = (value.decode("latin-1") for value in response.headers.getlist("Link"))
    return parse_listing(text, response.url, links_of(named, response.url))
