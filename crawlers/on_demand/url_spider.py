"""The spider of single URLs: waits for requests, and answers each with an article or the reason why there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.fetching.failure_reasons import reason_of
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.rendering import RenderingUnavailable
from wiredesk.crawlers.fetching.response_figures import count_response
from wiredesk.crawlers.fetching.site_headers import SITE_HEADERS, SiteHeaders
from wiredesk.crawlers.fetching.statuses import HANDLED
from wiredesk.crawlers.on_demand.wanted import Wanted
from wiredesk.crawlers.reasons import REASONS, detail_of
from wiredesk.pipelines.archive.store import ArchiveProblem
from wiredesk.pipelines.tracing.trace import Trace
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from wiredesk.crawlers.on_demand.answers import Answers
    from wiredesk.crawlers.on_demand.outcome import FetchOutcome
    from wiredesk.crawlers.sites.definition import SiteDefinition
    from wiredesk.pipelines.desk import Desk
    from wiredesk.pipelines.page import Page
    from wiredesk.pipelines.publishing.keys import Keys

logger = logging.getLogger(__name__)

PREPARE_AFTER = 0.02
"""Seconds after the first answer, robots.txt as a rule: by then the request of the page itself has gone out."""


class UrlSpider(Spider):
    """Fetches single URLs with the same middlewares, budget, robots rules and desk as a crawl; open until closed."""

    name = "urls"
    keeps_records = True
    """Robots rules that were fetched are kept for others."""

    def __init__(self, **context: Any) -> None:
        super().__init__()
        self.desk: Desk = context["desk"]
        self.budget: HostBudget = context["budget"]
        self.options = CrawlOptions()
        self.render: bool = context.get("render", False)
        self.on_page: Callable[[Page], None] | None = context.get("on_page")
        """Called with every page as it was fetched, before its extraction."""
        self.closing = False

    @cached_property
    def answers(self) -> Answers:
        """What reads the answers. The models that it imports take as long as all that a request needs, so that they
        are imported when the first request has gone out."""
        from wiredesk.crawlers.on_demand.answers import Answers  # noqa: PLC0415  # the first request goes out before

        return Answers(self.desk, self._send, self._download, self.on_page)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> UrlSpider:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        crawler.signals.connect(spider.on_first_response, signals.response_downloaded)
        crawler.signals.connect(spider.on_downloaded, signals.response_downloaded)
        return spider

    @property
    def redis(self) -> Any:
        """The asyncio client of Redis, or None."""
        return self.desk.redis

    @property
    def keys(self) -> Keys:
        """The names of the Redis keys."""
        return self.desk.keys

    async def start(self) -> AsyncIterator[Any]:
        """Nothing is asked for at first."""
        return
        yield

    def on_idle(self) -> None:
        """Stay open for the next URL."""
        if not self.closing:
            raise DontCloseSpider

    def on_first_response(self) -> None:
        """Import what reads answers while the page is on its way."""
        self.crawler.signals.disconnect(self.on_first_response, signals.response_downloaded)
        asyncio.get_running_loop().call_later(PREPARE_AFTER, lambda: self.answers)

    def on_downloaded(self, response: Response, request: Request) -> None:
        """A web server has answered."""
        count_response(self.desk.figures, response, request)

    async def fetch(self, url: str, definition: SiteDefinition | None) -> FetchOutcome:
        """Fetch one URL and extract its article; never raises for what the web does."""
        wanted = Wanted(url, definition, asyncio.get_running_loop().create_future())
        wanted.trace = self._begin_trace(wanted)
        self._send(url, wanted)
        outcome = await wanted.answer
        if wanted.trace is not None and self.desk.traces is not None:
            self._end_trace(wanted.trace, outcome)
        if outcome.reason is not None and self.desk.figures is not None:
            is_dropped = outcome.reason in REASONS and REASONS[outcome.reason].no_article
            self.desk.figures.count("pages_without_article" if is_dropped else "failures", outcome.reason)
        return outcome

    def _begin_trace(self, wanted: Wanted) -> Trace | None:
        if self.desk.traces is None:
            return None
        trace = Trace(wanted.url, "request", wanted.definition.id if wanted.definition is not None else "")
        trace.note("listed", by="request")
        return trace

    def _end_trace(self, trace: Trace, outcome: FetchOutcome) -> None:
        assert self.desk.traces is not None
        if outcome.article is not None:
            trace.note("outcome", outcome="fetched", id=outcome.article.id)
            self.desk.traces.add(trace, also=[outcome.article.id])
        else:
            trace.note("outcome", outcome="failed", reason=outcome.reason, detail=outcome.detail or None)
            self.desk.traces.add(trace)

    def _send(self, url: str, wanted: Wanted) -> None:
        try:
            request = self._request(url, wanted)
        except ValueError as problem:
            self.answers.fail(wanted, "invalid_url", str(problem)[:200])
            return
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)

    async def _download(self, url: str, wanted: Wanted) -> Response:
        """A further page of an article, through the same middlewares."""
        request = self._request(url, wanted).replace(callback=None, errback=None, cb_kwargs={})
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)

    def _request(self, url: str, wanted: Wanted) -> Request:
        """The request for a URL. Raises ValueError for one that Scrapy refuses."""
        rules = wanted.definition.fetch if wanted.definition else None
        meta: dict[str, Any] = {"handle_httpstatus_list": HANDLED, "obey_robots": True}
        if wanted.trace is not None:
            meta["trace"] = wanted.trace
        if rules is not None:  # else Scrapy's settings hold
            meta |= {"download_timeout": rules.timeout, "download_maxsize": rules.max_size, "obey_robots": rules.robots}
            if rules.headers and wanted.definition is not None:
                meta[SITE_HEADERS] = SiteHeaders(rules.headers, wanted.definition.is_sent_headers)
        if self.render or (rules is not None and rules.render):
            meta["render"] = True
        return Request(
            url, callback=self.parse, errback=self.failed, dont_filter=True, cb_kwargs={"wanted": wanted}, meta=meta
        )

    async def parse(self, response: Response, wanted: Wanted) -> None:
        """An answer: extract it, or say why not."""
        try:
            await self.answers.read(response, wanted)
        except ArchiveProblem as problem:
            wanted.break_off(problem)
        except Exception as problem:  # the asker must get an answer whatever happens here
            logger.exception("fetching %s broke", wanted.url, extra=event("url.broke", url=wanted.url))
            self.answers.fail(wanted, "error", f"{type(problem).__name__}: {problem}"[:300])

    async def failed(self, failure: Failure) -> None:
        """A request that got no answer."""
        wanted: Wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]  # set by Scrapy
        if wanted.trace is not None:
            wanted.trace.note_unsent(failure.request.url, failure.value)  # type: ignore[attr-defined]  # set by Scrapy
        if isinstance(failure.value, ArchiveProblem):  # where every answer is kept
            wanted.break_off(failure.value)
            return
        unavailable = isinstance(failure.value, RenderingUnavailable)
        reason = "needs_javascript" if unavailable else reason_of(failure.value)
        try:
            await self.answers.fail_or_alternate(wanted, reason, detail_of(reason, str(failure.value)))
        except ArchiveProblem as problem:
            wanted.break_off(problem)
