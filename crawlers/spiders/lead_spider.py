"""Leads: which to fetch, with what requests, and which to leave for the next crawl."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Spider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.fetching.host_budget import DayIsSpent, HostBudget
from wiredesk.crawlers.fetching.robots_middleware import RobotsMiddleware
from wiredesk.crawlers.fetching.statuses import HANDLED
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.frontier import Frontier
from wiredesk.crawlers.listings.lead import REVISIT, Lead
from wiredesk.crawlers.listings.listing_spider import Selection
from wiredesk.crawlers.listings.other_hosts import OtherHosts
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.spiders.crawl_policy import CrawlPolicy, policy_for
from wiredesk.crawlers.spiders.late_leads import LateLeads
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_articles import KnownArticle, RejectedUrl
from wiredesk.pipelines.tracing.trace import Step, Trace
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.pipelines.urls.same_site import is_same_site
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem

logger = logging.getLogger(__name__)

_REFETCH_PRIORITY = -10  # what is new comes first
LOOK_UP = 500
"""URLs looked up in Redis before those of them that are to be kept are written."""
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
        self.touched: set[str] = set()
        self.hints: ChangeHints
        self.other_hosts: OtherHosts
        self.late = LateLeads()
        self._seen: set[str] = set()
        self._seen_in: defaultdict[str, set[str]] = defaultdict(set)
        self._unchanged: dict[str, KnownArticle] = {}
        self._sorting = asyncio.Lock()  # held while leads are in `_seen` that may yet go into `_unchanged`
        self._wanted = 0
        self._under_way: set[str] = set()
        self._traces: dict[str, Trace] = {}
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
        return self.policy.is_full(self._wanted)

    @property
    def max_sections(self) -> int:
        """Section pages that are followed at most."""
        return self.policy.max_sections

    @property
    def keeps_records(self) -> bool:
        """Whether this crawl writes to Redis."""
        return self.policy.keeps_records

    def identity(self, url: str) -> str:
        """The id of the article that a URL leads to, without the parameters that the definition strips."""
        return article_id(url, self.definition.urls.strip_params)

    def in_scope(self, url: str) -> bool:
        """Whether a URL belongs to the site: its hosts and their subdomains, or any host of its registrable domain."""
        host = urlsplit(url).hostname or ""
        if (known := self._scope.get(host)) is None:
            if len(self._scope) >= _HOSTS_REMEMBERED:
                self._scope.clear()
            known = self.definition.includes_host(host) or is_same_site(url, self.definition.url)
            self._scope[host] = known
        return known

    async def robots_sitemaps(self) -> list[str]:
        """The sitemaps that the site's robots.txt names."""
        middleware = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if middleware is None:
            return []
        try:
            policy = await middleware.policy(self.definition.url, self.definition.fetch.timeout)
        except DayIsSpent:  # the requests for listings tell
            return []
        return [urljoin(self.definition.url, sitemap) for sitemap in policy.sitemaps if _is_joinable(sitemap)]

    async def forget_source(self, url: str) -> None:
        """A source is gone."""
        if self.policy.keeps_records:
            await self.memory.forget(url)

    def warn(self, message: str) -> None:
        """Say something about the site, in the log and in the summary."""
        logger.warning("%s: %s", self.definition.id, message)
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
        meta |= arguments.pop("meta", {})
        headers = {**self.definition.fetch.headers, **arguments.pop("headers", {})}
        return Request(
            url, callback=callback, errback=self.failed, dont_filter=True, meta=meta, headers=headers, **arguments
        )

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
            logger.info("not a URL that can be fetched: %r (%s)", lead.url[:200], problem)
            self.summary.dropped["invalid_url"] += 1
            return
        self._under_way.add(self.identity(lead.url))
        request.meta["trace"] = self._begin_trace(lead, known)
        self.desk.pool.start()  # a page is coming; a crawl that finds nothing new never needs the workers
        yield request

    def _begin_trace(self, lead: Lead, known: KnownArticle | None) -> Trace:
        """The trace of a lead whose page is asked for, from the source that has named it on."""
        trace = self._traces.get(lead.url)
        if trace is None:
            trace = self._traces[lead.url] = Trace(lead.url, "crawl", self.definition.id)
            trace.note(
                "listed", by=lead.via.type, source=lead.via.url, dated=_as_text(lead.published),
                changed=_as_text(lead.modified), failures=lead.failures or None,
                known_revision=known.revision if known is not None else None,
            )  # fmt: skip
        return trace

    def note(self, lead: Lead, step: Step, **facts: Any) -> None:
        """Note a step of a lead that is under way."""
        if (trace := self._traces.get(lead.url)) is not None:
            trace.note(step, **facts)

    def end_trace(self, lead: Lead, outcome: str, *, also: Iterable[str] = (), **facts: Any) -> None:
        """How this crawl has ended for a lead. `also`: ids by which its trace is to be found too.

        A visit that finds nothing changed is not kept: the article's record has its time, and there are very many."""
        trace = self._traces.pop(lead.url, None)
        if outcome == "unchanged":
            return
        if trace is not None and self.policy.keeps_records and self.desk.traces is not None:
            trace.note("outcome", outcome=outcome, **facts)
            self.desk.traces.add(trace, also=also)

    def end_all_traces(self, reason: str | None) -> None:
        """The crawl ends before these leads were dealt with: they are left to the next."""
        for url in list(self._traces):
            self.end_trace(Lead(url=url, via=REVISIT), "left", reason=reason)

    def trace_of(self, lead: Lead) -> Trace | None:
        """The trace of a lead that is under way."""
        return self._traces.get(lead.url)

    def parse_article(self, response: Response, lead: Lead, known: KnownArticle | None) -> Any:
        """What becomes of an article's page."""
        raise NotImplementedError

    async def failed(self, failure: Failure) -> None:
        """What becomes of a request that got no answer."""
        raise NotImplementedError

    async def select(self, leads: Iterable[Lead]) -> Selection:
        """Sort leads by what is known of them, and count them."""
        return await self.policy.choose(list(leads), self._sorted)

    async def _sorted(self, leads: Iterable[Lead]) -> Selection:
        async with self._sorting:
            return await self._select(leads)

    async def _select(self, leads: Iterable[Lead]) -> Selection:
        unseen: dict[str, Lead] = {}
        selection = Selection()
        async for lead in sliced(leads):
            key = self.identity(lead.url)
            if self.late.has_left(key):
                continue  # an earlier crawl has left it: after what is new
            if key not in self._seen:
                unseen.setdefault(key, lead)
            elif key in self._unchanged and self._is_touched(key, lead, self._unchanged[key]):
                # Another listing has named it before, one that does not say when articles were changed.
                await self._refetch_later(lead, self._unchanged.pop(key))
                self.summary.unchanged -= 1
        self._seen |= unseen.keys()
        self.summary.found += len(unseen)
        waiting = list(unseen.items())
        for start in range(0, len(waiting), LOOK_UP):
            part = waiting[start : start + LOOK_UP]
            known_ones = await self.desk.known.look_up([lead.url for _, lead in part])
            kept: list[Lead] = []
            async for (key, lead), known in sliced(zip(part, known_ones, strict=True)):
                self._select_one(key, lead, known, selection, kept)
            await self._keep(kept)
        return selection

    def _select_one(
        self, key: str, lead: Lead, known: KnownArticle | RejectedUrl | None, selection: Selection, kept: list[Lead]
    ) -> None:
        """Sort one lead in; `kept` takes those that are for later."""
        if isinstance(known, RejectedUrl) and known.reason == "too_old" and self.options.since is None:
            known = None  # it was so for a crawl with --since; this one asks for articles of any age
        if isinstance(known, RejectedUrl):
            self.summary.dropped["rejected_before"] += 1
            selection.settled.append(lead)
            return
        if known is not None:
            self.memory.met(known.id)
        if known is None:
            selection.fresh = True
        elif not self._is_touched(key, lead, known):
            self.summary.unchanged += 1
            self._unchanged[key] = known
            selection.settled.append(lead)
            return
        else:
            self._seen.add(known.id)
            self.late.refetch(lead, known)
            kept.append(lead)
            return
        if self.is_full:
            self.summary.left += 1
            kept.append(lead)
            return
        self._wanted += 1
        selection.chosen.append((lead, known))

    def _is_touched(self, key: str, lead: Lead, known: KnownArticle) -> bool:
        """Whether a listing says that a known article has changed since it was last visited."""
        touched = key in self.touched or known.id in self.touched or says_changed(lead, known)
        return touched and self.hints.believes(lead)

    async def _refetch_later(self, lead: Lead, known: KnownArticle) -> None:
        self.late.refetch(lead, known)
        await self._keep([lead])

    def refetches(self) -> Iterator[Request]:
        """Requests for the known articles that listings say have changed, as far as the limit of articles allows."""
        for lead, known in self.late.take_refetches():
            if self.is_full:
                self.summary.left += 1  # kept in the frontier
                continue
            self._wanted += 1
            yield from self.article_requests(lead, known)

    async def _keep(self, leads: list[Lead]) -> None:
        if self.policy.keeps_records:
            await self.frontier.add(leads)

    def seen_in(self, stem: str, ids: set[str]) -> bool:
        """Whether a page of a list brings nothing that the pages before it did not: the end of an endless list."""
        nothing_new = ids <= self._seen_in[stem]
        self._seen_in[stem] |= ids
        return nothing_new

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


def says_changed(lead: Lead, known: KnownArticle) -> bool:
    """Whether a listing dates the last change of an article after the last visit to it."""
    return lead.modified is not None and lead.modified.timestamp() > (known.visited or 0.0)


def _is_joinable(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _as_text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None
