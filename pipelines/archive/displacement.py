"""Pages that stand elsewhere in their file than they were written, because bytes were lost before them or put in.

Behind one such place everything stands by the same number of bytes beside its own: by as many as the file is shorter or
longer than its index says. With several the last part is found; `realign` finds all, and puts them back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wiredesk.pipelines.archive.damage import Damage
from wiredesk.pipelines.archive.http_head import split_head
from wiredesk.pipelines.archive.index import IndexEntry, Span
from wiredesk.pipelines.archive.record_reading import NotKept, record_at
from wiredesk.pipelines.archive.records import payload_digest
from wiredesk.pipelines.archive.store import Store


def shift_of(store: Store, file: str, indexed: Sequence[IndexEntry], size: int) -> int:
    """By how many bytes the last page of a file of `size` bytes stands behind its place (or before it, if less than
    none), by its index; 0 where it is there, or nowhere. Costs two reads where sizes differ, else none."""
    shift = size - max((entry.span.end for entry in indexed), default=size)
    own = [entry for entry in indexed if entry.file == file]
    if not shift or not own:
        return 0
    last = max(own, key=lambda entry: entry.at.offset)
    if _stands(store, file, last.at, 0, "response", last.digest):
        return 0  # what follows it was cut off, or is not in the index yet
    return shift if _stands(store, file, last.at, shift, "response", last.digest) else 0


def told(file: str, shift: int) -> Damage:
    """What is said of such a file."""
    what = f"{abs(shift)} bytes too {'few, lost' if shift < 0 else 'many, put'} in its middle"
    advice = "what stands behind them is read where it is now; `wiredesk archive repair` puts it back"
    return Damage(file, -1, f"it has {what}: {advice}")


def as_it_stands(store: Store, entry: IndexEntry) -> IndexEntry:
    """An entry with its places as they are now, where its file has displaced pages (`moved_by`)."""
    shift, here = entry.moved_by, entry.index_file
    if not shift:
        return entry
    metadata = _now(store, here, entry.metadata, shift, "metadata")
    if entry.file != here:
        return replace(entry, metadata=metadata)
    at = entry.at
    if not _stands(store, here, at, 0, "response", entry.digest) and at.offset + shift >= 0:
        at = Span(at.offset + shift, at.length)
    moved = at.offset - entry.at.offset
    parts = tuple(
        replace(part, offset=_now_at(store, here, part.offset, shift, "response")) if part.file == here else part
        for part in entry.parts
    )
    return replace(
        entry,
        at=at,
        span=Span(entry.span.offset + moved, entry.span.length),
        metadata=metadata,
        rendered=_now(store, here, entry.rendered, shift, "conversion"),
        parts=parts,
    )


def _now(store: Store, file: str, span: Span | None, shift: int, kind: str) -> Span | None:
    return None if span is None else Span(_now_at(store, file, span.offset, shift, kind), span.length)


def _now_at(store: Store, file: str, offset: int, shift: int, kind: str) -> int:
    is_here = _stands(store, file, Span(offset, 0), 0, kind)
    return offset if is_here or not _stands(store, file, Span(offset, 0), shift, kind) else offset + shift


def _stands(store: Store, file: str, place: Span, shift: int, kind: str, digest: str | None = None) -> bool:
    """Whether a record of a kind, with a page of this digest, is at a place."""
    if place.offset + shift < 0:
        return False
    try:
        record = record_at(store, file, place.offset + shift, kind)
    except NotKept:
        return False
    return digest is None or payload_digest(split_head(record.block)[2]) == digest
