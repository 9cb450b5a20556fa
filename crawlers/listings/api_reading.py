"""How a content system's API is read: page after page, as long as older articles may be new."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from scrapy.http import Response

from wiredesk.crawlers.fetching.response_headers import header_text
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.coverage import Coverage
from wiredesk.crawlers.listings.lead_sorter import LeadSorter, Selection
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.paged_api import PagedApi
from wiredesk.crawlers.listings.paging import MAX_PAGES
from wiredesk.crawlers.listings.parsing import parsed
from wiredesk.crawlers.listings.recorder import ListingRecorder
from wiredesk.crawlers.listings.scheduler import ListingScheduler
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.listings.url_filter import UrlFilter
from wiredesk.pipelines.urls.identity import article_id


@dataclass(kw_only=True)
class ApiReader:
    """Reads the APIs of one crawl."""

    url_filter: UrlFilter
    leads: LeadSorter
    links: SectionLinks
    recorder: ListingRecorder
    scheduler: ListingScheduler
    coverage: Coverage
    until: datetime | None
    """Newer articles are not asked for."""
    _named: set[str] = field(default_factory=set, init=False)  # ids of the articles on the pages so far

    async def read(
        self, response: Response, state: SourceState, asked: ListingRequest
    ) -> AsyncIterator[ListingRequest | Selection]:
        """Raises NotThisApi."""
        assert asked.kind is not None
        url, page, api = asked.asked, asked.page, APIS[asked.kind]
        headers = {name.decode("latin-1").lower(): header_text(response, name.decode("latin-1")) or ""
                   for name in response.headers}  # fmt: skip
        found = await parsed(lambda body, address, _: api.read(body, address, headers, page), response)
        scoped = self.url_filter.scoped(found.leads)
        leads = [lead async for lead in sliced(self.url_filter.dated(scoped, asked.source))]
        await self.links.learn_articles(leads)
        self._named |= {article_id(lead.url) async for lead in sliced(leads)}
        selection = await self.recorder.take_page(page, url, state, response, leads)
        yield selection
        until = self.until  # an API that cannot filter by date names what is newer first
        newer = until is not None and all(lead.newest is not None and lead.newest >= until for lead in found.leads)
        older = newer or (bool(leads) and (self.scheduler.is_sweeping or selection.fresh))
        if found.more and page < MAX_PAGES and older and not self.leads.is_full:
            for request in self._next_page(api, asked, response.url):
                yield request
        elif not found.more:
            self.coverage.name_in_full(self._named)

    def _next_page(self, api: PagedApi, asked: ListingRequest, url: str) -> Iterator[ListingRequest]:
        base = url if asked.page == 1 else asked.base
        page = asked.page + 1
        address = api.page_url(base, page=page)
        return self.scheduler.ask(
            ListingRequest(asked=address, kind=api.kind, page=page, base=base, unconditional=True, root=True)
        )
