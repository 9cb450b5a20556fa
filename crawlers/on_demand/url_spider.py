"""The spider of single URLs: waits for requests, and answers each with an article or the reason why there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
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
from wiredesk.crawlers.fetching.statuses import HANDLED
from wiredesk.crawlers.reasons import REASONS, detail_of

if TYPE_CHECKING:  # the models are imported when the first request is under way, so that it goes out soon
    from wiredesk.crawlers.on_demand.outcome import FetchOutcome
    from wiredesk.crawlers.sites.definition import SiteDefinition
    from wiredesk.crawlers.spiders.fetched_page import Version
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
    alternate: Version | None = None

    def fail(self, reason: str, detail: str) -> None:
        """The URL gives no article."""
        from wiredesk.crawlers.on_demand.outcome import FetchOutcome

        self._settle(FetchOutcome(url=self.url, reason=reason, detail=detail))

    def deliver(self, version: Version) -> None:
        """The URL gives the article of `version`."""
        from wiredesk.crawlers.on_demand.outcome import FetchOutcome

        has_definition = self.definition is not None
        aliases = tuple({self.url, *version.aliases})
        self._settle(
            FetchOutcome(url=self.url, article=version.article, aliases=aliases, has_definition=has_definition)
        )

    def fail_or_alternate(self, reason: str, detail: str) -> None:
        """The page gives no article. A version of it that has led here stands for it, unless the site forbids that."""
        if self.alternate is None or reason == "noindex":
            self.fail(reason, detail)
        else:
            self.deliver(self.alternate.under_own_url())

    def _settle(self, outcome: FetchOutcome) -> None:
        if not self.answer.done():
            self.answer.set_result(outcome)


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
        from wiredesk.crawlers.listings.lead import Lead
        from wiredesk.crawlers.spiders.page_reading import (
            Relation,
            fetched_page,
            joined,
            read_article,
            refusal,
            relation_to,
        )
        from wiredesk.pipelines.article import DiscoveredVia
        from wiredesk.pipelines.extraction.rejection import Rejection

        reason = refusal(response, wanted.definition, user_agent=self.desk.environment.user_agent)
        if reason is not None:
            text = REASONS["noindex"].meaning if reason == "noindex" else f"the site answered {response.status}"
            wanted.fail_or_alternate(reason, text)
            return
        fetched = fetched_page(response, Lead(url=wanted.url, via=DiscoveredVia(type="request")))
        if self.on_page is not None:
            self.on_page(fetched.page)
        found = await read_article(self.desk, fetched, wanted.definition)
        if isinstance(found, Rejection):
            wanted.fail_or_alternate(found.reason, found.detail)
            return
        relation = relation_to(found, wanted.alternate, wanted.definition)
        if relation is Relation.NAMES_ANOTHER and found.article.canonical_url:
            wanted.alternate = found  # an AMP or print version: the article itself is what a crawl would give
            self._send(found.article.canonical_url, wanted)
        elif wanted.alternate is None:
            wanted.deliver(found)
        elif relation is Relation.SAME:
            wanted.deliver(joined(found, wanted.alternate))
        else:  # the link led to another article
            wanted.deliver(wanted.alternate.under_own_url())

    def failed(self, failure: Failure) -> None:
        """A request that got no answer."""
        wanted: _Wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]  # set by Scrapy
        unavailable = isinstance(failure.value, RenderingUnavailable)
        reason = "needs_javascript" if unavailable else reason_of(failure.value)
        wanted.fail_or_alternate(reason, detail_of(reason, str(failure.value)))


def _import_models() -> None:
    import wiredesk.crawlers.on_demand.outcome
    import wiredesk.crawlers.spiders.page_reading
    import wiredesk.pipelines.extraction.rejection
    import wiredesk.pipelines.page  # noqa: F401
