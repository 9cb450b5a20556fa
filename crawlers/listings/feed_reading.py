"""How a feed is read: its entries in the order of their news, and the pages of older ones behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from zoneinfo import ZoneInfo

from scrapy.http import Request, Response

from wiredesk.crawlers.listings.feed_order import newest_first
from wiredesk.crawlers.listings.feeds import Feed, fingerprint, parse_feed
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.listing_spider import ListingSpider
from wiredesk.crawlers.listings.parsing import parsed
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.slices import aside, sliced
from wiredesk.crawlers.listings.source_memory import MAX_ENTRIES, SourceState
from wiredesk.pipelines.urls.identity import article_id

MAX_FEED_PAGES = 20
"""Pages followed of one feed (RFC 5005), usually of 25 to 50 entries: feeds are for what is new, sitemaps for the
rest."""


class FeedReading(ListingRecorder):
    """Reads feeds for `ListingReader`."""

    def __init__(self, spider: ListingSpider) -> None:
        super().__init__(spider)
        self._zone = ZoneInfo(spider.definition.timezone) if spider.definition.timezone else None

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

    def _in_zone(self, lead: Lead) -> Lead:
        return lead.in_zone(self._zone) if self._zone is not None else lead
