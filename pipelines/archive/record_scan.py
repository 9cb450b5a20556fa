"""The entries of a file, read from its records: where its index is lost, ends early, or has been purged."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from wiredesk.pipelines.archive.damage import Damage, OnDamage, fault_of, nobody_listens
from wiredesk.pipelines.archive.http_head import header, split_head
from wiredesk.pipelines.archive.index import IndexEntry, Span, entry_of, index_time
from wiredesk.pipelines.archive.members import LARGEST, FilePart, Member, Members
from wiredesk.pipelines.archive.record_reading import PURGED, moment_of_record, read_record
from wiredesk.pipelines.archive.records import payload_digest
from wiredesk.pipelines.archive.store import Store


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
