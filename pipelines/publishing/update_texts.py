"""The texts that updates of a site's articles have brought lately: one text at two addresses is that of no article.

A page for consent, login or maintenance, a seller of the domain or a broken template stands at all addresses of a site.
A crawl that visits one known article alone sees it once; the next crawl sees it at the next address. So the texts are
kept from crawl to crawl, of updates alone, which are few, and of walls.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.content_change import compared_words
from wiredesk.pipelines.publishing.field_digests import headline_digest
from wiredesk.pipelines.publishing.keys import Keys

KEPT_DAYS: Final = 14
"""Days after the last update that they are kept: visits to known articles end after a week."""
MOST: Final = 5_000
"""Texts kept of a site, 70 bytes each; a lively site has a few hundred updates a day."""
_CHARACTERS: Final = 16  # of the hash of a text: 64 bits
_NOBODYS: Final = b"*"

Standing = Literal["first", "again", "twin", "elsewhere"]
"""An update's text was seen nowhere; at this article; at another with the same headline; at another, or at several."""


class UpdateTexts:
    """Reads and keeps them, in one hash a site (docs/redis.md)."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def standing(self, article: Article, known_id: str) -> Standing:
        """Where the text of an update of `known_id` was seen before; notes that it was seen there."""
        key, field = self._keys.updates(article.site), _field(article)
        mine = f"{known_id} {headline_digest(article)}".encode()
        new = await self._redis.hsetnx(key, field, mine)
        value = mine if new else await self._redis.hget(key, field)
        if new and await self._redis.hlen(key) > MOST:
            await self._redis.delete(key)
        await self._redis.expire(key, KEPT_DAYS * 86_400)
        if new or value is None:
            return "first"
        before, _, headline = (value.encode() if isinstance(value, str) else value).partition(b" ")
        if before == known_id.encode():
            return "again"
        if headline == mine.partition(b" ")[2]:
            return "twin"
        return "elsewhere"

    async def are_nobodys(self, article: Article) -> None:
        """The text of `article` stands at several addresses: it is the article's of none."""
        key = self._keys.updates(article.site)
        await self._redis.hset(key, _field(article), _NOBODYS)
        await self._redis.expire(key, KEPT_DAYS * 86_400)

    async def is_nobodys(self, article: Article) -> bool:
        """Whether that was found of its text."""
        value = await self._redis.hget(self._keys.updates(article.site), _field(article))
        return value in (_NOBODYS, _NOBODYS.decode())


def _field(article: Article) -> str:
    return compared_words(article)["body_text"][:_CHARACTERS]
