"""How a crawl ends with a lead that gives no article: dropped, doubted, or kept for the next crawl."""

from __future__ import annotations

from typing import Protocol

from wiredesk.crawlers.completeness.recorder import CaptureRecorder
from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.listings.frontier import Frontier
from wiredesk.crawlers.listings.lead import REVISIT, Lead
from wiredesk.crawlers.listings.transient_failures import is_doubtful
from wiredesk.crawlers.reasons import patience
from wiredesk.crawlers.spiders.canonical_choice import CanonicalChoice
from wiredesk.crawlers.spiders.crawl_policy import CrawlPolicy
from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.crawlers.spiders.lead_traces import LeadTraces
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk


class Ending(Protocol):
    """What the endings need of a spider."""

    desk: Desk
    policy: CrawlPolicy
    summary: SiteSummary
    traces: LeadTraces
    captures: CaptureRecorder
    frontier: Frontier
    choice: CanonicalChoice

    def identity(self, url: str) -> str:
        """The id of the article that a URL leads to."""

    async def settle(self, lead: Lead) -> None:
        """The lead is dealt with for good."""

    async def publish(self, version: Version) -> Article | None:
        """Publish a version; None where it brings nothing new."""

    async def pass_on(self, article: Article | None) -> None:
        """Hand on an article that is not the page in hand's own."""


class LeadEndings:
    """The endings of one crawl's leads."""

    def __init__(self, spider: Ending) -> None:
        self._spider = spider

    async def close(
        self,
        lead: Lead,
        reason: str,
        days: float | None,
        alternate: Version | None,
        *,
        redirected: bool = False,
        counts: bool = True,
        keeps: bool = False,
    ) -> None:
        """A page that gives no article, and is not asked for again for some days.

        The version that has named it as canonical stands for itself. What may be a passing fault of the server is tried
        once more in the next crawl before it is believed. `counts`: it was taken for an article. `keeps`: it is left in
        the frontier, where an earlier crawl has put it there.
        """
        believed = days is None or lead.via.type == "revisit" or not self._spider.policy.keeps_records
        waits = patience(reason)
        is_fresh = lead.is_fresh and alternate is None  # else there is a version to be published
        doubtful = is_doubtful(reason, lead.failures, redirected=redirected, is_fresh=is_fresh)
        if not believed and (waits or doubtful):
            self._spider.traces.end(lead, "doubted", reason=reason)
            if await self.try_later(lead, alternate, waits):
                self._spider.summary.dropped[reason] += 1
                return
        self._spider.captures.is_none(self._spider.identity(lead.url))
        if days is not None and self._spider.policy.keeps_records:
            await self._spider.desk.known.reject(lead.url, reason, days)
        self._spider.traces.end(lead, "dropped", reason=reason, days=days)
        if keeps:
            self._spider.policy.settled(lead)
        else:
            await self._spider.settle(lead)
        if alternate is not None:
            await self._spider.pass_on(await self._spider.publish(alternate.under_own_url()))
        elif counts:
            self._spider.summary.dropped[reason] += 1
        await self._spider.choice.release(lead.url)

    async def fail(self, lead: Lead, reason: str, alternate: Version | None = None) -> bool:
        """Count a lead that could not be fetched, and keep it for the next crawl; False when it is given up."""
        self._spider.summary.fail(lead.url, reason)
        self._spider.policy.settled(lead)
        kept = await self.try_later(lead, alternate, patience(reason))
        crawls = lead.failures + 1 if lead.via != REVISIT else None  # of known articles nobody counts
        self._spider.traces.end(lead, "failed", reason=reason, crawls=crawls, given_up=None if kept else True)
        return kept

    async def try_later(self, lead: Lead, alternate: Version | None, waits: float = 0.0) -> bool:
        """Keep a lead for the next crawl; False when it has been tried in so many that it is given up.

        `waits`: seconds for which it is tried, beyond the crawls that others are tried in; see `reasons.patience`.
        """
        self._spider.choice.leave(lead, alternate)
        if not self._spider.policy.keeps_records or lead.via.type == "revisit":
            return True
        kept = await self._spider.frontier.failed(lead, patience=waits)
        self._spider.summary.left += kept
        return kept
