"""The spider of a trial crawl: a site's ways in and a few articles, without Redis and without leaving a trace."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from wiredesk.crawlers.fetching.failure_reasons import reason_of
from wiredesk.crawlers.fetching.robots_middleware import RobotsMiddleware
from wiredesk.crawlers.listings.feeds import NotAFeed, parse_feed
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.listing_spider import Selection
from wiredesk.crawlers.site_tools.trial.visit import NOT_FOLLOWED, HomePage, Sample, SiteVisit, WayIn
from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.crawlers.spiders.site import SiteSpider
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.urls.identity import article_id

LEADS = 60
"""Article links after which no further page of a list is read: enough to choose a few samples of each way in."""
PAGES_PER_SAMPLE = 3
"""Pages fetched for each article wanted: some links turn out to be no article."""
FIRST_SAMPLES_AFTER = 5.0
"""Seconds after which samples are fetched although listings are still being read (a long Crawl-delay, a slow site)."""
LONGEST_LOOK = 60.0
"""Seconds after which a look ends with what it has."""
SECTIONS = 4
"""Section pages read where nothing else names articles; a real crawl reads all."""
_SAMPLE_PRIORITY = 200  # before the listings that still wait
_TELLING_ORDER = ("feed", "json-feed", "wordpress", "news-sitemap", "section", "sitemap", "revisit", "request", "file")
_PERMANENT = frozenset((301, 308))
_READY = 0.5  # seconds for an answer that is there already
_MOST_HOPS = 5  # as for all redirects of a crawl


class TrialSpider(SiteSpider):
    """Reads the listings of one site, then a few of the articles that they name, and notes everything in a visit.

    The way is that of a crawl. What differs: leads wait until it is known which of them are the best samples, few
    sections are read, and nothing is known of any article before or after.
    """

    name = "trial"
    max_sections: ClassVar[int] = SECTIONS

    def __init__(self, site: str | None = None, **context: Any) -> None:
        super().__init__(site, **context)
        self.visit: SiteVisit = context["visit"]
        self._wanted_articles: int = context["articles"]
        self._held: dict[tuple[str, str], list[Lead]] = defaultdict(list)
        self._witnesses: dict[str, Lead] = {}  # what the most telling listing says of each article
        self._asked: dict[str, Lead] = {}
        self._open: set[str] = set()
        self._selecting = False
        self._clock: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether there are leads enough to choose from; every listing that is read may add its own."""
        return not self._selecting and sum(map(len, self._held.values())) >= LEADS

    # -- beginning and end ----------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """The listings, and the home page where the definition names other ways in."""
        self._clock = asyncio.ensure_future(self._keep_time())
        async for request in super().start():
            yield request
        if self.definition.sources:
            look = ListingRequest(asked=self.definition.url, home=True, probe=True)
            yield self.request(self.definition.url, self.look_at_home, cb_kwargs={"listing": look})

    async def _keep_time(self) -> None:
        await asyncio.sleep(FIRST_SAMPLES_AFTER)
        for request in self._next_samples(_SAMPLE_PRIORITY):
            self._send(request)
        await asyncio.sleep(LONGEST_LOOK - FIRST_SAMPLES_AFTER)
        self.visit.cut_short = True
        if self.budget is not None:
            self.budget.close()
        await self.crawler.stop_async()

    def on_idle(self) -> None:
        """All listings are read: look at samples until there are articles enough."""
        if not hasattr(self, "listings"):
            return
        for lead in self.listings.decide_late():
            self._hold([lead])
        requests = [*self.listings.late_requests(), *self._next_samples(0)]
        for request in requests:
            self._send(request)
        if self.has_waiting and (self._late is None or self._late.done()):
            self._late = asyncio.ensure_future(self.end_waiting())
        if requests or (self._late is not None and not self._late.done()):
            raise DontCloseSpider

    def _send(self, request: Request) -> None:
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)

    async def on_closed(self, reason: str) -> None:
        """Complete the visit."""
        if self._clock is not None and self._clock is not asyncio.current_task():
            self._clock.cancel()
        with suppress(TimeoutError):  # robots.txt has not come, and is not waited for at the end
            await asyncio.wait_for(self._note_robots(), _READY)
        await super().on_closed(reason)
        if self.visit.cut_short:
            self.summary.interrupted = False
        if not hasattr(self, "memory"):
            return
        self.visit.leads = sum(map(len, self._held.values())) + len(self._asked)
        noted = {way.url: way for way in self.visit.ways}
        self.visit.ways = [
            WayIn(state.type, url, state.leads, noted[url].language if url in noted else None,
                  noted[url].title if url in noted else None)
            for url, state in self.memory.sources.items()
        ]  # fmt: skip

    async def _note_robots(self) -> None:
        middleware = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if middleware is None:
            return
        policy = await middleware.policy(self.definition.url)
        self.visit.crawl_delay, self.visit.robots_unreachable = policy.crawl_delay, policy.unreachable
        self.visit.home_allowed = policy.allowed(self.definition.url)
        leads = [*self._asked.values(), *(lead for group in self._held.values() for lead in group)]
        self.visit.forbidden_leads = sum(not policy.allowed(lead.url) for lead in leads)

    # -- listings -------------------------------------------------------------------------------------------------

    async def select(self, leads: Iterable[Lead]) -> Selection:
        """Hold the leads back; samples are chosen of all of them later."""
        leads = list(leads)
        for lead in leads:
            key = article_id(lead.url)
            known = self._witnesses.get(key)
            if known is None or _TELLING_ORDER.index(lead.via.type) < _TELLING_ORDER.index(known.via.type):
                self._witnesses[key] = lead
        self._selecting = True
        try:
            selection = await super().select(leads)
        finally:
            self._selecting = False
        self._hold([lead for lead, _ in selection.chosen])
        return Selection(fresh=selection.fresh)

    def _hold(self, leads: list[Lead]) -> None:
        for lead in leads:
            self._held[lead.via.type, lead.via.url or ""].append(lead)
            if lead.published and (self.visit.newest is None or lead.published > self.visit.newest):
                self.visit.newest = lead.published

    async def parse_listing(self, response: Response, listing: ListingRequest) -> AsyncIterator[Request]:
        """Note what was answered, and read it as a crawl does."""
        url, kind = listing.asked, listing.kind
        self.visit.tried.append(url)
        if listing.home:
            self._note_home(response)
        if response.status != 200:
            self.visit.failures[url] = f"http_{response.status}"
        async for request in super().parse_listing(response, listing):
            yield request
        if response.status != 200:
            return
        if url in self.memory.sources:
            for request in self._learn_more(response, listing):
                yield request
        elif kind != "section" and listing.page == 1 and listing.child is None:
            self.visit.failures[url] = f"no_{kind}"

    def _learn_more(self, response: Response, listing: ListingRequest) -> Iterator[Request]:
        """What a listing says of the site besides its articles."""
        url, kind = listing.asked, listing.kind
        if kind == "feed" or kind == "json_feed":
            with suppress(NotAFeed):
                feed = parse_feed(response.body, response.url)
                self.visit.ways.append(WayIn(kind, url, len(feed.leads), feed.language, feed.title))
        elif kind == "wordpress" and listing.page == 1 and "/wp/v2/posts" in response.url:
            root = response.url.partition("wp/v2/posts")[0]
            yield self.request(
                f"{root}{'&' if '?' in root else '?'}_fields=name,timezone_string,gmt_offset",
                self.look_at_wordpress, priority=_SAMPLE_PRIORITY, cb_kwargs={"listing": ListingRequest(probe=True)},
            )  # fmt: skip

    def look_at_wordpress(self, response: Response, listing: ListingRequest) -> None:
        """The root of the WordPress API."""
        with suppress(ValueError, RecursionError):
            said = json.loads(response.body) if response.status == 200 else None
            if isinstance(said, dict):
                self.visit.wordpress = {
                    name: said[name] for name in ("name", "timezone_string", "gmt_offset") if name in said
                }

    def look_at_home(self, response: Response, listing: ListingRequest) -> None:
        """The home page of a site whose definition names its ways in."""
        self._note_home(response)

    def _note_home(self, response: Response) -> None:
        reasons = response.meta.get("redirect_reasons", [])
        self.visit.home = HomePage(
            url=response.url,
            status=response.status,
            body=response.body,
            moved=bool(reasons) and all(reason in _PERMANENT for reason in reasons),
            headers={
                name.decode("latin-1").lower(): value.decode("latin-1")[:500]
                for name in response.headers
                if (value := response.headers[name])
            },
        )

    def _where_to(self, url: str, hop: int, *, moved: bool) -> Request:
        """A request that tells where the home page is redirected to.

        A host whose home page and robots.txt both lead to another site has no rules of its own any more.
        """
        return self.request(
            url, self.look_where, meta={"handle_httpstatus_all": True, "dont_redirect": True, "obey_robots": False},
            cb_kwargs={"listing": ListingRequest(probe=True), "hop": hop, "moved": moved},
        )  # fmt: skip

    def look_where(self, response: Response, listing: ListingRequest, hop: int, moved: bool) -> Iterator[Request]:
        """One hop of the redirects that lead the home page to another site."""
        location = response.headers.get("Location")
        if not 300 <= response.status < 400 or not location:
            return
        try:
            target = urljoin(response.url, location.decode("utf-8", "replace").strip())
            scheme = urlsplit(target).scheme
        except ValueError:
            return
        moved = moved and response.status in _PERMANENT
        if scheme not in ("http", "https"):
            return
        if not self.in_scope(target):
            self.visit.home = HomePage(target, NOT_FOLLOWED, moved=moved)
        elif hop < _MOST_HOPS:
            yield self._where_to(target, hop + 1, moved=moved)

    async def failed(self, failure: Failure) -> None:
        """A request that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        listing: ListingRequest | None = request.cb_kwargs.get("listing")
        if listing is not None and (url := listing.asked):
            self.visit.tried.append(url)
            self.visit.failures[url] = reason_of(failure.value)
            if self.visit.failures[url] == "offsite" and listing.home:
                self._send(self._where_to(self.definition.url, 1, moved=True))
        await super().failed(failure)

    # -- articles -------------------------------------------------------------------------------------------------

    def _next_samples(self, priority: int) -> Iterator[Request]:
        """Requests for the most telling leads: the newest of each way in, by turns, the surest ways first."""
        missing = self._wanted_articles - len(self.visit.samples) - len(self._open)
        most = PAGES_PER_SAMPLE * self._wanted_articles
        groups = sorted(self._held, key=lambda group: _TELLING_ORDER.index(group[0]))
        for group in groups:
            self._held[group].sort(key=lambda lead: lead.newest or datetime.fromtimestamp(0, UTC), reverse=True)
        while missing > 0 and len(self._asked) < most and any(self._held.values()):
            for group in groups:
                if missing <= 0 or not self._held[group]:
                    continue
                lead = self._held[group].pop(0)
                missing -= 1
                key = article_id(lead.url)
                self._asked[key] = lead
                self._open.add(key)
                yield from (request.replace(priority=priority) for request in self.article_requests(lead, None))

    async def settle(self, lead: Lead) -> None:
        """The lead has given its article, or none."""
        self._open.discard(article_id(lead.url))

    async def _failed(self, lead: Lead, reason: str, alternate: Version | None = None) -> bool:
        self._open.discard(article_id(lead.url))
        return await super()._failed(lead, reason, alternate)

    async def _publish(self, version: Version) -> Article | None:
        self.summary.new += 1
        self.visit.samples.append(
            Sample(version.article, self._witnesses.get(article_id(version.lead.url), version.lead))
        )
        self._canonical.stands(version.article, version.aliases)
        await self.settle(version.lead)
        await self._release(version.lead.url, version.article.url, *version.aliases)
        return version.article
