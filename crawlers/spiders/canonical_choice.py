"""Which page stands for an article: a version is published, waits for the page that it names, or is a duplicate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from scrapy.http import Request

from wiredesk.crawlers.completeness.recorder import CaptureRecorder
from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.listings.frontier import Frontier
from wiredesk.crawlers.listings.lead import REVISIT, Lead
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.spiders.canonical import CanonicalPages, same_headline
from wiredesk.crawlers.spiders.crawl_policy import CrawlPolicy
from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.crawlers.spiders.lead_selection import LeadSelection
from wiredesk.crawlers.spiders.lead_traces import LeadTraces
from wiredesk.crawlers.spiders.moved_articles import MovedArticles
from wiredesk.crawlers.spiders.page_reading import Relation, joined, relation_to
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_article import KnownArticle, RejectedUrl
from wiredesk.pipelines.urls.identity import article_id


class Publishing(Protocol):
    """What the choice needs of a spider."""

    crawler: Any
    definition: SiteDefinition
    desk: Desk
    policy: CrawlPolicy
    summary: SiteSummary
    traces: LeadTraces
    captures: CaptureRecorder
    leads: LeadSelection
    frontier: Frontier
    memory: SourceMemory
    moved: MovedArticles
    under_way: set[str]
    """Ids of the pages that are being fetched or read."""

    def identity(self, url: str) -> str:
        """The id of the article that a URL leads to."""

    def article_requests(self, lead: Lead, known: KnownArticle | None, **arguments: Any) -> Iterator[Request]:
        """The request for a lead's page."""

    async def settle(self, lead: Lead) -> None:
        """The lead is dealt with for good."""

    async def publish(self, version: Version) -> Article | None:
        """Publish a version; None where it brings nothing new."""

    async def pass_on(self, article: Article | None) -> None:
        """Hand on an article that is not the page in hand's own."""


class CanonicalChoice:
    """Chooses for one crawl; the pages that wait for others are kept here (`CanonicalPages`)."""

    def __init__(self, spider: Publishing) -> None:
        self._spider = spider
        self._pages = CanonicalPages()
        self._unreachable: set[str] = set()
        self._old: dict[str, KnownArticle] = {}
        """By the id of a new article, the known one that has its words and whose address is being asked."""
        self._vanished: set[str] = set()
        """Ids of known articles that their addresses have no more."""

    async def choose(self, version: Version, alternate: Version | None) -> Article | None:
        """Publish a version of an article, or wait for the page that it names as the article's own.

        `alternate`: the version that has named this page, if any. Returns a new or updated article.
        """
        spider = self._spider
        relation = relation_to(version, alternate, spider.definition)
        if relation is Relation.NAMES_ANOTHER:
            return await self._see_named(version)
        if alternate is not None and relation is Relation.SAME:
            version = joined(version, alternate)
            spider.traces.end(alternate.lead, "dropped", reason="duplicate", of=version.article.id)
            await spider.settle(alternate.lead)
        elif alternate is not None:  # the link led to another article: both count
            await spider.pass_on(await spider.publish(alternate.under_own_url()))
        if version.known is None and (twin := await self._twin(version.article)) is not None:
            await self._duplicate(version, twin)
            return None
        if version.known is None and await self._asks_old_address(version):
            return None
        return await spider.publish(version)

    def stands(self, version: Version, article: Article) -> None:
        """`article` is published: pages that name one of its addresses are its versions."""
        self._pages.stands(article, version.aliases)

    async def release(self, *urls: str) -> None:
        """These URLs have been dealt with: see to the pages that have named them and waited."""
        self._spider.under_way -= {self._spider.identity(url) for url in urls}
        for waiting in self._pages.released(urls):
            await self._spider.pass_on(await self.choose(waiting, None))

    def leave(self, lead: Lead, alternate: Version | None) -> None:
        """This crawl cannot have the page: others that name it wait for it, and the version that has named it."""
        named = self._spider.identity(lead.url)
        self._unreachable.add(named)
        if alternate is not None:
            self._pages.wait(named, alternate)

    def asks_for(self, known: KnownArticle) -> bool:
        """Whether the address of a known article was asked because its words have come at another."""
        return any(old.id == known.id for old in self._old.values())

    def vanished(self, known: KnownArticle) -> None:
        """The address of a known article is gone, or gives a page that is no article."""
        self._vanished.add(known.id)

    @property
    def has_waiting(self) -> bool:
        """Whether pages wait for others that they name."""
        return self._pages.has_waiting

    async def end_waiting(self) -> None:
        """Nothing is under way: the pages that still wait name each other, or one that could not be fetched."""
        spider = self._spider
        while (left := self._pages.next_left()) is not None:
            named, version = left
            if (
                named in self._unreachable
                and spider.policy.keeps_records
                and await spider.frontier.failed(version.lead)
            ):
                spider.summary.left += 1  # the next crawl tries both again
                spider.traces.end(version.lead, "left", detail="the page that it names could not be fetched")
            else:
                await spider.pass_on(await spider.publish(version.under_own_url()))

    async def _twin(self, article: Article) -> str | None:
        """The article that stands at the same address but for its query, known or just read."""
        if not self._spider.policy.keeps_records:
            return None
        return await self._spider.moved.twin(article, in_redis=bool(self._spider.memory.site.crawled_at))

    async def _asks_old_address(self, version: Version) -> bool:
        """Whether a new article has to wait for what the address says at which its words, or its number, were known."""
        if not self._spider.policy.keeps_records or not self._spider.memory.site.crawled_at:
            return False
        if (asked := self._old.pop(version.article.id, None)) is not None and asked.id in self._vanished:
            await self._spider.moved.is_the_same(asked, version.article, undated=True)
            return False
        old, why = await self._spider.moved.old_address(version.article), "its words were known there"
        if old is not None and old.is_short:
            await self._spider.moved.is_the_same(old, version.article)
            return False
        by_words = old is not None
        if old is None:
            old, why = await self._spider.moved.same_number(version.article), "its number was known there"
        if old is None or self._pages.is_dealt_with(key := article_id(old.url)):
            return False
        if key not in self._spider.under_way:
            self._spider.leads.seen.add(old.id)
            requests = list(self._spider.article_requests(Lead(url=old.url, via=REVISIT), old, conditional=False))
            for request in requests:
                self._spider.crawler.engine.crawl(request)
            if not requests:
                return False
        self._spider.traces.note(version.lead, "waits", page=old.url, why=why)
        if by_words:
            self._old[version.article.id] = old
        self._pages.wait(key, await version.set_aside())
        return True

    async def _see_named(self, version: Version) -> Article | None:
        """For an AMP, print or mobile version: the page that it names stands for it, if that is the same article."""
        article = version.article
        if version.known is not None and self._pages.waits_for(self._spider.identity(version.lead.url), article.id):
            # The old address of an article still has it, and names the new one: it has moved.
            await self._spider.desk.known.add_aliases(version.known.id, [article.canonical_url or article.url])
            await self._duplicate(version, version.known.id)
            return None
        standing = self._pages.standing(article.id)
        if standing is not None and same_headline(standing.headline, article.headline):
            await self._duplicate(version, standing.id)
            return None
        if standing is not None or self._pages.is_dealt_with(article.id):
            return await self._spider.publish(version.under_own_url())
        named = article.canonical_url or article.url
        self._spider.traces.note(version.lead, "waits", page=named, why="it names that page as its own")
        if article.id in self._spider.under_way and article.id != self._spider.identity(version.lead.url):
            self._pages.wait(article.id, await version.set_aside())
            return None
        known = (await self._spider.desk.known.look_up([named]))[0]
        if isinstance(known, KnownArticle) and known.has_words_of(article):
            await self._duplicate(version, known.id)
            return None
        version = await version.set_aside()
        lead = version.lead.model_copy(update={"url": named})
        requests = (
            [] if isinstance(known, RejectedUrl) else list(self._spider.article_requests(lead, None, alternate=version))
        )
        if not requests:
            return await self._spider.publish(version.under_own_url())
        self._spider.leads.seen.add(article.id)
        await self._spider.leads.keep([lead])
        for request in requests:
            self._spider.crawler.engine.crawl(request)
        return None

    async def _duplicate(self, version: Version, known_id: str) -> None:
        self._spider.summary.dropped["duplicate"] += 1
        self._spider.traces.end(version.lead, "dropped", reason="duplicate", of=known_id)
        self._spider.captures.is_the_same(self._spider.identity(version.lead.url), known_id)
        if self._spider.policy.keeps_records:
            await self._spider.desk.known.add_aliases(known_id, version.aliases)
        await self._spider.settle(version.lead)
        await self.release(version.lead.url, version.article.url)
