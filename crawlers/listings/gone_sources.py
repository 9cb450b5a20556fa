"""Which sources of a site are forgotten: those that are gone, that no definition names any more, or are too many."""

from __future__ import annotations

import time

from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.findings import Findings
from wiredesk.crawlers.listings.kept_sources import KeptSources
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.listings.transient_failures import is_passing

MOST_SOURCES = 100
"""Discovered sources of a site that are remembered: ten feeds, twenty sitemaps and forty sections at a time. A home
page that links its sections with session ids names others each time, and every crawl would read all of them."""
GONE_AFTER = 3
"""Crawls in which a listing that was found by itself is not there before it is no source any more."""
GONE_SECONDS = 86_400.0
"""Seconds since it was last read, besides: three crawls are half an hour, and a site's new release may take longer."""


class GoneSources:
    """Removes sources from what is remembered of one site."""

    def __init__(self, site: ListedSite, memory: SourceMemory, kept: KeptSources, findings: Findings) -> None:
        self._site = site
        self._memory = memory
        self._kept = kept
        self._findings = findings

    async def tidy(self) -> None:
        """Forget, before a crawl, what its definition names no more, or the least useful of too many."""
        if self._site.definition.sources:
            for url in self._memory.sources.keys() - self._of_definition():
                await self._kept.forget(url)
                self._memory.sources.pop(url, None)
            return
        for url in self._memory.least_useful(MOST_SOURCES):
            await self._kept.forget(url)

    def _of_definition(self) -> set[str]:
        """The addresses of the definition's sources, and of the sitemaps that their indexes name."""
        found: set[str] = set()
        apis = {source.url: APIS.get(source.type) for source in self._site.definition.sources}
        new = {url if api is None else api.first_page(url) for url, api in apis.items()}
        while new:
            found |= new
            new = {child for url in new if url in self._memory.sources for child in self._memory.sources[url].children}
            new = (new & self._memory.sources.keys()) - found
        return found

    async def missing(self, status: int, listing: ListingRequest) -> None:
        """A listing is not there (any more): `status` was the answer."""
        url, is_gone = listing.asked, status in (404, 410)
        self._findings.incomplete |= is_passing(status)
        api = APIS.get(listing.kind) if listing.kind is not None else None
        if listing.probe or (api is not None and listing.page > 1 and status in api.behind_last_page):
            return
        if not is_gone:
            self._findings.incomplete = True
        elif listing.page > 1:
            return
        elif await self._is_forgotten(url):
            self._site.warn(f"{url} is gone (status {status}) and no longer used")
            return
        self._site.fail(url, f"http_{status}")

    async def _is_forgotten(self, url: str) -> bool:
        """Note that a source was not there; whether that is enough to forget it."""
        state = self._memory.sources.get(url)
        if state is None or self._site.definition.sources:
            return False
        state.failures += 1
        await self._kept.save(url, state, [])
        if state.failures in (1, GONE_AFTER):
            self._memory.site.discovered_at = 0.0  # the next crawl looks for what has come in its place
        if state.failures < GONE_AFTER or time.time() - state.checked <= GONE_SECONDS:
            return False
        await self._kept.forget(url)
        return True
