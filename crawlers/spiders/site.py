"""The spider of one site: finds its articles, fetches each once, and hands every page to the desk."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawlers.crawl_lock import CrawlLock
from crawlers.crawl_options import CrawlOptions
from crawlers.discovery.lead import Lead
from crawlers.discovery.source_memory import SourceMemory
from crawlers.fetching.failure_reasons import reason_of
from crawlers.fetching.host_budget import HostBudget
from crawlers.fetching.indexing_rules import is_noindex
from crawlers.fetching.response_headers import header_text
from crawlers.fetching.revisit import next_visit, pause_until_next_crawl, publishing_rate
from crawlers.fetching.robots_middleware import RobotsMiddleware
from crawlers.fetching.statuses import HANDLED
from crawlers.frontier import Frontier
from crawlers.health import ArticleFields, CrawlRecord, HealthRecords
from crawlers.sites.catalogue import Catalogue
from crawlers.sites.definition import Source, SourceKind
from crawlers.spiders.canonical import same_headline, under_own_url
from crawlers.spiders.fetched_page import FetchedPage
from crawlers.spiders.ways_in import WaysIn
from crawlers.summary import SiteSummary
from pipelines.article import Article, DiscoveredVia
from pipelines.desk import Desk
from pipelines.extraction import Rejection
from pipelines.page import Page
from pipelines.publishing.known_articles import KnownArticle, RejectedUrl
from pipelines.publishing.publication import Publication
from pipelines.publishing.validators import Validators
from pipelines.url_identity import article_id, is_same_site
from settings.environment import read_environment
from settings.errors import UsageProblem

logger = logging.getLogger(__name__)

MAX_ARTICLES = 2000
"""Articles fetched in one crawl of a site, newest first, unless told otherwise; the rest is the next crawl's."""
MAX_REVISITS = 100
"""Articles looked at again in one crawl because their time has come; most are answered 304."""
REJECTED_DAYS = 30.0
"""Days for which a page that was no article is not fetched again."""
GONE_DAYS = 7.0
"""Days for which a URL that answered 404 or 410 is not fetched again."""
CLOSED_DAYS = 1.0
"""Days for which a URL that robots.txt, its size, a redirect or our own guard closes is not tried again."""
MAX_SECTIONS = 40
"""Section pages followed on one site; large portals have 20 to 30."""
LOOK_UP = 500
"""URLs looked up in Redis in one round trip."""


GIVE_UP_AFTER = 3
"""Crawls in a row after which listings that cannot be had no longer make the next crawl read all of them again."""


@dataclass
class Selection:
    """Leads sorted: those to fetch, each with what is known of it; those that need nothing; whether any is new."""

    chosen: list[tuple[Lead, KnownArticle | None]] = field(default_factory=list)
    settled: list[Lead] = field(default_factory=list)
    fresh: bool = False


class SiteSpider(Spider):
    """Crawls one site definition.

    From the command line of Scrapy: ``scrapy crawl site -a site=NAME``; `wiredesk crawl` passes a definition, the
    desk and the budget that all its sites share, and the options.
    """

    name = "site"
    max_sections: ClassVar[int] = MAX_SECTIONS

    def __init__(self, site: str | None = None, **context: Any) -> None:
        super().__init__(site)
        self.environment = context.get("environment") or read_environment()
        definition = context.get("definition")
        if definition is None:
            if not site:
                raise UsageProblem("which site? scrapy crawl site -a site=NAME (see `wiredesk sites list`)")
            definition = Catalogue.load(self.environment.sites).get([site])[0]
        self.definition = definition
        self.options: CrawlOptions = context.get("options") or CrawlOptions()
        self.summary: SiteSummary = context.get("summary") or SiteSummary(site=definition.id)
        self._profile = definition.profile
        self._own_desk = context.get("desk") is None
        self.desk: Desk = context.get("desk") or Desk(self.environment)
        self.budget: HostBudget | None = context.get("budget")
        self.memory: SourceMemory
        self.frontier: Frontier
        self.ways: WaysIn
        self.touched: set[str] = set()
        self._seen: set[str] = set()
        self._seen_in: defaultdict[str, set[str]] = defaultdict(set)
        self._unchanged: dict[str, KnownArticle] = {}
        self._headlines: dict[str, str] = {}
        self._wanted = 0
        self._fields = ArticleFields()
        self._late: asyncio.Task[None] | None = None
        self._lock: CrawlLock | None = None
        self._began = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.settings.set("WIREDESK_ORIGINS", [spider.definition.url], priority="spider")
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        crawler.signals.connect(spider.on_closed, signals.spider_closed)
        crawler.signals.connect(spider.on_error, signals.spider_error)
        crawler.signals.connect(spider.on_error, signals.item_error)
        return spider

    @property
    def redis(self) -> Any:
        """The asyncio client of Redis."""
        return self.desk.redis

    @property
    def keys(self) -> Any:
        """The names of the Redis keys."""
        return self.desk.keys

    @property
    def is_full(self) -> bool:
        """Whether this crawl has as many articles as it may fetch."""
        most = self.options.max_articles or self.definition.fetch.max_articles or MAX_ARTICLES
        return self._wanted >= most

    # -- beginning and end ----------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Take the site's lock, load what is remembered, and ask for its listings and unfinished leads."""
        if self._own_desk:
            await self.desk.open()
        if not self.options.dry_run:
            lock = CrawlLock(self.redis, self.keys, self.definition.id)
            holder = await lock.acquire()
            if holder is not None:
                self.summary.refused = True
                self.summary.problem = f"a crawl of this site is running: {holder}"
                raise CloseSpider("refused")
            self._lock = lock
        self.budget = self.budget or HostBudget(self.redis, self.keys)
        fetch = self.definition.fetch
        for host in {urlsplit(self.definition.url).netloc, *(urlsplit(s.url).netloc for s in self.definition.sources)}:
            self.budget.configure(host, delay=fetch.delay, concurrency=fetch.concurrency)
        self.memory = SourceMemory(self.redis, self.keys, self.definition.id)
        self.frontier = Frontier(self.redis, self.keys, self.definition.id)
        await self.memory.load()
        self.ways = WaysIn(self)
        if not self.options.dry_run:
            self.memory.site.unfinished += 1
            await self.memory.save_site()
        async for request in self.ways.start():
            yield request
        left = await self.select(await self.frontier.load())
        for lead in left.settled:
            await self.settle(lead)
        for lead, known in left.chosen:
            for request in self.article_requests(lead, known):
                yield request
        async for request in self._revisits():
            yield request

    async def _revisits(self) -> AsyncIterator[Request]:
        """Articles whose next visit is due."""
        for known in await self.desk.known.due(self.definition.id, time.time(), MAX_REVISITS):
            if known.id in self._seen:
                continue
            self._seen.add(known.id)
            lead = Lead(url=known.url, via=DiscoveredVia(type="revisit"))
            for request in self.article_requests(lead, known):
                yield request

    def on_idle(self) -> None:
        """Nothing is left to fetch: look once more at the links that were in doubt."""
        if not hasattr(self, "ways") or self.summary.refused:
            return
        if self._late is None or self._late.done():
            leads = self.ways.decide_late()
            requests = list(self.ways.late_requests())
            for request in requests:
                self.crawler.engine.crawl(request)
            if not leads and not requests:
                return
            self._late = asyncio.ensure_future(self._fetch_late(leads))
        raise DontCloseSpider

    async def _fetch_late(self, leads: list[Lead]) -> None:
        for lead, known in (await self.select(leads)).chosen:
            await self._keep([lead])
            for request in self.article_requests(lead, known):
                self.crawler.engine.crawl(request)

    def on_error(self, failure: Failure, response: Response | None = None) -> None:
        """A fault of ours, or Redis gone for good: the site's crawl is not complete, and the summary says so."""
        self.summary.fail(response.url if response is not None else self.definition.url, "error")
        self.summary.problem = f"{type(failure.value).__name__}: {failure.getErrorMessage()}"[:300]

    async def on_closed(self, reason: str) -> None:
        """Remember that the crawl was finished, release the lock, complete the summary."""
        stats = self.crawler.stats
        self.summary.requests = int(stats.get_value("downloader/request_count", 0)) if stats else 0
        self.summary.seconds = round(time.monotonic() - self._began, 3)
        self.summary.interrupted = reason == "shutdown"
        if self._lock is not None:
            try:
                if reason == "finished" and not self.options.dry_run:
                    self._finish(time.time())
                    await self.memory.save_site()
                    if not self.ways.backfill and not self.options.until:  # those say nothing about the site's present
                        record = CrawlRecord.of(self.summary, self._fields)
                        await HealthRecords(self.redis, self.keys).add(self.definition.id, record)
            finally:
                await self._lock.release()
        if self._own_desk:
            await self.desk.close()

    def _finish(self, now: float) -> None:
        """Note what this crawl says about the next one."""
        site, bounds = self.memory.site, self.definition.schedule
        if not self.summary.problem:
            since = self.options.since.timestamp() if self.options.since else 0.0
            since = max(since, self.ways.children.skipped_before)
            if not self.options.until:
                site.covered_since = min(site.covered_since, since) if site.crawled_at else since
            if site.crawled_at and not self.ways.backfill:
                site.per_hour = publishing_rate(site.per_hour, self.summary.new, now - site.crawled_at)
            site.crawled_at = now
            if not self.ways.incomplete or site.unfinished > GIVE_UP_AFTER:
                site.unfinished = 0
        site.due_at = now + pause_until_next_crawl(site.per_hour, bounds.shortest * 60, bounds.longest * 60)

    def in_scope(self, url: str) -> bool:
        """Whether a URL belongs to the site: its hosts and their subdomains, or any host of its registrable domain."""
        return self.definition.includes_host(urlsplit(url).hostname or "") or is_same_site(url, self.definition.url)

    async def robots_sitemaps(self) -> list[str]:
        """The sitemaps that the site's robots.txt names."""
        middleware = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if middleware is None:
            return []
        policy = await middleware.policy(self.definition.url, self.definition.fetch.timeout)
        return [urljoin(self.definition.url, sitemap) for sitemap in policy.sitemaps if _is_joinable(sitemap)]

    async def forget_source(self, url: str) -> None:
        """A way in is gone."""
        if not self.options.dry_run:
            await self.memory.forget(url)

    def warn(self, message: str) -> None:
        """Say something about the site, in the log and in the summary."""
        logger.warning("%s: %s", self.definition.id, message)
        if len(self.summary.warnings) < 20:  # enough to tell what is wrong with a site
            self.summary.warnings.append(message)

    # -- requests -------------------------------------------------------------------------------------------------

    def request(self, url: str, callback: Any, **arguments: Any) -> Request:
        """A request whose every outcome comes back to this spider: any status to `callback`, failures to `failed`."""
        meta = {"handle_httpstatus_list": HANDLED, "download_timeout": self.definition.fetch.timeout}
        meta |= {"download_maxsize": self.definition.fetch.max_size, "obey_robots": self.definition.fetch.robots}
        meta |= arguments.pop("meta", {})
        headers = {**self.definition.fetch.headers, **arguments.pop("headers", {})}
        return Request(
            url, callback=callback, errback=self.failed, dont_filter=True, meta=meta, headers=headers, **arguments
        )

    def article_requests(self, lead: Lead, known: KnownArticle | None, **arguments: Any) -> Iterator[Request]:
        """The request for a lead, conditional when its validators are known. A URL Scrapy refuses is dropped."""
        headers = {}
        if known is not None:
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        try:
            yield self.request(
                lead.url,
                self.parse_article,
                headers=headers,
                meta={"render": True} if self.definition.fetch.render else {},
                cb_kwargs={"lead": lead, "known": known, **arguments},
            )
        except ValueError as problem:
            logger.info("not a URL that can be fetched: %r (%s)", lead.url[:200], problem)
            self.summary.dropped["invalid_url"] += 1

    async def select(self, leads: Iterable[Lead]) -> Selection:
        """Sort leads by what is known of them, and count them."""
        unseen: dict[str, Lead] = {}
        selection = Selection()
        for lead in leads:
            key = article_id(lead.url, self.definition.urls.strip_params)
            if key not in self._seen:
                unseen.setdefault(key, lead)
            elif key in self._unchanged and self._is_touched(key, lead, self._unchanged[key]):
                # Another listing has named it before, one that does not say when articles were changed.
                selection.chosen.append((lead, self._unchanged.pop(key)))
                self.summary.unchanged -= 1
        self._seen |= unseen.keys()
        self.summary.found += len(unseen)
        waiting = list(unseen.items())
        for start in range(0, len(waiting), LOOK_UP):
            part = waiting[start : start + LOOK_UP]
            known_ones = await self.desk.known.look_up([lead.url for _, lead in part])
            for (key, lead), known in zip(part, known_ones, strict=True):
                await self._select_one(key, lead, known, selection)
        return selection

    async def _select_one(
        self, key: str, lead: Lead, known: KnownArticle | RejectedUrl | None, selection: Selection
    ) -> None:
        if isinstance(known, RejectedUrl):
            self.summary.dropped["rejected_before"] += 1
            selection.settled.append(lead)
            return
        if known is None:
            selection.fresh = True
        elif not self._is_touched(key, lead, known):
            self.summary.unchanged += 1
            self._unchanged[key] = known
            selection.settled.append(lead)
            return
        else:
            self._seen.add(known.id)
        if self.is_full:
            self.summary.left += 1
            await self._keep([lead])
            return
        self._wanted += 1
        selection.chosen.append((lead, known))

    def _is_touched(self, key: str, lead: Lead, known: KnownArticle) -> bool:
        """Whether a listing says that a known article has changed since it was last visited."""
        if key in self.touched or known.id in self.touched:
            return True
        return lead.modified is not None and lead.modified.timestamp() > (known.visited or 0.0)

    async def _keep(self, leads: list[Lead]) -> None:
        if not self.options.dry_run:
            await self.frontier.add(leads)

    def seen_in(self, stem: str, leads: list[Lead]) -> bool:
        """Whether a page of a list brings nothing that the pages before it did not: the end of an endless list."""
        ids = {article_id(lead.url) for lead in leads}
        nothing_new = ids <= self._seen_in[stem]
        self._seen_in[stem] |= ids
        return nothing_new

    # -- answers --------------------------------------------------------------------------------------------------

    async def parse_listing(
        self, response: Response, kind: SourceKind, source: Source | None, flags: dict[str, Any]
    ) -> AsyncIterator[Request]:
        """A feed, sitemap, API answer, home or section page."""
        async for request in self.ways.handle(response, kind, source, flags):
            yield request

    async def parse_article(
        self, response: Response, lead: Lead, known: KnownArticle | None, alternate: Article | None = None
    ) -> AsyncIterator[FetchedPage]:
        """An article page, changed or not, or the news that it is gone."""
        if alternate is not None and (response.status != 200 or not self.in_scope(response.url)):
            if response.status in (404, 410):
                await self._reject(lead, f"http_{response.status}", GONE_DAYS)
            yield self._without_canonical(lead, alternate)
        elif response.status == 304 and known is not None and self._is_doubtful(response, lead, known):
            for request in self.article_requests(lead, None):
                request.meta["unconditional"] = True
                self.crawler.engine.crawl(request)
        elif response.status == 304 and known is not None:
            self.summary.unchanged += 1
            await self._visited(known)
            await self.settle(lead)
        elif response.status in (404, 410):
            self.summary.dropped[f"http_{response.status}"] += 1
            if known is not None:
                await self._retire(known)
            else:
                await self._reject(lead, f"http_{response.status}", GONE_DAYS)
            await self.settle(lead)
        elif response.status != 200:
            await self._failed(lead, f"http_{response.status}")
        elif not self.in_scope(response.url):
            self.summary.dropped["offsite"] += 1
            await self._reject(lead, "offsite", REJECTED_DAYS)
            await self.settle(lead)
        elif self.definition.fetch.meta_robots and is_noindex(response, user_agent=self.environment.user_agent):
            self.summary.fetched += 1
            self.summary.dropped["noindex"] += 1
            await self._reject(lead, "noindex", REJECTED_DAYS)
            await self.settle(lead)
        else:
            self.summary.fetched += 1
            yield self._fetched(response, lead, known, alternate)

    def _is_doubtful(self, response: Response, lead: Lead, known: KnownArticle) -> bool:
        """Whether a listing says that the article has changed and the server that it has not: then it is fetched."""
        said = lead.modified is not None and lead.modified.timestamp() > (known.visited or 0.0)
        return said and "unconditional" not in response.meta

    def _without_canonical(self, lead: Lead, alternate: Article) -> FetchedPage:
        """The canonical page cannot be had: the version that named it stands for it. Its page is empty on purpose."""
        page = Page(url=alternate.url, requested_url=lead.url, body=b"", fetched_at=datetime.now(UTC),
                    discovered_via=lead.via)  # fmt: skip
        return FetchedPage(page, lead, None, Validators(), (alternate.url, alternate.requested_url), alternate)

    def _fetched(
        self, response: Response, lead: Lead, known: KnownArticle | None, alternate: Article | None
    ) -> FetchedPage:
        page = Page(
            url=response.url,
            requested_url=lead.url,
            http_status=response.status,
            content_type=header_text(response, "Content-Type"),
            body=response.body,
            fetched_at=datetime.now(UTC),
            discovered_via=lead.via,
            evidence=lead.evidence,
        )
        aliases = {lead.url, response.url, *response.meta.get("redirect_urls", ())}
        return FetchedPage(
            page, lead, known, Validators(header_text(response, "ETag"), header_text(response, "Last-Modified")),
            tuple(aliases), alternate,
        )  # fmt: skip

    async def failed(self, failure: Failure) -> None:
        """A request that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        reason = reason_of(failure.value)
        if reason == "interrupted":
            return  # its lead stays in the frontier
        lead: Lead | None = request.cb_kwargs.get("lead")
        if lead is not None:
            alternate: Article | None = request.cb_kwargs.get("alternate")
            if alternate is not None:
                await self.process(self._without_canonical(lead, alternate))
            elif reason in ("robots", "too_large", "forbidden_address", "offsite", "redirects", "needs_javascript"):
                self.summary.dropped[reason] += 1
                await self._reject(lead, reason, CLOSED_DAYS)
                await self.settle(lead)
            else:
                await self._failed(lead, reason)
            return
        flags = request.cb_kwargs.get("flags", {})
        if reason == "robots":
            if flags.get("home") and not flags.get("probe"):
                self.summary.problem = f"robots.txt does not allow {request.url}"
            elif not flags.get("probe"):
                self.warn(f"robots.txt does not allow {request.url}")
        elif reason == "robots_unreachable":
            self.summary.problem = str(failure.value)
        elif not flags.get("probe"):
            self.summary.fail(request.url, reason)
            if flags.get("home"):
                detail = str(failure.value)[:200] if reason == "offsite" else reason
                self.summary.problem = f"{request.url} cannot be had: {detail}"
        if reason != "robots" and not flags.get("probe"):
            self.ways.incomplete = True
        for following in self.ways.go_on(flags, found=False, closed=reason == "robots"):
            self.crawler.engine.crawl(following)

    async def _failed(self, lead: Lead, reason: str) -> None:
        """Count a lead that could not be had, and keep it for the next crawl."""
        self.summary.fail(lead.url, reason)
        if not self.options.dry_run and lead.via.type != "revisit" and await self.frontier.failed(lead):
            self.summary.left += 1

    async def _reject(self, lead: Lead, reason: str, days: float) -> None:
        if not self.options.dry_run:
            await self.desk.known.reject(lead.url, reason, days)

    async def _visited(self, known: KnownArticle) -> None:
        """A known article has not changed: note when to look again."""
        if self.options.dry_run:
            return
        visit = self._next_visit(known.published)
        await self.desk.known.record_visit(known.id, self.definition.id, next_visit=visit)
        if visit is None:
            await self._retire(known)

    async def _retire(self, known: KnownArticle) -> None:
        if not self.options.dry_run:
            await self.desk.known.retire(known.id, self.definition.id)

    async def settle(self, lead: Lead) -> None:
        """The lead is dealt with for good."""
        if not self.options.dry_run:
            await self.frontier.done(lead.url)

    def _next_visit(self, published: float | None) -> float | None:
        now = datetime.now(UTC)
        return next_visit(now, datetime.fromtimestamp(published, UTC) if published else None)

    # -- from page to queue ---------------------------------------------------------------------------------------

    async def process(self, fetched: FetchedPage) -> Article | None:
        """Extract, publish and settle one page; the pipeline calls this. Returns a new or updated article."""
        found = await self.desk.extract(fetched.page, self._profile)
        alternate = fetched.alternate
        if isinstance(found, Rejection):
            if alternate is None:
                await self._rejected(fetched, found)
                return None
            found = under_own_url(alternate)
        elif alternate is not None and not same_headline(alternate.headline, found.headline):
            await self._publish(fetched, under_own_url(alternate))  # the link led to another article: both count
        elif alternate is None:
            checked = await self._fetch_canonical_instead(fetched, found)
            if checked is None:
                return None
            found = checked
        self._headlines[found.id] = found.headline
        if fetched.lead.section:
            found = found.model_copy(update={"section": fetched.lead.section})
        if self._is_too_old(found):
            self.summary.dropped["too_old"] += 1
            await self._reject(fetched.lead, "too_old", REJECTED_DAYS)
            await self.settle(fetched.lead)
            return None
        return await self._publish(fetched, found)

    async def _rejected(self, fetched: FetchedPage, rejection: Rejection) -> None:
        logger.info("%s is not published: %s (%s)", fetched.page.url, rejection.reason, rejection.detail)
        if rejection.reason.startswith("extraction_"):
            # Perhaps it was not the page: a machine that is shut down kills workers first. The next crawls try again.
            self.summary.fail(fetched.page.url, rejection.reason)
            if not self.options.dry_run and not await self.frontier.failed(fetched.lead):
                await self._reject(fetched.lead, rejection.reason, REJECTED_DAYS)
            return
        self.summary.dropped[rejection.reason] += 1
        if fetched.known is None:
            await self._reject(fetched.lead, rejection.reason, REJECTED_DAYS)
        await self.settle(fetched.lead)

    async def _fetch_canonical_instead(self, fetched: FetchedPage, article: Article) -> Article | None:
        """For an AMP, print or mobile version: fetch the article itself, unless it is known already.

        Returns the article to publish, under its own URL where its canonical link is wrong; None when the canonical
        page stands for it.
        """
        strip = self.definition.urls.strip_params
        canonical = article.canonical_url
        if canonical is None or article_id(canonical, strip) == article_id(article.url, strip):
            return article
        known = (await self.desk.known.look_up([canonical]))[0]
        other = self._headlines.get(article.id)
        if isinstance(known, RejectedUrl) or (other is not None and not same_headline(other, article.headline)):
            return under_own_url(article)
        if isinstance(known, KnownArticle) or article.id in self._seen:
            self.summary.dropped["duplicate"] += 1
            if not self.options.dry_run:
                found = known.id if isinstance(known, KnownArticle) else article.id
                await self.desk.known.add_aliases(found, fetched.aliases)
            await self.settle(fetched.lead)
            return None
        self._seen.add(article.id)
        self._headlines[article.id] = article.headline
        lead = fetched.lead.model_copy(update={"url": canonical})
        await self._keep([lead])
        await self.settle(fetched.lead)
        for request in self.article_requests(lead, None, alternate=article):
            self.crawler.engine.crawl(request)
        return None

    def _is_too_old(self, article: Article) -> bool:
        since = self.options.since
        return bool(since and article.date_published and article.date_published[:10] < since.date().isoformat())

    async def _publish(self, fetched: FetchedPage, article: Article) -> Article | None:
        published = _epoch(article.date_published)
        if self.options.dry_run:
            known = (await self.desk.known.look_up([article.canonical_url or article.url]))[0]
            if isinstance(known, KnownArticle) and known.content_hash == article.content_hash:
                self.summary.unchanged += 1
                return None
            outcome = "new" if known is None else "update"
        else:
            result = await self.desk.publish(
                Publication(article, fetched.aliases, fetched.validators, self._next_visit(published))
            )
            outcome = result.outcome
            article = article.model_copy(update={"id": result.id, "revision": result.revision})
        await self.settle(fetched.lead)
        if outcome == "unchanged":
            self.summary.unchanged += 1
            return None
        if outcome == "new":
            self.summary.new += 1
            self._fields.note(article)
        else:
            self.summary.updated += 1
            article = article.model_copy(update={"event": "update"})
        if self.options.on_article is not None:
            self.options.on_article(article)
        return article


def _is_joinable(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _epoch(date: str | None) -> float | None:
    """The moment of an article's date; a day alone counts from its end, so that it is not visited too rarely."""
    if not date:
        return None
    if len(date) == 10:
        return datetime.fromisoformat(date).replace(tzinfo=UTC, hour=23, minute=59).timestamp()
    return datetime.fromisoformat(date).timestamp()
