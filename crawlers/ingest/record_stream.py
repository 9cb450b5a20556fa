"""The records of a web archive, one after the other, however the file is packed.

A record that is damaged costs that record: reading goes on at the next one that can be found.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Final, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from wiredesk.crawlers.ingest.archive_streams import JoinedStream
from wiredesk.crawlers.ingest.captures import Broken, Capture, Record, record_of
from wiredesk.crawlers.ingest.unreadable import in_words, packing_of
from wiredesk.crawlers.ingest.whole_packed import is_packed_as_a_whole, next_record_in, records_of_whole
from wiredesk.crawlers.ingest.zstd_frames import (
    DictionaryDamaged,
    begins_with_dictionary,
    is_zstd,
    read_dictionary,
    zstd_packing,
)
from wiredesk.pipelines.archive.members import GZIP, LARGEST, Members

_HEAD: Final = 65_536
"""Bytes by which a plain file is told from a packed one whose beginning is damaged."""
_CHUNK: Final = 1 << 20
_DAMAGE: Final = (ArchiveLoadFailed, EOFError, zlib.error, OSError, ValueError, TypeError, AttributeError, LookupError)
"""What warcio raises for bytes that are no record; it has no error of its own for most of them."""


class _Archive(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    INC_RECORD = ""  # what it writes on stderr about a wrong length; the record is reported as broken here


def read_records(stream: BinaryIO, start: int = 0) -> Iterator[Record]:
    """The records of an archive, one after the other, from a place in the file. Never raises for what is in the file.

    A stream that cannot seek is read from its beginning, and a plain one ends at its first damaged record. Of a file
    that was packed as a whole all records have its beginning as their place.
    """
    if stream.seekable():
        stream.seek(start)
    else:
        start = 0
    head = stream.read(_HEAD)
    if start == 0 and (told := packing_of(head)) is not None:
        yield Broken(told, 0)
        return
    source, packing, first = cast(BinaryIO, JoinedStream(head, stream)), GZIP, start
    if is_zstd(head):
        try:
            dictionary, first = _dictionary(stream, source, head, start)
        except DictionaryDamaged as problem:
            yield Broken(str(problem), start)
            return
        packing = zstd_packing(dictionary)
        head = source.read(_HEAD)
        source = cast(BinaryIO, JoinedStream(head, source))
    elif not head.startswith(GZIP.magic) and _is_plain(head):
        yield from _of_plain(stream if stream.seekable() else source, start)
        return
    if start == 0 and is_packed_as_a_whole(head, packing):
        yield from records_of_whole(source, packing, lambda piece: _of_plain(piece, 0), 0)
        return
    for member in Members(source, first, packing):
        if member.problem:
            yield Broken(f"{member.problem} ({member.length:,} bytes are passed over)", member.offset)
            continue
        # Nearly always one; where there are more, each has the place of its member.
        count = 0
        for record in _of_plain(io.BytesIO(member.data), 0):
            count += 1
            yield replace(record, offset=member.offset)
        if member.is_cut and count != 1:
            what = "many records are packed as one" if count else "its headers do not end"
            yield Broken(f"{what}, and only the first {LARGEST >> 20} MB were read", member.offset)


def _dictionary(stream: BinaryIO, source: BinaryIO, head: bytes, start: int) -> tuple[Any, int]:
    """The dictionary of a file that is packed with zstd, if it has one, and the place from which `source` goes on."""
    if start == 0:
        return read_dictionary(source) if begins_with_dictionary(head) else (None, 0)
    stream.seek(0)
    begin = stream.read(_HEAD)
    dictionary = None
    if begins_with_dictionary(begin):
        dictionary, _ = read_dictionary(cast(BinaryIO, JoinedStream(begin, stream)))
    stream.seek(start + len(head))  # the head is in `source` already
    return dictionary, start


def _is_plain(head: bytes) -> bool:
    """Whether a file that begins so has its records as they are; one that is neither may be packed and damaged."""
    return head.lstrip().startswith((b"WARC/", b"filedesc:")) or b"\nWARC/" in head or GZIP.magic not in head


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
                found = record_of(record, offset)
                if isinstance(found, Capture) and record.format == "warc" and _goes_on(archive):
                    found = Broken(f"{found.url[:200]}: the record goes on behind the length that it says", offset)
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


def _goes_on(archive: ArchiveIterator) -> bool:
    """Whether anything but an empty line is behind a record: its length is wrong then, and the page a part of one."""
    before = archive.err_count
    archive.read_to_end()
    return bool(archive.err_count > before)


def _next_record(stream: BinaryIO, start: int) -> int | None:
    """The place of the next record of a plain file from a place on: a line that begins one."""
    stream.seek(start)
    at, data = start, b""
    while chunk := stream.read(_CHUNK):
        data += chunk
        place = next_record_in(data)
        if place is not None:
            return at + place
        kept = data[-16:]  # a mark may lie across two chunks
        at, data = at + len(data) - len(kept), kept
    return None
