"""The entries of a file: from the index beside it, and from the file itself where the index is lost or ends early."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from wiredesk.pipelines.archive.damage import OnDamage, nobody_listens
from wiredesk.pipelines.archive.displacement import shift_of
from wiredesk.pipelines.archive.displacement import told as displaced
from wiredesk.pipelines.archive.index import (
    IndexEntry,
    Span,
    covered,
    covered_by,
    gaps,
    in_order,
    read_lines,
)
from wiredesk.pipelines.archive.record_scan import scanned
from wiredesk.pipelines.archive.store import Store, index_name

_SHORTEST_HEAD_WITH_A_PAGE: Final = 1_000
"""Bytes at the beginning of a file that can hold more than its head: a response and its request have 600 at the least,
the head before them 300. Looking for a page that is not there costs a request for each file of a store."""
_LATER: Final = b'"later": true'
"""In the lines of `later_entries`."""


def entries_of(
    store: Store, file: str, on_damage: OnDamage = nobody_listens, marked: Collection[bytes] = ()
) -> list[IndexEntry]:
    """Every page of a file, in its order, those that are lost with it too (`is_lost`). Raises OSError.

    `on_damage` gets what cannot be read where there is no index that names it. A record that was cut off by a kill, so
    that no index names it, ends the list; it is no page. With `marked` only lines of the index are read that hold one
    of these: whoever looks for one page among millions need not read the others.
    """
    is_indexed = has_index(store, file)
    lines = _lines(store, file)
    passed_over = [line for line in lines if not any(mark in line for mark in marked)] if marked else []
    entries = _of_this_file([line for line in lines if any(mark in line for mark in marked)] if marked else lines, file)
    size = size_of(store, file)
    ends = [span.end for line in passed_over if (span := covered_by(line)) is not None]
    is_odd = is_indexed and max((*ends, *(entry.span.end for entry in entries)), default=size) != size
    if is_odd and (shift := shift_of(store, file, _of_this_file(lines, file), size)):
        on_damage(displaced(file, shift))
        return [replace(entry, index_file=file, moved_by=shift) for entry in in_order(entries)]
    known = {_key(entry) for entry in entries}
    places = covered(entries) | {span for line in passed_over if (span := covered_by(line)) is not None}
    for gap in gaps(places, size):
        if is_indexed and places and not gap.offset and gap.length < _SHORTEST_HEAD_WITH_A_PAGE:
            continue
        more = scanned(store, file, gap, nobody_listens if is_indexed and gap.end == size else on_damage)
        entries += [entry for entry in more if _key(entry) not in known]
    return [replace(entry, index_file=file, is_lost=entry.span.end > size) for entry in in_order(entries)]


def indexed(store: Store, file: str) -> list[IndexEntry]:
    """The entries of the index alone; none where there is none."""
    return _of_this_file(_lines(store, file), file)


def _of_this_file(lines: list[bytes], file: str) -> list[IndexEntry]:
    """What lines say that can be true: only what became known later is of a page in another file."""
    return [entry for entry in read_lines(lines) if entry.later or entry.file == file]


def strange_lines(store: Store, file: str) -> int:
    """How many whole lines of the index are none of ours, but for the blank ones that a purge leaves."""
    lines = (line for line in _lines(store, file) if line.endswith(b"\n") and not line.isspace())
    return sum(not _of_this_file([line], file) for line in lines)


def later_entries(store: Store, file: str) -> Iterator[IndexEntry]:
    """The entries that say more of pages that were kept before; they are few, and most files have none."""
    lines = _lines(store, file)
    size = size_of(store, file)
    last = next(read_lines(reversed(lines)), None)
    found = read_lines(line for line in lines if _LATER in line)
    end = last.span.end if last else 0
    for entry in (*found, *scanned(store, file, Span(end, max(0, size - end)))):
        if entry.later:
            yield entry


def size_of(store: Store, file: str) -> int:
    """Bytes of a file; 0 where it is gone while its index is there. Raises FileNotFoundError where both are, as when
    old files are removed, and other OSErrors.

    To be asked after the index was read: the file then has all that the index names, also while it is written.
    """
    try:
        return store.size(file)
    except FileNotFoundError:
        store.size(index_name(file))
        return 0


def is_removed(store: Store, file: str) -> bool:
    """Whether a file is gone with its index, as old files are removed. Raises OSError."""
    try:
        size_of(store, file)
    except FileNotFoundError:
        return True
    return False


def went_with_its_pages(store: Store, entry: IndexEntry) -> bool:
    """Whether a page of an entry was in another file, which was removed: the article is not kept any more, and nothing
    is wrong with the archive. Raises OSError."""
    others = {entry.file, *(part.file for part in entry.parts)} - {entry.index_file}
    return any(is_removed(store, file) for file in others)


def has_index(store: Store, file: str) -> bool:
    """Whether there is an index, perhaps an empty one."""
    try:
        store.size(index_name(file))
    except FileNotFoundError:
        return False
    return True


def _key(entry: IndexEntry) -> tuple[object, ...]:
    return entry.span.offset, entry.file, entry.at.offset, entry.part


def _lines(store: Store, file: str) -> list[bytes]:
    try:
        with store.open(index_name(file)) as stream:
            return stream.readlines()
    except FileNotFoundError:
        return []
