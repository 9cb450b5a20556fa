"""The pages in a web archive: HTML responses of WARC 1.0 and 1.1 (ISO 28500) and of ARC files.

A record that is damaged costs that record: reading goes on at the next one that can be found.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, cast
from urllib.parse import urldefrag, urljoin

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from wiredesk.crawlers.ingest.archive_streams import JoinedStream
from wiredesk.crawlers.ingest.kept_body import BodyCutOff, whole_body
from wiredesk.crawlers.ingest.unreadable import in_words, packing_of
from wiredesk.pipelines.archive.members import LARGEST, MAGIC, Members
from wiredesk.pipelines.content_coding import BrokenCoding, TooLarge

MAX_PAGE: Final = 10_000_000
"""Bytes of a page, decoded; the crawler takes no larger one either, where the site's definition says nothing else."""
_HEAD: Final = 65_536
"""Bytes by which a plain file is told from a packed one whose beginning is damaged."""
_NOT_MODIFIED: Final = 304
_LONGEST_ADDRESS: Final = 4_096
_DIGITS: Final = "%Y%m%d%H%M%S"  # WARC-Date as some programs write it, as in ARC files and CDX indexes
_FIRST_YEAR: Final = 1990
"""No page was fetched before there was a web; such a date is a wrong clock or made up."""
_CHUNK: Final = 1 << 20
_MARKS: Final = (b"\r\n\r\nWARC/", b"\n\nWARC/")
"""How a record begins in a plain file, with the end of the one before."""
_DAMAGE: Final = (ArchiveLoadFailed, EOFError, zlib.error, OSError, ValueError, TypeError, AttributeError, LookupError)
"""What warcio raises for bytes that are no record; it has no error of its own for most of them."""


class _Archive(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    INC_RECORD = ""  # what it writes on stderr about a wrong length; the record is reported as broken here


@dataclass(frozen=True)
class Capture:
    """One page as it was fetched for the archive."""

    url: str
    fetched_at: datetime
    content_type: str | None
    status: int
    body: bytes
    offset: int
    """Place of its record in the file, in bytes."""
    digest: str
    """Of the payload, as the archive says; a later revisit record names it. Empty where there is none."""


@dataclass(frozen=True)
class Revisit:
    """The archive saw the same page again and did not keep it a second time."""

    url: str
    fetched_at: datetime
    digest: str
    offset: int


@dataclass(frozen=True)
class Redirect:
    """One address led to another. `target` is empty where the record names none."""

    url: str
    target: str
    offset: int


@dataclass(frozen=True)
class Skipped:
    """A record that holds no page, and why: ``request``, ``not_html``, ``status``, ``too_large``, ``truncated`` …"""

    why: str
    offset: int


@dataclass(frozen=True)
class Broken:
    """A record that cannot be read."""

    detail: str
    offset: int


Record = Capture | Revisit | Redirect | Skipped | Broken


def read_records(stream: BinaryIO, start: int = 0) -> Iterator[Record]:
    """The records of an archive, one after the other, from a place in the file. Never raises for what is in the file.

    A plain stream that cannot seek ends at its first damaged record.
    """
    if stream.seekable():
        stream.seek(start)
    head = stream.read(_HEAD)
    if start == 0 and (told := packing_of(head)) is not None:
        yield Broken(told, 0)
        return
    source = cast(BinaryIO, JoinedStream(head, stream))
    if not head.startswith(MAGIC) and _is_plain(head):
        yield from _of_plain(stream if stream.seekable() else source, start)
        return
    for member in Members(source, start):
        if member.problem:
            yield Broken(member.problem, member.offset)
            continue
        # Nearly always one; some archives were packed as a whole, and then each has the place of its member.
        count = 0
        for record in _of_plain(io.BytesIO(member.data), 0):
            count += 1
            yield replace(record, offset=member.offset)
        if member.is_cut and count > 1:
            told = (
                f"packed as a whole, and only its first {LARGEST >> 20} MB were read; unpack it: zcat FILE | ingest -"
            )
            yield Broken(told, member.offset)


def _is_plain(head: bytes) -> bool:
    """Whether a file that begins so has its records as they are; one that is neither may be packed and damaged."""
    return head.lstrip().startswith((b"WARC/", b"filedesc:")) or b"\nWARC/" in head or MAGIC not in head


def _of_plain(stream: BinaryIO, start: int) -> Iterator[Record]:
    seekable = stream.seekable()
    while True:
        if seekable:
            stream.seek(start)
        archive = _Archive(stream, arc2warc=True, check_digests=True)
        offset = start
        try:
            for record in archive:
                offset = archive.offset
                found = _read(record, offset)
                yield found
                if isinstance(found, Broken) and seekable:
                    break  # its length may be wrong: what follows it is found by its mark
            else:
                return
        except _DAMAGE as problem:
            offset = max(offset, archive.offset) if seekable else start
            yield Broken(in_words(problem), offset)
            if not seekable:
                return
        following = _next_record(stream, offset + 1)
        if following is None:
            return
        start = following


def _read(record: Any, offset: int) -> Record:
    kind, headers = record.rec_type, record.rec_headers
    if not kind:
        return Broken("it has no WARC-Type that can be read", offset)
    if kind not in ("response", "resource", "revisit"):
        return Skipped(str(kind)[:40], offset)
    url = (headers.get_header("WARC-Target-URI") or "").strip().strip("<>")
    if not url.lower().startswith(("http://", "https://")):
        return Skipped("no_web_address", offset)
    moment = _moment(headers.get_header("WARC-Date"))
    if moment is None:
        return Broken(f"{url[:200]}: no WARC-Date that can be read", offset)
    digest = headers.get_header("WARC-Payload-Digest") or ""
    status, content_type = 200, headers.get_header("Content-Type")
    if kind == "revisit":
        content_type = None
    if record.http_headers is not None:
        status = int(record.http_headers.get_statuscode() or 0)
        content_type = record.http_headers.get_header("Content-Type")
    if 300 <= status < 400 and status != _NOT_MODIFIED:
        return Redirect(url, _target(url, record.http_headers.get_header("Location")), offset)
    if kind == "revisit" and status in (200, _NOT_MODIFIED):
        return Revisit(url, moment, digest, offset)
    if status != 200:
        return Skipped("status", offset)
    if content_type and "html" not in content_type.lower():
        return Skipped("not_html", offset)
    body, why = b"", ""
    try:
        body = whole_body(record, MAX_PAGE)
    except TooLarge:
        return Skipped("too_large", offset)
    except BodyCutOff:
        why = "truncated"
    except BrokenCoding:
        why = "broken_encoding"
    while record.raw_stream.read(_CHUNK):
        pass  # what is left behind the end of the page, for the digest
    if left := record.raw_stream.limit:
        return Broken(f"{url[:200]}: the record ends {left} bytes early", offset)
    if any(problem.startswith("block digest") for problem in record.digest_checker.problems):
        return Broken(f"{url[:200]}: its digest is another than the archive says", offset)
    return Skipped(why, offset) if why else Capture(url, moment, content_type, status, body, offset, digest)


def _target(url: str, location: str | None) -> str:
    """The address that a redirect leads to; empty where it is none of the web, or longer than any that is meant."""
    try:
        target = urldefrag(urljoin(url, (location or "").strip())).url
    except ValueError:
        return ""
    is_one = location and len(target) <= _LONGEST_ADDRESS and target.lower().startswith(("http://", "https://"))
    return target if is_one else ""


def _moment(text: str | None) -> datetime | None:
    text = (text or "").strip()
    try:
        moment = datetime.strptime(text, _DIGITS) if text.isdigit() else datetime.fromisoformat(text)  # noqa: DTZ007  # below
    except ValueError:
        return None
    if moment.year < _FIRST_YEAR:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _next_record(stream: BinaryIO, start: int) -> int | None:
    """The place of the next record of a plain file from a place on: a line that begins one."""
    stream.seek(start)
    at, data = start, b""
    while chunk := stream.read(_CHUNK):
        data += chunk
        places = [place + len(mark) - len(b"WARC/") for mark in _MARKS if (place := data.find(mark)) >= 0]
        if places:
            return at + min(places)
        kept = data[-16:]  # a mark may lie across two chunks
        at, data = at + len(data) - len(kept), kept
    return None
