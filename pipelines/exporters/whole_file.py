"""A file that is whole or not there: it is written under another name beside its own, and renamed at the end."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class WholeFile:
    """Write to `new`, then call `finish`; or `give_up`, which leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.new = path.with_name(f".{path.name}.{os.getpid()}")

    def finish(self) -> None:
        """Put the file in its place. Raises OSError."""
        self.new.replace(self.path)

    def give_up(self) -> None:
        """Remove what was written."""
        with suppress(FileNotFoundError):
            self.new.unlink()


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file, so that a reader and a crash find the old one or the new one. Raises OSError."""
    file = WholeFile(path)
    try:
        file.new.write_bytes(data)
        file.finish()
    except BaseException:
        file.give_up()
        raise
