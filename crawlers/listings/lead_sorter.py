"""Who sorts the leads of listings: which of them are fetched now, and whether any is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.pipelines.publishing.known_article import KnownArticle


@dataclass
class Selection:
    """Leads sorted: those to fetch now, each with what is known of it; those that need nothing; whether any is new."""

    chosen: list[tuple[Lead, KnownArticle | None]] = field(default_factory=list)
    settled: list[Lead] = field(default_factory=list)
    fresh: bool = False


class LeadSorter(Protocol):
    """Sorts the leads of one crawl of one site."""

    touched: set[str]
    """Ids of articles whose entry in a feed has changed."""

    @property
    def is_full(self) -> bool:
        """Whether no further articles are wanted."""

    async def select(self, leads: Iterable[Lead]) -> Selection:
        """Sort leads by what is known of them, and count them."""

    def seen_in(self, stem: str, ids: set[str]) -> bool:
        """Whether a page of a list brings nothing that the pages before it did not."""
