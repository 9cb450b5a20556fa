"""How a sitemap is read: that of an index for its children, a child for its articles and what it tells of others."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from scrapy.http import Response

from wiredesk.crawlers.listings.asked_listings import AskedListings
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.child_record import ChildRecord
from wiredesk.crawlers.listings.child_sitemaps import ChildSitemaps
from wiredesk.crawlers.listings.coverage import Coverage
from wiredesk.crawlers.listings.feed_reading import FeedReader
from wiredesk.crawlers.listings.findings import Findings
from wiredesk.crawlers.listings.kept_sources import KeptSources
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.lead_sorter import LeadSorter, Selection
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.parsing import parsed
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.sitemaps import FeedInstead, Sitemap, parse_sitemap
from wiredesk.crawlers.listings.slices import aside, let_go, sliced
from wiredesk.crawlers.listings.source_memory import SourceMemory, SourceState
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
    memory: SourceMemory
    url_filter: UrlFilter
    leads: LeadSorter
    links: SectionLinks
    hints: ChangeHints
    kept: KeptSources
    recorder: ListingRecorder
    asked_listings: AskedListings
    children: ChildSitemaps
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
        if sitemap.children:
            queued = await self.children.add(url, state, sitemap)
            if not sitemap.leads:
                await self.recorder.take(url, state, response, [])
                await self._note_child(asked, [], response.body)
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
        async for selection in self._of_leads(response, state, asked, scoped, leads):
            yield selection
        await let_go(leads, scoped, sitemap.leads)

    async def _of_leads(
        self, response: Response, state: SourceState, asked: ListingRequest, scoped: list[Lead], leads: list[Lead]
    ) -> AsyncIterator[Selection]:
        """What follows from the leads of a sitemap: `scoped` are the site's, `leads` those that may be articles."""
        url = asked.asked
        if any(lead.via.type == "news-sitemap" for lead in leads):
            await self.links.learn_articles(leads)
        ids = {article_id(lead.url) async for lead in sliced(leads)}
        child = asked.child
        if child is None:
            self.coverage.name_in_full(ids)
            yield await self.recorder.take(url, state, response, leads)
            return
        parent_state = self.memory.sources.get(child.parent)
        if not self.children.judge_witness(child, parent_state, ids):
            self.asked_listings.may_ask_again(url)
            return
        if leads and all(lead.via.type == "news-sitemap" and lead.published for lead in leads):
            self.children.take_witness(child.parent, ids, min(lead.published for lead in leads if lead.published))
        if ids:  # a list of tags or authors says nothing of where the articles are
            repeats = not self.leads.is_full and self.coverage.repeats_sections(ids)
            self.children.judge(child.parent, parent_state, repeats=repeats)
        self.hints.belongs(url, child.parent)
        selection = await self.leads.select(leads)
        await self._note_child(asked, scoped, response.body, [lead for lead, _ in selection.chosen])
        yield selection

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
        await self.kept.save(child.parent, state, list(chosen))

    def _of_sitemap(self, leads: list[Lead], asked: ListingRequest) -> list[Lead]:
        """Those that may be articles, newest first."""
        # What a news sitemap names is an article by its publisher's word, in whichever folder: /forum/, /events/
        named = (lead for lead in leads if lead.via.type == "news-sitemap" or may_be_article(lead.url))
        likely = likely_articles([self.url_filter.in_zone(lead) for lead in named])
        return sorted(self.url_filter.dated(likely, asked.source), key=lambda lead: lead.newest or _EPOCH, reverse=True)


def _child_digest(named: list[Lead], body: bytes, *, dated: bool) -> str:
    """The digest of `ChildRecord`; with the dates of its articles where these are believed."""
    addresses = "\n".join(lead.url for lead in named).encode("utf-8", "replace")
    digest = hashlib.sha256(addresses or body).hexdigest()[:8]
    if not dated:
        return digest
    return f"{digest}.{hashlib.sha256(repr([lead.newest for lead in named]).encode()).hexdigest()[:4]}"
