"""Removing the oldest files of an archive, by age and by size."""

from __future__ import annotations

import time
from contextlib import suppress

from wiredesk.pipelines.archive.store import Store, index_name


def trim(store: Store, max_age_days: float, max_size: int, *, now: float | None = None) -> dict[str, int]:
    """Remove files last written more than so many days ago, then the oldest until the rest has at most `max_size`
    bytes (0: no limit). Files that a process is writing stay. Returns the files removed, with their bytes.

    Raises ArchiveProblem or OSError.
    """
    moment = time.time() if now is None else now
    sizes: dict[str, int] = {}
    removed: dict[str, int] = {}
    for name in store.names():
        with suppress(FileNotFoundError):
            written = store.modified(name)
            sizes[name] = store.size(name) + _size(store, index_name(name))
            is_old = max_age_days and written is not None and moment - written > max_age_days * 86_400
            if is_old and store.remove(name):
                removed[name] = sizes.pop(name)
    left = sum(sizes.values())
    for name, size in sizes.items():  # oldest first, as their names are
        if not max_size or left <= max_size:
            break
        if store.remove(name):
            removed[name] = size
            left -= size
    return removed


def _size(store: Store, name: str) -> int:
    try:
        return store.size(name)
    except FileNotFoundError:
        return 0
