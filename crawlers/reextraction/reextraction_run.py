"""One re-extraction: kept pages through the extraction of today, compared with the articles that they gave."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from wiredesk.crawlers.reextraction.comparison import as_mend, as_visited, changed_fields, with_pages
from wiredesk.crawlers.reextraction.kept_versions import KeptVersion, Source
from wiredesk.crawlers.reextraction.result_store import Mend, ResultStore
from wiredesk.crawlers.runtime.last_moment import stop_by_the_last_moment
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.article_condition import Condition
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.extraction.rejection import Rejection
from wiredesk.pipelines.publishing.publication import Publication
from wiredesk.pipelines.urls.same_site import registrable_domain

READ_AT_ONCE: Final = 16
"""Pages read in one go in a thread, and looked up in one round trip."""
AHEAD: Final = 4
"""Pages under way for each extraction process."""
TOLD_EVERY: Final = 5.0
"""Seconds between two lines of progress."""
BATCH: Final = 32
"""Mends published in one round trip; so many at most are sent again after a crash, and change nothing then."""


@dataclass(frozen=True)
class _Baseline:
    """What a page is compared with."""

    version: KeptVersion
    article: Article
    """The article as it is known now: of the page, or of an earlier mend."""


_Result: TypeAlias = "Article | Rejection"


class ReextractionRun:
    """Reads pages with `desk`, which must be open, and keeps in `store` what it finds."""

    def __init__(
        self, desk: Desk, catalogue: Catalogue, store: ResultStore, *, where: Condition | None = None,
        on_problem: Callable[[str], None], on_progress: Callable[[int, int | None], None],
    ) -> None:  # fmt: skip
        self._desk, self._catalogue, self._store, self._where = desk, catalogue, store, where
        self._on_problem, self._on_progress = on_problem, on_progress
        self._problems: deque[str] = deque()
        """Told, and not yet noted."""
        self.done = 0
        """Pages dealt with in this run."""
        self.queued: Counter[str] = Counter()
        """What became of the mends that this run published."""
        self.stopped = False

    def stop(self) -> None:
        """End after the pages that are under way."""
        self.stopped = True
        self._desk.stop_waiting()
        stop_by_the_last_moment()

    async def extract(self, source: Source) -> bool:
        """Read all pages that were not read yet. Returns whether it came to the end. Raises what the source raises."""
        versions = source.versions(self._store.places, self._tell)
        waiting: deque[tuple[KeptVersion, _Baseline | str, asyncio.Task[_Result] | None]] = deque()
        told = time.monotonic()
        ended = False
        try:
            while not self.stopped:
                batch = await asyncio.to_thread(_next_ones, versions)
                ended = not batch
                for version, baseline in zip(batch, await self._baselines(batch), strict=True):
                    task = None if isinstance(baseline, str) else asyncio.ensure_future(self._read(version))
                    waiting.append((version, baseline, task))
                    while len(waiting) > AHEAD * self._desk.pool.size:
                        await self._settle(*waiting[0])
                        waiting.popleft()
                if time.monotonic() - told > TOLD_EVERY:
                    told = time.monotonic()
                    self._on_progress(self.done, source.total)
                if ended:
                    break
            while waiting:
                await self._settle(*waiting[0])
                waiting.popleft()
        finally:
            for _, _, task in waiting:
                if task is not None:
                    task.cancel()
            await asyncio.to_thread(_close, versions)
            self._note_problems()
        return ended

    def _tell(self, problem: str) -> None:
        """Called by the thread that reads."""
        self._problems.append(problem)
        self._on_problem(problem)

    def _note_problems(self) -> None:
        while self._problems:
            self._store.note_problem(self._problems.popleft())

    async def publish(self, fields: frozenset[str]) -> None:
        """Put the mends onto the queue that are not there yet. Raises PublishingStopped, RedisUnreachable."""
        await self._find_lost()
        after = 0
        while not self.stopped:
            mends, after = self._store.unpublished(fields, BATCH, after)
            if not mends:
                return
            publications = [Publication(mend.after, mends=mend.of) for mend in mends]
            for mend, result in zip(mends, await self._desk.publish_mends(publications), strict=True):
                self._store.note_published(mend, result.outcome, result.revision)
                self.queued[result.outcome] += 1

    async def _find_lost(self) -> None:
        """An older copy of Redis, or a fail-over, does not have what was queued since."""
        after = 0
        while not self.stopped:
            before = after
            queued, after = self._store.queued(READ_AT_ONCE, before)
            if after == before:
                return
            known = await self._desk.known.get([id for id, _ in queued])
            pairs = zip(queued, known, strict=True)
            self._store.note_lost([id for (id, revision), one in pairs if one is not None and one.revision < revision])

    async def _baselines(self, versions: list[KeptVersion]) -> list[_Baseline | str]:
        """What each page is compared with, or why it is not read again."""
        known = await self._desk.known.get([version.article.id for version in versions])
        found: list[_Baseline | str] = []
        for version, one in zip(versions, known, strict=True):
            article, of = version.article, version.article.revision
            if self._site(version.page.url) != article.site:
                found.append("other_site")
                continue
            if one is None:
                found.append("not_known")
                continue
            if one.revision != of:
                if one.mended != (of, one.revision):
                    found.append("newer_known")
                    continue
                mended = self._store.published(article.id, one.revision) or article
                article = mended.model_copy(update={"archive": article.archive})
            wanted = self._where is None or self._where(article)
            found.append(_Baseline(version, article) if wanted else "where")
        return found

    def _site(self, url: str) -> str:
        """The site that a crawl of today would give a page. Where it is another one than then, its definition is gone
        or not valid, and what it says of the site would be missing from every article."""
        definition = self._catalogue.for_url(url)
        return definition.id if definition is not None else registrable_domain(url)

    async def _read(self, version: KeptVersion) -> _Result:
        definition = self._catalogue.for_url(version.page.url)
        profile = definition.profile if definition is not None else None
        first = await self._desk.extract(version.page, profile)
        if isinstance(first, Rejection):
            return first
        others = []
        for page in version.further:
            other = await self._desk.extract(page, profile)
            if isinstance(other, Rejection):
                return other
            others.append(other)
        whole = with_pages(first, others)
        return whole.model_copy(update={"section": version.section}) if version.section else whole

    async def _settle(
        self, version: KeptVersion, baseline: _Baseline | str, task: asyncio.Task[_Result] | None
    ) -> None:
        found = await task if task is not None else None
        self.done += 1
        with self._store.step(version.place):
            self._note_problems()
            if isinstance(baseline, str) or found is None:
                self._store.leave_out(str(baseline))
                return
            if isinstance(found, Rejection):
                self._store.note(version.article, f"no article: {found.reason}")
                return
            found = as_visited(baseline.article, found)
            changed = changed_fields(baseline.article, found)
            if not changed:
                self._store.note(version.article, "same")
                return
            after = as_mend(baseline.article, found, changed)
            self._store.note(version.article, "changed", Mend(baseline.article, after, version.article.revision))


def _next_ones(versions: Iterator[KeptVersion]) -> list[KeptVersion]:
    return [version for _, version in zip(range(READ_AT_ONCE), versions, strict=False)]


def _close(versions: Iterator[KeptVersion]) -> None:
    close = getattr(versions, "close", None)
    if close is not None:
        close()
