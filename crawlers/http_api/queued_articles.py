"""Articles on the queue: one by its id, or a page of those that match; nothing is consumed."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wiredesk.pipelines.consuming.entries import MalformedEntry, StreamEntry, decode, entry_from_reply
from wiredesk.pipelines.consuming.filters import EntryFilter
from wiredesk.pipelines.consuming.positions import just_before, milliseconds_of
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.known_articles import alias_target

PAGE = 100
"""Entries a round trip: half a megabyte at 5 kB each; between two pages other requests have their turn."""
MOST_SEEN = 2_000
"""Entries looked at for one request; the cursor goes on from there, so that no search holds the server up."""

_SEARCHED = ("headline", "description", "body_text")
_RECEIPT = re.compile(rb"\S+/\d+/(\d+-\d+)")  # publish.lua: token, revision, entry; the newest revision first


@dataclass(frozen=True)
class Search:
    """Which articles: of a site, in a language, queued at or after `since` and before `until`, with all the `words`,
    and with less confidence in their text than `below`."""

    site: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()
    below: float | None = None


@dataclass
class Found:
    """Articles as JSON texts, newest first, and the cursor of the next page, None at the end."""

    articles: list[str] = field(default_factory=list)
    cursor: str | None = None


class QueuedArticles:
    """Reads the stream of articles."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def get(self, article_id: str) -> str | None:
        """The newest revision of an article as JSON text; None where it is unknown or no longer on the queue."""
        receipts = await self._redis.hget(self._keys.article(article_id), "receipts")
        if receipts is None:
            other = await alias_target(self._redis, self._keys, article_id)
            receipts = other and await self._redis.hget(self._keys.article(other), "receipts")
        newest = _RECEIPT.match(receipts or b"")
        if newest is None:
            return None
        entry_id = newest[1].decode()
        rows = await self._redis.xrange(self._keys.articles, entry_id, entry_id)
        return _fitting(entry_from_reply(*rows[0])) if rows else None

    async def search(self, search: Search, limit: int, cursor: str | None = None, most_seen: int = MOST_SEEN) -> Found:
        """The newest `limit` articles that fit, before the entry `cursor` where one is given; looks at `most_seen`
        entries."""
        found = Found()
        last = just_before(f"{milliseconds_of(search.until)}-0") if search.until else "+"
        end = just_before(cursor) if cursor else last
        if cursor and search.until:
            end = min(end, last, key=_order)
        start = f"{milliseconds_of(search.since)}-0" if search.since else "-"
        wanted = EntryFilter((search.site,) if search.site else (), (search.language,) if search.language else ())
        seen = 0
        while True:
            rows = await self._redis.xrevrange(self._keys.articles, end, start, count=PAGE)
            for entry in (entry_from_reply(*row) for row in rows):
                seen += 1
                text = _fitting(entry, search.words, search.below) if wanted.accepts(entry.fields) else None
                if text is not None:
                    found.articles.append(text)
                if len(found.articles) == limit or seen == most_seen:
                    found.cursor = entry.entry_id
                    return found
            if len(rows) < PAGE:
                return found
            end = just_before(decode(rows[-1][0]))
            await asyncio.sleep(0)


def _fitting(entry: StreamEntry, words: tuple[str, ...] = (), below: float | None = None) -> str | None:
    """The article's JSON where it is an object of our schema and has the words, and where it is asked for less than a
    confidence; what else lies there is passed over."""
    try:
        article = entry.article_dict()
    except MalformedEntry:
        return None
    text = " ".join(str(article.get(name) or "") for name in _SEARCHED).casefold() if words else ""
    if not all(word in text for word in words) or (below is not None and not _confidence(article) < below):
        return None
    return entry.fields["article"]


def _confidence(article: Mapping[str, Any]) -> float:
    """In the text; infinite where none is told."""
    record = article.get("extraction")
    told = record.get("confidence") if isinstance(record, dict) else None
    value = told.get("body_text") if isinstance(told, dict) else None
    return float(value) if isinstance(value, int | float) else math.inf


def _order(entry_id: str) -> tuple[int, int]:
    if entry_id == "+":
        return (1 << 64, 0)
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence or 0)
