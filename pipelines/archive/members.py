"""The members of a gzip file (RFC 1952), or the frames of another packing, with their places and checked sums.

Archives have a member for each record. Python's gzip module reads them as one stream, and stops at the first damage.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

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


class Unpacker(Protocol):
    """Unpacks one member."""

    @property
    def eof(self) -> bool:
        """Whether it has come to the end of the member."""

    @property
    def unused_data(self) -> bytes:
        """What it was given beyond the end."""

    def parts(self, chunk: bytes, most: int, /) -> Iterator[bytes]:
        """What comes of the next bytes, in parts of `most` bytes at most."""


@dataclass(frozen=True)
class Packing:
    """How members are packed."""

    name: str
    """Of one, for people."""
    magic: bytes
    """How one begins."""
    begin: Callable[[], Unpacker]
    error: type[Exception]
    """What unpacking raises where it is damaged."""
    filler: Callable[[bytes], int] = lambda _: 0
    """Bytes of what is no member and no damage, where the given bytes are the beginning of such."""


class _Inflating:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def parts(self, chunk: bytes, most: int, /) -> Iterator[bytes]:
        yield self._inflate.decompress(chunk, most)
        while self._inflate.unconsumed_tail and not self._inflate.eof:  # at the end it keeps what is behind the member
            yield self._inflate.decompress(self._inflate.unconsumed_tail, most)


GZIP: Final = Packing("gzip member", b"\x1f\x8b\x08", _Inflating, zlib.error)
_FILLER_HEAD: Final = 8
"""Bytes by which a filler tells its length."""


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

    def __init__(self, stream: Readable, start: int = 0, packing: Packing = GZIP) -> None:
        self._stream = stream
        self._packing, self._magic = packing, packing.magic
        self._data = bytearray()
        self._at = start
        """Place in the file of the first byte of `_data`."""
        self._ended = False
        self._read = self._fed = 0

    def __iter__(self) -> Iterator[Member]:
        """The members in order; a damaged one is among them, with its problem."""
        while self._fill(len(self._magic)):
            if not self._data.startswith(self._magic):
                if self._pass_filler():
                    continue
                offset, lost = self._at, self._skip(0)
                if lost:
                    yield Member(offset, b"", f"no {self._packing.name} begins here", length=self._at - offset)
                continue
            yield self._member()

    def _member(self) -> Member:
        """The member that begins here; afterwards the next one does."""
        offset = self._at
        unpacking = self._packing.begin()
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
                for part in unpacking.parts(chunk, LARGEST):
                    kept, size = _keep(kept, size, part)
            except self._packing.error as error:
                problem = str(error)
                break
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

    def _pass_filler(self) -> bool:
        """Whether what begins here is no member and no damage; afterwards what is behind it begins here."""
        self._fill(_FILLER_HEAD)
        left = length = self._packing.filler(bytes(self._data[:_FILLER_HEAD]))
        while left and self._fill(1):
            passed = min(left, len(self._data))
            self._drop(passed)
            left -= passed
        return length > 0

    def _skip(self, start: int) -> bool:
        """Go to the next place where a record's member begins. Returns whether anything but padding was passed."""
        passed = False
        while True:
            place = self._data.find(self._magic, start)
            if place < 0:
                left = max(0, len(self._data) - len(self._magic) + 1)
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
            return next(self._packing.begin().parts(head, 16), b"").startswith((b"WARC/", b"http", b"file"))
        except self._packing.error:
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
