"""Articles that have moved, or stand at several addresses: the words of a known article elsewhere on its site.

Whether an article has moved or was printed twice, its old address tells, which is asked once. One that redirects to the
new address makes it another address of the known article; so does one that is gone or gives another page by now, where
the date is the same. One that still has the article does not.

Addresses that differ in their query or in the case of their letters alone need no question: where the words are the
same, a random token or a server without regard to case has made two addresses of one.

The address of an article that is known in short form only is forgotten. There the date decides: what moves keeps its
date of publication, what is printed again months later has another.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from wiredesk.pipelines.article import Article, moment_of
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_articles import KnownArticle
from wiredesk.pipelines.urls.identity import names_an_article

_ADDRESSES = 20  # of one text that are kept; more are a page for consent or login
_ROUNDED = 0.5  # seconds by which a moment in Redis may be off
_SAME_DATE = 86_400.0  # seconds: a page at a new address may say the day where the old one said the hour, or no zone


class MovedArticles:
    """What was known of a site's articles before this crawl, by their words."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._began = time.time()
        self._asked: set[tuple[str, str]] = set()
        self._read: dict[str, list[tuple[str, str]]] = {}

    async def twin(self, article: Article, *, in_redis: bool) -> str | None:
        """The id of the article with the same words at the same address but for query and case; None where there is
        none. Looks among those that this crawl has read, and with `in_redis` among those of earlier crawls."""
        mine = self._read.setdefault(article.content_hash, [])
        for known_id, url in mine:
            if known_id != article.id and _same_but_for_query(url, article.url):
                return known_id
        known = await self._desk.known.with_words_of(article) if in_redis else None
        if known is not None and known.id != article.id and _same_but_for_query(known.url, article.url):
            return known.id
        if len(mine) < _ADDRESSES:
            mine.append((article.id, article.url))
        return None

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

    async def is_the_same(self, known: KnownArticle, article: Article, *, undated: bool = False) -> bool:
        """Whether the date says that `article` is the known one, whose address is forgotten or gone. If so, it is noted
        under its new addresses, by which publishing finds it. `undated`: what it says where one of them has none."""
        published = moment_of(article.date_published)
        if published is None or known.published is None:
            if not undated:
                return False
        elif abs(published.timestamp() - known.published) >= _SAME_DATE:
            return False
        await self._desk.known.add_aliases(known.id, [article.canonical_url or article.url, article.url])
        return True


def _same_but_for_query(one: str, other: str) -> bool:
    """Whether two addresses differ in query and case alone; the path must say something: scripts have the id behind."""
    mine, its = urlsplit(one), urlsplit(other)
    path = mine.path.rstrip("/").lower()
    return mine.netloc == its.netloc and path == its.path.rstrip("/").lower() and names_an_article(mine.path)
