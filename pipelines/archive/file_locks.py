"""The two locks of a WARC file (`warc_file`), as those take them who change it or take it away."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_by_nobody(index: Path) -> Iterator[bool]:
    """Whether no process writes the file of this index; none begins to, while this lasts."""
    try:
        descriptor = os.open(index, os.O_RDONLY)
    except FileNotFoundError:
        yield True  # without its index no file is gone on with
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)


def locked(path: Path) -> int:
    """A descriptor that holds the lock on the file at `path`; who writes or changes it waits until that is closed.
    Raises FileNotFoundError, also where it was taken away meanwhile."""
    while True:
        held = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            if stands_at(held, path):
                return held
        except BaseException:
            os.close(held)
            raise
        os.close(held)


def stands_at(descriptor: int, path: Path) -> bool:
    """Whether an open file is the one at a path, and no other was put in its place. Raises FileNotFoundError."""
    here, there = os.fstat(descriptor), os.stat(path)
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)
