"""The archive that a process writes: asked from the event loop, written in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.remote.spool import Spool, SpoolFull
from wiredesk.pipelines.archive.store import ArchiveFull, ArchiveProblem, ArchiveUnusable, is_warc_name
from wiredesk.pipelines.archive.warc_file import FILE_SECONDS, Placeable, WarcFile, begun_at, host_name
from wiredesk.settings.disk_space import is_full
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

FILE_BYTES: Final = 1_000_000_000
"""Bytes from which the next file is begun: what web archives use, few enough to be copied and rewritten in seconds."""
AT_ONCE: Final = 64
"""Articles in one write: the disk is asked once for all that have come while it was busy."""
_TRIED: Final = 16
"""Files of earlier runs that are looked at for one to go on with."""
ADVICE: Final = 'make room or mend it, or set archive_failure = "continue" to go on without keeping pages'
_TELL_EVERY: Final = 60.0  # seconds between two warnings while pages cannot be kept

Making = Callable[[], Placeable | None]
"""Makes records, in the archive's thread; None where nothing is to be kept."""


@dataclass
class _Waiting:
    make: Making
    done: asyncio.Future[tuple[IndexEntry, ...]]


class PageArchive:
    """Writes records to files of its own in a folder; several processes may do so in the same one.

    `goes_on`: pages that cannot be kept are done without, and that is told; otherwise ArchiveProblem is raised.
    `operator`: how the crawler presents itself, for the head of each file. `spool`: that of a store to which the
    files go, whose folder this is; then no file of an earlier run is gone on with.
    """

    def __init__(
        self, folder: Path, *, operator: str, goes_on: bool = False, file_bytes: int = FILE_BYTES,
        spool: Spool | None = None,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.kept = 0
        """Pages that this process has kept."""
        self.missed = 0
        """Pages that could not be kept, where the crawl goes on without."""
        self._operator = operator
        self._goes_on = goes_on
        self._file_bytes = file_bytes if spool is None else spool.file_bytes
        self._shown = str(folder) if spool is None else spool.shown
        self._spool = spool
        self._file: WarcFile | None = None
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._told_at = -_TELL_EVERY

    async def open(self) -> None:
        """See whether the archive can be written. Raises ArchiveUnusable where it cannot and the crawl may not go on
        without."""
        try:
            await asyncio.to_thread(self._check)
        except OSError as problem:
            told = f"the archive {self._shown} cannot be written: {_in_words(problem)}"
            if not self._goes_on:
                kind = ArchiveFull if is_full(problem) else ArchiveUnusable
                raise kind(f"{told}; {ADVICE}") from None
            self._tell(told)

    async def keep(self, make: Making) -> tuple[IndexEntry, ...] | None:
        """Write what `make` makes; when this returns, it is on the disk. Empty where there was nothing to be kept, None
        where it could not be and the crawl goes on without it.

        Raises ArchiveProblem.
        """
        waiting = _Waiting(make, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_all())
        try:
            entries = await waiting.done
        except ArchiveProblem as problem:
            if not self._goes_on:
                raise
            self.missed += 1
            self._tell(str(problem))
            return None
        self.kept += len(entries)
        return entries

    async def end_old_file(self) -> None:
        """End the file in hand where nothing is added to it any more: what is being written is never removed."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._end_if_old)

    def end_old_file_soon(self) -> None:
        """The same, from any thread, without waiting for it."""
        with suppress(RuntimeError):  # it is closed
            self._thread.submit(self._end_if_old)

    async def close(self) -> None:
        """End the file in hand, after what waits to be written. Safe to call twice."""
        if self._writing is not None:
            with suppress(asyncio.CancelledError):
                await self._writing
        await asyncio.get_running_loop().run_in_executor(None, self._end)

    def _tell(self, told: str) -> None:
        if time.monotonic() - self._told_at >= _TELL_EVERY:
            self._told_at = time.monotonic()
            logger.warning("pages are not kept: %s", told, extra=event("archive.problem", problem=told))

    # -- on the event loop

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            try:
                results = await loop.run_in_executor(self._thread, self._write, [one.make for one in batch])
            except OSError as problem:
                told = f"the archive {self._shown} cannot be written: {_in_words(problem)}; {ADVICE}"
                results = [ArchiveProblem(told)] * len(batch)
            for one, result in zip(batch, results, strict=True):
                if one.done.done():
                    continue
                if isinstance(result, BaseException):
                    one.done.set_exception(result)
                else:
                    one.done.set_result(result)

    # -- in the thread

    def _write(self, makes: Sequence[Making]) -> list[tuple[IndexEntry, ...] | Exception]:
        """What became of each. Raises OSError where none could be written."""
        made: list[Placeable | Exception | None] = []
        for make in makes:
            try:
                made.append(make())
            except Exception as problem:  # a fault of ours with one page is no fault of the disk
                made.append(problem)
        good = [one for one in made if one is not None and not isinstance(one, Exception)]
        written = iter(self._append(good) if good else [])
        return [() if one is None else one if isinstance(one, Exception) else next(written) for one in made]

    def _append(self, sets: Sequence[Placeable]) -> list[tuple[IndexEntry, ...]]:
        try:
            return self._append_once(sets)
        except FileNotFoundError:  # somebody has taken the file away; the next one is ours again
            return self._append_once(sets)

    def _append_once(self, sets: Sequence[Placeable]) -> list[tuple[IndexEntry, ...]]:
        try:
            if self._spool is not None:
                self._spool.check_room()
        except SpoolFull:
            self._end_file()  # so that it can go
            raise
        self._end_if_old()  # nothing was written for long
        if self._file is None:
            self._file = self._next_file()
        file = self._file
        try:
            return file.append(sets)
        except FileNotFoundError:
            file.is_sound = False
            raise
        finally:
            if not file.is_sound or self._is_full(file.path, file.size):
                file.close()
                self._file = None

    def _end_if_old(self) -> None:
        if self._file is not None and self._is_full(self._file.path, self._file.size):
            self._end_file()

    def _end_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _next_file(self) -> WarcFile:
        """A file that an earlier run of this machine has not filled, else a new one."""
        mark = f"-{host_name()}-"
        try:
            ours = [one for one in os.scandir(self.folder) if is_warc_name(one.name) and mark in one.name]
        except FileNotFoundError:
            self.folder.mkdir(parents=True, exist_ok=True)
            ours = []
        if self._spool is not None:
            ours = []  # they are on their way
        for entry in sorted(ours, key=lambda one: one.name, reverse=True)[:_TRIED]:
            with suppress(OSError):
                path = Path(entry.path)
                if not self._is_full(path, entry.stat().st_size) and (found := WarcFile.resume(path)) is not None:
                    return found
        return WarcFile.create(self.folder, software=f"wiredesk/{version('wiredesk')}", operator=self._operator)

    def _is_full(self, path: Path, size: int) -> bool:
        begun = begun_at(path.name)
        oldest = FILE_SECONDS if self._spool is None else self._spool.file_seconds
        return size >= self._file_bytes or begun is None or time.time() - begun > oldest

    def _check(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._spool is not None:
            self._spool.check_room()
        with tempfile.TemporaryFile(dir=self.folder) as probe:
            probe.write(b"\0" * 4096)

    def _end(self) -> None:
        self._thread.shutdown()
        self._end_file()


def _in_words(problem: OSError) -> str:
    return problem.strerror or str(problem)
