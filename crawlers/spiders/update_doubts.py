"""Updates that may be another page in the article's place: held until the next visit, or for good.

`walls.py` tells such a page by other addresses of the same crawl. A crawl of a quiet site visits one or two known
articles, so here the texts of updates are compared with those of the crawls before. Where the new headline is neither
what a listing calls the article nor what the address says, and no listing has said that the article has changed, it
takes two visits that see the same text; a second address with it shows that it is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from typing import Protocol

from wiredesk.crawlers.listings.lead import REVISIT
from wiredesk.crawlers.spiders.crawl_policy import CrawlPolicy
from wiredesk.crawlers.spiders.lead_selection import LeadSelection
from wiredesk.crawlers.spiders.walls import ReadPage
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.field_digests import has_headline
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.publishing.update_texts import Standing, UpdateTexts


class Doubt(Enum):
    """What may be wrong with an update."""

    NONE = "none"
    ONCE = "once"
    """Its text was seen once, and is strange there."""
    WALL = "wall"
    """Its text stands at other addresses too."""


class Doubting(Protocol):
    """What is needed of a spider."""

    desk: Desk
    policy: CrawlPolicy
    leads: LeadSelection


class UpdateDoubts:
    """Judges the updates of one crawl."""

    def __init__(self, spider: Doubting) -> None:
        self._spider = spider
        self._standing: dict[str, Standing] = {}
        """By the id of the known article."""

    async def note(self, read: ReadPage, known: KnownArticle) -> None:
        """`read`, a page of the `known` article, has other words than before: its text is remembered."""
        if not self._spider.policy.keeps_records:
            return
        article = read.version.article
        standing = self._standing[known.id] = await self._texts.standing(article, known.id)
        if standing == "elsewhere" or (standing == "twin" and self._is_strange(read, known)):
            await self._texts.are_nobodys(article)

    async def are_walls(self, pages: Iterable[ReadPage]) -> None:
        """These pages hold one text. The next crawls may meet it alone, at a new article too."""
        if self._spider.policy.keeps_records:
            for page in pages:
                await self._texts.are_nobodys(page.version.article)

    async def of(self, read: ReadPage) -> Doubt:
        """What is wrong with a page: with an update that was noted, as far as this crawl has seen, or with any whose
        text was found to be nobody's."""
        if self._spider.policy.keeps_records and await self._texts.is_nobodys(read.version.article):
            return Doubt.WALL
        known = read.version.known
        if known is None or (standing := self._standing.get(known.id)) is None:
            return Doubt.NONE
        untold = read.version.lead.via == REVISIT  # else a listing has said that it has changed
        return Doubt.ONCE if standing == "first" and untold and self._is_strange(read, known) else Doubt.NONE

    @property
    def _texts(self) -> UpdateTexts:
        return UpdateTexts(self._spider.desk.redis, self._spider.desk.keys)

    def _is_strange(self, read: ReadPage, known: KnownArticle) -> bool:
        """Whether the headline is another than before, and strange, by what the listings of this crawl say too."""
        if not known.digests or has_headline(known.digests, read.version.article):
            return False
        told = self._spider.leads.account_of(read.version.lead)
        return replace(read, version=replace(read.version, lead=told)).is_strange
