"""Bringing the files of a spool into their store, each once and whole, before they are removed here."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from wiredesk.pipelines.archive.index_reading import entries_of, indexed
from wiredesk.pipelines.archive.members import Members
from wiredesk.pipelines.archive.remote.remote_files import RemoteFile, RemoteFiles
from wiredesk.pipelines.archive.remote.spool import Spool
from wiredesk.pipelines.archive.remote.upload import NotAsWritten, is_there
from wiredesk.pipelines.archive.store import index_name, rewritten_name

OnShipped = Callable[[str, int], object]
"""Is told the name and the bytes of a file that has gone."""


def ship_all(spool: Spool, remote: RemoteFiles, on_bytes: Callable[[int], object], on_shipped: OnShipped) -> int:
    """Upload all files that nobody writes; how many have gone. Those that are left are so because others hold them.

    Safe to be killed anywhere, and beside others that do the same. Raises StoreAway or OSError.
    """
    gone = 0
    for name in spool.names():
        if size := ship(spool, remote, name, on_bytes):
            gone += 1
            on_shipped(name, size)
    return gone


def ship(spool: Spool, remote: RemoteFiles, name: str, on_bytes: Callable[[int], object] = lambda _: None) -> int:
    """Upload one file with its index, and remove it here. Returns its bytes; none where it is somebody else's."""
    with spool.taken(name) as free:
        if not free:
            return 0
        path, there = spool.path(name), _there(remote, name)
        if not path.exists():
            if there is not None:
                spool.remove(name)  # a kill has left the index alone
            return 0
        size = path.stat().st_size
        _complete_index(spool, name)
        if there is None and _has_no_page(path):
            spool.remove(name)
            return 0
        is_whole = there is not None and _is_whole_there(remote, path, there)
        if not is_whole:
            remote.put(path, name, on_bytes)
        # an index that is there with its whole file stays: something may have been purged from both since
        if not is_whole or _there(remote, index_name(name)) is None:
            remote.put(path.with_name(index_name(name)), index_name(name), on_bytes)
        if remote.info(name).size != size:
            raise NotAsWritten(f"{name} has been changed in the store while it was uploaded")
        spool.remove(name)
        spool.note_store_was_written()
        return size


def _there(remote: RemoteFiles, name: str) -> RemoteFile | None:
    try:
        return remote.info(name)
    except FileNotFoundError:
        return None


def _is_whole_there(remote: RemoteFiles, path: Path, there: RemoteFile) -> bool:
    """Whether the store has the file from before a kill. If it has other bytes, and all its records are whole, then an
    article was purged there since, which must not come back."""
    if there.size != path.stat().st_size:
        return False
    if is_there(path, there.told):
        return True
    with remote.open(there.name) as stream:
        return not any(member.problem for member in Members(stream))


def _has_no_page(path: Path) -> bool:
    """Whether a kill came between the head of a file and its first page. A damaged file is never said to be empty."""
    index = path.with_name(index_name(path.name))
    if index.stat().st_size:
        return False
    with path.open("rb") as stream:
        first_two = list(islice(Members(stream), 2))
    return len(first_two) < 2 and not any(member.problem for member in first_two)


def _complete_index(spool: Spool, name: str) -> None:
    """Write the index anew where a kill has left it shorter than its file. Raises OSError."""
    path = spool.path(name)
    index = path.with_name(index_name(name))
    entries = indexed(spool.store, name)
    if index.exists() and entries and max(entry.span.end for entry in entries) == path.stat().st_size:
        return
    new = index.with_name(rewritten_name(index.name))
    try:
        new.write_bytes(b"".join(entry.line() for entry in entries_of(spool.store, name) if not entry.is_lost))
        os.replace(new, index)
    finally:
        new.unlink(missing_ok=True)
