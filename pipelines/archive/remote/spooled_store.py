"""An archive in a store, with what waits for it in the spool of this machine: one `Store` over both.

A file counts as here while it is in the spool itself; an index alone does not. Indexes are read as wholes and kept on
this machine; of files single records are asked for.
"""

from __future__ import annotations

import io
import shutil
from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, cast

from filelock import FileLock

from wiredesk.pipelines.archive.remote.index_cache import IndexCache
from wiredesk.pipelines.archive.remote.read_ahead import ReadAhead, StoredFile
from wiredesk.pipelines.archive.remote.remote_files import RemoteFile, RemoteFiles
from wiredesk.pipelines.archive.remote.spool import Spool
from wiredesk.pipelines.archive.store import NoPages, index_name, is_warc_name, warc_name
from wiredesk.pipelines.archive.warc_file import begun_at

_INDEXES_AT_ONCE: Final = 16
"""Indexes asked for together, on each side of the one that is wanted: files are read in their order, or against it."""
_INDEX_BYTES_AT_ONCE: Final = 64_000_000


class SpooledStore:
    """Reads and changes an archive in a store. For one thread."""

    def __init__(self, spool: Spool, remote: RemoteFiles) -> None:
        self.spool, self.remote = spool, remote
        self.shown = remote.shown
        self._listed: dict[str, RemoteFile] | None = None
        self._asked: dict[str, RemoteFile | None] = {}
        """What single files were asked for, beside the list; None: it is not there."""
        self._cache = IndexCache(spool.indexes, spool.cache_bytes)
        self._indexes: dict[str, bytes] = {}
        """Those that came together with another one, until they are wanted."""
        self._ahead = ReadAhead(remote)

    # -- reading

    def names(self) -> list[str]:
        """The files in both, oldest first. Raises ArchiveProblem."""
        here = self.spool.names()  # first: a file that is uploaded meanwhile is in the list of the store
        try:
            self._listed = self.remote.listed()
        except FileNotFoundError as problem:
            if not here:
                raise NoPages(f"the archive {self.shown} has no pages: {problem}") from None
            self._listed = {}
        return sorted({*map(warc_name, self._listed), *(name for name in here if self._counts(name))})

    def _counts(self, name: str) -> bool:
        """Whether a name in the spool is that of a file, or of a lost one; not one that is just being begun."""
        return self.spool.has(name) or (self.spool.path(index_name(name)).exists() and not self._is_empty_index(name))

    def _is_empty_index(self, name: str) -> bool:
        with suppress(OSError):
            return self.spool.path(index_name(name)).stat().st_size == 0
        return True

    def size(self, name: str) -> int:
        """Bytes of a file or index. Raises FileNotFoundError, or StoreAway."""
        with suppress(FileNotFoundError):
            if self._is_here(name):
                return self.spool.path(name).stat().st_size
        return self._told(name).size

    def sizes(self, since: datetime | None = None) -> dict[str, int]:
        """All files, or those last written since, with their bytes; none where a file is gone and its index there."""
        found = {}
        for name in self.names():
            found[name] = 0
            with suppress(FileNotFoundError):
                found[name] = self.size(name)
                if since is not None and (moment := self.modified(name)) is not None and moment < since.timestamp():
                    del found[name]
        return found

    def modified(self, name: str) -> float | None:
        """When a file was last written; of one in the store when it was begun, as a purge writes it anew."""
        with suppress(FileNotFoundError):
            return self.spool.path(name).stat().st_mtime
        return begun_at(name) or self._told(name).modified

    def open(self, name: str) -> BinaryIO:
        """A file, for reading and seeking. Raises FileNotFoundError, or StoreAway."""
        with suppress(FileNotFoundError):
            if self._is_here(name):
                return self.spool.path(name).open("rb")
        if is_warc_name(name):
            return cast(BinaryIO, StoredFile(self.remote, name, self._told(name).size))
        return io.BytesIO(self._index(name))

    def read(self, name: str, offset: int, length: int) -> bytes:
        """A part of a file, less where it ends before. Raises FileNotFoundError, or StoreAway."""
        with suppress(FileNotFoundError):
            if self.spool.has(name):
                return self.spool.store.read(name, offset, length)
        return self._ahead.read(name, offset, length, self._told(name).size)

    def close(self) -> None:
        """Close what is kept open."""
        self.spool.store.close()

    def _is_here(self, name: str) -> bool:
        return self.spool.has(warc_name(name))

    def _told(self, name: str) -> RemoteFile:
        listed = self._listed.get(name) if self._listed is not None else None
        if listed is not None and listed.size >= 0:
            return listed
        if name not in self._asked:
            try:
                self._asked[name] = self.remote.info(name)
            except FileNotFoundError:
                self._asked[name] = None
        told = self._asked[name]
        if told is None:
            raise FileNotFoundError(name)
        return told

    def _index(self, name: str) -> bytes:
        told = self._told(name)
        if (data := self._indexes.pop(name, None)) is not None or (data := self._cache.get(told)) is not None:
            return data
        self._indexes = {}
        for found, data in self.remote.read_all([one.name for one in self._missing_around(told)]).items():
            self._cache.add(self._told(found), data)
            self._indexes[found] = data
        if name not in self._indexes:
            raise FileNotFoundError(name)
        return self._indexes.pop(name)

    def _missing_around(self, wanted: RemoteFile) -> list[RemoteFile]:
        """The index, and others near it that are likely to be read next and are not here."""
        names = [name for name in sorted(self._listed or ()) if not is_warc_name(name)]
        place, left, found = bisect_left(names, wanted.name), _INDEX_BYTES_AT_ONCE - wanted.size, [wanted]
        for name in names[max(0, place - _INDEXES_AT_ONCE) : place + _INDEXES_AT_ONCE + 1]:
            told = self._told(name)
            if name != wanted.name and left >= told.size and not self._is_here(name) and self._cache.get(told) is None:
                left -= told.size
                found.append(told)
        return found

    # -- changing

    def change(self, name: str, work: Callable[[Path], object]) -> None:
        """Let `work` change a file, with its index beside it, wherever copies of it are. Raises StoreAway or OSError,
        and FileNotFoundError where it is nowhere."""
        is_somewhere = False
        if self.spool.has(name):
            with suppress(FileNotFoundError):  # it was uploaded meanwhile
                work(self.spool.path(name))
                is_somewhere = True
        self._forget(name)
        if self._is_there(name) or self._is_there(index_name(name)):
            self._change_there(name, work)
            is_somewhere = True
        if not is_somewhere:
            raise FileNotFoundError(name)

    def _change_there(self, name: str, work: Callable[[Path], object]) -> None:
        """Fetch it, change it, put it back; once more where somebody else has changed it meanwhile."""
        self.spool.scratch.mkdir(parents=True, exist_ok=True)
        with FileLock(self.spool.scratch.with_suffix(".lock")):
            while True:
                shutil.rmtree(self.spool.scratch)  # what a kill has left may hold what was to be removed
                self.spool.scratch.mkdir()
                try:
                    both = [one for one in (name, index_name(name)) if self._is_there(one)]
                    before = {one: self.remote.info(one).version for one in both}
                    for one in both:
                        self.remote.fetch(one, self.spool.scratch / one)
                    work(self.spool.scratch / name)
                    if {one: self.remote.info(one).version for one in both} != before:
                        continue
                    for one in (name, index_name(name)):
                        path = self.spool.scratch / one
                        if path.exists():
                            self.remote.put(path, one)
                        elif one in both:
                            self.remote.remove(one)
                    return
                finally:
                    shutil.rmtree(self.spool.scratch, ignore_errors=True)
                    self._forget(name)

    def remove(self, name: str) -> bool:
        """Remove a file from the store; one that is here goes there first. Raises StoreAway."""
        if self.spool.has(name):
            return False
        self.remote.remove(index_name(name))  # first: an index without its file says that pages are lost
        self.remote.remove(name)
        self._forget(name)
        return True

    def _is_there(self, name: str) -> bool:
        try:
            self._told(name)
        except FileNotFoundError:
            return False
        return True

    def _forget(self, name: str) -> None:
        """Ask again what the store has of a file."""
        for one in (name, index_name(name)):
            self._asked.pop(one, None)
            self._indexes.pop(one, None)
            if self._listed is not None:
                self._listed.pop(one, None)
        self._ahead.forget()
