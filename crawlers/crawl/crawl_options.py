"""The options of a crawl, in addition to the site's definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wiredesk.pipelines.article import Article


@dataclass(frozen=True)
class CrawlOptions:
    """Options of `wiredesk crawl`. `since` and `until` are aware moments."""

    since: datetime | None = None
    until: datetime | None = None
    max_articles: int | None = None
    dry_run: bool = False
    on_article: Callable[[Article], None] | None = None
    """Called with every new or updated article, after it has been published (or would have been)."""

    def is_outside(self, moment: datetime | None) -> bool:
        """Whether an aware moment is older or newer than what is asked for; None is not."""
        if moment is None:
            return False
        return bool((self.since and moment < self.since) or (self.until and moment > self.until))
