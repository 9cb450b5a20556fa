"""The desk: the one way from page to article to queue, shared by crawl, fetch, worker and HTTP."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from wiredesk.pipelines.article_queueing import ArticleQueueing, count_kept
from wiredesk.pipelines.extraction_pool import ExtractionPool
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.tracing.reading_note import note_article, note_rejection
from wiredesk.pipelines.unfinished_import import ImportUnfinished
from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from wiredesk.pipelines.archive.capture import Capture
    from wiredesk.pipelines.archive.page_archive import PageArchive
    from wiredesk.pipelines.article import Article
    from wiredesk.pipelines.extraction.rejection import Rejection
    from wiredesk.pipelines.figures.figure_book import FigureBook
    from wiredesk.pipelines.page import Page
    from wiredesk.pipelines.page_keeper import PageKeeper
    from wiredesk.pipelines.publishing.compaction import Compaction
    from wiredesk.pipelines.publishing.known_articles import KnownArticles
    from wiredesk.pipelines.publishing.publication import Pause, Publication, PublishResult
    from wiredesk.pipelines.publishing.publisher import Publisher
    from wiredesk.pipelines.site_memory_store import SiteMemoryStore
    from wiredesk.pipelines.site_profile import SiteProfile
    from wiredesk.pipelines.tracing.trace import Trace
    from wiredesk.pipelines.tracing.trace_store import TraceStore

logger = logging.getLogger(__name__)

Extraction: TypeAlias = "Article | Rejection"

TRIM_SECONDS = 3_600.0
"""Between two looks for raw pages that are too old or too many: files are removed as wholes, and are a day's."""
CLOSE_SECONDS = 5.0
"""How long what was learned of the sites may take to be stored when waiting was called off: Redis may be away."""


class Desk:
    """Extracts pages in a pool of processes and publishes articles; ``async with`` opens it and closes it again.

    With `connect` off there is no Redis: pages can be extracted, nothing is known and nothing is published. With
    `keep_pages` the pages of articles are kept in the archive, where the environment names one. With `counts`
    what is done is added to the figures in Redis.
    """

    def __init__(
        self,
        environment: Environment,
        *,
        workers: int | None = None,
        connect: bool = True,
        keep_pages: bool = False,
        counts: bool = True,
    ) -> None:
        self.environment = environment
        self.keys = Keys(environment.key_prefix)
        self._connect = connect
        self._redis: Any = None
        self._publisher: Publisher | None = None
        self._queueing: ArticleQueueing | None = None
        self._known: KnownArticles | None = None
        self._memories: SiteMemoryStore | None = None
        self.traces: TraceStore | None = None
        """Where it is kept what happens to single URLs; None without Redis."""
        self.figures: FigureBook | None = None
        """Where it is counted what is done; None where it is not."""
        self._counts = counts
        self._keeper: PageKeeper | None = None
        self._keep_pages = keep_pages and environment.archive is not None
        self._trimming: asyncio.Task[None] | None = None
        self._compaction: Compaction | None = None
        self._compacting: asyncio.Task[None] | None = None
        self.paused = False
        self.lost = ""
        """Why Redis, or the archive, cannot be used any more; set by `give_up`."""
        self.lost_archive = False
        """Whether it is the archive."""
        self._stopping = False
        self.pool = ExtractionPool(workers)

    @property
    def redis(self) -> Any:
        """The asyncio client, or None without Redis."""
        return self._redis

    @property
    def archive(self) -> PageArchive | None:
        """Where pages are kept, or None."""
        return self._keeper.archive if self._keeper is not None else None

    @property
    def known(self) -> KnownArticles:
        """What has been published before."""
        assert self._known is not None, "the desk is not open"
        return self._known

    async def __aenter__(self) -> Self:
        """Open the desk."""
        try:
            await self.open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *problem: object) -> None:
        """Close it."""
        await self.close()

    async def open(self) -> None:
        """Connect to Redis, and open the archive. Raises RedisUnreachable or UsageProblem."""
        if self._keep_pages:
            from wiredesk.pipelines.page_keeper import open_keeper  # noqa: PLC0415  # only where pages are kept

            self._keeper = await open_keeper(self.environment, (lambda: self.known) if self._connect else None)
            self._trimming = asyncio.create_task(self._trim_now_and_then())
        if not self._connect:
            return
        # Not at the top: who only extracts pages starts without Redis's client.
        from wiredesk.pipelines.desk_stores import open_stores  # noqa: PLC0415  # loads models or Redis

        stores = await open_stores(self.environment, self.keys, self._on_pause)
        if await stores.redis.exists(self.keys.unfinished_import):
            await stores.redis.aclose()
            raise ImportUnfinished
        self._redis, self._known = stores.redis, stores.known
        self._memories, self._publisher, self.traces = stores.memories, stores.publisher, stores.traces
        self.figures = stores.figures if self._counts else None
        self._compaction = stores.compaction
        self._queueing = ArticleQueueing(
            publisher=stores.publisher,
            known=stores.known,
            memories=stores.memories,
            keeper=self._keeper,
            figures=self.figures,
        )

    def _on_pause(self, pause: Pause | None) -> None:
        if pause and not self.paused:
            logger.warning("publishing waits: %s", pause.reason, extra=event("publishing.waits", problem=pause.reason))
        elif self.paused and not pause:
            logger.warning("publishing goes on", extra=event("publishing.goes_on"))
        self.paused = pause is not None

    async def extract(
        self,
        page: Page,
        profile: SiteProfile | None,
        trace: Trace | None = None,
        on_selectors: Callable[[Mapping[str, bool]], object] | None = None,
    ) -> Extraction:
        """The article of a page, or why there is none; noted in `trace`. A page that breaks its worker is rejected like
        any other. `on_selectors` is told which of the site's own selectors were asked for an article, and whether each
        has found anything."""
        from wiredesk.pipelines.extraction.rejection import Rejection  # noqa: PLC0415  # loads models or Redis

        began = time.monotonic()
        learned = await self._memories.lessons(profile.id) if self._memories and profile and profile.id else None
        found, verdicts, left_out, selectors = await self.pool.read(page, profile, learned)
        if on_selectors is not None and not isinstance(found, Rejection):
            on_selectors(selectors)
        seconds = time.monotonic() - began
        if self.figures is not None:
            self.figures.observe("extraction_seconds", seconds)
        if isinstance(found, Rejection):
            if trace is not None:
                note_rejection(trace, found, left_out, seconds)
            return found
        if self._memories is not None and profile is not None and profile.id:
            found = await self._memories.clean(found, verdicts)
        if trace is not None:
            note_article(trace, found, left_out, seconds)
        return found

    async def publish(self, publication: Publication) -> PublishResult:
        """Put an article on the queue, if it is new or has changed; see `ArticleQueueing.publish`."""
        assert self._queueing is not None, "the desk is not open"
        if self._compacting is None and self._compaction is not None:  # who publishes also keeps what is known small
            self._compacting = asyncio.create_task(self._compaction.run())
        return await self._queueing.publish(publication)

    async def publish_mends(self, publications: Sequence[Publication]) -> list[PublishResult]:
        """Put mends on the queue (`Publication.mends`). Nothing is learned of them: their pages have taught before."""
        assert self._publisher is not None, "the desk is not open"
        return await self._publisher.publish_many(publications)

    def stop_waiting(self) -> None:
        """Wait no more for Redis: publishing raises PublishingStopped instead, and closing takes seconds at most."""
        self._stopping = True
        if self._publisher is not None:
            self._publisher.stop_waiting()

    async def keep_answered(
        self, article: Article, capture: Capture | None, aliases: Sequence[str]
    ) -> tuple[Article, Capture | None]:
        """Keep the pages of an article that somebody asked for; see PageKeeper.keep_answered."""
        if self._keeper is None or capture is None:
            return article, capture
        answered, capture, not_kept = await self._keeper.keep_answered(article, capture, aliases)
        if not_kept is not None or answered is not article:
            count_kept(self.figures, answered, not_kept)
        return answered, capture

    async def trim_archive(self) -> None:
        """Remove kept pages that are older, or more, than the environment says; what cannot be removed is told."""
        if self._keeper is not None:
            await self._keeper.trim(self.environment)

    async def _trim_now_and_then(self) -> None:
        """For programs that run for months: a worker, a server."""
        while True:
            await asyncio.sleep(TRIM_SECONDS)
            await self.trim_archive()

    def give_up(self, why: str, *, archive: bool = False) -> None:
        """Redis has been away, or has refused writes, for longer than commands wait: nothing waits for it any more. Or
        the `archive` cannot be written: nothing more is published."""
        if not self.lost:
            self.lost, self.lost_archive = why, archive
        self.stop_waiting()

    async def close(self) -> None:
        """End the workers and the connection. Safe to call twice."""
        if self._trimming is not None:
            self._trimming.cancel()
        await asyncio.to_thread(self.pool.close)
        if self._keeper is not None:
            await self._keeper.close(hurried=self._stopping)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._disconnect(), CLOSE_SECONDS if self._stopping else None)

    async def _disconnect(self) -> None:
        if (compacting := self._compacting) is not None:
            self._compacting = self._compaction = None
            compacting.cancel()
            await asyncio.wait([compacting])
        memories, self._memories = self._memories, None
        traces, self.traces = self.traces, None
        figures, self.figures = self.figures, None
        if traces is not None and not self.lost:
            await traces.close()
        if figures is not None and not self.lost:
            await figures.close()
        try:
            if memories is not None and not self.lost:
                await memories.close()
        except Exception as problem:
            if not type(problem).__module__.startswith("redis."):
                raise
            logger.warning(
                "what was learned of sites could not be stored at the end: %s",
                problem,
                extra=event("site.memory_lost", problem=problem),
            )
        if self._redis is not None:
            await self._redis.aclose()
            self._redis = None
