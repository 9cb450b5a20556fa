"""Articles that have moved: the words of a known article at another address of its site.

Whether an article has moved or was printed twice, its old address tells, which is asked once. One that redirects to the
new address makes it another address of the known article; one that still has the article, or is gone, does not.
"""

from __future__ import annotations

import asyncio

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_articles import KnownArticle

MOST_COMPARED = 5_000
"""Known articles of a site that new ones are compared with: those still visited, a week of the busiest sites."""


class MovedArticles:
    """What was known of a site's articles before this crawl, by their words. Read when the first new one comes."""

    def __init__(self, desk: Desk, site: str) -> None:
        self._desk = desk
        self._site = site
        self._by_words: dict[str, KnownArticle] | None = None
        self._asked: set[tuple[str, str]] = set()
        self._reading = asyncio.Lock()

    async def old_address(self, article: Article) -> KnownArticle | None:
        """The known article whose words a new one carries, the first time it is asked for; else None."""
        async with self._reading:
            if self._by_words is None:
                recent = await self._desk.known.visited_of(self._site, MOST_COMPARED)
                self._by_words = {known.content_hash: known for known in recent}
        known = self._by_words.get(article.content_hash)
        if known is None or known.id == article.id or (known.id, article.id) in self._asked:
            return None
        self._asked.add((known.id, article.id))
        return known
