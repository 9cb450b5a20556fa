"""How a section page is read: links that may be articles, the next page, and on the home page all other sources."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from scrapy.http import Request, Response

from wiredesk.crawlers.listings.link_header import links_of
from wiredesk.crawlers.listings.listing import Link, Listing, parse_listing
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.listing_spider import ListingSpider
from wiredesk.crawlers.listings.paging import MAX_PAGES, is_far
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.slices import aside, sliced
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.listings.transient_failures import listing_text
from wiredesk.crawlers.listings.url_shapes import looks_like_a_feed
from wiredesk.pipelines.urls.identity import article_id

MOST_BARREN = 200
"""Addresses of sections that are none, remembered for one site; some sites link theirs with session ids."""


class SectionReading(ListingRecorder):
    """Reads home and section pages for `ListingReader`."""

    def __init__(self, spider: ListingSpider) -> None:
        super().__init__(spider)
        self.no_home: str | None = None
        """What came in the place of a home page, in words."""

    async def _section(self, response: Response, state: SourceState, asked: ListingRequest) -> AsyncIterator[Request]:
        url = asked.asked
        read = await asyncio.to_thread(_read_page, response)
        if read is None:
            if self.resumed and not asked.home:
                # The crawl before has seen no page there either
                self.memory.site.barren = [*dict.fromkeys((*self.memory.site.barren, url))][-MOST_BARREN:]
            self.incomplete = True
            return
        listing = read
        self.incomplete |= asked.home and not (listing.links or listing.frames)  # another page is sent instead of it
        links = [link async for link in sliced(listing.links) if self.spider.in_scope(link.url)]
        articles = await self._links.leads(links, url)
        instead = listing.in_place_of_home(response.url, links) if asked.home and not asked.probe else None
        if instead and not articles:
            self.no_home = f"{url} {instead}"
            self.spider.warn(self.no_home)
        if asked.home:
            async for request in self._home(listing, links):
                yield request
        leads = [lead async for lead in sliced(self.url_filter.dated(articles, asked.source))]
        ids = {article_id(lead.url) async for lead in sliced(leads)}
        self._in_sections |= ids
        if asked.home:
            self._on_home = ids
        seen_before = self.spider.seen_in(asked.stem or url, ids)
        page = asked.page
        requests, fresh = await self._take_page(page, url, state, response, leads)
        for request in requests:
            yield request
        go_on = (self._sweeping and not seen_before) or fresh
        following = listing.next_page
        bounded = page < MAX_PAGES and not is_far(following or "", url, MAX_PAGES) and not self.spider.is_full
        self._sections_cut |= bool(following) and not bounded
        if following and leads and go_on and bounded and self.spider.in_scope(following):
            for request in self._ask(
                "section", following, page=page + 1, stem=asked.stem or url, unconditional=True, source=asked.source
            ):
                yield request

    async def _home(self, listing: Listing, links: list[Link]) -> AsyncIterator[Request]:
        """What the home page tells about the site's other sources."""
        for kind, feed in listing.feeds[:10]:
            if self.spider.in_scope(feed) or kind == "feed":
                for request in self._ask(kind, feed):
                    yield request
        apis = [(kind, address) for kind, address in listing.apis if self.spider.in_scope(address)]
        for kind, address in apis:
            for request in self._ask(kind, address, probe=True, root=True):
                yield request
        if not apis:
            for request in self._probe_sitemaps():
                yield request
        if not listing.feeds:
            for link in [link.url for link in links if looks_like_a_feed(link.url)][:3]:
                for request in self._ask("feed", link, probe=True):
                    yield request
        barren = set(self.memory.site.barren)
        for frame in listing.frames:
            if self.spider.in_scope(frame):
                for request in self._ask("section", frame, probe=True):
                    yield request
        sections = await aside(len(links), self._links.shapes.section_links, links, self.spider.max_sections)
        self._sections = [section for section in sections if section not in barren]


def _read_page(response: Response) -> Listing | None:
    """A section page; None for what is no page."""
    text = listing_text(response)
    if text is None:
        return None
    named = (value.decode("latin-1") for value in response.headers.getlist("Link"))
    return parse_listing(text, response.url, links_of(named, response.url))
