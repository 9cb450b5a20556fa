"""What a listing that was read leaves behind: its state is remembered, and requests are made for its leads."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from heapq import nsmallest
from urllib.parse import urlsplit

from scrapy.http import Request, Response

from wiredesk.crawlers.fetching.response_headers import header_text
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.listing_spider import ListingSpider, Selection
from wiredesk.crawlers.listings.scheduler import ListingScheduler
from wiredesk.crawlers.listings.section_links import SectionLinks
from wiredesk.crawlers.listings.slices import aside, sliced
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.listings.transient_failures import is_passing
from wiredesk.crawlers.listings.url_filter import UrlFilter
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_HASHED_AT_ONCE = 10_000  # bytes, in 10 µs
GONE_AFTER = 3
"""Crawls in which a listing that was found by itself is not there before it is no source any more."""
GONE_SECONDS = 86_400.0
"""Seconds since it was last read, besides: three crawls are half an hour, and a site's new release may take longer."""


class ListingRecorder(ListingScheduler):
    """Remembers the listings of one crawl together with their leads; how each kind is read is `ListingReader`'s."""

    def __init__(self, spider: ListingSpider) -> None:
        super().__init__(spider)
        self._links = SectionLinks(spider.definition.urls.strip_params)
        self.url_filter = UrlFilter(spider.definition, spider.options, spider.in_scope)

    async def _missing(self, status: int, listing: ListingRequest) -> None:
        """A listing that is not there (any more)."""
        url = listing.asked
        self.incomplete |= is_passing(status)
        api = APIS.get(listing.kind) if listing.kind is not None else None
        if listing.probe or (api is not None and listing.page > 1 and status in api.behind_last_page):
            return
        if status not in (404, 410):
            self.incomplete = True
        elif listing.page > 1:
            return
        state = self.memory.sources.get(url)
        reason = f"http_{status}"
        if status in (404, 410) and state is not None and not self.definition.sources:
            state.failures += 1
            await self._save(url, state, [])
            if state.failures in (1, GONE_AFTER):
                self.memory.site.discovered_at = 0.0  # the next crawl looks for what has come in its place
            if state.failures >= GONE_AFTER and time.time() - state.checked > GONE_SECONDS:
                await self.spider.forget_source(url)
                self.spider.warn(f"{url} is gone (status {status}) and no longer used")
                return
        self.spider.summary.fail(url, reason)

    async def _take(
        self, url: str, state: SourceState, response: Response, leads: list[Lead]
    ) -> tuple[list[Request], bool]:
        """Remember a listing together with its leads.

        Returns requests for the leads to be fetched, and whether there was an article among them that is new to us.
        """
        digest = await aside(len(leads) or len(response.body), _digest, leads, response.body)
        body = await aside(len(response.body) // _HASHED_AT_ONCE, _short_hash, response.body)
        validators = header_text(response, "ETag"), header_text(response, "Last-Modified")
        if state.was_read(digest, validators, len(leads), body):
            self.spider.warn(f"the validators of {url} do not change with its content and are no longer believed")
        if leads:
            self.spider.hints.belongs(leads[0].via.url or "", url)
        selection = await self.spider.select(leads)
        await self._save(url, state, [lead for lead, _ in selection.chosen])
        return await self._requests(selection), selection.fresh

    async def _take_page(
        self, page: int, url: str, state: SourceState, response: Response, leads: list[Lead]
    ) -> tuple[list[Request], bool]:
        """As `_take`, for one page of a listing that has several: of the first the state is remembered."""
        if page == 1:
            return await self._take(url, state, response, leads)
        selection = await self.spider.select(leads)
        return await self._requests(selection), selection.fresh

    async def _requests(self, selection: Selection) -> list[Request]:
        requests: list[Request] = []
        async for lead, known in sliced(selection.chosen):
            requests += self.spider.article_requests(lead, known)
        return requests

    async def _save(self, url: str, state: SourceState, leads: list[Lead]) -> None:
        if self.spider.keeps_records and self.spider.options.until is None:
            await self.memory.save(url, state, leads)
        else:  # what `--until` has left out would count as seen
            self.memory.sources[url] = state

    async def _scoped(self, url: str, leads: list[Lead], through: Sequence[Lead] = ()) -> list[Lead]:
        """The leads of a listing that are the site's; where none is, and none of others is followed, that is said."""
        others: Counter[str] = Counter()
        found: list[Lead] = []
        async for lead in sliced(leads):
            if not self.spider.in_scope(lead.url):
                others[urlsplit(lead.url).netloc] += 1
            found += self.url_filter.scoped((lead,))
        hosts = ", ".join(nsmallest(3, others))
        if others:
            logger.info(
                "%s: %d of %d links lead to other hosts (%s), %d of them are followed",
                url, others.total(), len(leads), hosts, len(through),
                extra=event("listing.elsewhere", url=url, hosts=hosts, links=len(leads), elsewhere=others.total(),
                            followed=len(through)),
            )  # fmt: skip
        if others and not found and not through:
            self.spider.warn(
                f"all {len(leads)} links of {url} lead to other hosts ({hosts}) and are not followed; if they are the "
                "site's, add the host to `domains` of its definition"
            )
        return found

    async def _sweep(self) -> AsyncIterator[Request]:
        self._sweeping = True
        self.memory.site.swept_at = time.time()
        for other, other_state in list(self.memory.sources.items()):
            for request in self._ask(other_state.type, other):
                yield request


def _digest(leads: list[Lead], body: bytes) -> str:
    """Tells whether a listing has changed: by the articles that it names, or by its bytes where it names none."""
    named = "\n".join(f"{lead.url} {lead.newest}" for lead in leads) if leads else ""
    return _short_hash(named.encode("utf-8", "replace") or body)


def _short_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
