"""Articles that have moved, or stand at several addresses: the words of a known article elsewhere on its site.

Whether an article has moved or was printed twice, its old address tells, which is asked once. One that redirects to the
new address makes it another address of the known article; so does one that is gone or gives another page by now, where
the date is the same. One that still has the article does not.

Addresses that differ in their query or in the case of their letters alone need no question: where the words are the
same, a random token or a server without regard to case has made two addresses of one.

An address may follow the headline: when that is corrected, the number stays and the words around it change. There the
text need not be the same, and only a redirect counts.

The address of an article that is known in short form only is forgotten. There the date decides: what moves keeps its
date of publication, what is printed again months later has another.
"""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from wiredesk.pipelines.article import Article, moment_of
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.urls.identity import names_an_article

_ADDRESSES = 20  # of one text that are kept; more are a page for consent or login
_ROUNDED = 0.5  # seconds by which a moment in Redis may be off
_SAME_DATE = 86_400.0  # seconds: a page at a new address may say the day where the old one said the hour, or no zone


_NUMBER = re.compile(r"(?<!\d)\d{4,12}(?!\d)")
_DAY = re.compile(r"(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?")
"""Years, months and days are no numbers of articles: many share them."""
MOST_ADDRESSES = 1_000
"""Addresses of fresh articles among which one with the same number is looked for: two days of a large paper."""
MOST_ASKED = 20
"""Old addresses that are asked in one crawl because of their number: a site whose numbers are of something else."""


class MovedArticles:
    """What was known of a site's articles before this crawl, by their words."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._began = time.time()
        self._asked: set[tuple[str, str]] = set()
        self._read: dict[str, list[tuple[str, str]]] = {}
        self._numbers: dict[str, str] | None = None
        self._asked_numbers = 0

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

    async def same_number(self, article: Article) -> KnownArticle | None:
        """The fresh article that has the number of a new one in its address, and other words around it; the first time
        it is asked for, else None."""
        number = number_of(article.url)
        if number is None or self._asked_numbers >= MOST_ASKED:
            return None
        if self._numbers is None:
            addresses = await self._desk.known.addresses(article.site, MOST_ADDRESSES)
            numbered = ((number_of(url), known_id) for known_id, url in addresses.items())
            self._numbers = {key: known_id for key, known_id in numbered if key is not None}
        known_id = self._numbers.get(number)
        if known_id is None or known_id == article.id or (known_id, article.id) in self._asked:
            return None
        self._asked.add((known_id, article.id))
        self._asked_numbers += 1
        (known,) = await self._desk.known.get([known_id])
        return known if known is not None and not known.is_short else None

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
        if not known.is_short:
            await self._desk.known.move(known, article.url)
        return True


def number_of(url: str) -> str | None:
    """The host, folder and number of an article's address, which stay when its words change; None where its last part
    has no number, or several.

    >>> number_of("https://a.example/news/12345-old-title"), number_of("https://a.example/2026/11/title")
    ('a.example/news 12345', None)
    """
    parts = urlsplit(url)
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    numbers = [one for one in _NUMBER.findall(last) if _DAY.fullmatch(one) is None]
    if len(numbers) != 1 or not any(map(str.isalpha, last)):
        return None
    return f"{parts.netloc}{folder} {numbers[0]}"


def _same_but_for_query(one: str, other: str) -> bool:
    """Whether two addresses differ in query and case alone; the path must say something: scripts have the id behind."""
    mine, its = urlsplit(one), urlsplit(other)
    path = mine.path.rstrip("/").lower()
    return mine.netloc == its.netloc and path == its.path.rstrip("/").lower() and names_an_article(mine.path)
