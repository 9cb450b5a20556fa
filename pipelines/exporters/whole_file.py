"""A file that is whole or not there: it is written under another name beside its own, and renamed at the end.

A device or a pipe (``/dev/stdout``, ``/dev/full``) is written to itself: renaming would put a file in its place. A link
stays one, and the file that it leads to is renewed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class WholeFile:
    """Write to `new`, then call `finish`; or `give_up`, which leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        self._is_itself = path.exists() and not path.is_file()
        self.path = path.resolve() if path.is_symlink() and not self._is_itself else path
        self.new = self.path if self._is_itself else self.path.with_name(f".{self.path.name}.{os.getpid()}")

    def finish(self) -> None:
        """Put the file in its place. Raises OSError."""
        if not self._is_itself:
            self.new.replace(self.path)

    def give_up(self) -> None:
        """Remove what was written."""
        if not self._is_itself:
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
