"""One `wiredesk ingest`: the pages of web archives through the same extraction as a crawl's, in order."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Protocol

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.ingest.captures import Broken, Capture, Record, Revisit, read_records
from wiredesk.crawlers.ingest.inputs import ArchiveInput
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.spiders.dates_asked_for import outside_of_dates
from wiredesk.pipelines.article import Article, DiscoveredVia
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.extraction.rejection import Rejection
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.publishing.known_articles import KnownArticle
from wiredesk.pipelines.publishing.publication import Publication, PublishingStopped

READ_AT_ONCE: Final = 16
"""Records read in one go in a thread: the event loop stays free, and the thread is not called for each of them."""
AHEAD: Final = 4
"""Pages under way for each extraction process: it never waits for the next one, and memory stays flat."""
REMEMBERED: Final = 200_000
"""Articles and payloads remembered to tell repeated captures; about 30 MB."""
STORED_EVERY: Final = 5.0
"""Seconds between two notes of how far the run is: so much is read again after a crash, and published once all the
same."""


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


class IngestRun:
    """Reads archives with `desk`, which must be open; publishes the articles where it is connected to Redis.

    `sites`: only pages of these definitions, None takes every page. `on_broken` is called for each damaged record.
    """

    def __init__(
        self,
        desk: Desk,
        catalogue: Catalogue,
        *,
        sites: frozenset[str] | None = None,
        dates: CrawlOptions | None = None,
        on_broken: Callable[[ArchiveInput, Broken, Counts], None],
        on_progress: Callable[[ArchiveInput, int, Counts], None],
    ) -> None:
        self._desk = desk
        self._catalogue = catalogue
        self._sites = sites
        self._dates = dates or CrawlOptions()
        self._on_broken = on_broken
        self._on_progress = on_progress
        self._seen: OrderedDict[str, str] = OrderedDict()
        """Article id → hash of its words, of the captures read so far."""
        self._payloads: OrderedDict[str, str] = OrderedDict()
        """Digest of a payload → the URL that it was kept for."""
        self.counts = Counts()
        self.stopped = False

    def stop(self) -> None:
        """End after the pages that are under way."""
        self.stopped = True
        self._desk.stop_waiting()

    async def ingest(self, archive: ArchiveInput, sink: Sink, start: int = 0) -> bool:
        """Read one archive from a place on. Returns whether it came to the end. Raises UsageProblem where the file
        cannot be read, and what Desk.publish raises."""
        with archive.open() as stream:
            records = await asyncio.to_thread(_Reader, stream, start)
            waiting: deque[tuple[Record, asyncio.Task[Article | Rejection] | None]] = deque()
            limit = AHEAD * self._desk.pool.size
            stored = time.monotonic()

            async def settle_first() -> None:
                await self._settle(waiting[0][1], sink)
                waiting.popleft()

            try:
                while not self.stopped and (batch := await asyncio.to_thread(records.next_ones)):
                    for record in batch:
                        waiting.append((record, self._begin(archive, record)))
                        while len(waiting) > limit:
                            await settle_first()
                    if time.monotonic() - stored > STORED_EVERY:
                        sink.settled(waiting[0][0].offset)
                        self._on_progress(archive, waiting[0][0].offset, self.counts)
                        stored = time.monotonic()
                while waiting:
                    await settle_first()
                return records.following is None
            except PublishingStopped:
                return False
            finally:
                for _, task in waiting:
                    if task is not None:
                        task.cancel()
                first = waiting[0][0].offset if waiting else records.following
                if first is not None:
                    sink.settled(first)

    def _begin(self, archive: ArchiveInput, record: Record) -> asyncio.Task[Article | Rejection] | None:
        """Begin with a record; the task of a page that is extracted, else None."""
        self.counts.records += 1
        if isinstance(record, Broken):
            self.counts.broken += 1
            self._on_broken(archive, record, self.counts)
            return None
        if isinstance(record, Revisit):
            same = self._payloads.get(record.digest) == record.url
            self.counts.left_out["unchanged" if same else "revisit"] += 1
            return None
        if not isinstance(record, Capture):
            self.counts.left_out[record.why] += 1
            return None
        definition = self._catalogue.for_url(record.url)
        if self._sites is not None and (definition is None or definition.id not in self._sites):
            self.counts.left_out["other_site"] += 1
            return None
        self.counts.pages += 1
        if record.digest:
            _remember(self._payloads, record.digest, record.url)
        page = Page(
            url=record.url,
            requested_url=record.url,
            http_status=record.status,
            content_type=record.content_type,
            body=record.body,
            fetched_at=record.fetched_at,
            discovered_via=DiscoveredVia(type="warc", url=archive.name),
        )
        return asyncio.ensure_future(self._desk.extract(page, definition.profile if definition else None))

    async def _settle(self, task: asyncio.Task[Article | Rejection] | None, sink: Sink) -> None:
        if task is None:
            return
        found = await task
        if isinstance(found, Rejection):
            self.counts.left_out[found.reason] += 1
            return
        if (why := outside_of_dates(found, self._dates)) is not None:
            self.counts.left_out[why] += 1
            return
        if self._seen.get(found.id) == found.content_hash:
            self.counts.left_out["repeated"] += 1
            return
        is_ours = found.id in self._seen
        if self._desk.redis is not None and not await self._publish(found, is_ours=is_ours):
            return
        _remember(self._seen, found.id, found.content_hash)
        self.counts.articles += 1
        sink.put(found)

    async def _publish(self, article: Article, *, is_ours: bool) -> bool:
        """Put it on the queue; False where the article is known from elsewhere: an archive never overwrites what a
        crawl has found, which may be newer."""
        if not is_ours:
            known = await self._desk.known.look_up([article.canonical_url or article.url, article.url])
            if any(isinstance(one, KnownArticle) for one in known):
                self.counts.left_out["known"] += 1
                return False
        result = await self._desk.publish(Publication(article, [article.requested_url]))
        self.counts.published[result.outcome] += 1
        return True


class _Reader:
    """Reads records in small groups; `following` is the place of the first one that was not handed out."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self._records = read_records(stream, start)
        self._next: Record | None = next(self._records, None)

    @property
    def following(self) -> int | None:
        return self._next.offset if self._next is not None else None

    def next_ones(self) -> list[Record]:
        """The next records, none at the end."""
        found: list[Record] = []
        while self._next is not None and len(found) < READ_AT_ONCE:
            found.append(self._next)
            self._next = next(self._records, None)
        return found


def _remember(entries: OrderedDict[str, str], key: str, value: str) -> None:
    entries[key] = value
    entries.move_to_end(key)
    if len(entries) > REMEMBERED:
        entries.popitem(last=False)
