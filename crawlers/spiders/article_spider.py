"""From an article's page to the queue: what each answer means, extraction, canonical pages, publishing."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from wiredesk.crawlers.fetching.failure_reasons import reason_of
from wiredesk.crawlers.fetching.host_budget import DayIsSpent
from wiredesk.crawlers.fetching.statuses import ACCEPTED, WHOLE
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.reasons import GONE_DAYS, REJECTED_DAYS, days_remembered
from wiredesk.crawlers.spiders.article_visits import ArticleVisits
from wiredesk.crawlers.spiders.canonical_choice import CanonicalChoice
from wiredesk.crawlers.spiders.dates_asked_for import outside_of_dates
from wiredesk.crawlers.spiders.fetched_page import FetchedPage, Version, article_item
from wiredesk.crawlers.spiders.gates import asks_back
from wiredesk.crawlers.spiders.held_pages import HeldPages
from wiredesk.crawlers.spiders.lead_endings import LeadEndings
from wiredesk.crawlers.spiders.lead_selection import says_changed
from wiredesk.crawlers.spiders.lead_spider import LeadSpider
from wiredesk.crawlers.spiders.moved_articles import MovedArticles
from wiredesk.crawlers.spiders.page_reading import fetched_page, read_article, refusal
from wiredesk.crawlers.spiders.walls import ReadPage
from wiredesk.crawlers.spiders.whole_article import whole_article
from wiredesk.pipelines.article import Article, moment_of
from wiredesk.pipelines.extraction import Rejection
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)


class ArticleSpider(LeadSpider):
    """Fetches the pages of leads and sees each through: published, unchanged, dropped, or kept for the next crawl."""

    def __init__(self, site: str | None = None, **context: Any) -> None:
        super().__init__(site, **context)
        self.choice = CanonicalChoice(self)
        self._endings = LeadEndings(self)
        self._visits = ArticleVisits(self)
        self._held = HeldPages(self, self._visits, self._endings)
        self.moved: MovedArticles

    # -- answers --------------------------------------------------------------------------------------------------

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
            self._visits.note(lead, known, changed=False)
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

    # -- from page to queue ---------------------------------------------------------------------------------------

    async def process(self, fetched: FetchedPage) -> Article | None:
        """Extract, publish and settle one page; the pipeline calls this. Returns a new or updated article."""
        found = await read_article(
            self.desk, fetched, self.definition, self.traces.of(fetched.lead), self.article_fields.ask
        )
        if isinstance(found, Rejection):
            await self._rejected(fetched, found)
            return None
        found = await whole_article(found, fetched, self.desk, self.definition, self._download)
        if fetched.known is not None and fetched.known.has_words_of(found.article):
            return await self.choice.choose(found, fetched.alternate)
        read = ReadPage.of(fetched, found, self.definition.urls.strip_params)
        if read.is_strange and not fetched.moved and asks_back(fetched.lead.url, fetched.page.url):
            await self._visits.in_vain(fetched.lead, fetched.known)
            await self._endings.fail(fetched.lead, "sent_away", fetched.alternate)
            return None
        article = None
        for page in await self._held.take(read):
            chosen = await self._choose(page)
            if page is read:
                article = chosen
            else:
                await self.pass_on(chosen)
        return article

    async def _choose(self, page: ReadPage) -> Article | None:
        """Publish what is no other page in its article's place, unless a better version of it is to come."""
        if not await self._held.is_let_through(page):
            return None
        return await self.choice.choose(page.version, page.alternate)

    async def _download(self, url: str) -> Response:
        """One more page of an article, past the scheduler and through all the middlewares."""
        meta = {"render": self.definition.fetch.render}
        request = self.request(url, None, meta=meta).replace(errback=None)
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)

    async def pass_on(self, article: Article | None) -> None:
        """Hand on an article that is not the page in hand's own: to further pipelines and Scrapy's feed exports."""
        if article is not None:
            assert self.crawler.engine is not None
            scraper = self.crawler.engine.scraper
            await scraper.start_itemproc_async(article_item(article), response=None)
            slot = scraper.slot
            if slot is not None and slot.closing is not None and slot.is_idle() and not slot.closing.called:
                slot.closing.callback(self)  # Scrapy looks after responses only whether a spider can be closed

    @property
    def has_waiting(self) -> bool:
        """Whether pages wait: for others that they name, or to be told from walls."""
        return self.choice.has_waiting or self._held.has_any

    async def end_waiting(self) -> None:
        """Nothing is under way: what is held back is no wall, and what still waits for others will not get it."""
        if self._held.has_any:
            for page in self._held.rest():
                await self.pass_on(await self._choose(page))
            return  # these may have named others, which are under way again
        await self.choice.end_waiting()

    async def _rejected(self, fetched: FetchedPage, rejection: Rejection) -> None:
        logger.info(
            "%s is not published: %s (%s)",
            fetched.page.url,
            rejection.reason,
            rejection.detail,
            extra=event("page.rejected", url=fetched.page.url, reason=rejection.reason, detail=rejection.detail),
        )
        if fetched.page.http_status == ACCEPTED:
            await self._endings.fail(fetched.lead, f"http_{ACCEPTED}", fetched.alternate)
            return
        if rejection.reason.startswith("extraction_"):
            # Perhaps it was not the page: a machine that is shut down kills workers first. The next crawls try again.
            if not await self._endings.fail(fetched.lead, rejection.reason, fetched.alternate):
                await self.desk.known.reject(fetched.lead.url, rejection.reason, REJECTED_DAYS)
            return
        asked = fetched.known is not None and self.choice.asks_for(fetched.known)
        if fetched.known is not None:
            await self._visits.in_vain(fetched.lead, fetched.known)
            self.choice.vanished(fetched.known)
        days = REJECTED_DAYS if fetched.known is None else None
        redirected = fetched.page.url != fetched.lead.url
        await self._endings.close(
            fetched.lead, rejection.reason, days, fetched.alternate, redirected=redirected, counts=not asked
        )

    async def publish(self, version: Version) -> Article | None:
        """Publish a version of an article and settle its lead. Returns it where it is new or an update."""
        article = version.article
        # The dates are those of what is new: the update of an older article is news.
        if version.known is None and (outside := outside_of_dates(article, self.options)) is not None:
            # A page that is too old stays so; one that is too new is what a crawl without --until looks for.
            days = REJECTED_DAYS if outside == "too_old" else None
            await self._endings.close(version.lead, outside, days, None, keeps=outside == "too_new")
            return None
        published = moment_of(article.date_published)
        changed = version.known is not None and not version.known.has_words_of(article)
        dated = published.timestamp() if published else None
        visit = self._visits.after(dated, version.known, changed=changed)
        if visit is None and version.known is not None:
            visit = self._visits.second_look(version.lead, version.known)
        article, outcome = await self.policy.publish(version, visit)
        if visit is None and version.known is not None:  # publishing leaves a planned visit as it is
            await self._visits.retire(version.known)
        named = {article.id, *map(self.identity, (version.lead.url, *version.aliases))}
        self.captures.is_article(named, article.id, dated, new=version.known is None)
        self.traces.end(version.lead, outcome, also=[article.id], id=article.id, revision=article.revision)
        self.memory.met(article.id)
        await self.settle_published(version.lead, article.id, article.revision)
        if version.known is not None:
            self._visits.note(version.lead, version.known, changed=outcome == "update")
        self.choice.stands(version, article)
        await self.choice.release(version.lead.url, article.url, *version.aliases)
        if outcome == "unchanged":
            self.summary.unchanged += 1
            return None
        if outcome == "new":
            self.summary.new += 1
            self.article_fields.note(article)
        else:
            self.summary.updated += 1
            article = article.model_copy(update={"event": "update"})
        if self.options.on_article is not None:
            self.options.on_article(article)
        return article
