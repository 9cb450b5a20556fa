"""Reading a site's sources: what the listings say, what to remember of them, and which leads they give."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from scrapy.http import Request, Response

from wiredesk.crawlers.fetching.response_headers import header_text, was_conditional
from wiredesk.crawlers.fetching.statuses import ACCEPTED, WHOLE
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.child_record import ChildRecord
from wiredesk.crawlers.listings.feed_order import newest_first
from wiredesk.crawlers.listings.feeds import Feed, NotAFeed, fingerprint, parse_feed
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.link_header import links_of
from wiredesk.crawlers.listings.listing import Link, Listing, parse_listing
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.listing_spider import ListingSpider
from wiredesk.crawlers.listings.paged_api import NotThisApi, PagedApi
from wiredesk.crawlers.listings.paging import is_far
from wiredesk.crawlers.listings.parsing import parsed
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.sitemaps import FeedInstead, NotASitemap, Sitemap, parse_sitemap
from wiredesk.crawlers.listings.slices import aside, collector_rests, sliced
from wiredesk.crawlers.listings.source_memory import MAX_ENTRIES, SourceState
from wiredesk.crawlers.listings.transient_failures import listing_text
from wiredesk.crawlers.listings.url_filter import likely_articles
from wiredesk.crawlers.listings.url_shapes import looks_like_a_feed, may_be_article
from wiredesk.pipelines.source_kinds import SOURCE_KINDS
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

MAX_PAGES = 100
"""Pages followed of one paged list: 2,000 articles at the usual 20 a page."""
MAX_FEED_PAGES = 20
"""The same of one feed (RFC 5005), usually of 25 to 50 entries: feeds are for what is new, sitemaps for the rest."""
LARGE_BYTES = 100_000
"""Listings of more bytes may give thousands of leads: the garbage collector rests until they are sorted."""
_EPOCH = datetime.fromtimestamp(0, UTC)


class ListingReader(ListingRecorder):
    """Reads the listings of one crawl of one site. Methods that handle an answer yield the next requests."""

    def __init__(self, spider: ListingSpider) -> None:
        super().__init__(spider)
        self._links = SectionLinks(spider.definition.urls.strip_params)
        self._in_api: set[str] = set()
        self._zone = ZoneInfo(spider.definition.timezone) if spider.definition.timezone else None
        self.no_home: str | None = None
        """What came in the place of a home page, in words."""
        self.answered = 0
        """How many listings were there, changed or not."""
        self.no_news = False
        """Whether a news sitemap was read that is empty, as it is when nothing has appeared for two days."""

    # -- what came back -------------------------------------------------------------------------------------------

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

    # -- the kinds ------------------------------------------------------------------------------------------------

    async def _feed(self, response: Response, state: SourceState, asked: ListingRequest) -> AsyncIterator[Request]:
        url = asked.asked
        feed = await parsed(partial(parse_feed, is_own=self.spider.in_scope), response)
        if feed.damage is not None and not asked.probe:
            lacks = "" if feed.leads else " names no article"
            self.spider.warn(f"{url}{lacks}: {feed.damage}")
        through = await self.spider.other_hosts.followed(feed.leads)
        scoped = await self._scoped(url, feed.leads, through)
        zoned = [self._in_zone(lead) async for lead in sliced([*scoped, *through])]
        dated = [lead async for lead in sliced(self.url_filter.dated(zoned, asked.source))]
        leads = await aside(len(dated), newest_first, dated, state.entries)
        await self._links.learn_articles(lead for lead in leads if self.spider.in_scope(lead.url))
        entries = {article_id(lead.url): fingerprint(lead.evidence) async for lead in sliced(leads[:MAX_ENTRIES])}
        changed = {key for key, mark in entries.items() if state.entries.get(key, mark) != mark}
        self.spider.touched |= changed
        page = asked.page
        overlap = not state.entries or bool(entries.keys() & state.entries.keys()) or not entries or page > 1
        state.entries = entries
        requests, fresh = await self._take_page(page, url, state, response, leads)
        for request in requests:
            yield request
        for request in self._older_entries(feed, asked, older=fresh if page > 1 else self.reads_back or not overlap):
            yield request
        if not overlap and not self._sweeping:
            # All entries are new: what came between the last crawl and this feed's oldest entry is on other listings.
            async for request in self._sweep():
                yield request

    def _older_entries(self, feed: Feed, asked: ListingRequest, *, older: bool) -> Iterator[Request]:
        """The next page of a feed that has several, where `older` entries may be new."""
        following = feed.next_page
        bounded = asked.page < MAX_FEED_PAGES and not self.spider.is_full
        if following and feed.leads and older and bounded and self.spider.in_scope(following):
            assert asked.kind is not None
            yield from self._ask(asked.kind, following, page=asked.page + 1, unconditional=True, source=asked.source)

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

    async def _sitemap(self, response: Response, state: SourceState, asked: ListingRequest) -> AsyncIterator[Request]:
        url = asked.asked
        try:
            sitemap: Sitemap = await parsed(parse_sitemap, response)
        except FeedInstead:
            async for request in self._feed(response, state, asked):
                yield request
            return
        if sitemap.is_cut and not asked.probe:
            self.spider.warn(f"{url}: it ends in the middle")
        if sitemap.children:
            queued = await self.children.add(url, state, sitemap)
            if not sitemap.leads:
                await self._take(url, state, response, [])
                await self._note_child(asked, [], response.body)
            if len(strangers := self.children.strangers(sitemap)) > 1:
                self.spider.warn(
                    f"all {len(sitemap.children)} sitemaps of {url} are at other hosts "
                    f"({', '.join(sorted(strangers)[:3])}) and are not read; name the site's own as a source"
                )
            if queued:
                logger.debug(
                    "%s: %d of %d child sitemaps to read", url, queued, len(sitemap.children), extra=event("detail")
                )
            if not sitemap.leads:
                return
        self.no_news |= not sitemap.leads and (sitemap.is_news or asked.kind == "news_sitemap")
        scoped = await self._scoped(url, sitemap.leads)
        leads = await aside(len(scoped), self._of_sitemap, scoped, asked)
        if any(lead.via.type == "news-sitemap" for lead in leads):
            await self._links.learn_articles(leads)
        ids = {article_id(lead.url) async for lead in sliced(leads)}
        child = asked.child
        if child is None:
            self._complete |= ids
            requests, _ = await self._take(url, state, response, leads)
            for request in requests:
                yield request
            return
        parent_state = self.memory.sources.get(child.parent)
        if not self.children.judge_witness(child, parent_state, ids):
            self._asked.discard(url)
            return
        if leads and all(lead.via.type == "news-sitemap" and lead.published for lead in leads):
            self.children.take_witness(child.parent, ids, min(lead.published for lead in leads if lead.published))
        complete = self._in_sections and not self._sections_cut and not self.spider.is_full
        if ids:  # a list of tags or authors says nothing of where the articles are
            self.children.judge(child.parent, parent_state, repeats=bool(complete) and ids <= self._in_sections)
        self.spider.hints.belongs(url, child.parent)
        selection = await self.spider.select(leads)
        await self._note_child(asked, scoped, response.body, [lead for lead, _ in selection.chosen])
        for request in await self._requests(selection):
            yield request

    async def _note_child(
        self, asked: ListingRequest, named: list[Lead], body: bytes, chosen: Sequence[Lead] = ()
    ) -> None:
        """Remember in the state of its index that a child was read, which names leads, some of them `chosen`."""
        child = asked.child
        state = self.memory.sources.get(child.parent) if child is not None else None
        if child is None or state is None:
            return
        digest = await aside(len(named) or len(body), _child_digest, named, body, dated=not state.hints.lies)
        record = ChildRecord.read(state.children.get(child.url, ""))
        state.children[child.url] = str(record.after_reading(child.mark, digest))
        await self._save(child.parent, state, list(chosen))

    def _in_zone(self, lead: Lead) -> Lead:
        return lead.in_zone(self._zone) if self._zone is not None else lead

    def _of_sitemap(self, leads: list[Lead], asked: ListingRequest) -> list[Lead]:
        """Those that may be articles, newest first."""
        # What a news sitemap names is an article by its publisher's word, in whichever folder: /forum/, /events/
        named = (lead for lead in leads if lead.via.type == "news-sitemap" or may_be_article(lead.url))
        likely = likely_articles([self._in_zone(lead) for lead in named])
        return sorted(self.url_filter.dated(likely, asked.source), key=lambda lead: lead.newest or _EPOCH, reverse=True)

    async def _section(self, response: Response, state: SourceState, asked: ListingRequest) -> AsyncIterator[Request]:
        url = asked.asked
        read = await asyncio.to_thread(_read_page, response)
        if read is None:
            if self.resumed and not asked.home:
                self.memory.site.barren.append(url)  # the crawl before has seen no page there either
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

    @property
    def is_in_doubt(self) -> bool:
        """Whether `decide_late` may find articles among links that were none before."""
        return self._links.is_in_doubt

    async def decide_late(self) -> list[Lead]:
        """Links that are seen to be articles only now that more pages of the site are known."""
        return await self._links.decide_late()


def _child_digest(named: list[Lead], body: bytes, *, dated: bool) -> str:
    """The digest of `ChildRecord`; with the dates of its articles where these are believed."""
    addresses = "\n".join(lead.url for lead in named).encode("utf-8", "replace")
    digest = hashlib.sha256(addresses or body).hexdigest()[:8]
    if not dated:
        return digest
    return f"{digest}.{hashlib.sha256(repr([lead.newest for lead in named]).encode()).hexdigest()[:4]}"


def _read_page(response: Response) -> Listing | None:
    """A section page; None for what is no page."""
    text = listing_text(response)
    if text is None:
        return None
    named = (value.decode("latin-1") for value in response.headers.getlist("Link"))
    return parse_listing(text, response.url, links_of(named, response.url))
