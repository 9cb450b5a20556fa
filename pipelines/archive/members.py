"""The members of a gzip file (RFC 1952), one by one, with their places and checked sums.

Archives have a member for each record. Python's gzip module reads them as one stream, and stops at the first damage.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

MAGIC: Final = b"\x1f\x8b\x08"
LARGEST: Final = 24_000_000
"""Bytes of a member, unpacked, that are kept: two pages of the largest size. The rest is checked and thrown away."""
_CHUNK: Final = 1 << 18
_FIRST_CHUNK: Final = 1 << 13
"""Bytes by which a member's unpacking begins, doubled to _CHUNK: most members have a few kB, and what is given beyond
their end is copied for nothing."""
_KEPT: Final = 64 << 20
"""Packed bytes that are searched again for the next member where one is damaged."""
_HEAD: Final = 4_096  # packed bytes by which a member that holds a record is told from chance
CUT_OFF: Final = "the file ends in it"
"""The problem of a member that has no end."""
_FED: Final = 8
"""How many times the bytes of the file may be unpacked on the search for the next good member."""


@dataclass(frozen=True)
class Member:
    """One member. `data` has its first LARGEST bytes, unpacked; `problem` says what is wrong with it, if anything."""

    offset: int
    data: bytes
    problem: str = ""
    is_cut: bool = False
    """Whether there was more than `data` has."""
    length: int = 0
    """Packed bytes, as far as they were read."""


class Readable(Protocol):
    """What members are read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes at most; none at the end."""


class FilePart:
    """The next `length` bytes of a file."""

    def __init__(self, stream: Readable, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int, /) -> bytes:
        """So many bytes at most; none at the end."""
        data = self._stream.read(min(size, self._left))
        self._left -= len(data)
        return data


class Members:
    """Reads a stream from a place on (which only a stream that can seek reaches)."""

    def __init__(self, stream: Readable, start: int = 0) -> None:
        self._stream = stream
        self._data = bytearray()
        self._at = start
        """Place in the file of the first byte of `_data`."""
        self._ended = False
        self._read = self._fed = 0

    def __iter__(self) -> Iterator[Member]:
        """The members in order; a damaged one is among them, with its problem."""
        while self._fill(len(MAGIC)):
            if not self._data.startswith(MAGIC):
                offset, lost = self._at, self._skip(0)
                if lost:
                    yield Member(offset, b"", "no gzip member begins here", length=self._at - offset)
                continue
            yield self._member()

    def _member(self) -> Member:
        """The member that begins here; afterwards the next one does."""
        offset = self._at
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        kept: list[bytes] = []
        size = used = 0
        step = _FIRST_CHUNK
        problem = ""
        while not unpacking.eof:
            if used >= len(self._data) and not self._fill(used + 1):
                problem = CUT_OFF
                break
            chunk = bytes(self._data[used : used + step])
            step = min(2 * step, _CHUNK)
            self._fed += len(chunk)
            try:
                part = unpacking.decompress(chunk, LARGEST)
                while unpacking.unconsumed_tail and not unpacking.eof:  # at the end it keeps what is behind the member
                    kept, size = _keep(kept, size, part)
                    part = unpacking.decompress(unpacking.unconsumed_tail, LARGEST)
            except zlib.error as error:
                problem = str(error)
                break
            kept, size = _keep(kept, size, part)
            self._fed -= len(unpacking.unused_data)  # of the members behind it, which have their own turn
            used += len(chunk) - len(unpacking.unused_data)
            if used > _KEPT and not unpacking.eof:  # too long to be searched again
                self._drop(used)
                used = 0
        if problem:
            self._skip(1)
        else:
            self._drop(used)
        return Member(offset, b"".join(kept), problem, is_cut=size > LARGEST, length=self._at - offset)

    def _skip(self, start: int) -> bool:
        """Go to the next place where a record's member begins. Returns whether anything but padding was passed."""
        passed = False
        while True:
            place = self._data.find(MAGIC, start)
            if place < 0:
                left = max(0, len(self._data) - len(MAGIC) + 1)
                passed = passed or bool(self._data[:left].strip(b"\0\r\n"))
                self._drop(left)
                start = 0
                if not self._fill(len(self._data) + 1):
                    passed = passed or bool(self._data.strip(b"\0\r\n"))
                    self._drop(len(self._data))
                    return passed
                continue
            self._fill(place + _HEAD)
            if self._begins_record(place):
                passed = passed or bool(self._data[:place].strip(b"\0\r\n"))
                self._drop(place)
                return passed
            start = place + 1

    def _begins_record(self, place: int) -> bool:
        if self._fed > _FED * self._read + _KEPT:
            return False  # a file made of such places would be unpacked from each of them
        head = bytes(self._data[place : place + _HEAD])
        self._fed += len(head)
        try:
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 16).startswith((b"WARC/", b"http", b"file"))
        except zlib.error:
            return False

    def _fill(self, size: int) -> bool:
        """Have so many bytes at hand; False where the file has fewer."""
        while len(self._data) < size and not self._ended:
            chunk = self._stream.read(_CHUNK)
            self._ended = not chunk
            self._read += len(chunk)
            self._data += chunk
        return len(self._data) >= size

    def _drop(self, size: int) -> None:
        del self._data[:size]
        self._at += size


def _keep(kept: list[bytes], size: int, part: bytes) -> tuple[list[bytes], int]:
    if size < LARGEST:
        kept.append(part[: LARGEST - size])
    return kept, size + len(part)
