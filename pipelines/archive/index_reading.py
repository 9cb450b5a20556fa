"""The entries of a file: from the index beside it, and from the file itself where the index is lost or ends early."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from wiredesk.pipelines.archive.damage import Damage, OnDamage, fault_of, nobody_listens
from wiredesk.pipelines.archive.displacement import shift_of
from wiredesk.pipelines.archive.displacement import told as displaced
from wiredesk.pipelines.archive.http_head import header, split_head
from wiredesk.pipelines.archive.index import (
    IndexEntry,
    Span,
    covered,
    covered_by,
    entry_of,
    gaps,
    in_order,
    index_time,
    read_lines,
)
from wiredesk.pipelines.archive.members import LARGEST, FilePart, Member, Members
from wiredesk.pipelines.archive.record_reading import PURGED, moment_of_record, read_record
from wiredesk.pipelines.archive.records import payload_digest
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


def scanned(store: Store, file: str, part: Span, on_damage: OnDamage = nobody_listens) -> Iterator[IndexEntry]:
    """The entries of a part of a file, read from its records."""
    if part.length <= 0:
        return
    with store.open(file) as stream:
        stream.seek(part.offset)
        yield from _Scan(file, on_damage).entries(Members(FilePart(stream, part.length), part.offset))


def told_in(block: bytes, moment: datetime) -> list[IndexEntry]:
    """The entries that the block of a metadata record names, with the places that its pages were written to."""
    try:
        told = [entry_of(index_time(moment), {"span": (0, 0), **page}) for page in json.loads(block)["pages"]]
    except (ValueError, KeyError, TypeError):
        return []
    return [entry for entry in told if entry is not None]


class _Scan:
    """Puts records together that were written together: they end with a metadata record, or where others begin."""

    def __init__(self, file: str, on_damage: OnDamage) -> None:
        self._file, self._on_damage = file, on_damage
        self._pages: dict[str, IndexEntry] = {}
        """By the id of the response record, what has not been ended yet."""
        self._purged: list[Span] = []

    def entries(self, members: Members) -> Iterator[IndexEntry]:
        for member in members:
            found = None if member.problem or member.is_cut else _Found.in_member(member)
            if found is None:
                self._tell(member)
                yield from self._end()
            elif found.is_purged:
                self._purged.append(found.span)
                yield from self._end()
            elif found.kind == "response":
                self._pages[found.id] = found.page(self._file)
            elif found.kind == "metadata":
                yield from self._with(found)
            elif (page := self._pages.get(found.refers_to)) is not None:
                rendered = found.span if found.kind == "conversion" else page.rendered
                self._pages[found.refers_to] = replace(page, span=_joined(page.span, found.span), rendered=rendered)
        yield from self._end()

    def _tell(self, member: Member) -> None:
        what = fault_of(member)
        if member.is_cut and not what:
            what = f"a record of more than {LARGEST} bytes, which is found by the index alone"
        if what:
            self._on_damage(Damage(self._file, member.offset, what))

    def _with(self, metadata: _Found) -> Iterator[IndexEntry]:
        told = metadata.told()
        entries = [entry for entry in told if (entry.file, entry.at.offset) in self._places]
        if not entries:  # of pages that were kept before
            yield from self._end()
            for entry in told[:1]:
                if not self._was_purged(entry):
                    yield replace(entry, span=metadata.span, metadata=metadata.span)
            return
        first = min(entry.at.offset for entry in entries)
        named = {entry.at.offset for entry in entries}
        self._pages = {key: page for key, page in self._pages.items() if page.at.offset not in named}
        yield from self._end()
        span = Span(first, metadata.span.end - first)
        for entry in entries:
            yield replace(entry, span=span, metadata=metadata.span if entry.part == 1 else None)

    def _was_purged(self, entry: IndexEntry) -> bool:
        """Whether the page of an entry was removed from this part of the file, for example because it was damaged."""
        place = bisect_right(self._purged, entry.at.offset, key=lambda span: span.offset)
        return entry.file == self._file and place > 0 and entry.at.offset < self._purged[place - 1].end

    @property
    def _places(self) -> set[tuple[str, int]]:
        return {(page.file, page.at.offset) for page in self._pages.values()}

    def _end(self) -> Iterator[IndexEntry]:
        yield from self._pages.values()
        self._pages = {}


@dataclass(frozen=True)
class _Found:
    """A record."""

    kind: str
    id: str
    refers_to: str
    url: str
    moment: datetime
    block: bytes
    span: Span
    is_purged: bool

    @classmethod
    def in_member(cls, member: Member) -> _Found | None:
        """The record of a member; None where it is none."""
        record = read_record(member.data)
        if record is None:
            return None
        headers = record.headers
        refers = headers.get("warc-concurrent-to") or headers.get("warc-refers-to") or ""
        return cls(
            headers.get("warc-type", ""),
            headers.get("warc-record-id", ""),
            refers,
            headers.get("warc-target-uri", ""),
            moment_of_record(headers.get("warc-date", "")),
            record.block,
            Span(member.offset, member.length),
            PURGED in headers,
        )

    def page(self, file: str) -> IndexEntry:
        """The entry of a response of which nothing else is known."""
        status, headers, body = split_head(self.block)
        mime = (header(headers, "content-type") or "unk").partition(";")[0].strip().lower() or "unk"
        return IndexEntry(self.url, self.moment, mime, status, payload_digest(body), file, self.span, self.span)

    def told(self) -> list[IndexEntry]:
        """The entries that a metadata record names: the article's page, and its further ones."""
        return told_in(self.block, self.moment)


def _joined(first: Span, second: Span) -> Span:
    return Span(first.offset, second.end - first.offset)
