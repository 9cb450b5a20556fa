"""Extraction in worker processes: a page that breaks its worker is rejected like any other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from wiredesk.pipelines.worker_process import WorkerFailure
from wiredesk.pipelines.workers import WorkerPool
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from wiredesk.pipelines.article import Article
    from wiredesk.pipelines.extraction.assembly import Reading
    from wiredesk.pipelines.extraction.memory.site_memory import SiteMemory
    from wiredesk.pipelines.extraction.memory.source_reliability import Verdict
    from wiredesk.pipelines.extraction.rejection import Rejection, RejectionReason
    from wiredesk.pipelines.page import Page
    from wiredesk.pipelines.site_profile import SiteProfile

logger = logging.getLogger(__name__)

ExtractionJob: TypeAlias = "tuple[Page, SiteProfile | None, SiteMemory | None]"

SECOND_TRY: Final = 0.5
"""Seconds before a page whose worker died is tried again. If the machine is being shut down, this process is dead by
then too."""

_BROKEN: Final[dict[str, RejectionReason]] = {
    "timeout": "extraction_timeout", "memory": "extraction_memory", "crash": "extraction_crash",
}  # fmt: skip


def extract_job(job: ExtractionJob) -> Reading:
    """What a worker process does with a page."""
    from wiredesk.pipelines.extraction.assembly import read_page  # noqa: PLC0415  # loads the models

    return read_page(*job)


class ExtractionPool:
    """Reads pages in `size` processes, one for each core where None is given; see `WorkerPool`."""

    def __init__(self, size: int | None = None) -> None:
        self._pool: WorkerPool[ExtractionJob, Reading] = WorkerPool(
            extract_job,
            size=size,
            preload=("wiredesk.pipelines.extraction.assembly", "wiredesk.pipelines.extraction_pool"),
        )

    @property
    def size(self) -> int:
        """Pages that are read at a time."""
        return self._pool.size

    def start(self) -> None:
        """Begin to start the processes: pages are coming. Does not wait for them."""
        self._pool.start()

    def close(self) -> None:
        """End all processes; pages that still wait are rejected. Safe to call twice."""
        self._pool.close()

    async def read(
        self, page: Page, profile: SiteProfile | None, learned: SiteMemory | None
    ) -> tuple[Article | Rejection, list[Verdict], Mapping[str, tuple[int, int]], Mapping[str, bool]]:
        """What came of a page: the fields of `Reading`."""
        from wiredesk.pipelines.extraction.rejection import Rejection  # noqa: PLC0415  # loads pydantic

        try:
            return await self._run((page, profile, learned))
        except WorkerFailure as problem:
            logger.warning(
                "extraction of %s failed: %s",
                page.url,
                problem,
                extra=event("extraction.failed", url=page.url, reason=problem.reason, detail=problem.detail),
            )
            return Rejection(reason=_BROKEN[problem.reason], detail=problem.detail), [], {}, {}

    async def _run(self, job: ExtractionJob) -> Reading:
        """Once more where the worker died, which need not have been the page's fault."""
        try:
            return await self._pool.run(job)
        except WorkerFailure as problem:
            if problem.reason != "crash":
                raise
        await asyncio.sleep(SECOND_TRY)
        return await self._pool.run(job)
