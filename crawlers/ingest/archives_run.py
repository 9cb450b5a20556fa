"""Reading several archives one after the other, each by one run at a time, and going on where a run stopped."""

from __future__ import annotations

import asyncio
import hashlib
import signal
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from filelock import FileLock, Timeout

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.ingest.article_outputs import ArchiveSink, ArticleOutputs
from wiredesk.crawlers.ingest.ingest_memory import IngestMemory
from wiredesk.crawlers.ingest.ingest_report import IngestReport
from wiredesk.crawlers.ingest.ingest_run import IngestRun
from wiredesk.crawlers.ingest.inputs import ArchiveInput, archives_of
from wiredesk.crawlers.ingest.remote_file import ArchiveLost, shown
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import ExitCode, WiredeskError


class ArchivesRun:
    """Reads the archives at `addresses`, and remembers between runs how far it is.

    `format` None prints nothing; `output` is the folder of the articles, None is stdout. `sites`, `dates`: which pages
    and articles are wanted; `selection`, in words, is what tells this run from others over the same archives.
    """

    def __init__(
        self,
        *,
        environment: Environment,
        addresses: tuple[str, ...],
        publish: bool,
        format: Format | None,
        output: Path | None,
        sites: frozenset[str] | None,
        dates: CrawlOptions,
        selection: str,
        fresh: bool,
        workers: int | None,
        quiet: bool,
    ) -> None:
        self._environment, self._addresses, self._publish = environment, addresses, publish
        self._format, self._output, self._sites, self._dates = format, output, sites, dates
        self._selection, self._fresh, self._workers = selection, fresh, workers
        self._outputs = ArticleOutputs(output, format)
        self._report = IngestReport(len(addresses), quiet=quiet)
        self._lost = self._taken = 0
        """Archives that could not be read, and those that another run is reading."""

    async def run(self, catalogue: Catalogue) -> ExitCode:
        """Read all archives, one after the other. Raises WiredeskError where the progress cannot be kept."""
        path = self._path_of_memory()
        try:
            memory = IngestMemory(path)
            with closing(memory):
                return await self._read_all(catalogue, memory)
        except sqlite3.Error as problem:
            raise WiredeskError(f"{path}: progress cannot be kept: {problem}") from None

    def _path_of_memory(self) -> Path | None:
        """Of what is remembered between runs: beside the output, or one for each queue; None keeps nothing."""
        if self._output is not None:
            return self._output / ".progress" / "memory.sqlite"
        if not self._publish:
            return None
        queue = f"{self._environment.redis_url or ''}\0{self._environment.key_prefix}"
        return self._environment.home / "ingest" / f"{hashlib.sha256(queue.encode()).hexdigest()[:16]}.sqlite"

    async def _read_all(self, catalogue: Catalogue, memory: IngestMemory) -> ExitCode:
        async with Desk(self._environment, workers=self._workers, connect=self._publish) as desk:
            run = IngestRun(
                desk, catalogue, memory, sites=self._sites, dates=self._dates, on_broken=self._report.broken,
                on_progress=self._report.progress,
            )  # fmt: skip
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, run.stop)
            with closing(run.kept_pages):
                for address in self._addresses:
                    self._report.next_archive()
                    try:
                        for archive in await asyncio.to_thread(archives_of, address, self._environment.user_agent):
                            await self._read_one(run, archive, memory)
                            if run.stopped:
                                break
                    except ArchiveLost as problem:
                        self._lost += 1
                        told = f"{shown(address)} cannot be read: {problem}"
                        self._report.tell(shown(address), f"{told}{self._how_to_go_on(memory)}")
                    if run.stopped:
                        break
        self._report.summary(run.counts, lost=self._lost)
        if run.stopped:
            return ExitCode.INTERRUPTED
        if run.counts.broken or self._lost:
            return ExitCode.SOME_FAILED
        return ExitCode.ALREADY_RUNNING if self._taken else ExitCode.DONE

    def _how_to_go_on(self, memory: IngestMemory) -> str:
        return "; the same command continues from here" if memory.is_kept else ""

    async def _read_one(self, run: IngestRun, archive: ArchiveInput, memory: IngestMemory) -> None:
        is_kept = memory.is_kept and not archive.is_read_once
        key = hashlib.sha256(f"{archive.identity}\0{self._selection}".encode()).hexdigest()[:32]
        with ExitStack() as stack:
            path = self._path_of_memory()
            if is_kept and path is not None:
                lock = FileLock(path.parent / "locks" / key)
                try:
                    Path(lock.lock_file).parent.mkdir(exist_ok=True)
                    stack.enter_context(lock.acquire(blocking=False))
                except Timeout:
                    self._taken += 1
                    self._report.tell(archive.name, f"{archive.name}: another ingest is reading it; it is left to that")
                    return
            known = memory.begin(key, fresh=self._fresh)
            missing = self._outputs.missing(known)
            lost = await run.is_lost(key)
            if lost or (missing and not known.done):
                # Going on would leave a hole in it, and nobody would have what was there.
                missing = "Redis does not know its articles any more" if lost else missing
                told = f"{archive.name}: {missing}; it is read from the beginning"
                self._report.tell(archive.name, told)
                known = memory.begin(key, fresh=True)
            damage = memory.damage(key)
            run.counts.broken += len(damage)
            done = "done in an earlier run (--fresh reads it again)" if known.done else ""
            if done and missing:
                done += f"; {missing}"
            if damage:
                place, detail = damage[0]
                of = "the part that an earlier run has read"
                done += f"; {len(damage)} damaged" if done else f"{len(damage)} records of {of} are damaged"
                done += f", first the record at byte {place}: {detail}"
            if done:
                self._report.tell(archive.name, f"{archive.name}: {done}")
            if known.done:
                run.kept_pages.add(key, archive)
                return
            stream = self._outputs.open(archive, memory, key, known, stack)
            sink = ArchiveSink(stream, self._format, memory, key, is_kept=is_kept)
            self._report.begin(known.offset)
            if await run.ingest(archive, key, sink, known.offset):
                sink.settled(archive.size or 0, done=True)
