"""The records that are written together for one article, or for one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wiredesk.pipelines.archive.exchange import Cause, Exchange
from wiredesk.pipelines.archive.http_head import header, split_head
from wiredesk.pipelines.archive.index import FurtherPage, IndexEntry, Span
from wiredesk.pipelines.archive.records import ExchangeRecords, metadata_member

_LONGEST_MIME = 100  # characters; the longest registered type has 80


@dataclass(frozen=True)
class About:
    """What is known of kept pages: the article that they gave."""

    id: str
    revision: int | None
    site: str
    cause: Cause
    told: Mapping[str, Any]
    """More for the metadata record: the article, and what its listing said."""


@dataclass(frozen=True)
class RecordSet:
    """Bytes to be written in one go, and what the index says of them."""

    data: bytes
    entries: tuple[IndexEntry, ...]


class NewSet:
    """Pages to be kept, and what is known of them. Of an article with several pages, `exchanges` has all."""

    def __init__(self, exchanges: Sequence[Exchange | ExchangeRecords], about: About | None) -> None:
        self._records = [ExchangeRecords.of(one) for one in exchanges]
        self._about = about

    def at(self, file: str, offset: int) -> RecordSet:
        """The set as it is written at a place."""
        data, entries = b"", []
        for number, records in enumerate(self._records, 1):
            start = offset + len(data)
            at = Span(start, len(records.response))
            rendered = Span(at.end, len(records.rendered)) if records.rendered else None
            status, headers, _ = split_head(records.exchange.response_head)
            mime = (header(headers, "content-type") or "unk").partition(";")[0].strip().lower()[:_LONGEST_MIME] or "unk"
            exchange = records.exchange
            entry = IndexEntry(
                exchange.url, exchange.received_at, mime, status, records.digest, file, at, at, rendered, number
            )
            entries.append(entry)
            data += records.response + records.others
        if self._about is None:
            return _as_one(data, entries, offset, None)
        main = _of(entries[0], self._about, tuple(map(_further, entries[1:])))
        entries[0] = main
        metadata = _metadata(entries, self._about, self._records[0].id)
        place = Span(offset + len(data), len(metadata))
        return _as_one(data + metadata, entries, offset, place)


class LaterSet:
    """What has become known of a page that was kept before, and of `further` pages of its article."""

    def __init__(self, kept: IndexEntry, about: About, further: Sequence[IndexEntry] = ()) -> None:
        self._entry = replace(_of(kept, about, tuple(map(_further, further)) or kept.parts), later=True)
        self._about = about

    def at(self, file: str, offset: int) -> RecordSet:
        """The set as it is written at a place."""
        data = _metadata([self._entry], self._about, None)
        return _as_one(data, [self._entry], offset, Span(offset, len(data)))


def _of(entry: IndexEntry, about: About, parts: tuple[FurtherPage, ...]) -> IndexEntry:
    return replace(entry, id=about.id, revision=about.revision, site=about.site, cause=about.cause, parts=parts)


def _further(entry: IndexEntry) -> FurtherPage:
    return FurtherPage(entry.file, entry.at.offset, entry.rendered.offset if entry.rendered else None)


def _metadata(entries: Sequence[IndexEntry], about: About, record_id: str | None) -> bytes:
    pages = [{name: value for name, value in entry.fields().items() if name != "span"} for entry in entries]
    fields = {
        "id": about.id, "revision": about.revision, "site": about.site, "cause": about.cause,
        **about.told, "pages": pages,
    }  # fmt: skip
    return metadata_member(entries[0].url, entries[0].moment, record_id, fields)


def _as_one(data: bytes, entries: Sequence[IndexEntry], offset: int, metadata: Span | None) -> RecordSet:
    span = Span(offset, len(data))
    first, *others = entries
    return RecordSet(data, (replace(first, span=span, metadata=metadata), *(replace(one, span=span) for one in others)))
