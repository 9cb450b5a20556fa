"""What a listing that was read leaves behind: its state is remembered, and its leads are sorted."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from heapq import nsmallest
from urllib.parse import urlsplit

from scrapy.http import Response

from wiredesk.crawlers.fetching.response_headers import header_text
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.kept_sources import KeptSources
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.lead_sorter import LeadSorter, Selection
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.slices import aside, sliced
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.listings.url_filter import UrlFilter
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_HASHED_AT_ONCE = 10_000  # bytes, in 10 µs


class ListingRecorder:
    """Remembers the listings of one crawl together with their leads."""

    def __init__(
        self, site: ListedSite, url_filter: UrlFilter, leads: LeadSorter, hints: ChangeHints, kept: KeptSources
    ) -> None:
        self._site = site
        self._url_filter = url_filter
        self._leads = leads
        self._hints = hints
        self._kept = kept

    async def take(self, url: str, state: SourceState, response: Response, leads: list[Lead]) -> Selection:
        """Remember a listing together with its leads, and sort these."""
        digest = await aside(len(leads) or len(response.body), _digest, leads, response.body)
        body = await aside(len(response.body) // _HASHED_AT_ONCE, _short_hash, response.body)
        validators = header_text(response, "ETag"), header_text(response, "Last-Modified")
        if state.was_read(digest, validators, len(leads), body):
            self._site.warn(f"the validators of {url} do not change with its content and are no longer believed")
        if leads:
            self._hints.belongs(leads[0].via.url or "", url)
        selection = await self._leads.select(leads)
        await self._kept.save(url, state, [lead for lead, _ in selection.chosen])
        return selection

    async def take_page(
        self, page: int, url: str, state: SourceState, response: Response, leads: list[Lead]
    ) -> Selection:
        """As `take`, for one page of a listing that has several: of the first the state is remembered."""
        if page == 1:
            return await self.take(url, state, response, leads)
        return await self._leads.select(leads)

    async def scoped(self, url: str, leads: list[Lead], through: Sequence[Lead] = ()) -> list[Lead]:
        """The leads of a listing that are the site's; where none is, and none of others is followed, that is said.

        `through`: those at other hosts that are followed.
        """
        others: Counter[str] = Counter()
        found: list[Lead] = []
        async for lead in sliced(leads):
            if not self._site.in_scope(lead.url):
                others[urlsplit(lead.url).netloc] += 1
            found += self._url_filter.scoped((lead,))
        hosts = ", ".join(nsmallest(3, others))
        if others:
            logger.info(
                "%s: %d of %d links lead to other hosts (%s), %d of them are followed",
                url, others.total(), len(leads), hosts, len(through),
                extra=event("listing.elsewhere", url=url, hosts=hosts, links=len(leads), elsewhere=others.total(),
                            followed=len(through)),
            )  # fmt: skip
        if others and not found and not through:
            self._site.warn(
                f"all {len(leads)} links of {url} lead to other hosts ({hosts}) and are not followed; if they are the "
                "site's, add the host to `domains` of its definition"
            )
        return found


def _digest(leads: list[Lead], body: bytes) -> str:
    """Tells whether a listing has changed: by the articles that it names, or by its bytes where it names none."""
    named = "\n".join(f"{lead.url} {lead.newest}" for lead in leads) if leads else ""
    return _short_hash(named.encode("utf-8", "replace") or body)


def _short_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
