"""What a crawl fetches only when nothing new is under way: leads of earlier crawls, and articles that may have changed.

So neither takes a place of an article that has just appeared, however low the limit of articles is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from operator import itemgetter

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.pipelines.publishing.known_article import KnownArticle

FIRST_BATCH = 10
"""Known articles that are looked at again before the others: after eight visits it shows whether their listing can be
believed. A sitemap that dates all its articles with the moment of its making would have 2,000 of them fetched."""


class LateLeads:
    """The leads of one crawl that wait; all are in the frontier."""

    def __init__(self) -> None:
        self._left: dict[str, Lead] = {}
        self._refetches: list[tuple[Lead, KnownArticle]] = []
        self._batch = FIRST_BATCH
        self.resting = 0
        """Leads that are not tried in this crawl: they have failed in so many, or are outside of its dates."""
        self.taken: set[str] = set()
        """The ids of those that are tried."""

    def leave(self, leads: dict[str, Lead]) -> None:
        """What earlier crawls have left, by the ids of the articles."""
        self._left = leads

    def has_left(self, key: str) -> bool:
        """Whether an earlier crawl has left the article with this id, and it still waits."""
        return key in self._left

    def tell(self, key: str, lead: Lead) -> None:
        """A listing tells more of an article that an earlier crawl has left than the listing of that time."""
        if lead.is_account and not self._left[key].is_account:
            self._left[key] = self._left[key].told_by(lead)

    @property
    def has_any_left(self) -> bool:
        """Whether leads of earlier crawls wait that are to be tried in this one."""
        return len(self._left) > self.resting

    async def take_left(self, now: float, is_outside: Callable[[datetime | None], bool]) -> list[Lead]:
        """The leads of earlier crawls, newest first; they wait no longer. Those that rest at `now`, or are dated
        outside of what this crawl asks for, stay."""
        resting: dict[str, Lead] = {}
        waiting: list[tuple[float, str]] = []
        async for key, lead in sliced(list(self._left.items())):  # up to MAX_LEADS, some microseconds each
            newest = lead.newest
            if lead.rests(now) or is_outside(newest):
                resting[key] = lead
            else:
                waiting.append((newest.timestamp() if newest else 0.0, key))
        waiting.sort(key=itemgetter(0), reverse=True)
        taken = [self._left[key] for _, key in waiting]
        self._left, self.resting = resting, len(resting)
        self.taken.update(key for _, key in waiting)
        return taken

    def refetch(self, lead: Lead, known: KnownArticle) -> None:
        """A listing says that a known article has changed."""
        self._refetches.append((lead, known))

    @property
    def has_refetches(self) -> bool:
        """Whether known articles wait that a listing says have changed."""
        return bool(self._refetches)

    def take_refetches(self) -> list[tuple[Lead, KnownArticle]]:
        """Some of the known articles to look at again, more each time; they wait no longer."""
        taken, self._refetches = self._refetches[: self._batch], self._refetches[self._batch :]
        self._batch *= 2
        return taken
