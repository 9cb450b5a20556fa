"""One WARC file that this process writes, with its index.

Nobody else appends to it. Records are whole in the file before an article that names them is published. A write that
fails is taken back; what a kill cuts off stays at the end of its file, behind which nothing is ever written.

Two locks (flock) hold for its time: one on the index says that a living process writes the file; one on the WARC file,
for the time of a write, keeps it from being rewritten (`purge`) meanwhile, which puts another file in its place.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol, Self

from wiredesk.pipelines.archive.file_locks import stands_at
from wiredesk.pipelines.archive.index import IndexEntry, read_lines
from wiredesk.pipelines.archive.record_set import RecordSet
from wiredesk.pipelines.archive.records import warcinfo_member
from wiredesk.pipelines.archive.store import PREFIX, WARC_SUFFIX, index_name, sync

FILE_SECONDS: Final = 86_400.0
"""Age of a file to which nothing is added any more: pages are removed by whole files, and are a day too old at most."""
_MOMENT: Final = "%Y%m%dT%H%M%S%f"
_MODE: Final = 0o666  # as any file of the user's: what others may read, the umask says
_INDEX_TAIL: Final = 1 << 20  # bytes at the end of an index in which its last line is looked for


class Placeable(Protocol):
    """Records that can be made for a place in a file."""

    def at(self, file: str, offset: int) -> RecordSet:
        """As they are written there."""


class WarcFile:
    """A file and its index, open for appending; made by `create` or `resume`. For one thread at a time."""

    def __init__(self, path: Path, warc: int, index: int, size: int) -> None:
        self.path = path
        self.size = size
        """Bytes that are whole in the file."""
        self.is_sound = True
        """Whether more may be written to it; after a failure that could not be taken back it may not."""
        self._warc = warc
        self._index = index

    @classmethod
    def create(cls, folder: Path, *, software: str, operator: str) -> Self:
        """A new file in a folder. Raises OSError."""
        moment = datetime.now(UTC).strftime(_MOMENT)
        name = f"{PREFIX}{moment}-{host_name()}-{os.getpid()}-{secrets.token_hex(2)}{WARC_SUFFIX}"
        path = folder / name
        index = os.open(folder / index_name(name), os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, _MODE)
        try:
            fcntl.flock(index, fcntl.LOCK_EX)
            warc = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, _MODE)
        except BaseException:
            os.close(index)
            raise
        made = cls(path, warc, index, 0)
        try:
            made._write(warcinfo_member(name, software, operator))
            os.fsync(warc)
            sync(folder)
        except BaseException:
            made.discard()
            raise
        return made

    @classmethod
    def resume(cls, path: Path) -> Self | None:
        """A file that was closed before, to go on with; None where that cannot be done safely: another process writes
        it, its last record was cut off, or its index does not end where it does."""
        opened: list[int] = []
        try:
            index = os.open(path.with_name(index_name(path.name)), os.O_RDWR | os.O_APPEND)
            opened.append(index)
            fcntl.flock(index, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not stands_at(index, path.with_name(index_name(path.name))):
                raise FileNotFoundError(path)  # it was rewritten since it was opened: that one is another's to lock
            warc = os.open(path, os.O_RDWR | os.O_APPEND)
            opened.append(warc)
            size = os.fstat(warc).st_size
            if _index_end(index) == size:
                return cls(path, warc, index, size)
        except OSError:
            pass
        for descriptor in opened:
            os.close(descriptor)
        return None

    def append(self, sets: Sequence[Placeable]) -> list[tuple[IndexEntry, ...]]:
        """Write records, all or none, so that they are on the disk when this returns. Raises OSError."""
        self._lock()
        try:
            made: list[RecordSet] = []
            end = self.size
            for one in sets:
                made.append(one.at(self.path.name, end))
                end += len(made[-1].data)
            self._write(b"".join(one.data for one in made))
            self._index_lines(b"".join(entry.line() for one in made for entry in one.entries))
            return [one.entries for one in made]
        finally:
            with suppress(OSError):
                fcntl.flock(self._warc, fcntl.LOCK_UN)

    def _lock(self) -> None:
        """Take the lock on the file that stands at the path now: it may have been rewritten, with the same places."""
        while True:
            fcntl.flock(self._warc, fcntl.LOCK_EX)
            if stands_at(self._warc, self.path):
                break
            os.close(self._warc)
            self._warc = os.open(self.path, os.O_RDWR | os.O_APPEND)
        if os.fstat(self._warc).st_size != self.size:
            self.is_sound = False
            raise OSError(f"{self.path} was changed by another program")

    def _write(self, data: bytes) -> None:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._warc, left) :]
            os.fdatasync(self._warc)
        except BaseException:
            self.is_sound = False
            with suppress(OSError):
                os.ftruncate(self._warc, self.size)
                self.is_sound = os.fstat(self._warc).st_size == self.size
            raise
        self.size += len(data)

    def _index_lines(self, lines: bytes) -> None:
        """The records are safe, and an index is made again from them: a failure here only ends the file."""
        try:
            left = memoryview(lines)
            while left:
                left = left[os.write(self._index, left) :]
        except OSError:
            self.is_sound = False

    def close(self) -> None:
        """End the file. Safe to call twice."""
        for descriptor in (self._warc, self._index):
            if descriptor >= 0:
                with suppress(OSError):
                    os.close(descriptor)
        self._warc = self._index = -1

    def discard(self) -> None:
        """Take the file away, which holds no page."""
        for path in (self.path, self.path.with_name(index_name(self.path.name))):
            with suppress(OSError):
                path.unlink()
        self.close()


def begun_at(name: str) -> float | None:
    """When a file was begun, by its name, in seconds since the epoch; None where that cannot be read from it."""
    try:
        return datetime.strptime(name.split("-")[1], _MOMENT).replace(tzinfo=UTC).timestamp()
    except (ValueError, IndexError):
        return None


def host_name() -> str:
    """This machine's name, as it stands in the names of its files."""
    return re.sub(r"[^A-Za-z0-9.]+", "", socket.gethostname())[:40] or "host"


def _index_end(index: int) -> int:
    """Where the last record that an index covers ends; -1 where its last line is not whole."""
    size = os.fstat(index).st_size
    tail = os.pread(index, _INDEX_TAIL, max(0, size - _INDEX_TAIL))
    last = next(read_lines(reversed(tail.splitlines(keepends=True))), None)
    return last.span.end if last is not None and tail.endswith(b"\n") else -1
