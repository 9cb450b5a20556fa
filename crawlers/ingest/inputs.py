"""The files that are ingested: WARC and ARC files, plain or gzipped, WACZ packages of them, and stdin."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from wiredesk.settings.errors import UsageProblem

STDIN: Final = "-"
_ARCHIVES: Final = (".warc", ".warc.gz", ".arc", ".arc.gz")


@dataclass(frozen=True)
class ArchiveInput:
    """One archive: a file, a member of a WACZ package, or stdin."""

    path: Path
    member: str = ""
    """Its name in the package."""
    size: int | None = None
    """Bytes; None where that is not known."""

    @property
    def name(self) -> str:
        """What it is called in messages and on articles."""
        if str(self.path) == STDIN:
            return "stdin"
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    @property
    def is_stdin(self) -> bool:
        return str(self.path) == STDIN

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes of the archive. Raises UsageProblem for a file that cannot be read."""
        with ExitStack() as stack:
            try:
                if self.is_stdin:
                    stream: BinaryIO = sys.stdin.buffer
                elif self.member:
                    package = stack.enter_context(zipfile.ZipFile(self.path))
                    stream = cast(BinaryIO, stack.enter_context(package.open(self.member)))
                else:
                    stream = stack.enter_context(self.path.open("rb"))
            except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, KeyError) as problem:
                raise UsageProblem(f"{self.name} cannot be read: {problem}") from None
            yield stream


def archive_inputs(paths: tuple[Path, ...]) -> list[ArchiveInput]:
    """The archives of the files named, those of a WACZ package one by one. Raises UsageProblem for one that is none."""
    found: list[ArchiveInput] = []
    for path in paths:
        if str(path) == STDIN:
            found.append(ArchiveInput(path))
        elif path.suffix == ".wacz" or zipfile.is_zipfile(path):
            found += _members(path)
        else:
            found.append(ArchiveInput(path, size=path.stat().st_size))
    return found


def _members(path: Path) -> list[ArchiveInput]:
    try:
        with zipfile.ZipFile(path) as package:
            members = [one for one in package.infolist() if one.filename.endswith(_ARCHIVES)]
    except (OSError, zipfile.BadZipFile) as problem:
        raise UsageProblem(f"{path} is no WACZ package: {problem}") from None
    if not members:
        raise UsageProblem(f"{path} holds no WARC file (archive/*.warc.gz)")
    return [ArchiveInput(path, one.filename, one.file_size) for one in members]
