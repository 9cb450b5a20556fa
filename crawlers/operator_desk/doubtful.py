"""Articles that may be wrong: the queue's newest, those with low confidence or a warning, until somebody has looked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wiredesk.pipelines.consuming.entries import MalformedEntry, decode, entry_from_reply
from wiredesk.pipelines.consuming.positions import just_before
from wiredesk.pipelines.publishing.keys import Keys

PAGE = 100
"""Entries a round trip: half a megabyte at 5 kB each."""
MOST_SEEN = 1_000
"""Entries looked at for one page: a tenth of a second. The cursor goes on from there."""
MOST_SHOWN = 50
"""Rows of one page: as many as somebody works through at a sitting."""
BELOW = 0.5
"""Confidence below which a field is doubtful: it is more probably wrong than right."""
MOST_ACCEPTED = 20_000
"""Articles that are remembered as looked at; beyond it the oldest are forgotten, which have left the queue by then."""


@dataclass(frozen=True)
class Doubt:
    """An article with what is doubtful about it, in words; `worst` is the lowest confidence, 1 where none is known."""

    article: dict[str, Any]
    why: tuple[str, ...]
    worst: float


@dataclass(frozen=True)
class DoubtPage:
    """A page of them, newest first, how many entries were looked at, and where the next page begins."""

    doubts: tuple[Doubt, ...]
    seen: int
    cursor: str | None


class Accepted:
    """The articles that somebody has looked at and found right: a sorted set, by time (docs/redis.md)."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._key = keys.accepted

    def add(self, article_id: str, revision: int) -> None:
        """Remember an article; a later revision is another text."""
        self._redis.zadd(self._key, {f"{article_id}/{revision}": time.time()})
        self._redis.zremrangebyrank(self._key, 0, -MOST_ACCEPTED - 1)

    def among(self, members: list[str]) -> set[str]:
        """Those of ``<id>/<revision>`` that were accepted."""
        if not members:
            return set()
        scores = self._redis.zmscore(self._key, members)
        return {member for member, score in zip(members, scores, strict=True) if score is not None}


def read_doubtful(redis: Any, keys: Keys, below: float = BELOW, site: str = "", cursor: str = "") -> DoubtPage:
    """The doubtful articles before the entry `cursor`, of one site or all, with a blocking client."""
    found: list[Doubt] = []
    seen = 0
    last = None
    for entry_id, article in _newest(redis, keys, site, just_before(cursor) if cursor else "+"):
        seen, last = seen + 1, entry_id
        if article is not None and (doubt := _doubt(article, below)) is not None:
            found.append(doubt)
        if seen == MOST_SEEN or len(found) == MOST_SHOWN:
            break
    else:
        last = None
    accepted = Accepted(redis, keys).among([_member(doubt.article) for doubt in found])
    open_ones = tuple(doubt for doubt in found if _member(doubt.article) not in accepted)
    return DoubtPage(open_ones, seen, last)


def _newest(redis: Any, keys: Keys, site: str, end: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    while True:
        rows = redis.xrevrange(keys.articles, end, "-", count=PAGE)
        for row in rows:
            entry = entry_from_reply(*row)
            article = None
            if not site or entry.fields.get("site") == site:
                try:
                    article = entry.article_dict()
                except MalformedEntry:
                    article = None
            yield entry.entry_id, article
        if len(rows) < PAGE:
            return
        end = just_before(decode(rows[-1][0]))


def _doubt(article: dict[str, Any], below: float) -> Doubt | None:
    record = article.get("extraction")
    record = record if isinstance(record, dict) else {}
    confidence = record.get("confidence")
    values = {
        str(name): float(value) for name, value in (confidence.items() if isinstance(confidence, dict) else ())
        if isinstance(value, int | float)
    }  # fmt: skip
    why = [f"{name.replace('_', ' ')} {value:.2f}" for name, value in sorted(values.items()) if value < below]
    warnings = record.get("warnings")
    why += [str(warning)[:200] for warning in warnings] if isinstance(warnings, list) else []
    return Doubt(article, tuple(why), min(values.values(), default=1.0)) if why else None


def _member(article: dict[str, Any]) -> str:
    return f"{article.get('id')}/{article.get('revision')}"
