"""Asking for listings: each once in a crawl, and conditional where its validators can be believed."""

from __future__ import annotations

import time
from dataclasses import replace

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.extent import Extent
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.source_memory import SourceState

VERIFY_AFTER = 86_400
"""Seconds after which a listing is read without conditions, to see whether its "not modified" can be believed."""


class AskedListings:
    """The listings that one crawl has asked for. `sources`: what is remembered of each."""

    def __init__(self, sources: dict[str, SourceState], extent: Extent, options: CrawlOptions) -> None:
        self._sources = sources
        self._extent = extent
        self._options = options
        self._asked: set[str] = set()

    def ask(self, listing: ListingRequest) -> ListingRequest | None:
        """The request as it is sent, with its address and its conditions; None where it was asked for before."""
        url = address = listing.asked
        # of a further page the API itself has made the address
        api = APIS.get(listing.kind) if listing.kind and listing.page == 1 else None
        if api is not None and (first := api.first_page(url)) != url:
            url = address = first
            if self._extent.backfill or self._extent.first:
                address = api.page_url(url, since=self._options.since, until=self._options.until)
        if url in self._asked:
            return None
        self._asked.add(url)
        conditions = {} if listing.unconditional else self._conditions(self._sources.get(url))
        return replace(listing, asked=url, address=address, conditions=conditions)

    def may_ask_again(self, url: str) -> None:
        """A listing is to be read once more in its turn."""
        self._asked.discard(url)

    def _conditions(self, state: SourceState | None) -> dict[str, str]:
        # A crawl that was killed may have remembered a listing before all that it leads to was read.
        if state is None or state.lies or state.undated or self._extent.reads_back:
            return {}
        if time.time() - state.verified > VERIFY_AFTER:
            return {}
        validators = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
        return {name: value for name, value in validators.items() if value}
