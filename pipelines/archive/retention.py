"""Removing the oldest files of an archive, by age and by size."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wiredesk.pipelines.archive.store import FolderStore, index_name, remove_leftovers


def trim(folder: Path, max_age_days: float, max_size: int, *, now: float | None = None) -> dict[str, int]:
    """Remove files last written more than so many days ago, then the oldest until the rest has at most `max_size`
    bytes (0: no limit). Files that a process is writing stay. Returns the files removed, with their bytes.

    Raises ArchiveProblem or OSError.
    """
    moment = time.time() if now is None else now
    store = FolderStore(folder)
    sizes: dict[str, int] = {}
    removed: dict[str, int] = {}
    for name in store.names():
        with suppress(FileNotFoundError):
            state = store.path(name).stat()
            sizes[name] = state.st_size + _size(store.path(index_name(name)))
            is_old = max_age_days and moment - state.st_mtime > max_age_days * 86_400
            if is_old and _remove(store, name):
                removed[name] = sizes.pop(name)
    left = sum(sizes.values())
    for name, size in sizes.items():  # oldest first, as their names are
        if not max_size or left <= max_size:
            break
        if _remove(store, name):
            removed[name] = size
            left -= size
    return removed


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


def _remove(store: FolderStore, name: str) -> bool:
    index = store.path(index_name(name))
    with written_by_nobody(index) as free:
        if free:
            index.unlink(missing_ok=True)  # first: an index without its file says that pages are lost
            store.path(name).unlink(missing_ok=True)
            remove_leftovers(store.folder, name)
        return free


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
