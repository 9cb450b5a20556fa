"""The folder on this machine in which files are written that an archive in a store is to have.

A file is there until it is in the store as it is here. Who uploads it holds both of its locks: nobody writes, changes
or uploads it meanwhile, and a lock ends with its process.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wiredesk.pipelines.archive.file_locks import locked, written_by_nobody
from wiredesk.pipelines.archive.remote.address import label, normal, shown
from wiredesk.pipelines.archive.store import FolderStore, index_name, is_warc_name, remove_leftovers, warc_name
from wiredesk.settings.environment import Environment

FILE_BYTES: Final = 256_000_000
"""Bytes from which the next file is begun: one is sent again from its start where a connection breaks, and a purge
fetches and sends it."""
_LOOKED: Final = 1.0
"""Seconds for which the size of the folder is believed: a crawl writes at some MB a second."""
_KNOWN: Final = "store-was-written"


class SpoolFull(OSError):
    """There is no more room for pages that wait for their store."""


@dataclass(frozen=True)
class Waiting:
    """What waits to be uploaded."""

    files: int
    bytes: int

    def __str__(self) -> str:
        size = f"{self.bytes / 1e6:.1f} MB" if self.bytes >= 100_000 else f"{self.bytes / 1e3:.0f} kB"
        return f"{self.files} file{'s' if self.files != 1 else ''} ({size})"


class Spool:
    """The spool of the store that is `shown` so. `most_bytes`: of all its files. `file_seconds`: age at which a file
    is ended. `cache_bytes`: of the indexes that were read of the store."""

    def __init__(self, folder: Path, shown: str, *, most_bytes: int, file_seconds: float, cache_bytes: int) -> None:
        self.folder, self.shown = folder / "pages", shown
        self.most_bytes, self.file_seconds = most_bytes, file_seconds
        self.file_bytes = min(FILE_BYTES, max(1, most_bytes // 4))
        self.cache_bytes = cache_bytes
        self.indexes, self.scratch = folder / "indexes", folder / "scratch"
        """Where indexes of the store are kept once they were read, and where files of the store are changed."""
        self.store = FolderStore(self.folder)
        self._mark = folder / _KNOWN
        self._looked, self._size = -_LOOKED, 0

    @classmethod
    def of(cls, environment: Environment, address: str) -> Spool:
        """The spool of a store on this machine."""
        folder = environment.archive_spool or environment.home / "archive-spool"
        return cls(
            folder / label(normal(address)),
            shown(normal(address)),
            most_bytes=environment.archive_spool_size,
            file_seconds=environment.archive_upload_minutes * 60,
            cache_bytes=environment.archive_cache_size,
        )

    @property
    def store_was_written(self) -> bool:
        """Whether the store has taken something from here before."""
        return self._mark.exists()

    def note_store_was_written(self) -> None:
        """Remember that. Raises OSError."""
        self._mark.parent.mkdir(parents=True, exist_ok=True)
        self._mark.touch()

    def check_room(self) -> None:
        """Raises SpoolFull."""
        now = time.monotonic()
        if now - self._looked >= _LOOKED:
            self._looked, self._size = now, self.waiting().bytes
        if self._size >= self.most_bytes:
            raise SpoolFull(
                errno.ENOSPC,
                f"{self.folder} is full: {self.waiting()} wait for the store, and archive_spool_size is "
                f"{self.most_bytes / 1e6:.0f} MB",
            )

    def waiting(self) -> Waiting:
        """All files, those too that are being written."""
        files = size = 0
        for entry in self._entries():
            with suppress(FileNotFoundError):
                files += is_warc_name(entry.name)
                size += entry.stat().st_size
        return Waiting(files, size)

    def names(self) -> list[str]:
        """The files, and those that are gone while their index is there, oldest first."""
        return sorted({name for entry in self._entries() if is_warc_name(name := warc_name(entry.name))})

    def _entries(self) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.folder) as entries:
                return list(entries)
        except FileNotFoundError:
            return []

    def path(self, name: str) -> Path:
        """Where a file is."""
        return self.folder / name

    def has(self, name: str) -> bool:
        """Whether a file is here, and not only its index."""
        return self.path(name).exists()

    @contextmanager
    def taken(self, name: str) -> Iterator[bool]:
        """Hold a file that nobody writes, so that nobody changes it; whether that is so. It may be gone by then."""
        with written_by_nobody(self.path(index_name(name))) as free:
            held = -1
            try:
                if free:
                    with suppress(FileNotFoundError):
                        held = locked(self.path(name))
                yield free
            finally:
                if held >= 0:
                    os.close(held)

    def remove(self, name: str) -> None:
        """Take a file away which is in the store; the index last, so that the file never is there without it."""
        self.path(name).unlink(missing_ok=True)
        self.path(index_name(name)).unlink(missing_ok=True)
        remove_leftovers(self.folder, name)
        self._looked = -_LOOKED
