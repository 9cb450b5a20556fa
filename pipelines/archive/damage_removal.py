"""Taking what cannot be read out of an archive, so that it is not named again: all that is whole stays in its place."""

from __future__ import annotations

import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

from wiredesk.pipelines.archive.damage import Damage
from wiredesk.pipelines.archive.file_locks import written_by_nobody
from wiredesk.pipelines.archive.index import IndexEntry, Span
from wiredesk.pipelines.archive.index_reading import entries_of, indexed, size_of
from wiredesk.pipelines.archive.purge import Purged, rewrite
from wiredesk.pipelines.archive.realignment import realign
from wiredesk.pipelines.archive.store import FolderStore, Store, index_name, rewritten_name
from wiredesk.pipelines.archive.verification import check_file

_PASSES: Final = 4
"""How often a file is read at most: what is damaged may hide what else is."""


def remove_damage(store: Store, on_bytes: Callable[[int], None] = lambda _: None) -> Purged:
    """Put back what stands elsewhere (`realign`), then read all files (`check_file`) and remove what is damaged: a page
    whose own record is, with all that belongs to it; of others only what cannot be read. Index lines of what is lost
    go. Safe to call again after it was interrupted, and beside processes that write. Raises ArchiveProblem or
    OSError."""
    realign(store, on_bytes)
    gone = Purged()
    for name in store.names():
        with suppress(FileNotFoundError):
            for _ in range(_PASSES):
                damages: list[Damage] = []
                check_file(store, name, damages.append, on_bytes)
                if not damages:
                    break
                store.change(name, partial(_remove, damages, gone))
    return gone


def _remove(damages: list[Damage], gone: Purged, path: Path) -> None:
    store, name = FolderStore(path.parent), path.name
    entries = entries_of(store, name)
    named = {(entry.span, entry.file, entry.at) for entry in indexed(store, name)}
    cure = _Cure(name, size_of(store, name), damages)
    spans = set(cure.bad)
    kept: list[IndexEntry] = []
    for entry in entries:
        if (cured := cure.of(entry)) is not None:
            kept.append(cured)
            continue
        gone.pages += 1
        if entry.part == 1 and (cure.is_spoilt(entry) or (entry.span, entry.file, entry.at) not in named):
            spans.add(entry.span)  # else only its line may be wrong: the next pass reads what stands there
    edges = {edge for entry in kept for edge in (entry.span.offset, entry.span.end)}
    rewrite(store.path(name), _cut(_united(spans), edges), cure.of)
    _write_index(store, name, kept)
    if name not in gone.files:
        gone.files.append(name)


def _write_index(store: FolderStore, name: str, entries: list[IndexEntry]) -> None:
    """Rewrite the index of a file with what was found without it; not where a process writes the file."""
    index = store.path(index_name(name))
    with written_by_nobody(index) as free:
        if free and store.path(name).exists():
            new = index.with_name(rewritten_name(index.name))
            try:
                new.write_bytes(b"".join(entry.line() for entry in entries))
                shutil.copymode(index if index.exists() else store.path(name), new)
                new.replace(index)
            finally:
                new.unlink(missing_ok=True)
        elif free:
            index.unlink(missing_ok=True)


class _Cure:
    """What becomes of the entries of a file that is damaged."""

    def __init__(self, file: str, size: int, damages: list[Damage]) -> None:
        self._file, self._size = file, size
        bad = {Span(one.offset, one.length) for one in damages if one.length and one.file == file}
        self.bad = sorted(bad, key=lambda span: span.offset)
        self._places = {(one.file, one.offset) for one in damages if not one.is_missing}

    def of(self, entry: IndexEntry) -> IndexEntry | None:
        """The entry without what cannot be read; None where the page cannot be."""
        if self._is_bad(entry.file, entry.at.offset):
            return None
        if entry.span.end > self._size:
            if entry.file != self._file or entry.part > 1 or entry.at.end > self._size:
                return None
            page_alone = Span(entry.span.offset, entry.at.end - entry.span.offset)
            return replace(entry, span=page_alone, metadata=None, rendered=None, parts=())
        metadata = None if self._is_bad_here(entry.metadata) else entry.metadata
        rendered = None if entry.file == self._file and self._is_bad_here(entry.rendered) else entry.rendered
        parts = tuple(part for part in entry.parts if not self._is_bad(part.file, part.offset))
        return replace(entry, metadata=metadata, rendered=rendered, parts=parts)

    def is_spoilt(self, entry: IndexEntry) -> bool:
        """Whether the bytes at an entry's place are bad, or lost."""
        return entry.span.end > self._size or self._is_within_bad(entry.span.offset)

    def _is_bad_here(self, span: Span | None) -> bool:
        return span is not None and self._is_bad(self._file, span.offset)

    def _is_bad(self, file: str, offset: int) -> bool:
        return (file, offset) in self._places or (file == self._file and self._is_within_bad(offset))

    def _is_within_bad(self, offset: int) -> bool:
        place = bisect_right(self.bad, offset, key=lambda span: span.offset)
        return place > 0 and offset < self.bad[place - 1].end


def _cut(spans: Iterable[Span], edges: Collection[int]) -> list[Span]:
    """The same places, parted where the records of a page that stays begin or end: whoever reads from there on must
    find a record."""
    ordered, pieces = sorted(edges), []
    for span in spans:
        inside = ordered[bisect_right(ordered, span.offset) : bisect_left(ordered, span.end)]
        for begin, end in pairwise([span.offset, *inside, span.end]):
            pieces.append(Span(begin, end - begin))
    return pieces


def _united(spans: Iterable[Span]) -> list[Span]:
    """The same places, none of which overlap."""
    united: list[Span] = []
    for span in sorted(spans, key=lambda one: one.offset):
        if united and span.offset < united[-1].end:
            united[-1] = Span(united[-1].offset, max(united[-1].end, span.end) - united[-1].offset)
        else:
            united.append(span)
    return united
