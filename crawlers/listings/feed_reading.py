"""How a feed is read: its entries in the order of their news, and the pages of older ones behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial

from scrapy.http import Response

from wiredesk.crawlers.listings.feed_order import newest_first
from wiredesk.crawlers.listings.feeds import Feed, fingerprint, parse_feed
from wiredesk.crawlers.listings.lead_sorter import LeadSorter, Selection
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.other_hosts import OtherHosts
from wiredesk.crawlers.listings.parsing import parsed
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.scheduler import ListingScheduler
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.slices import aside, sliced
from wiredesk.crawlers.listings.source_memory import MAX_ENTRIES, SourceState
from wiredesk.crawlers.listings.url_filter import UrlFilter
from wiredesk.pipelines.urls.identity import article_id

MAX_FEED_PAGES = 20
"""Pages followed of one feed (RFC 5005), usually of 25 to 50 entries: feeds are for what is new, sitemaps for the
rest."""


@dataclass(kw_only=True)
class FeedReader:
    """Reads the feeds of one crawl."""

    site: ListedSite
    url_filter: UrlFilter
    leads: LeadSorter
    links: SectionLinks
    other_hosts: OtherHosts
    recorder: ListingRecorder
    scheduler: ListingScheduler
    reads_back: bool
    """Whether feeds are read to their end, and not only what is new."""

    async def read(
        self, response: Response, state: SourceState, asked: ListingRequest
    ) -> AsyncIterator[ListingRequest | Selection]:
        """Raises NotAFeed."""
        url = asked.asked
        feed = await parsed(partial(parse_feed, is_own=self.site.in_scope), response)
        if feed.damage is not None and not asked.probe:
            lacks = "" if feed.leads else " names no article"
            self.site.warn(f"{url}{lacks}: {feed.damage}")
        through = await self.other_hosts.followed(feed.leads)
        scoped = await self.recorder.scoped(url, feed.leads, through)
        zoned = [self.url_filter.in_zone(lead) async for lead in sliced([*scoped, *through])]
        dated = [lead async for lead in sliced(self.url_filter.dated(zoned, asked.source))]
        leads = await aside(len(dated), newest_first, dated, state.entries)
        await self.links.learn_articles(lead for lead in leads if self.site.in_scope(lead.url))
        entries = {article_id(lead.url): fingerprint(lead.evidence) async for lead in sliced(leads[:MAX_ENTRIES])}
        changed = {key for key, mark in entries.items() if state.entries.get(key, mark) != mark}
        self.leads.touched |= changed
        page = asked.page
        overlap = not state.entries or bool(entries.keys() & state.entries.keys()) or not entries or page > 1
        state.entries = entries
        selection = await self.recorder.take_page(page, url, state, response, leads)
        yield selection
        older = selection.fresh if page > 1 else self.reads_back or not overlap
        for request in self._older_entries(feed, asked, older=older):
            yield request
        if not overlap and not self.scheduler.is_sweeping:
            # All entries are new: what came between the last crawl and this feed's oldest entry is on other listings.
            for request in self.scheduler.sweep():
                yield request

    def _older_entries(self, feed: Feed, asked: ListingRequest, *, older: bool) -> Iterator[ListingRequest]:
        """The next page of a feed that has several, where `older` entries may be new."""
        following = feed.next_page
        bounded = asked.page < MAX_FEED_PAGES and not self.leads.is_full
        if following and feed.leads and older and bounded and self.site.in_scope(following):
            yield from self.scheduler.ask(
                ListingRequest(
                    asked=following, kind=asked.kind, page=asked.page + 1, unconditional=True, source=asked.source
                )
            )
