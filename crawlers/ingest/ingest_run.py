"""One `wiredesk ingest`: the pages of web archives through the same extraction as a crawl's, in order."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeAlias

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.ingest.capture_publishing import CapturePublishing, Counts, Sink
from wiredesk.crawlers.ingest.captures import Broken, Capture, Record, Redirect, Revisit
from wiredesk.crawlers.ingest.ingest_memory import IngestMemory, Payload
from wiredesk.crawlers.ingest.inputs import ArchiveInput
from wiredesk.crawlers.ingest.kept_pages import KeptPages
from wiredesk.crawlers.ingest.record_reader import RecordReader
from wiredesk.crawlers.ingest.remote_file import ArchiveLost
from wiredesk.crawlers.runtime.last_moment import stop_by_the_last_moment
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.article import Article, DiscoveredVia
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.extraction.rejection import Rejection
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.publishing.publication import PublishingStopped

AHEAD: Final = 4
"""Pages under way for each extraction process: it never waits for the next one, and memory stays flat."""
LOOKED_FOR: Final = 20
"""Articles by which it is seen whether the server has lost some: what it loses are its newest writes, or all."""
STORED_EVERY: Final = 5.0
"""Seconds between two notes of how far the run is: so much is read again after a crash, and put out once all the
same."""

Extracted: TypeAlias = "Article | Rejection | None"
"""None: a page that was kept elsewhere and cannot be read again."""
_Waiting: TypeAlias = "tuple[int, asyncio.Task[Extracted] | None]"
"""The place of a record, and what its page will give."""


class IngestRun:
    """Reads archives with `desk`, which must be open; publishes the articles where it is connected to Redis.

    `sites`: only pages of these definitions, None takes every page. `on_broken` is called for each damaged record.
    """

    def __init__(
        self,
        desk: Desk,
        catalogue: Catalogue,
        memory: IngestMemory,
        *,
        sites: frozenset[str] | None = None,
        dates: CrawlOptions | None = None,
        on_broken: Callable[[ArchiveInput, Broken, Counts], None],
        on_progress: Callable[[ArchiveInput, int, Counts], None],
    ) -> None:
        self._desk = desk
        self._catalogue = catalogue
        self._memory = memory
        self._sites = sites
        self._on_broken = on_broken
        self._on_progress = on_progress
        self._archive, self._key = ArchiveInput(""), ""
        self.kept_pages = KeptPages()
        self.counts = Counts()
        self._publishing = CapturePublishing(desk, memory, dates or CrawlOptions(), self.counts)
        self.stopped = False

    def stop(self) -> None:
        """End after the pages that are under way."""
        self.stopped = True
        self._desk.stop_waiting()
        stop_by_the_last_moment()

    async def is_lost(self, key: str) -> bool:
        """Whether Redis does not know the last articles of an archive any more, which nobody forgets: an older copy of
        it was restored, or its data is gone."""
        ids = self._memory.put_out_last(key, LOOKED_FOR) if self._desk.redis is not None else []
        return bool(ids) and not any(await self._desk.known.get(ids))  # a single one may be known by another id

    async def ingest(self, archive: ArchiveInput, key: str, sink: Sink, start: int = 0) -> bool:
        """Read one archive, which the memory has as `key`, from a place on. Returns whether it came to the end.

        Raises ArchiveLost where the file cannot be read, and what Desk.publish raises.
        """
        self._archive, self._key = archive, key
        self.kept_pages.add(key, archive)
        with archive.open() as stream:
            records = await asyncio.to_thread(RecordReader, stream, start)
            waiting: deque[_Waiting] = deque()
            limit = AHEAD * self._desk.pool.size
            stored = time.monotonic()

            async def settle_first() -> None:
                await self._settle(waiting[0], sink)
                waiting.popleft()

            try:
                lost: ArchiveLost | None = None
                while not self.stopped:
                    try:
                        batch = await asyncio.to_thread(records.next_ones)
                    except ArchiveLost as problem:
                        lost = problem  # told once all that could be read is put out
                        break
                    if not batch:
                        break
                    for record in batch:
                        waiting += self._begin(record)
                        while len(waiting) > limit:
                            await settle_first()
                    if time.monotonic() - stored > STORED_EVERY:
                        sink.settled(waiting[0][0])
                        # Of a file that was packed as a whole all records have its beginning as their place.
                        place = waiting[0][0] or (stream.tell() if archive.size else 0)
                        self._on_progress(archive, place, self.counts)
                        stored = time.monotonic()
                while waiting:
                    await settle_first()
                if lost is not None:
                    raise lost
                return records.following is None
            except PublishingStopped:
                return False
            finally:
                for _, task in waiting:
                    if task is not None:
                        task.cancel()
                first = waiting[0][0] if waiting else records.following
                if first is not None:
                    sink.settled(first)

    def _begin(self, record: Record) -> list[_Waiting]:
        """Begin with a record: what is to be waited for, at least its place."""
        self.counts.records += 1
        place = record.offset
        if isinstance(record, Broken):
            self.counts.broken += 1
            self._memory.note_damage(self._key, place, record.detail)
            self._on_broken(self._archive, record, self.counts)
        elif isinstance(record, Redirect):
            self.counts.left_out["redirect"] += 1
            if record.target:
                self._memory.note_redirect(record.target, record.url, self._key, place)
        elif isinstance(record, Revisit):
            return [(place, self._revisit(record))]
        elif isinstance(record, Capture):
            return self._capture(record)
        else:
            self.counts.left_out[record.why] += 1
        return [(place, None)]

    def _capture(self, record: Capture) -> list[_Waiting]:
        begun: list[_Waiting] = [(record.offset, self._extract(record, record.url, record.fetched_at))]
        if not record.digest:
            return begun
        if not self._archive.is_read_once:
            self._memory.note_payload(record.digest, Payload(record.url, self._key, record.offset))
        for url, moment in self._memory.waiting_for(record.digest, self._key, record.offset):
            self.counts.left_out["revisit"] -= self.counts.left_out["revisit"] > 0
            if url == record.url:
                self.counts.left_out["unchanged"] += 1
            else:
                begun.append((record.offset, self._extract(record, url, moment)))
        return begun

    def _revisit(self, record: Revisit) -> asyncio.Task[Extracted] | None:
        payload = self._memory.payload(record.digest) if record.digest else None
        if payload is not None and payload.url == record.url:
            self.counts.left_out["unchanged"] += 1
        elif payload is not None:
            if self._is_wanted(record.url):
                return asyncio.ensure_future(self._extract_again(payload, record))
            self.counts.left_out["other_site"] += 1
        else:
            self.counts.left_out["revisit"] += 1
            if record.digest:
                self._memory.wait_for_payload(record.digest, record.url, record.fetched_at, self._key, record.offset)
        return None

    async def _extract_again(self, payload: Payload, revisit: Revisit) -> Extracted:
        capture = await self.kept_pages.read(payload, revisit.digest)
        task = self._extract(capture, revisit.url, revisit.fetched_at) if capture is not None else None
        if task is None:
            self.counts.left_out["revisit"] += 1
            return None
        return await task

    def _is_wanted(self, url: str) -> bool:
        if self._sites is None:
            return True
        definition = self._catalogue.for_url(url)
        return definition is not None and definition.id in self._sites

    def _extract(self, capture: Capture, url: str, moment: datetime) -> asyncio.Task[Extracted] | None:
        """The page of a capture, as it was at an address at a moment."""
        if not self._is_wanted(url):
            self.counts.left_out["other_site"] += 1
            return None
        self.counts.pages += 1
        definition = self._catalogue.for_url(url)
        page = Page(
            url=url,
            requested_url=self._memory.source_of(url) or url,
            http_status=capture.status,
            content_type=capture.content_type,
            body=capture.body,
            fetched_at=moment,
            discovered_via=DiscoveredVia(type="warc", url=self._archive.name),
        )
        return asyncio.ensure_future(self._desk.extract(page, definition.profile if definition else None))

    async def _settle(self, waiting: _Waiting, sink: Sink) -> None:
        place, task = waiting
        if task is not None and (found := await task) is not None:
            await self._publishing.settle(found, self._key, place, sink)
