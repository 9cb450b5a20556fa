"""What is ingested: WARC and ARC files, plain or gzipped, WACZ packages of them, by path or address, and stdin."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from wiredesk.crawlers.ingest.archive_streams import CheckedStream, open_member
from wiredesk.crawlers.ingest.remote_file import PIECE, SMALL_PIECE, ArchiveLost, RemoteFile, shown
from wiredesk.settings.errors import UsageProblem

STDIN: Final = "-"
_ARCHIVES: Final = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")


@dataclass(frozen=True)
class ArchiveInput:
    """One archive: a file, a file on a server, a member of a WACZ package, or stdin."""

    address: str
    """A path, an address with ``://``, or ``-``."""
    member: str = ""
    """Its name in the package."""
    size: int | None = None
    """Bytes; None where that is not known."""
    version: str = ""
    """Time or ETag: another one means that the file is another."""
    user_agent: str = ""

    @property
    def name(self) -> str:
        """What it is called in messages and on articles."""
        if self.is_stdin:
            return "stdin"
        name = shown(self.address).rpartition("/")[2]
        return f"{name}/{self.member}" if self.member else name

    @property
    def is_stdin(self) -> bool:
        """Whether it is the standard input."""
        return self.address == STDIN

    @property
    def is_read_once(self) -> bool:
        """Whether nothing can be read of it a second time: stdin, a pipe."""
        return self.is_stdin or (not is_remote(self.address) and not Path(self.address).is_file())

    @property
    def identity(self) -> str:
        """The same for the same file with the same content, as far as size and time tell."""
        place = self.address if is_remote(self.address) else str(Path(self.address).resolve())
        parts = (place.partition("?")[0], self.member, str(self.size), self.version)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()

    @contextmanager
    def open(self, *, sparing: bool = False) -> Iterator[BinaryIO]:
        """The bytes of the archive; `sparing`, where only a page here and there is read. Raises ArchiveLost for a file
        that cannot be read."""
        with ExitStack() as stack:
            try:
                if self.is_stdin:
                    stream = sys.stdin.buffer
                else:
                    stream = stack.enter_context(_opened(self.address, self.user_agent, sparing=sparing))
                if self.member:
                    package = stack.enter_context(zipfile.ZipFile(stream))
                    stream = stack.enter_context(open_member(package, stream, self.member))
            except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, KeyError) as problem:
                raise ArchiveLost(str(problem)) from None
            yield cast(BinaryIO, CheckedStream(stream))


def is_remote(address: str) -> bool:
    """Whether it is an address, not a path."""
    return "://" in address


def check_addresses(addresses: tuple[str, ...]) -> None:
    """Raises UsageProblem for a file that is not there, and for stdin named twice."""
    if addresses.count(STDIN) > 1:
        raise UsageProblem("stdin can be read once only")
    for address in addresses:
        if address == STDIN or is_remote(address):
            continue
        if not Path(address).exists():
            raise UsageProblem(f"{address}: there is no such file")
        if Path(address).is_dir():
            raise UsageProblem(f"{address} is a folder; name its files: {address.rstrip('/')}/*.warc.gz")


def archives_of(address: str, user_agent: str = "") -> list[ArchiveInput]:
    """The archive at an address, or those of a WACZ package one by one.

    Raises UsageProblem for a package without archives, ArchiveLost for a file that cannot be read.
    """
    single = ArchiveInput(address)
    if single.is_read_once:
        return [single]
    try:
        with _opened(address, user_agent) as stream:
            size, version = _size_and_version(stream)
            whole = ArchiveInput(address, size=size, version=version, user_agent=user_agent)
            if not shown(address).endswith(".wacz") and (is_remote(address) or not zipfile.is_zipfile(stream)):
                return [whole]
            with zipfile.ZipFile(stream) as package:
                members = [one for one in package.infolist() if one.filename.endswith(_ARCHIVES)]
    except (OSError, zipfile.BadZipFile) as problem:
        raise ArchiveLost(str(problem)) from None
    if not members:
        raise UsageProblem(f"{shown(address)} holds no WARC file (archive/*.warc.gz)")
    return [ArchiveInput(address, one.filename, one.file_size, version, user_agent) for one in members]


def _opened(address: str, user_agent: str, *, sparing: bool = False) -> BinaryIO:
    if is_remote(address):
        return cast(BinaryIO, RemoteFile(address, user_agent, piece=SMALL_PIECE if sparing else PIECE))
    return Path(address).open("rb")


def _size_and_version(stream: BinaryIO) -> tuple[int | None, str]:
    if isinstance(stream, RemoteFile):
        return stream.size, stream.version
    state = Path(stream.name).stat()
    return state.st_size, str(state.st_mtime_ns)
