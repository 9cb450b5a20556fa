"""The index beside each WARC file: CDXJ, one line for each page, as pywb and other archives' tools read it.

``SURT TIME {"url": …, "mime": …, "status": …, "digest": …, "length": …, "offset": …, "filename": …, …}``. Besides the
usual keys a line has those of `IndexEntry`, by which a page is found from its article. Lines stand in the order in
which they were written (``sort`` gives the order that such tools search in). The index only saves time: it is made
again from the file where it is lost, and what it does not cover yet is read from the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

_TIME: Final = "%Y%m%d%H%M%S"
_SPAN: Final = re.compile(rb'"span": \[(\d{1,18}), (\d{1,18})\]')  # in JSON no value has a bare quote
_PART: Final = b'"part": '
_LONGEST_LINE: Final = 65_536
"""Bytes of a line; an address has 2,083 characters at most. A longer one is no line of ours."""


@dataclass(frozen=True)
class Span:
    """A part of a file."""

    offset: int
    length: int

    @property
    def end(self) -> int:
        """Where the next byte stands."""
        return self.offset + self.length


@dataclass(frozen=True)
class FurtherPage:
    """A further page of an article: file and offset of its response record, and the offset of the page as rendered."""

    file: str
    offset: int
    rendered: int | None = None


@dataclass(frozen=True)
class IndexEntry:
    """One page that is kept.

    `at`: its response record, in the file `file`. `span`: all records that were written together with it, in the file
    that the index belongs to; what follows them is not covered by this entry.
    """

    url: str
    moment: datetime
    mime: str
    status: int
    digest: str
    file: str
    at: Span
    span: Span
    rendered: Span | None = None
    part: int = 1
    """Of an article that has several pages: which one."""
    id: str | None = None
    """Of the article; None for a page that gave none, and for further pages of an article."""
    revision: int | None = None
    """None where the article was not published."""
    site: str | None = None
    cause: str | None = None
    metadata: Span | None = None
    """The record with all that is known of the page, in the file that the index belongs to."""
    parts: tuple[FurtherPage, ...] = ()
    """The further pages of the article."""
    later: bool = False
    """Whether it was written after the page, of which more is known now; it takes the place of the entry before."""
    index_file: str = ""
    """The file that the index belongs to, where an index was read; no key of the line."""
    is_lost: bool = False
    """Whether that file ends before the last of its records does, or is gone; no key of the line."""
    moved_by: int = 0
    """By how many bytes its records may stand beside their places, as bytes of that file were lost or put in; no key of
    the line. `displacement.as_it_stands` tells where they are."""

    def fields(self) -> dict[str, Any]:
        """The keys of the line, without those that are empty."""
        fields: dict[str, Any] = {
            "url": self.url,
            "mime": self.mime,
            "status": str(self.status),
            "digest": self.digest,
            "length": str(self.at.length),
            "offset": str(self.at.offset),
            "filename": self.file,
            "span": _pair(self.span),
            "rendered": _pair(self.rendered),
            "part": self.part if self.part > 1 else None,
            "id": self.id,
            "revision": self.revision,
            "site": self.site,
            "cause": self.cause,
            "metadata": _pair(self.metadata),
            "parts": [[part.file, part.offset, part.rendered] for part in self.parts] or None,
            "later": self.later or None,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def line(self) -> bytes:
        """The line of the index, with its end."""
        return f"{surt(self.url)} {index_time(self.moment)} {json.dumps(self.fields())}\n".encode()


def index_time(moment: datetime) -> str:
    """A moment as an index has it, in UTC."""
    return moment.astimezone(UTC).strftime(_TIME)


def read_lines(lines: Iterable[bytes]) -> Iterator[IndexEntry]:
    """The entries of an index; what is no whole line of ours is passed over."""
    for line in lines:
        if line.endswith(b"\n") and len(line) <= _LONGEST_LINE and (entry := read_line(line)) is not None:
            yield entry


def read_line(line: bytes) -> IndexEntry | None:
    """The entry of a line; None where it is none of ours."""
    try:
        _, moment, text = line.decode().split(" ", 2)
        return entry_of(moment, json.loads(text))
    except ValueError:
        return None


def entry_of(moment: str, told: Mapping[str, Any]) -> IndexEntry | None:
    """The entry with the keys of a line; None where they are not those of one."""
    try:
        return IndexEntry(
            url=str(told["url"]),
            moment=_moment(moment),
            mime=str(told["mime"]),
            status=int(told["status"]),
            digest=str(told["digest"]),
            file=str(told["filename"]),
            at=Span(int(told["offset"]), int(told["length"])),
            span=_span(told["span"]),
            rendered=_span(told["rendered"]) if "rendered" in told else None,
            part=int(told.get("part", 1)),
            id=_text(told.get("id")),
            revision=int(told["revision"]) if "revision" in told else None,
            site=_text(told.get("site")),
            cause=_text(told.get("cause")),
            metadata=_span(told["metadata"]) if "metadata" in told else None,
            parts=tuple(_further(*part) for part in told.get("parts", ())),
            later=bool(told.get("later")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _moment(text: str) -> datetime:
    """As `_TIME` has it, in a tenth of the time that strptime takes. Raises ValueError."""
    if len(text) != len("20261128140001") or not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    month, day, hour, minute, second = (int(text[at : at + 2]) for at in range(4, 14, 2))
    return datetime(int(text[:4]), month, day, hour, minute, second, tzinfo=UTC)


def in_order(entries: Iterable[IndexEntry]) -> list[IndexEntry]:
    """In the order of the file."""
    return sorted(entries, key=lambda entry: (entry.span.offset, entry.part))


def covered(entries: Iterable[IndexEntry]) -> set[Span]:
    """The parts of a file that entries stand for. Further pages of an article do not stand for it."""
    return {entry.span for entry in entries if entry.part == 1}


def covered_by(line: bytes) -> Span | None:
    """The same of a line that need not be read for it, in a thirtieth of the time."""
    place = _SPAN.search(line)
    return None if place is None or _PART in line else Span(int(place[1]), int(place[2]))


def gaps(covered: Iterable[Span], size: int) -> list[Span]:
    """The parts of a file of `size` bytes that an index does not cover: its head, what was purged, and what lines are
    missing for."""
    found, end = [], 0
    for span in sorted(covered, key=lambda one: one.offset):
        if span.offset > end:
            found.append(Span(end, min(span.offset, size) - end))
        end = max(end, span.end)
        if end >= size:
            return found
    return [*found, Span(end, size - end)] if end < size else found


def surt(url: str) -> str:
    """The address in the order in which archives sort it: ``com,example)/path?query``, in lower case."""
    try:
        parts = urlsplit(url.lower())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return "".join(url.lower().split())
    labels = ",".join(reversed(host.split("."))) + (f":{port}" if port not in (None, 80, 443) else "")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return "".join(f"{labels}){parts.path or '/'}{'?' if query else ''}{query}".split())


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.offset, span.length]


def _further(file: Any, offset: Any, rendered: Any) -> FurtherPage:
    return FurtherPage(str(file), int(offset), None if rendered is None else int(rendered))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _span(pair: Any) -> Span:
    offset, length = pair
    return Span(int(offset), int(length))
