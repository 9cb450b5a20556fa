"""How a sitemap is read: that of an index for its children, a child for its articles and what it tells of others."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from scrapy.http import Request, Response

from wiredesk.crawlers.listings.child_record import ChildRecord
from wiredesk.crawlers.listings.feed_reading import FeedReading
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.listing_spider import ListingSpider
from wiredesk.crawlers.listings.parsing import parsed
from wiredesk.crawlers.listings.sitemaps import FeedInstead, Sitemap, parse_sitemap
from wiredesk.crawlers.listings.slices import aside, let_go, sliced
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.listings.url_filter import likely_articles
from wiredesk.crawlers.listings.url_shapes import may_be_article
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_EPOCH = datetime.fromtimestamp(0, UTC)


class SitemapReading(FeedReading):
    """Reads sitemaps for `ListingReader`; a feed may stand in the place of one."""

    def __init__(self, spider: ListingSpider) -> None:
        super().__init__(spider)
        self.no_news = False
        """Whether a news sitemap was read that is empty, as it is when nothing has appeared for two days."""

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
        async for request in self._of_leads(response, state, asked, scoped, leads):
            yield request
        await let_go(leads, scoped, sitemap.leads)

    async def _of_leads(
        self, response: Response, state: SourceState, asked: ListingRequest, scoped: list[Lead], leads: list[Lead]
    ) -> AsyncIterator[Request]:
        """What follows from the leads of a sitemap: `scoped` are the site's, `leads` those that may be articles."""
        url = asked.asked
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

    def _of_sitemap(self, leads: list[Lead], asked: ListingRequest) -> list[Lead]:
        """Those that may be articles, newest first."""
        # What a news sitemap names is an article by its publisher's word, in whichever folder: /forum/, /events/
        named = (lead for lead in leads if lead.via.type == "news-sitemap" or may_be_article(lead.url))
        likely = likely_articles([self._in_zone(lead) for lead in named])
        return sorted(self.url_filter.dated(likely, asked.source), key=lambda lead: lead.newest or _EPOCH, reverse=True)


def _child_digest(named: list[Lead], body: bytes, *, dated: bool) -> str:
    """The digest of `ChildRecord`; with the dates of its articles where these are believed."""
    addresses = "\n".join(lead.url for lead in named).encode("utf-8", "replace")
    digest = hashlib.sha256(addresses or body).hexdigest()[:8]
    if not dated:
        return digest
    return f"{digest}.{hashlib.sha256(repr([lead.newest for lead in named]).encode()).hexdigest()[:4]}"
