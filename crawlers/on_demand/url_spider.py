"""The spider of single URLs: waits for requests, and answers each with an article or the reason why there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.fetching.failure_reasons import reason_of
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.indexing_rules import is_noindex
from wiredesk.crawlers.fetching.rendering import RenderingUnavailable
from wiredesk.crawlers.fetching.statuses import HANDLED
from wiredesk.crawlers.reasons import REASONS, detail_of

if TYPE_CHECKING:  # the models are imported when the first request is under way, so that it goes out soon
    from wiredesk.crawlers.on_demand.outcome import FetchOutcome
    from wiredesk.crawlers.sites.definition import SiteDefinition
    from wiredesk.pipelines.article import Article
    from wiredesk.pipelines.desk import Desk
    from wiredesk.pipelines.page import Page
    from wiredesk.pipelines.publishing.keys import Keys

logger = logging.getLogger(__name__)

PREPARE_AFTER = 0.02
"""Seconds after the first answer, robots.txt as a rule: by then the request of the page itself has gone out."""


@dataclass
class _Wanted:
    """A URL under way."""

    url: str
    definition: SiteDefinition | None
    answer: asyncio.Future[FetchOutcome]
    alternate: Article | None = None

    def fail(self, reason: str, detail: str) -> None:
        """The URL gives no article."""
        from wiredesk.crawlers.on_demand.outcome import FetchOutcome

        self._settle(FetchOutcome(url=self.url, reason=reason, detail=detail))

    def deliver(self, article: Article, aliases: tuple[str, ...]) -> None:
        """The URL gives `article`, which `aliases` lead to as well."""
        from wiredesk.crawlers.on_demand.outcome import FetchOutcome

        has_definition = self.definition is not None
        self._settle(FetchOutcome(url=self.url, article=article, aliases=aliases, has_definition=has_definition))

    def deliver_alternate(self) -> None:
        """The URL gives the version that it leads to, because the page which that one names is not to be had."""
        from wiredesk.crawlers.spiders.fetched_page import under_own_url

        assert self.alternate is not None
        self.deliver(under_own_url(self.alternate), (self.url,))

    def _settle(self, outcome: FetchOutcome) -> None:
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
        self.on_page: Callable[[Page], None] | None = context.get("on_page")
        """Called with every page as it was fetched, before its extraction."""
        self.closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> UrlSpider:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        crawler.signals.connect(spider.on_first_response, signals.response_downloaded)
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
        """Import what makes an article of a page while the page is on its way."""
        self.crawler.signals.disconnect(self.on_first_response, signals.response_downloaded)
        asyncio.get_running_loop().call_later(PREPARE_AFTER, _import_models)

    async def fetch(self, url: str, definition: SiteDefinition | None) -> FetchOutcome:
        """Fetch one URL and extract its article; never raises for what the web does."""
        wanted = _Wanted(url, definition, asyncio.get_running_loop().create_future())
        self._send(url, wanted)
        return await wanted.answer

    def _send(self, url: str, wanted: _Wanted) -> None:
        rules = wanted.definition.fetch if wanted.definition else None
        meta: dict[str, Any] = {"handle_httpstatus_list": HANDLED, "obey_robots": True}
        if rules is not None:  # else Scrapy's settings hold
            meta |= {"download_timeout": rules.timeout, "download_maxsize": rules.max_size, "obey_robots": rules.robots}
        if self.render or (rules is not None and rules.render):
            meta["render"] = True
        try:
            request = Request(
                url, callback=self.parse, errback=self.failed, dont_filter=True,
                headers=rules.headers if rules else None, cb_kwargs={"wanted": wanted}, meta=meta,
            )  # fmt: skip
        except ValueError as problem:
            wanted.fail("invalid_url", str(problem)[:200])
            return
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)

    async def parse(self, response: Response, wanted: _Wanted) -> None:
        """An answer: extract it, or say why not."""
        try:
            await self._settle(response, wanted)
        except Exception as problem:  # the asker must get an answer whatever happens here
            logger.exception("fetching %s broke", wanted.url)
            wanted.fail("error", f"{type(problem).__name__}: {problem}"[:300])

    async def _settle(self, response: Response, wanted: _Wanted) -> None:
        from wiredesk.crawlers.spiders.canonical import same_headline
        from wiredesk.crawlers.spiders.fetched_page import names_another
        from wiredesk.pipelines.article import DiscoveredVia
        from wiredesk.pipelines.extraction.rejection import Rejection
        from wiredesk.pipelines.page import Page

        if response.status != 200:
            if wanted.alternate is not None:
                wanted.deliver_alternate()
                return
            wanted.fail(f"http_{response.status}", f"the site answered {response.status}")
            return
        rules = wanted.definition.fetch if wanted.definition else None
        if rules and rules.meta_robots and is_noindex(response, user_agent=self.desk.environment.user_agent):
            wanted.fail("noindex", REASONS["noindex"].meaning)
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
        if self.on_page is not None:
            self.on_page(page)
        found = await self.desk.extract(page, wanted.definition.profile if wanted.definition else None)
        aliases = tuple({wanted.url, response.url, *response.meta.get("redirect_urls", ())})
        if isinstance(found, Rejection):
            if wanted.alternate is None:
                wanted.fail(found.reason, found.detail)
            else:
                wanted.deliver_alternate()
            return
        if wanted.alternate is not None and not same_headline(wanted.alternate.headline, found.headline):
            wanted.deliver_alternate()  # the link led to another article
            return
        stripped = wanted.definition.urls.strip_params if wanted.definition else ()
        if found.canonical_url and wanted.alternate is None and names_another(found, stripped):
            wanted.alternate = found  # an AMP or print version: the article itself is what a crawl would give
            self._send(found.canonical_url, wanted)
            return
        wanted.deliver(found, aliases)

    def failed(self, failure: Failure) -> None:
        """A request that got no answer."""
        wanted: _Wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]  # set by Scrapy
        if wanted.alternate is not None:  # the page that it names cannot be had
            wanted.deliver_alternate()
            return
        unavailable = isinstance(failure.value, RenderingUnavailable)
        reason = "needs_javascript" if unavailable else reason_of(failure.value)
        wanted.fail(reason, detail_of(reason, str(failure.value)))


def _import_models() -> None:
    import wiredesk.crawlers.on_demand.outcome
    import wiredesk.pipelines.extraction.rejection
    import wiredesk.pipelines.page  # noqa: F401
