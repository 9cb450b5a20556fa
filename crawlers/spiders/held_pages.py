"""Pages that were read as articles and may be another page in their place: held, given up for now, or let through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from wiredesk.crawlers.spiders.article_visits import ArticleVisits
from wiredesk.crawlers.spiders.lead_endings import LeadEndings
from wiredesk.crawlers.spiders.lead_traces import LeadTraces
from wiredesk.crawlers.spiders.update_doubts import Doubt, Doubting, UpdateDoubts
from wiredesk.crawlers.spiders.walls import ReadPage, Walls


class Holding(Doubting, Protocol):
    """What is needed of a spider."""

    traces: LeadTraces

    def warn(self, message: str) -> None:
        """Say something about the site."""


class HeldPages:
    """The pages of one crawl that walls and updates leave in doubt."""

    def __init__(self, spider: Holding, visits: ArticleVisits, endings: LeadEndings) -> None:
        self._spider = spider
        self._visits = visits
        self._endings = endings
        self._walls = Walls()
        self._doubts = UpdateDoubts(spider)

    @property
    def has_any(self) -> bool:
        """Whether pages are held back."""
        return self._walls.has_held

    async def take(self, read: ReadPage) -> list[ReadPage]:
        """Sort one more page. Returns those that are seen to be no walls now, it or others among them."""
        if read.version.known is not None:
            await self._doubts.note(read, read.version.known)
        found = self._walls.sort(read)
        if found.is_first:
            headline = found.walls[-1].version.article.headline[:80]
            self._spider.warn(
                f"one text ({headline!r}) stands at several addresses: a page for consent, login or maintenance, which "
                "is not published"
            )
        await self._give_up(found.walls)
        return found.articles

    async def is_let_through(self, page: ReadPage) -> bool:
        """Whether to publish what is no wall of this crawl. What is one of another, or an update that was seen once and
        is strange to its address, is tried again."""
        doubt, lead = await self._doubts.of(page), page.version.lead
        if doubt is Doubt.WALL:
            await self._give_up([page])
        elif doubt is Doubt.ONCE:
            detail = "its new words are strange to its address: published if the next visit sees them too"
            self._spider.traces.end(lead, "left", detail=detail)
            assert page.version.known is not None
            await self._visits.again_soon(page.version.known)
            await self._endings.try_later(lead, page.alternate)
        return doubt is Doubt.NONE

    def rest(self) -> Iterator[ReadPage]:
        """Nothing else is under way: what is held back is no wall."""
        return self._walls.rest()

    async def _give_up(self, walls: list[ReadPage]) -> None:
        """Pages that stand in the articles' place for now: tried again."""
        await self._doubts.are_walls(walls)
        for page in walls:
            await self._visits.in_vain(page.version.lead, page.version.known)
            await self._endings.fail(page.version.lead, "wall", page.alternate)
