"""Articles that have moved: the words of a known article at another address of its site.

Whether an article has moved or was printed twice, its old address tells, which is asked once. One that redirects to the
new address makes it another address of the known article; one that still has the article, or is gone, does not.
"""

from __future__ import annotations

import time

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_articles import KnownArticle

_ROUNDED = 0.5  # seconds by which a moment in Redis may be off


class MovedArticles:
    """What was known of a site's articles before this crawl, by their words."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._began = time.time()
        self._asked: set[tuple[str, str]] = set()

    async def old_address(self, article: Article) -> KnownArticle | None:
        """The known article whose words a new one carries, the first time it is asked for; else None.

        What this crawl itself has published is no older address: it prints the article twice.
        """
        known = await self._desk.known.with_words_of(article)
        if known is None or known.id == article.id or (known.id, article.id) in self._asked:
            return None
        if (known.changed or 0.0) > self._began + _ROUNDED:
            return None
        self._asked.add((known.id, article.id))
        return known
