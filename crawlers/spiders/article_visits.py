"""Visits to known articles in a crawl: what they found, and when the next is due."""

from __future__ import annotations

import time
from typing import Protocol

from wiredesk.crawlers.fetching.revisit import visit_after_reading
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.spiders.crawl_policy import CrawlPolicy
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_article import KnownArticle

SECOND_LOOK = 12 * 3600.0
"""Seconds after which an old article is visited once more: hardly a cache keeps pages for longer."""


class Visiting(Protocol):
    """What the visits need of a spider."""

    definition: SiteDefinition
    desk: Desk
    policy: CrawlPolicy
    memory: SourceMemory
    hints: ChangeHints


class ArticleVisits:
    """The visits of one crawl. A crawl that keeps no records plans none."""

    def __init__(self, spider: Visiting) -> None:
        self._spider = spider

    def note(self, lead: Lead, known: KnownArticle, *, changed: bool) -> None:
        """A known article was visited, because its time had come or because a listing said that it had changed. A look
        at what the rest of a day has brought is no proof that the listing's day was wrong."""
        if lead.via.type == "revisit":
            self._spider.memory.site.revisits.note(changed=changed)
        elif changed or not lead.is_behind_its_day(known.visited, time.time()):
            self._spider.hints.note(lead, changed=changed)

    def after(self, published: float | None, known: KnownArticle | None, *, changed: bool = False) -> float | None:
        """When to look again, by the site's own pace, in seconds since the epoch; None: never.

        `published`: when the article was published, in the same; `known`: the article as it was before this visit.
        """
        memory = self._spider.memory
        pace = memory.site.revisits.pace
        return visit_after_reading(published, known, changed=changed, pace=pace, untold=not memory.tells_changes)

    async def unchanged(self, lead: Lead, known: KnownArticle) -> None:
        """A known article has not changed: note when to look again."""
        spider = self._spider
        if not spider.policy.keeps_records:
            return
        visit = self.after(known.published, known) or self.second_look(lead, known)
        await spider.desk.known.record_visit(known.id, spider.definition.id, next_visit=visit)
        if visit is None:
            await self.retire(known)

    def second_look(self, lead: Lead, known: KnownArticle) -> float | None:
        """When to visit an article once more that is too old for the schedule, and of which a listing has said in vain
        that it has changed: caches give the page as it was, and the listing will not say it again. In seconds since the
        epoch; None where its time alone, or the end of a day, was the reason for the visit."""
        now = time.time()
        alone = lead.via.type == "revisit" or lead.is_behind_its_day(known.visited, now)
        return None if alone else now + SECOND_LOOK

    async def in_vain(self, lead: Lead, known: KnownArticle | None) -> None:
        """The visit to a known article, whose time had come, found no article: the next one has its time too, instead
        of every crawl."""
        if known is not None and lead.via.type == "revisit":
            await self._plan(known, self.after(known.published, known))

    async def again_soon(self, known: KnownArticle) -> None:
        """What a visit found is to be seen twice: the next one comes as soon as that of a story just changed."""
        await self._plan(known, self.after(known.published, known, changed=True))

    async def _plan(self, known: KnownArticle, visit: float | None) -> None:
        """Plan a visit. When the article was last seen stays as it is, so that no listing's word of a change is passed
        over."""
        if not self._spider.policy.keeps_records:
            return
        if visit is None:
            await self.retire(known)
            return
        seen = known.visited or known.changed or 0.0
        await self._spider.desk.known.record_visit(known.id, self._spider.definition.id, next_visit=visit, now=seen)

    async def retire(self, known: KnownArticle) -> None:
        """A known article is not visited any more."""
        if self._spider.policy.keeps_records:
            await self._spider.desk.known.retire(known.id, self._spider.definition.id)
