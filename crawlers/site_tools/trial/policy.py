"""A trial crawl: a site's sources and a few articles, without Redis and without leaving a trace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response

from wiredesk.crawlers.fetching.robots_middleware import RobotsMiddleware
from wiredesk.crawlers.fetching.statuses import ACCEPTED, WHOLE
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.feeds import NotAFeed, parse_feed
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.lead_sorter import Selection
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.crawlers.site_tools.trial.samples import SampleLeads
from wiredesk.crawlers.site_tools.trial.visit import NOT_FOLLOWED, FoundSource, HomePage, Sample, SiteVisit
from wiredesk.crawlers.spiders.crawl_policy import CrawlPolicy
from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.source_kinds import SourceKind

FIRST_SAMPLES_AFTER = 5.0
"""Seconds after which samples are fetched although listings are still being read (a long Crawl-delay, a slow site)."""
LONGEST_LOOK = 60.0
"""Seconds after which a look ends with what it has."""
MOST_JUDGED = 300
"""Leads that are compared with robots.txt to see what share it forbids: that may take a millisecond for each, and a
sitemap names 50,000."""
SECTIONS = 4
"""Section pages read where nothing else names articles; a real crawl reads all."""
_SAMPLE_PRIORITY = 200  # before the listings that still wait
_PERMANENT = frozenset((301, 308))
_READY = 0.5  # seconds for an answer that is there already
_MOST_HOPS = 5  # as for all redirects of a crawl


class TrialPolicy(CrawlPolicy):
    """Reads the listings of one site, then a few of the articles that they name, and notes everything in a visit.

    Leads wait until it is known which of them are the best samples, few sections are read, and nothing is known of any
    article before or after.
    """

    keeps_records = False
    max_sections = SECTIONS

    def __init__(self, visit: SiteVisit, articles: int) -> None:
        """`visit` is filled in; `articles`: samples wanted."""
        super().__init__()
        self.visit = visit
        self._leads = SampleLeads(articles)
        self._feeds: dict[str, tuple[str | None, str | None]] = {}  # address → language and title that a feed declares
        self._selecting = False
        self._clock: asyncio.Task[None] | None = None

    # -- beginning and end ----------------------------------------------------------------------------------------

    def begin(self) -> Iterator[Request]:
        """The home page, where the definition names other sources."""
        self._clock = asyncio.ensure_future(self._keep_time())
        definition = self.spider.definition
        if definition.sources:
            look = ListingRequest(asked=definition.url, home=True, probe=True)
            yield self.spider.request(definition.url, self._look_at_home, cb_kwargs={"listing": look})

    async def _keep_time(self) -> None:
        await asyncio.sleep(FIRST_SAMPLES_AFTER)
        for request in self._next_samples(_SAMPLE_PRIORITY):
            self.spider.crawler.engine.crawl(request)
        await asyncio.sleep(LONGEST_LOOK - FIRST_SAMPLES_AFTER)
        self.visit.cut_short = True
        if self.spider.budget is not None:
            self.spider.budget.close()
        await self.spider.crawler.stop_async()

    async def closed(self) -> None:
        """Complete the visit."""
        self.visit.selectors = self.spider.article_fields.selectors
        if self._clock is not None and self._clock is not asyncio.current_task():
            self._clock.cancel()
        with suppress(TimeoutError):  # robots.txt has not come, and is not waited for at the end
            await asyncio.wait_for(self._note_robots(), _READY)
        if self.visit.cut_short:
            self.spider.summary.interrupted = False
        if (memory := getattr(self.spider, "memory", None)) is None:
            return
        self.visit.leads = len(self._leads)
        self.visit.sources = [
            FoundSource(state.type, url, state.leads, *self._feeds.get(url, (None, None)))
            for url, state in memory.sources.items()
        ]

    async def _note_robots(self) -> None:
        middleware = self.spider.crawler.get_downloader_middleware(RobotsMiddleware)
        if middleware is None:
            return
        home = self.spider.definition.url
        robots = await middleware.policy(home)
        self.visit.crawl_delay, self.visit.robots_unreachable = robots.crawl_delay, robots.unreachable
        self.visit.home_allowed = robots.allowed(home)
        judged = list(islice(self._leads, MOST_JUDGED))
        forbidden = sum([not robots.allowed(lead.url) async for lead in sliced(judged)])
        self.visit.forbidden_leads = round(forbidden * len(self._leads) / max(1, len(judged)))

    # -- articles -------------------------------------------------------------------------------------------------

    def is_full(self, wanted: int) -> bool:
        """Whether there are leads enough to choose from; every listing that is read may add its own."""
        return not self._selecting and self._leads.are_enough

    async def choose(self, leads: list[Lead], sort: Callable[[Iterable[Lead]], Awaitable[Selection]]) -> Selection:
        """None now: samples are chosen of all leads later."""
        self._leads.witness(leads)
        self._selecting = True
        try:
            selection = await sort(leads)
        finally:
            self._selecting = False
        self._hold([lead for lead, _ in selection.chosen])
        return Selection(fresh=selection.fresh)

    def late(self, leads: list[Lead]) -> list[Lead]:
        """None: they are held as all others are."""
        self._leads.witness(leads)
        self._hold(leads)
        return []

    def _hold(self, leads: list[Lead]) -> None:
        self._leads.hold(leads)
        newest = [lead.published for lead in leads if lead.published]
        if newest:
            self.visit.newest = max(newest if self.visit.newest is None else [self.visit.newest, *newest])

    def when_idle(self) -> Iterator[Request]:
        """Samples, until there are articles enough."""
        return self._next_samples(0)

    def _next_samples(self, priority: int) -> Iterator[Request]:
        for lead in self._leads.take(found=len(self.visit.samples)):
            yield from (request.replace(priority=priority) for request in self.spider.article_requests(lead, None))

    def settled(self, lead: Lead) -> None:
        """The lead has given its article, or none."""
        self._leads.settled(lead)

    async def publish(self, version: Version, next_visit: float | None) -> tuple[Article, str]:
        """Keep the article as a sample."""
        self.visit.samples.append(Sample(version.article, self._leads.witness_of(version.lead)))
        return version.article, "new"

    # -- listings -------------------------------------------------------------------------------------------------

    def listing_answered(self, response: Response, listing: ListingRequest) -> None:
        """Note what was answered."""
        self.visit.tried.append(listing.asked)
        if listing.home:
            self._note_home(response)
        if response.status not in WHOLE and response.status != ACCEPTED:
            self.visit.failures[listing.asked] = f"http_{response.status}"

    def listing_read(self, response: Response, listing: ListingRequest) -> Iterator[Request]:
        """Note what the listing says about the site, or that it is no listing."""
        url, kind = listing.asked, listing.kind
        if response.status not in WHOLE and response.status != ACCEPTED:
            return
        if url not in self.spider.memory.sources:
            if kind != "section" and listing.page == 1 and listing.child is None:
                self.visit.failures[url] = f"no_{kind}"
        elif kind == "feed" or kind == "json_feed":
            with suppress(NotAFeed):
                feed = parse_feed(response.body, response.url)
                self._feeds[url] = feed.language, feed.title
        elif kind in APIS and listing.page == 1 and (address := APIS[kind].settings_url(response.url)):
            yield self.spider.request(
                address, self._look_at_settings, priority=_SAMPLE_PRIORITY,
                cb_kwargs={"listing": ListingRequest(probe=True), "kind": kind},
            )  # fmt: skip

    def listing_failed(self, listing: ListingRequest, reason: str) -> Iterator[Request]:
        """Note the failure; where the home page is on another site, see where."""
        if not listing.asked:
            return
        self.visit.tried.append(listing.asked)
        self.visit.failures[listing.asked] = reason
        if reason in ("offsite", "sent_away") and listing.home:
            yield self._where_to(self.spider.definition.url, 1, moved=True)

    # -- looks besides the listings; the spider sees to their failures, by the `listing` in their arguments ---------

    def _look_at_settings(self, response: Response, listing: ListingRequest, kind: SourceKind) -> None:
        """What the API of the site's content system says of the site."""
        if response.status in WHOLE:
            self.visit.settings = APIS[kind].read_settings(response.body)

    def _look_at_home(self, response: Response, listing: ListingRequest) -> None:
        """The home page of a site whose definition names its sources."""
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
        return self.spider.request(
            url, self._look_where, meta={"handle_httpstatus_all": True, "dont_redirect": True, "obey_robots": False},
            cb_kwargs={"listing": ListingRequest(probe=True), "hop": hop, "moved": moved},
        )  # fmt: skip

    def _look_where(self, response: Response, listing: ListingRequest, hop: int, moved: bool) -> Iterator[Request]:
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
        if not self.spider.in_scope(target):
            self.visit.home = HomePage(target, NOT_FOLLOWED, moved=moved)
        elif hop < _MOST_HOPS:
            yield self._where_to(target, hop + 1, moved=moved)
