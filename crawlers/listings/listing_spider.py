"""What the reading of listings needs of a spider: nothing else of it is used there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from scrapy.http import Request, Response

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.other_hosts import OtherHosts
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.known_article import KnownArticle


@dataclass
class Selection:
    """Leads sorted: those to fetch now, each with what is known of it; those that need nothing; whether any is new."""

    chosen: list[tuple[Lead, KnownArticle | None]] = field(default_factory=list)
    settled: list[Lead] = field(default_factory=list)
    fresh: bool = False


class ListingSpider(Protocol):
    """A spider whose listings are read."""

    definition: SiteDefinition
    options: CrawlOptions
    summary: SiteSummary
    memory: SourceMemory
    touched: set[str]
    """Ids of articles whose entry in a feed has changed."""
    hints: ChangeHints
    other_hosts: OtherHosts

    @property
    def is_full(self) -> bool:
        """Whether no further articles are wanted."""

    @property
    def max_sections(self) -> int:
        """Section pages that are followed at most."""

    @property
    def keeps_records(self) -> bool:
        """Whether the states of sources are stored."""

    def in_scope(self, url: str) -> bool:
        """Whether a URL belongs to the site."""

    async def robots_sitemaps(self) -> list[str]:
        """The sitemaps that robots.txt names."""

    def request(self, url: str, callback: Any, **arguments: Any) -> Request:
        """A request whose every outcome comes back to the spider."""

    def parse_listing(self, response: Response, listing: ListingRequest) -> AsyncIterator[Request]:
        """The callback of listings."""

    async def select(self, leads: Iterable[Lead]) -> Selection:
        """Sort leads by what is known of them."""

    def article_requests(self, lead: Lead, known: KnownArticle | None, **arguments: Any) -> Iterator[Request]:
        """The request for a lead's page."""

    def seen_in(self, stem: str, ids: set[str]) -> bool:
        """Whether a page of a list brings nothing that the pages before it did not."""

    async def forget_source(self, url: str) -> None:
        """A source is gone."""

    def warn(self, message: str) -> None:
        """Say something about the site."""
