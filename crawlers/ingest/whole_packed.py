"""Archives that were packed as a whole, not record by record: they can only be read from front to back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from wiredesk.crawlers.ingest.captures import Broken, Capture, Record, Skipped
from wiredesk.pipelines.archive.members import CUT_OFF, Packing

WINDOW: Final = 24_000_000
"""Bytes, unpacked, that are held at once: two pages of the largest size. A record that is longer holds no page that is
taken."""
_CHUNK: Final = 1 << 18
_LOOKED_AT: Final = 1 << 20
"""Bytes of the first member, unpacked, in which a second record is looked for. The first one is a small `warcinfo`."""
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.I | re.M)
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")
_MARKS: Final = (b"\r\n\r\nWARC/", b"\n\nWARC/")
"""How a record begins in a plain file, with the end of the one before."""
_LONGEST_MARK: Final = 9

Read = Callable[[BinaryIO], Iterator[Record]]
"""Reads the records of a plain file that can seek."""


def is_packed_as_a_whole(head: bytes, packing: Packing) -> bool:
    """Whether the first member of a file that begins so has more than one record."""
    unpacked = b""
    try:
        for part in packing.begin().parts(head, _LOOKED_AT):
            unpacked += part
            if len(unpacked) >= _LOOKED_AT:
                break
    except packing.error:
        return False
    end = _END_OF_HEAD.search(unpacked)
    told = _LENGTH.search(unpacked, 0, end.start() + 1) if end else None
    if end is None or told is None or not unpacked.startswith(b"WARC/"):
        return False
    return unpacked[end.end() + int(told[1]) :].lstrip().startswith(b"WARC/")


def next_record_in(data: bytes) -> int | None:
    """Where the first record begins in bytes of a plain file that follows another one; None without one."""
    places = [place + len(mark) - len(b"WARC/") for mark in _MARKS if (place := data.find(mark)) >= 0]
    return min(places, default=None)


def records_of_whole(stream: BinaryIO, packing: Packing, read: Read, place: int) -> Iterator[Record]:
    """The records of such a file, which all have one place. `read` gets a piece of it at a time."""
    unpacked = _Unpacked(stream, packing)
    data, is_first = unpacked.read(WINDOW), True
    while data:
        held: Record | None = None
        for record in read(io.BytesIO(data)):
            if held is not None:
                yield _at(held, place, is_found_again=is_first)
            held = record
        if len(data) < WINDOW:  # the end of the file
            if held is not None and not (unpacked.problem and isinstance(held, Broken)):
                yield _at(held, place, is_found_again=is_first)
            break
        # The last record may go on behind the piece: it is read again with what follows.
        if held is not None and held.offset > 0:
            data = data[held.offset :]
        else:
            yield Skipped("too_large", place)
            data = _next_mark(data[-_LONGEST_MARK:], unpacked)
        data += unpacked.read(max(0, WINDOW - len(data)))
        is_first = False
    if unpacked.problem:
        yield Broken(f"it is packed as a whole, and cannot be read behind this: {unpacked.problem}", place)


def _at(record: Record, place: int, *, is_found_again: bool) -> Record:
    """The record with its place. Who reads a page again begins at the beginning: far behind it that takes too long, and
    its digest is left out, by which it would be asked for."""
    if isinstance(record, Capture) and not is_found_again:
        return replace(record, offset=place, digest="")
    return replace(record, offset=place)


def _next_mark(data: bytes, unpacked: _Unpacked) -> bytes:
    """What is unpacked from the next place on where a record begins; nothing at the end."""
    while True:
        place = next_record_in(data)
        if place is not None:
            return data[place:]
        more = unpacked.read(_CHUNK)
        if not more:
            return b""
        data = data[-_LONGEST_MARK:] + more


class _Unpacked:
    """What is in a file of packed members, one after the other. Ends at the first damage, which is `problem` then."""

    def __init__(self, stream: BinaryIO, packing: Packing) -> None:
        self._stream, self._packing = stream, packing
        self._pieces = self._unpack()
        self._left = b""
        self.problem = ""

    def read(self, size: int) -> bytes:
        """So many bytes; fewer at the end alone."""
        parts, have = [self._left], len(self._left)
        while have < size and (part := next(self._pieces, None)) is not None:
            parts.append(part)
            have += len(part)
        data = b"".join(parts)
        self._left = data[size:]
        return data[:size]

    def _unpack(self) -> Iterator[bytes]:
        packed = b""
        while packed := (packed or self._stream.read(_CHUNK)):
            packed = self._passed(packed)
            unpacking = self._packing.begin()
            while packed and not unpacking.eof:
                try:
                    yield from unpacking.parts(packed, _CHUNK)
                except self._packing.error as problem:
                    self.problem = str(problem)
                    return
                packed = unpacking.unused_data if unpacking.eof else self._stream.read(_CHUNK)
                if not packed and not unpacking.eof:
                    self.problem = CUT_OFF

    def _passed(self, packed: bytes) -> bytes:
        """The bytes without what may stand between members: zeros, and frames without content."""
        while True:
            packed = packed.lstrip(b"\0")
            while len(packed) < _LONGEST_MARK and (more := self._stream.read(_CHUNK)):
                packed = (packed + more).lstrip(b"\0")
            left = self._packing.filler(packed[:8])
            if not left:
                return packed
            while left and packed:
                passed = min(left, len(packed))
                packed, left = packed[passed:] or self._stream.read(_CHUNK), left - passed
