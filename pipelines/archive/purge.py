"""Removing all that is kept of one article.

A file that has something of it is rewritten beside itself and then put in its own place, in one step. The records
that go are replaced by others of exactly the same length that hold nothing, so that all other pages keep their places:
articles name them, wherever they are by now. A process that writes the file waits meanwhile, and goes on in the new
one.
"""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final
from uuid import uuid4

from wiredesk.pipelines.archive.index import IndexEntry, Span, read_line
from wiredesk.pipelines.archive.index_reading import entries_of
from wiredesk.pipelines.archive.realignment import realign
from wiredesk.pipelines.archive.record_reading import PURGED
from wiredesk.pipelines.archive.rewriting import rewritten
from wiredesk.pipelines.archive.store import Store, index_name
from wiredesk.pipelines.urls.identity import article_id

_BLOCK: Final = 65_535  # bytes of a stored block of deflate (RFC 1951, 3.2.4)
_AROUND: Final = 18  # bytes of a gzip member's head and tail
_BLOCK_HEAD: Final = 5
_EMPTY_RECORD: Final = (
    "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <%s>\r\n"
    "WARC-Date: 1970-01-01T00:00:00Z\r\nContent-Type: application/octet-stream\r\n"
    f"{PURGED}: yes\r\nContent-Length: %012d\r\n\r\n"
)
_END: Final = b"\r\n\r\n"
_SHORTEST: Final = 252
"""Bytes from which an empty record can be made; of fewer, which are no record, zeros are left, as readers pass over."""

Changed = Callable[[IndexEntry], IndexEntry | None]
"""What becomes of a line of the index: the entry as it is, one with less in it, or None."""


@dataclass
class Purged:
    """What was removed: pages, and the files that were rewritten."""

    pages: int = 0
    files: list[str] = field(default_factory=list)
    urls: set[str] = field(default_factory=set)


def purge(store: Store, id: str) -> Purged:
    """Remove all captures of an article, and of its URLs where every answer is kept. Safe to call again after it was
    interrupted, and beside processes that write. Raises ArchiveProblem or OSError."""
    found = _entries(store)
    if any(entry.moved_by for entries in found.values() for entry in entries):
        realign(store)  # else others would be removed that stand in the places of the article now
        found = _entries(store)
    gone = Purged()
    places: set[tuple[str, int]] = set()
    for entry in (one for entries in found.values() for one in entries if one.id == id):
        gone.urls.add(entry.url)
        places.add((entry.file, entry.at.offset))
        places.update((part.file, part.offset) for part in entry.parts)
    for name, entries in found.items():
        spans = {
            entry.span
            for entry in entries
            if entry.id == id
            or (entry.file, entry.at.offset) in places
            or (entry.id is None and article_id(entry.url) == id)
        }
        if spans:
            gone.pages += len({entry.at for entry in entries if entry.span in spans and entry.file == name})
            store.change(name, partial(_rewrite_without, spans))
            gone.files.append(name)
    return gone


def _entries(store: Store) -> dict[str, list[IndexEntry]]:
    found: dict[str, list[IndexEntry]] = {}
    for name in store.names():
        with suppress(FileNotFoundError):
            found[name] = entries_of(store, name)
    return found


def _rewrite_without(spans: Collection[Span], path: Path) -> None:
    rewrite(path, spans, partial(_without, spans))


def _without(spans: Collection[Span], entry: IndexEntry) -> IndexEntry | None:
    return None if entry.span in spans else entry


def rewrite(path: Path, spans: Collection[Span], changed: Changed) -> None:
    """Put a file in the place of this one that has nothing at these places, and change its index. Of a file that is
    gone only the index is changed. Raises OSError."""
    if path.exists():
        _blank_places(path, spans, changed)
    else:
        _change_lines(path.with_name(index_name(path.name)), changed)


def _blank_places(path: Path, spans: Collection[Span], changed: Changed) -> None:
    with rewritten(path, also=partial(_change_lines, path.with_name(index_name(path.name)), changed)) as (old, stream):
        shutil.copyfileobj(old, stream)
        size = stream.tell()
        for span in spans:
            if span.end <= size:
                stream.seek(span.offset)
                stream.write(empty_member(span.length) if span.length >= _SHORTEST else bytes(span.length))
            else:  # the file was cut off in it, or before: nothing stands behind it
                stream.truncate(min(span.offset, stream.seek(0, os.SEEK_END)))


def _change_lines(index: Path, changed: Changed) -> None:
    """Write over the lines of an index: its process goes on appending to this very file."""
    try:
        stream = index.open("r+b")
    except FileNotFoundError:
        return
    with stream:
        place = 0
        for line in stream.readlines():
            entry = read_line(line)
            if entry is not None and (new := changed(entry)) != entry:
                text = new.line()[:-1] if new is not None else b""
                stream.seek(place)
                stream.write(text.ljust(len(line) - 1) + b"\n")
            place += len(line)
        stream.flush()
        os.fsync(stream.fileno())


def empty_member(length: int) -> bytes:
    """A gzip member of so many bytes, with a record that holds nothing but zeros. From about 350 bytes on, which any
    capture has."""
    blocks = -(-(length - _AROUND) // (_BLOCK + _BLOCK_HEAD))
    content = length - _AROUND - _BLOCK_HEAD * blocks
    id = uuid4().urn  # a new one each: two records with one id are one record (ISO 28500, 5.2)
    zeros = content - len(_EMPTY_RECORD % (id, 0)) - len(_END)
    if zeros < 0:
        raise ValueError(f"no record of {length} bytes can be made")
    data = (_EMPTY_RECORD % (id, zeros)).encode() + bytes(zeros) + _END
    parts = [data[number * _BLOCK : (number + 1) * _BLOCK] for number in range(blocks)]  # the last one may be empty
    packed = bytearray(b"\x1f\x8b\x08\0\0\0\0\0\0\xff")
    for number, part in enumerate(parts, 1):
        packed += struct.pack("<BHH", number == len(parts), len(part), len(part) ^ 0xFFFF) + part
    packed += struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return bytes(packed)
