"""The spider of single URLs: waits for requests, and answers each with an article or the reason why there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawlers.crawl_options import CrawlOptions
from crawlers.fetching.failure_reasons import reason_of
from crawlers.fetching.host_budget import HostBudget
from crawlers.fetching.indexing_rules import is_noindex
from crawlers.fetching.rendering import RenderingUnavailable
from crawlers.fetching.statuses import HANDLED
from crawlers.on_demand.outcome import FetchOutcome
from crawlers.on_demand.reasons import REASONS, detail_of
from crawlers.sites.definition import FetchRules, SiteDefinition
from crawlers.spiders.canonical import same_headline
from crawlers.spiders.fetched_page import under_own_url
from pipelines.article import Article, DiscoveredVia
from pipelines.desk import Desk
from pipelines.extraction import Rejection
from pipelines.page import Page
from pipelines.publishing.keys import Keys
from pipelines.url_identity import article_id

logger = logging.getLogger(__name__)


@dataclass
class _Wanted:
    """A URL under way."""

    url: str
    definition: SiteDefinition | None
    answer: asyncio.Future[FetchOutcome]
    alternate: Article | None = None

    def settle(self, outcome: FetchOutcome) -> None:
        if not self.answer.done():
            self.answer.set_result(outcome)


class UrlSpider(Spider):
    """Fetches single URLs with the same middlewares, budget, robots rules and desk as a crawl; open until closed."""

    name = "urls"

    def __init__(self, **context: Any) -> None:
        super().__init__()
        self.desk: Desk = context["desk"]
        self.budget: HostBudget = context["budget"]
        self.options = CrawlOptions()
        self.render: bool = context.get("render", False)
        self.closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> UrlSpider:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
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

    async def fetch(self, url: str, definition: SiteDefinition | None) -> FetchOutcome:
        """Fetch one URL and extract its article; never raises for what the web does."""
        wanted = _Wanted(url, definition, asyncio.get_running_loop().create_future())
        self._send(url, wanted)
        return await wanted.answer

    def _send(self, url: str, wanted: _Wanted) -> None:
        rules = wanted.definition.fetch if wanted.definition else FetchRules()
        meta = {
            "handle_httpstatus_list": HANDLED,
            "download_timeout": rules.timeout,
            "download_maxsize": rules.max_size,
        }
        meta["obey_robots"] = rules.robots
        if rules.render or self.render:
            meta["render"] = True
        try:
            request = Request(
                url, callback=self.parse, errback=self.failed, dont_filter=True, headers=rules.headers,
                cb_kwargs={"wanted": wanted}, meta=meta,
            )  # fmt: skip
        except ValueError as problem:
            wanted.settle(FetchOutcome(url=wanted.url, reason="invalid_url", detail=str(problem)[:200]))
            return
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)

    async def parse(self, response: Response, wanted: _Wanted) -> None:
        """An answer: extract it, or say why not."""
        try:
            await self._settle(response, wanted)
        except Exception as problem:  # the asker must get an answer whatever happens here
            logger.exception("fetching %s broke", wanted.url)
            wanted.settle(
                FetchOutcome(url=wanted.url, reason="error", detail=f"{type(problem).__name__}: {problem}"[:300])
            )

    async def _settle(self, response: Response, wanted: _Wanted) -> None:
        if response.status != 200:
            if wanted.alternate is not None:
                self._deliver(wanted, under_own_url(wanted.alternate), (wanted.url,))
                return
            wanted.settle(
                FetchOutcome(
                    url=wanted.url, reason=f"http_{response.status}", detail=f"the site answered {response.status}"
                )
            )
            return
        rules = wanted.definition.fetch if wanted.definition else None
        if rules and rules.meta_robots and is_noindex(response, user_agent=self.desk.environment.user_agent):
            wanted.settle(FetchOutcome(url=wanted.url, reason="noindex", detail=REASONS["noindex"]))
            return
        content_type = response.headers.get("Content-Type")
        page = Page(
            url=response.url,
            requested_url=wanted.url,
            http_status=response.status,
            content_type=content_type.decode("latin-1") if content_type else None,
            body=response.body,
            fetched_at=datetime.now(UTC),
            discovered_via=DiscoveredVia(type="request"),
        )
        found = await self.desk.extract(page, wanted.definition.profile if wanted.definition else None)
        aliases = tuple({wanted.url, response.url, *response.meta.get("redirect_urls", ())})
        if isinstance(found, Rejection):
            if wanted.alternate is None:
                wanted.settle(FetchOutcome(url=wanted.url, reason=found.reason, detail=found.detail))
            else:
                self._deliver(wanted, under_own_url(wanted.alternate), (wanted.url,))
            return
        canonical = found.canonical_url
        if wanted.alternate is not None and not same_headline(wanted.alternate.headline, found.headline):
            self._deliver(wanted, under_own_url(wanted.alternate), (wanted.url,))  # the link led to another article
            return
        if canonical and wanted.alternate is None and article_id(canonical) != article_id(found.url):
            wanted.alternate = found  # an AMP or print version: the article itself is what a crawl would give
            self._send(canonical, wanted)
            return
        self._deliver(wanted, found, aliases)

    def _deliver(self, wanted: _Wanted, article: Article, aliases: tuple[str, ...]) -> None:
        has_definition = wanted.definition is not None
        wanted.settle(FetchOutcome(url=wanted.url, article=article, aliases=aliases, has_definition=has_definition))

    def failed(self, failure: Failure) -> None:
        """A request that got no answer."""
        wanted: _Wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]  # set by Scrapy
        if wanted.alternate is not None:  # the page that it names cannot be had
            self._deliver(wanted, under_own_url(wanted.alternate), (wanted.url,))
            return
        unavailable = isinstance(failure.value, RenderingUnavailable)
        reason = "needs_javascript" if unavailable else reason_of(failure.value)
        detail = detail_of(reason, str(failure.value))
        wanted.settle(FetchOutcome(url=wanted.url, reason=reason, detail=detail))
