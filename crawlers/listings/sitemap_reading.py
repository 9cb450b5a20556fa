"""How a sitemap is read: that of an index for its children, a child for its articles and what it tells of others."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from scrapy.http import Response

from wiredesk.crawlers.listings.child_reading import ChildReader
from wiredesk.crawlers.listings.child_sitemaps import ChildSitemaps
from wiredesk.crawlers.listings.coverage import Coverage
from wiredesk.crawlers.listings.feed_reading import FeedReader
from wiredesk.crawlers.listings.findings import Findings
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.lead_sorter import Selection
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.parsing import parsed
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.sitemaps import MAX_URLS, FeedInstead, Sitemap, parse_sitemap
from wiredesk.crawlers.listings.slices import aside, let_go, sliced
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.listings.url_filter import UrlFilter, likely_articles
from wiredesk.crawlers.listings.url_shapes import may_be_article
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(kw_only=True)
class SitemapReader:
    """Reads the sitemaps of one crawl; a feed may stand in the place of one."""

    site: ListedSite
    url_filter: UrlFilter
    links: SectionLinks
    recorder: ListingRecorder
    children: ChildSitemaps
    child_reader: ChildReader
    coverage: Coverage
    findings: Findings
    feeds: FeedReader

    async def read(
        self, response: Response, state: SourceState, asked: ListingRequest
    ) -> AsyncIterator[ListingRequest | Selection]:
        """Raises NotASitemap."""
        url = asked.asked
        try:
            sitemap: Sitemap = await parsed(parse_sitemap, response)
        except FeedInstead:
            async for following in self.feeds.read(response, state, asked):
                yield following
            return
        if sitemap.is_cut and not asked.probe:
            self.site.warn(f"{url}: it ends in the middle")
        if sitemap.is_long and not asked.probe:
            self.site.warn(f"{url}: it lists more than {MAX_URLS:,} addresses; those in its middle are not read")
        if sitemap.children:
            queued = await self.children.add(url, state, sitemap)
            if not sitemap.leads:
                await self.recorder.take(url, state, response, [])
                if asked.child is not None:
                    await self.child_reader.note(asked.child, [], response.body)
            if len(strangers := self.children.strangers(sitemap)) > 1:
                self.site.warn(
                    f"all {len(sitemap.children)} sitemaps of {url} are at other hosts "
                    f"({', '.join(sorted(strangers)[:3])}) and are not read; name the site's own as a source"
                )
            if queued:
                logger.debug(
                    "%s: %d of %d child sitemaps to read", url, queued, len(sitemap.children), extra=event("detail")
                )
            if not sitemap.leads:
                return
        self.findings.no_news |= not sitemap.leads and (sitemap.is_news or asked.kind == "news_sitemap")
        scoped = await self.recorder.scoped(url, sitemap.leads)
        leads = await aside(len(scoped), self._of_sitemap, scoped, asked)
        if (selection := await self._selected(response, state, asked, scoped, leads)) is not None:
            yield selection
        await let_go(leads, scoped, sitemap.leads)

    async def _selected(
        self, response: Response, state: SourceState, asked: ListingRequest, scoped: list[Lead], leads: list[Lead]
    ) -> Selection | None:
        """What to fetch of the leads of a sitemap: `scoped` are the site's, `leads` those that may be articles."""
        if any(lead.via.type == "news-sitemap" for lead in leads):
            await self.links.learn_articles(leads)
        ids = {article_id(lead.url) async for lead in sliced(leads)}
        if asked.child is None:
            self.coverage.name_in_full(ids)
            return await self.recorder.take(asked.asked, state, response, leads)
        return await self.child_reader.take(asked.child, scoped, response.body, leads, ids)

    def _of_sitemap(self, leads: list[Lead], asked: ListingRequest) -> list[Lead]:
        """Those that may be articles, newest first."""
        # What a news sitemap names is an article by its publisher's word, in whichever folder: /forum/, /events/
        named = (lead for lead in leads if lead.via.type == "news-sitemap" or may_be_article(lead.url))
        likely = likely_articles([self.url_filter.in_zone(lead) for lead in named])
        return sorted(self.url_filter.dated(likely, asked.source), key=lambda lead: lead.newest or _EPOCH, reverse=True)
