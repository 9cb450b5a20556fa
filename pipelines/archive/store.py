"""Where the files of an archive are: what all places have in common, and a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from wiredesk.pipelines.archive.file_locks import written_by_nobody
from wiredesk.settings.errors import ExitCode, UsageProblem, WiredeskError

WARC_SUFFIX: Final = ".warc.gz"
INDEX_SUFFIX: Final = ".cdxj"
PREFIX: Final = "wiredesk-"
"""Of our files: others in the folder are left alone."""
_REWRITTEN: Final = ".purge-"


class ArchiveProblem(WiredeskError):
    """The archive cannot be read or written."""


class NoPages(ArchiveProblem):
    """Nothing is kept there, or no longer; a store does not tell that from a place that does not exist."""


class ArchiveUnusable(UsageProblem):
    """The archive cannot be written, as is seen before anything is fetched."""


class ArchiveFull(ArchiveUnusable):
    """As before: its disk has no room, and nothing is wrong with how it is used."""

    exit_code = ExitCode.SOME_FAILED


def index_name(file: str) -> str:
    """The name of the index beside a file."""
    return file.removesuffix(WARC_SUFFIX) + INDEX_SUFFIX


def warc_name(name: str) -> str:
    """The name of the file that an index belongs to; other names as they are."""
    return name.removesuffix(INDEX_SUFFIX) + WARC_SUFFIX if name.endswith(INDEX_SUFFIX) else name


def is_warc_name(name: str) -> bool:
    """Whether a name is one of our WARC files'. A name from an article or an index may be anything: it never leads
    out of the archive."""
    return name.startswith(PREFIX) and name.endswith(WARC_SUFFIX) and not {"/", "\\", "\0"} & set(name)


def rewritten_name(file: str) -> str:
    """The name under which this process rewrites a file or index, before it takes its place."""
    return f"{file}{_REWRITTEN}{os.getpid()}"


def remove_leftovers(folder: Path, file: str) -> None:
    """Remove what killed processes have left of a rewritten file or index: it may hold what was to be removed.
    For who holds the lock on the file, so that nobody else is doing that."""
    for name in (file, index_name(file)):
        for path in folder.glob(f"{escape(name)}{_REWRITTEN}*"):
            path.unlink(missing_ok=True)


def sync(path: Path | str) -> None:
    """Make a file, or the names in a folder, last through a power cut. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Store(Protocol):
    """Reads the files of an archive, and lets them be changed."""

    @property
    def shown(self) -> str:
        """The archive as it may be printed."""

    def names(self) -> list[str]:
        """The WARC files, oldest first, and those that are gone while their index is still there. Raises
        ArchiveProblem."""

    def size(self, name: str) -> int:
        """Bytes of a file. Raises FileNotFoundError, or another OSError."""

    def modified(self, name: str) -> float | None:
        """When a file was last written, in seconds since the epoch; None where nobody tells. Raises FileNotFoundError,
        or another OSError."""

    def open(self, name: str) -> BinaryIO:
        """A file, for reading and seeking. Raises FileNotFoundError, or another OSError."""

    def read(self, name: str, offset: int, length: int) -> bytes:
        """A part of a file, less where it ends before. Raises OSError."""

    def sizes(self, since: datetime | None = None) -> dict[str, int]:
        """All files, or those last written since, with their bytes; one that is gone while its index is there has none.
        Raises ArchiveProblem."""

    def change(self, name: str, work: Callable[[Path], object]) -> None:
        """Let `work` change a file at a path in a folder, with its index beside it. Raises FileNotFoundError where it
        is gone with its index, and other OSErrors."""

    def remove(self, name: str) -> bool:
        """Remove a file with its index, unless it is still being written; whether that was done. Raises OSError."""


class FolderStore:
    """An archive in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown = str(folder)
        self._open: tuple[str, BinaryIO] | None = None

    def names(self) -> list[str]:
        """The WARC files, oldest first, and those that are gone while their index is still there. Raises
        ArchiveProblem."""
        try:
            return sorted({name for entry in os.scandir(self.folder) if is_warc_name(name := warc_name(entry.name))})
        except OSError as problem:
            raise ArchiveProblem(f"the archive {self.folder} cannot be read: {problem.strerror}") from None

    def path(self, name: str) -> Path:
        """Where a file is."""
        return self.folder / name

    def size(self, name: str) -> int:
        """Bytes of a file."""
        return self.path(name).stat().st_size

    def sizes(self, since: datetime | None = None) -> dict[str, int]:
        """All files, or those last written since, with their bytes; one that is gone while its index is there has none.
        Raises ArchiveProblem."""
        found = {}
        for name in self.names():
            found[name] = 0
            with suppress(FileNotFoundError):
                state = self.path(name).stat()
                found[name] = state.st_size
                if since is not None and state.st_mtime < since.timestamp():
                    del found[name]
        return found

    def open(self, name: str) -> BinaryIO:
        """A file, for reading and seeking."""
        return self.path(name).open("rb")

    def read(self, name: str, offset: int, length: int) -> bytes:
        """A part of a file, less where it ends before. The file read last stays open: pages are read in their order."""
        if self._open is None or self._open[0] != name:
            self.close()
            self._open = (name, self.open(name))
        stream = self._open[1]
        stream.seek(offset)
        return stream.read(length)

    def change(self, name: str, work: Callable[[Path], object]) -> None:
        """Change it where it is."""
        work(self.path(name))

    def modified(self, name: str) -> float:
        """When a file was last written."""
        return self.path(name).stat().st_mtime

    def remove(self, name: str) -> bool:
        """Remove it, if no process writes it."""
        index = self.path(index_name(name))
        with written_by_nobody(index) as free:
            if free:
                index.unlink(missing_ok=True)  # first: an index without its file says that pages are lost
                self.path(name).unlink(missing_ok=True)
                remove_leftovers(self.folder, name)
            return free

    def close(self) -> None:
        """Close the file that is kept open."""
        if self._open is not None:
            with suppress(OSError):
                self._open[1].close()
            self._open = None
