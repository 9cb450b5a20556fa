"""What the answer to a request for an article's page means: a page to read, no change, gone, or no answer at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from wiredesk.crawlers.fetching.failure_reasons import reason_of
from wiredesk.crawlers.fetching.host_budget import DayIsSpent
from wiredesk.crawlers.fetching.statuses import WHOLE
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.reasons import GONE_DAYS, REJECTED_DAYS, days_remembered
from wiredesk.crawlers.spiders.fetched_page import FetchedPage, Version
from wiredesk.crawlers.spiders.lead_selection import says_changed
from wiredesk.crawlers.spiders.page_reading import fetched_page, refusal
from wiredesk.crawlers.spiders.publishing_spider import PublishingSpider
from wiredesk.pipelines.publishing.known_article import KnownArticle


class ArticleSpider(PublishingSpider):
    """Fetches the pages of leads, and hands those that are to be read to the item pipeline."""

    async def parse_article(
        self, response: Response, lead: Lead, known: KnownArticle | None, alternate: Version | None = None
    ) -> AsyncIterator[FetchedPage]:
        """An article page, changed or not, or the news that it is gone.

        `alternate` is the article as its AMP or print version has it, where this is the page which that one names.
        """
        unconditional = "unconditional" in response.meta
        lead = self.leads.completed(lead)
        self._note_way(lead, response)
        if response.status == 304 and known is not None and says_changed(lead, known) and not unconditional:
            for request in self.article_requests(
                lead, known, conditional=False
            ):  # listing and server disagree: see for ourselves
                request.meta["unconditional"] = True
                self.crawler.engine.crawl(request)
        elif response.status == 304 and known is not None:
            self.summary.unchanged += 1
            self._visits.note(lead, changed=False)
            self.traces.end(lead, "unchanged")
            await self._visits.unchanged(lead, known)
            await self.settle(lead)
        elif response.status in (404, 410):
            await self._gone(response, lead, known, alternate)
        elif response.status in WHOLE and not self.in_scope(response.url):
            await self._visits.in_vain(lead, known)
            await self._endings.close(lead, "offsite", REJECTED_DAYS, alternate)
        elif (reason := refusal(response, self.definition, user_agent=self.environment.user_agent)) is None:
            self.summary.fetched += 1
            yield fetched_page(response, lead, self.environment, known, alternate)
        elif reason == "noindex":
            self.summary.fetched += 1
            await self._visits.in_vain(lead, known)
            for unwanted in (lead, alternate.lead) if alternate is not None else (lead,):
                await self._endings.close(unwanted, reason, REJECTED_DAYS, None)
        else:
            await self._visits.in_vain(lead, known)
            await self._endings.fail(lead, reason, alternate)

    def _note_way(self, lead: Lead, response: Response | None) -> None:
        """Where a link through another host has led; None: to no answer."""
        if self.in_scope(lead.url):
            return
        if response is not None and self.in_scope(response.url):
            self.other_hosts.leads_home(lead.url)
        elif self.other_hosts.leads_astray(lead.url, elsewhere=response is not None and response.status in WHOLE):
            host = urlsplit(lead.url).netloc
            self.warn(
                f"links of {lead.via.url} lead to other hosts ({host}) and not back to the site; if they are the "
                "site's, add the host to `domains` of its definition"
            )

    async def _gone(
        self, response: Response, lead: Lead, known: KnownArticle | None, alternate: Version | None
    ) -> None:
        if known is not None:
            await self._visits.retire(known)
            self.choice.vanished(known)
        await self._endings.close(lead, f"http_{response.status}", GONE_DAYS if known is None else None, alternate)

    async def failed(self, failure: Failure) -> None:
        """A request for an article's page that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        reason = reason_of(failure.value)
        lead = self.leads.completed(request.cb_kwargs["lead"])
        alternate: Version | None = request.cb_kwargs.get("alternate")
        if reason == "interrupted":
            return  # its lead stays in the frontier
        if isinstance(failure.value, DayIsSpent):
            self.note_spent_day(failure.value)
            self.traces.end(lead, "left", reason=reason, detail=str(failure.value))
            self.choice.leave(lead, alternate)
            self.summary.left += self.policy.keeps_records and lead.via.type != "revisit"
            return  # so does this one's
        self._note_way(lead, None)
        if (trace := self.traces.of(lead)) is not None:
            trace.note_unsent(request.url, failure.value)
        if (days := days_remembered(reason)) is not None:
            await self._endings.close(lead, reason, days, alternate)
        else:
            await self._endings.fail(lead, reason, alternate)
