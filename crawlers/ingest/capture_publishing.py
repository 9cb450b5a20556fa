"""From the article of a capture to the queue, in the order in which the captures were made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.ingest.capture_order import is_repeated, why_not_published
from wiredesk.crawlers.ingest.ingest_memory import IngestMemory, Seen
from wiredesk.crawlers.spiders.dates_asked_for import outside_of_dates
from wiredesk.pipelines.article import Article, moment_of
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.extraction.rejection import Rejection
from wiredesk.pipelines.publishing.publication import Publication


class Sink(Protocol):
    """Where the articles go."""

    def put(self, article: Article) -> None:
        """Take an article."""

    def settled(self, offset: int) -> None:
        """Everything before this place of the archive is done."""


@dataclass
class Counts:
    """What became of the records."""

    records: int = 0
    pages: int = 0
    articles: int = 0
    broken: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    """Pages that gave no article, or none that was wanted, by reason."""
    published: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class CapturePublishing:
    """Publishes with `desk` where it is connected to Redis, and counts."""

    desk: Desk
    memory: IngestMemory
    dates: CrawlOptions
    counts: Counts

    async def settle(self, found: Article | Rejection, key: str, place: int, sink: Sink) -> None:
        """Put out what the capture at a place of the archive `key` has given, unless a later one was there before."""
        if isinstance(found, Rejection):
            self.counts.left_out[found.reason] += 1
            return
        if (why := outside_of_dates(found, self.dates)) is not None:
            self.counts.left_out[why] += 1
            return
        captured = moment_of(found.fetched_at)
        at = captured.timestamp() if captured is not None else 0.0
        seen = self.memory.seen(found.id)
        if seen is not None and is_repeated(found, at, seen):
            self.counts.left_out["repeated"] += 1
            return
        before = "" if seen is None else seen.before if seen.hash == found.content_hash else seen.hash
        now_seen = Seen(found.content_hash, before, at, sure=True)
        if self.desk.redis is not None:
            if (why := await why_not_published(self.desk.known, found, at, seen)) is not None:
                self.counts.left_out[why] += 1
                return
            # Noted before: a later capture of what this run published is an update, also if it is killed right now.
            self.memory.note_seen(found.id, Seen(found.content_hash, before, at, sure=False), key, place)
            result = await self.desk.publish(Publication(found, [found.requested_url]))
            self.counts.published[result.outcome] += 1
        sink.put(found)
        self.memory.note_seen(found.id, now_seen, key, place)
        self.counts.articles += 1
