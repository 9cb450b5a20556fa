"""From a site's answer to what the asker of a URL gets: an article, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from scrapy.http import Response

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.wanted import Wanted
from wiredesk.crawlers.reasons import REASONS
from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.crawlers.spiders.gates import asks_back
from wiredesk.crawlers.spiders.page_reading import (
    Relation,
    fetched_page,
    joined,
    read_article,
    refusal,
    relation_to,
)
from wiredesk.crawlers.spiders.walls import ReadPage
from wiredesk.crawlers.spiders.whole_article import whole_article
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.extraction.rejection import Rejection
from wiredesk.pipelines.page import Page


class Answers:
    """Reads answers with `desk`, and settles what is wanted. `send` makes one more request for a wanted URL, `download`
    fetches a further page of its article."""

    def __init__(
        self,
        desk: Desk,
        send: Callable[[str, Wanted], None],
        download: Callable[[str, Wanted], Awaitable[Response]],
        on_page: Callable[[Page], None] | None,
    ) -> None:
        self._desk = desk
        self._send = send
        self._download = download
        self._on_page = on_page

    async def read(self, response: Response, wanted: Wanted) -> None:
        """Settle `wanted` with the article of `response`, or with why there is none, or follow it to the article's own
        page."""
        reason = refusal(response, wanted.definition, user_agent=self._desk.environment.user_agent)
        if reason is not None:
            text = REASONS["noindex"].meaning if reason == "noindex" else f"the site answered {response.status}"
            await self.fail_or_alternate(wanted, reason, text)
            return
        lead = Lead(url=wanted.url, via=DiscoveredVia(type="request"))
        fetched = fetched_page(response, lead, self._desk.environment)
        if self._on_page is not None:
            self._on_page(fetched.page)
        found = await read_article(self._desk, fetched, wanted.definition, wanted.trace)
        if isinstance(found, Rejection):
            await self.fail_or_alternate(wanted, found.reason, found.detail)
            return
        found = await whole_article(
            found, fetched, self._desk, wanted.definition, lambda url: self._download(url, wanted)
        )
        is_strange = ReadPage.of(fetched, found).is_strange
        if is_strange and not fetched.moved and asks_back(wanted.url, fetched.page.url):
            await self.fail_or_alternate(wanted, "sent_away", f"redirected to {fetched.page.url}, which is no article")
            return
        relation = relation_to(found, wanted.alternate, wanted.definition)
        if relation is Relation.NAMES_ANOTHER and found.article.canonical_url:
            wanted.alternate = found  # an AMP or print version: the article itself is what a crawl would give
            self._send(found.article.canonical_url, wanted)
        elif wanted.alternate is None:
            await self._deliver(wanted, found)
        elif relation is Relation.SAME:
            await self._deliver(wanted, joined(found, wanted.alternate))
        else:  # the link led to another article
            await self._deliver(wanted, wanted.alternate.under_own_url())

    def fail(self, wanted: Wanted, reason: str, detail: str) -> None:
        """The URL gives no article."""
        wanted.settle(FetchOutcome(url=wanted.url, reason=reason, detail=detail))

    async def fail_or_alternate(self, wanted: Wanted, reason: str, detail: str) -> None:
        """The page gives no article. A version of it that has led here stands for it, unless the site forbids that."""
        if wanted.alternate is None or reason == "noindex":
            self.fail(wanted, reason, detail)
        else:
            await self._deliver(wanted, wanted.alternate.under_own_url())

    async def _deliver(self, wanted: Wanted, version: Version) -> None:
        article, capture = await self._desk.keep_answered(version.article, version.capture, version.aliases)
        wanted.settle(
            FetchOutcome(
                url=wanted.url,
                article=article,
                aliases=tuple({wanted.url, *version.aliases}),
                has_definition=wanted.definition is not None,
                kept=capture.entry_lines() if capture is not None else (),
            )
        )
