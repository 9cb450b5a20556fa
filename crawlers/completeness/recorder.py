"""What one crawl learns of which kinds of source have named which articles."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from wiredesk.crawlers.completeness.record import BITS, DAYS_ONE_BY_ONE, Record, day_published, id_bytes, local_day
from wiredesk.pipelines.dates.zones import zone_of
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.publishing.stored_times import past

LIFETIME = 90 * 86_400
"""Seconds after which the record of a site that is crawled no more goes."""
_MOST_NAMED = 20_000  # URLs of one crawl that are noted: those of a year, where a crawl before has found the rest


_MOST_UNDATED = 5_000
"""URLs noted of which nothing is known, not even a date: a sitemap of 50,000 that is read for the first time must leave
room for what the other kinds name."""
_AT_ONCE = 1_000  # URLs noted before the event loop may do other work: about 6 ms
_AHEAD = 2 * 86_400.0  # seconds: a date without a time of day may end so much later than it is anywhere


def zone_for(name: str | None) -> tzinfo:
    """The time zone of a definition, UTC where it has none."""
    return zone_of(name) if name else UTC


class CaptureRecorder:
    """Notes in memory, at the price of one look into a dictionary for each link, and stores it when the crawl ends."""

    def __init__(self, timezone: str | None, began: float) -> None:
        self._zone = zone_for(timezone)
        self._began = began
        self._oldest = local_day(began, self._zone) - timedelta(days=DAYS_ONE_BY_ONE)
        self._marks: dict[str, int] = {}
        self._articles: dict[str, tuple[str, date | None]] = {}
        """Keys that are known to lead to articles: their ids, and their days."""
        self._undated = 0
        self._new: dict[str, float] = {}
        """Articles that no crawl had seen before, with the moments of their publication."""
        self.left: frozenset[str] = frozenset()
        """Keys that earlier crawls have left to this one: when they were first named is not known."""

    def named(self, key: str, kind: str, dated: datetime | None, known: KnownArticle | None = None) -> None:
        """A source of a kind (`discovered_via.type`) has named a URL that this crawl had not met before.

        `key` is the id of the URL, `dated` what the source says of its publication, `known` the article, if it is one.
        """
        bit = BITS.get(kind)
        if bit is None or len(self._marks) >= _MOST_NAMED:
            return
        published = known.published if known is not None else None
        day = self._day(published if published is not None else dated.timestamp() if dated is not None else None)
        if day is not None and day < self._oldest:
            return
        if day is None and known is not None and (self._day(known.changed) or self._oldest) <= self._oldest:
            return  # its words have not changed for so long: nor is it of these days
        if day is None and known is None:
            if self._undated >= _MOST_UNDATED:
                return
            self._undated += 1
        self._marks[key] = self._marks.get(key, 0) | bit
        if known is not None:
            self._articles[key] = known.id, day

    def named_again(self, key: str, kind: str) -> None:
        """A source has named a URL that this crawl has met before."""
        if key in self._marks:
            self._marks[key] |= BITS.get(kind, 0)

    def is_article(self, keys: Iterable[str], article: str, published: float | None, *, new: bool) -> None:
        """The pages with these ids of URLs are one article, published at this moment (seconds since the epoch).

        A `new` one without a date counts for the day on which it was first named.
        """
        day = self._day(published)
        keys = list(keys)
        if new and published is not None and self.left.isdisjoint(keys):
            self._new[article] = published
        for key in keys:
            first_named = local_day(self._began, self._zone) if new and key not in self.left else None
            self._articles[key] = article, day or first_named

    def is_the_same(self, key: str, article: str) -> None:
        """The page with this id of its URL is a version of an article that is known."""
        self._articles[key] = article, None

    def is_none(self, key: str) -> None:
        """The page is no article."""
        self._marks.pop(key, None)

    async def save(self, redis: Any, keys: Keys, site: str, *, ended: float, worked: bool) -> None:
        """Add this crawl to the site's record, in two round trips. The caller holds the site's lock.

        `worked`: the crawl came to its end and could do its work. Raises what Redis raises.
        """
        place = keys.captures(site)
        stored: dict[bytes, bytes] = await redis.hgetall(place)
        record = Record.read(site, stored)
        last_crawl = past(record.summary.crawled, self._began)
        if worked:
            record.crawl_ended(self._began, ended, self._zone)
        if record.summary.begun:
            await self._add_to(record, local_day(record.summary.begun, self._zone), last_crawl)
        record.trim(local_day(ended, self._zone))
        fields = record.fields()
        changed = {name: value for name, value in fields.items() if stored.get(name) != value}
        gone = [name for name in stored if name not in fields]
        pipeline = redis.pipeline()
        if changed:
            pipeline.hset(place, mapping=changed)
        if gone:
            pipeline.hdel(place, *gone)
        pipeline.expire(place, LIFETIME)
        await pipeline.execute()

    async def _add_to(self, record: Record, begun: date, last_crawl: float) -> None:
        """Days up to the one on which the record was begun are no whole days, and are not kept."""
        today = local_day(self._began, self._zone)
        days = {article: day for day, marks in record.days.items() for article in marks}
        for place, key in enumerate({**self._marks, **self._articles}):
            if place % _AT_ONCE == 0:
                await asyncio.sleep(0)
            url, marks = id_bytes(key), self._marks.get(key, 0)
            known = self._articles.get(key)
            if known is None:
                record.wait(url, marks, today)
                continue
            waited, since = record.take_waiting(url)
            article = id_bytes(known[0])
            day = days.get(article) or known[1] or since
            if day is not None and day > begun and day >= self._oldest and (marks | waited):
                record.note(article, marks | waited, min(day, today))
                days[article] = min(day, today)
                if (published := self._new.pop(known[0], None)) is not None:
                    record.note_new(article, days[article], published, last_crawl)

    def _day(self, moment: float | None) -> date | None:
        """The day of a moment; None for one that is yet to come, as strangers write them (9999), and for none."""
        if moment is None or not moment < self._began + _AHEAD:
            return None
        return day_published(max(moment, 0.0), self._zone)
