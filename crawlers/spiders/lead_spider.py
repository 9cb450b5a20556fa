"""Leads: which to fetch, with what requests, and which to leave for the next crawl."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Spider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from wiredesk.crawlers.completeness.recorder import CaptureRecorder
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.crawl_record import ArticleFields
from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.fetching.host_budget import DayIsSpent, HostBudget
from wiredesk.crawlers.fetching.host_limits import NO_WISHES, HostLimits
from wiredesk.crawlers.fetching.robots_middleware import RobotsMiddleware
from wiredesk.crawlers.fetching.site_headers import SITE_HEADERS, SiteHeaders
from wiredesk.crawlers.fetching.site_limits import host_of
from wiredesk.crawlers.fetching.statuses import HANDLED
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.frontier import Frontier
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.lead_sorter import Selection
from wiredesk.crawlers.listings.other_hosts import OtherHosts
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.spiders.crawl_policy import CrawlPolicy, policy_for
from wiredesk.crawlers.spiders.late_leads import LateLeads
from wiredesk.crawlers.spiders.lead_selection import LeadSelection
from wiredesk.crawlers.spiders.lead_traces import LeadTraces
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.pipelines.urls.same_site import is_same_site
from wiredesk.pipelines.urls.syntax import is_splittable
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_REFETCH_PRIORITY = -10  # what is new comes first
_HOSTS_REMEMBERED = 1_000
"""Hosts of which it is remembered whether they are the site's; a listing of 50,000 URLs asks for each of them."""


class LeadSpider(Spider):
    """Sorts the leads of one site definition and asks for their pages; what comes back is its subclasses' work."""

    def __init__(self, site: str | None = None, **context: Any) -> None:
        super().__init__(site)
        self.environment = context.get("environment") or read_environment()
        definition = context.get("definition")
        if definition is None:
            if not site:
                raise UsageProblem("which site? scrapy crawl site -a site=NAME (see `wiredesk sites list`)")
            definition = Catalogue.load(*self.environment.sites).get([site])[0]
        self.definition = definition
        self.options: CrawlOptions = context.get("options") or CrawlOptions()
        self.summary: SiteSummary = context.get("summary") or SiteSummary(site=definition.id)
        self._own_desk = context.get("desk") is None
        real = not self.options.dry_run
        self.desk: Desk = context.get("desk") or Desk(self.environment, keep_pages=real, counts=real)
        self.budget: HostBudget | None = context.get("budget")
        self.policy: CrawlPolicy = context.get("policy") or policy_for(self.options)
        self.policy.attach(self)
        self.memory: SourceMemory
        self.frontier: Frontier
        self.hints: ChangeHints
        self.other_hosts: OtherHosts
        self.late = LateLeads()
        self.captures = CaptureRecorder(definition.timezone, time.time())
        self.leads = LeadSelection(self)
        self.under_way: set[str] = set()
        """Ids of the pages that are being fetched or read."""
        self.article_fields = ArticleFields()
        """What the articles of this crawl have."""
        self.traces = LeadTraces(definition.id, lambda: self.desk.traces if self.policy.keeps_records else None)
        self._scope: dict[str, bool] = {}
        self.spent: dict[str, float] = {}
        """Hosts that have had their requests of today, with the end of that day in seconds since the epoch."""

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
        return self.leads.is_full

    @property
    def keeps_records(self) -> bool:
        """Whether this crawl writes to Redis."""
        return self.policy.keeps_records

    def reads_further_back(self) -> bool:
        """Whether this crawl asks for older articles than any crawl before."""
        raise NotImplementedError

    def identity(self, url: str) -> str:
        """The id of the article that a URL leads to, without the parameters that the definition strips."""
        return article_id(url, self.definition.urls.strip_params)

    def in_scope(self, url: str) -> bool:
        """Whether a URL belongs to the site: its hosts and their subdomains, or any host of its registrable domain."""
        if not is_splittable(url):
            return False
        host = urlsplit(url).hostname or ""
        if (known := self._scope.get(host)) is None:
            if len(self._scope) >= _HOSTS_REMEMBERED:
                self._scope.clear()
            known = self.definition.includes_host(host) or is_same_site(url, self.definition.url)
            self._scope[host] = known
        return known

    def limits_for(self, url: str) -> HostLimits:
        """What the definition wishes for the host of a URL: for the site's own hosts, and those of its sources."""
        own = self.in_scope(url) or host_of(url) in {host_of(source.url) for source in self.definition.sources}
        return self.definition.fetch.limits if own else NO_WISHES

    async def robots_sitemaps(self) -> list[str]:
        """The sitemaps that the site's robots.txt names."""
        middleware = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if middleware is None:
            return []
        try:
            policy = await middleware.policy(self.definition.url, self.definition.fetch.timeout)
        except DayIsSpent:  # the requests for listings tell
            return []
        return [urljoin(self.definition.url, sitemap) for sitemap in policy.sitemaps if is_splittable(sitemap)]

    def warn(self, message: str) -> None:
        """Say something about the site, in the log and in the summary."""
        logger.warning(
            "%s: %s", self.definition.id, message, extra=event("site.warning", site=self.definition.id, problem=message)
        )
        if len(self.summary.warnings) < 20:  # enough to tell what is wrong with a site
            self.summary.warnings.append(message)

    def note_spent_day(self, problem: DayIsSpent) -> None:
        """Say once that a host is not asked any more today."""
        if problem.host not in self.spent:
            self.warn(f"{problem}; the rest waits until tomorrow (daily_requests in [fetch] of the definition)")
        self.spent[problem.host] = time.time() + problem.seconds

    def request(self, url: str, callback: Any, **arguments: Any) -> Request:
        """A request whose every outcome comes back to this spider: any status to `callback`, failures to `failed`."""
        meta = {"handle_httpstatus_list": HANDLED, "download_timeout": self.definition.fetch.timeout}
        meta |= {"download_maxsize": self.definition.fetch.max_size, "obey_robots": self.definition.fetch.robots}
        if self.definition.fetch.headers:
            meta[SITE_HEADERS] = SiteHeaders(self.definition.fetch.headers, self.definition.is_sent_headers)
        meta |= arguments.pop("meta", {})
        return Request(url, callback=callback, errback=self.failed, dont_filter=True, meta=meta, **arguments)

    def article_requests(
        self, lead: Lead, known: KnownArticle | None, *, conditional: bool = True, **arguments: Any
    ) -> Iterator[Request]:
        """The request for a lead, conditional when its validators are known. A URL Scrapy refuses is dropped."""
        headers = {}
        if known is not None and conditional:
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        try:
            request = self.request(
                lead.url,
                self.parse_article,
                headers=headers,
                priority=0 if known is None else _REFETCH_PRIORITY,
                meta={"render": self.definition.fetch.render, "through_others": not self.in_scope(lead.url)},
                cb_kwargs={"lead": lead, "known": known, **arguments},
            )
        except ValueError as problem:
            logger.info(
                "not a URL that can be fetched: %r (%s)",
                lead.url[:200],
                problem,
                extra=event("url.refused", url=lead.url, problem=problem),
            )
            self.summary.dropped["invalid_url"] += 1
            return
        self.under_way.add(self.identity(lead.url))
        request.meta["trace"] = self.traces.begin(lead, known)
        self.desk.pool.start()  # a page is coming; a crawl that finds nothing new never needs the workers
        yield request

    def parse_article(self, response: Response, lead: Lead, known: KnownArticle | None) -> Any:
        """What becomes of an article's page."""
        raise NotImplementedError

    async def failed(self, failure: Failure) -> None:
        """What becomes of a request that got no answer."""
        raise NotImplementedError

    async def select(self, leads: Iterable[Lead]) -> Selection:
        """Sort leads by what is known of them, and count them."""
        return await self.leads.select(leads)

    async def settle(self, lead: Lead) -> None:
        """The lead is dealt with for good."""
        self.policy.settled(lead)
        if self.policy.keeps_records:
            await self.frontier.done(lead.url)

    async def settle_published(self, lead: Lead, article: str, revision: int) -> None:
        """The lead is dealt with, as this revision of an article is published. Where Redis has lost that meanwhile, the
        lead is left to the next crawl, which reads everything again."""
        self.policy.settled(lead)
        if self.policy.keeps_records and not await self.frontier.published(lead.url, article, revision):
            self.memory.lost = True
            self.summary.left += lead.via.type != "revisit"
