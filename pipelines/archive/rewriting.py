"""Putting another file in the place of one of an archive, in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from wiredesk.pipelines.archive.file_locks import locked
from wiredesk.pipelines.archive.store import remove_leftovers, rewritten_name


@contextmanager
def rewritten(path: Path, also: Callable[[], object] = lambda: None) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The file as it is, and the one that takes its place at the end, in one step, after which `also` is called; who
    writes it waits. Raises OSError, and leaves the file as it is where anything goes wrong."""
    new = path.with_name(rewritten_name(path.name))
    held = locked(path)
    try:
        remove_leftovers(path.parent, path.name)
        with path.open("rb") as old, new.open("w+b") as stream:
            shutil.copymode(path, new)
            yield old, stream
            stream.flush()
            os.fsync(stream.fileno())
            written = os.fstat(held)
        os.utime(new, ns=(written.st_atime_ns, written.st_mtime_ns))  # its pages are as old as before
        new.replace(path)
        also()
    finally:
        os.close(held)
        new.unlink(missing_ok=True)
