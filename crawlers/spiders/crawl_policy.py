"""What a crawl does with what it reads: publish it, only show it (a dry run), or take samples (a trial).

The spider of a site reads listings and pages in one way; its policy decides what becomes of them. To make a new kind of
crawl, derive from `CrawlPolicy` and hand an instance to the spider as ``policy``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, Protocol

from scrapy.http import Request, Response

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.crawl_record import ArticleFields
from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.lead_sorter import Selection
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.crawlers.spiders.lead_traces import LeadTraces
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.publishing.publication import Publication

MAX_ARTICLES = 2000
"""Articles fetched in one crawl of a site, newest first, unless told otherwise; the rest is left for the next crawl."""
MAX_SECTIONS = 40
"""Section pages followed on one site; large portals have 20 to 30."""


class Crawling(Protocol):
    """What a policy may use of the spider that follows it."""

    crawler: Any
    definition: SiteDefinition
    options: CrawlOptions
    summary: SiteSummary
    desk: Desk
    budget: HostBudget | None
    memory: SourceMemory
    traces: LeadTraces
    article_fields: ArticleFields

    def in_scope(self, url: str) -> bool:
        """Whether a URL belongs to the site."""

    def request(self, url: str, callback: Any, **arguments: Any) -> Request:
        """A request whose every outcome comes back to the spider."""

    def article_requests(self, lead: Lead, known: KnownArticle | None, **arguments: Any) -> Iterator[Request]:
        """The request for a lead's page."""


class CrawlPolicy:
    """An ordinary crawl: everything that is new or changed is fetched and published, and all is remembered."""

    keeps_records: bool = True
    """Whether anything is written to Redis: articles, leads, states of sources, health, the lock."""
    max_sections: int = MAX_SECTIONS
    """Section pages that are followed at most."""

    def __init__(self) -> None:
        self.spider: Crawling

    def attach(self, spider: Crawling) -> None:
        """Called once, before anything else, with the spider that follows this policy."""
        self.spider = spider

    def begin(self) -> Iterator[Request]:
        """Requests besides those of the listings, when the crawl begins."""
        return iter(())

    def is_full(self, wanted: int) -> bool:
        """Whether to fetch no further articles after `wanted` have been chosen."""
        most = self.spider.options.max_articles or self.spider.definition.fetch.max_articles or MAX_ARTICLES
        return wanted >= most

    async def choose(self, leads: list[Lead], sort: Callable[[Iterable[Lead]], Awaitable[Selection]]) -> Selection:
        """Which leads are fetched now. `sort` tells them apart by what is known of them."""
        return await sort(leads)

    def late(self, leads: list[Lead]) -> list[Lead]:
        """Which of the links that turn out to be articles at the end to fetch."""
        return leads

    def when_idle(self) -> Iterator[Request]:
        """Further requests when nothing is under way; the crawl ends when there are none."""
        return iter(())

    def listing_answered(self, response: Response, listing: ListingRequest) -> None:
        """A listing was answered, and is about to be read."""

    def listing_read(self, response: Response, listing: ListingRequest) -> Iterator[Request]:
        """A listing has been read: further requests for what it says besides its articles."""
        return iter(())

    def listing_failed(self, listing: ListingRequest, reason: str) -> Iterator[Request]:
        """A listing got no answer: further requests to find out why."""
        return iter(())

    def settled(self, lead: Lead) -> None:
        """A lead has given its article, or none, or is left to the next crawl."""

    async def publish(self, version: Version, next_visit: float | None) -> tuple[Article, str]:
        """Put an article where it belongs: the article as published, and ``new``, ``update`` or ``unchanged``.

        `next_visit`: when the page is to be looked at again, in seconds since the epoch; None: never.
        """
        publication = Publication(
            version.article, version.aliases, version.validators, next_visit, capture=version.capture
        )
        result = await self.spider.desk.publish(publication)
        if result.entry_id is not None:
            self.spider.summary.note_kept(result.archive, result.not_kept)
            near = result.near_duplicate_of.id if result.near_duplicate_of is not None else None
            self.spider.traces.note(
                version.lead,
                "queued",
                entry=result.entry_id,
                revision=result.revision,
                copy_of=near,
                not_kept=result.not_kept,
                kept=f"{result.archive.file} at {result.archive.offset}" if result.archive else None,
            )
        known = {"id": result.id, "revision": result.revision, "archive": result.archive}
        return version.article.model_copy(update=known), result.outcome

    async def closed(self) -> None:
        """The crawl has ended, and its summary is complete."""


class DryRun(CrawlPolicy):
    """Reads and shows what an ordinary crawl would publish; writes nothing."""

    keeps_records = False

    async def publish(self, version: Version, next_visit: float | None) -> tuple[Article, str]:
        """What publishing would give, by what is known now."""
        article = version.article
        known = (await self.spider.desk.known.look_up([article.canonical_url or article.url]))[0]
        if isinstance(known, KnownArticle) and known.has_words_of(article):
            return article, "unchanged"
        return article, "new" if known is None else "update"


def policy_for(options: CrawlOptions) -> CrawlPolicy:
    """The policy that a crawl's options ask for."""
    return DryRun() if options.dry_run else CrawlPolicy()
