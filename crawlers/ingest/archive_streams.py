"""Streams that archives are read from: whatever goes wrong with a CheckedStream is an ArchiveLost."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import BinaryIO, Final, cast

from wiredesk.crawlers.ingest.remote_file import ArchiveLost

_FAULTS: Final = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What files, zipfile and its decoders raise where bytes cannot be had: a bad disk, a damaged package, a password."""
_PIECE: Final = 1 << 12
"""Bytes that are asked for at once: what lies before a fault in the same piece cannot be had."""
_LOCAL_HEAD: Final = 30
"""Bytes before the name of a member (APPNOTE 4.3.7); the lengths of name and extra field are its last four."""
_ENCRYPTED: Final = 1


class CheckedStream(io.RawIOBase):
    """A stream that raises ArchiveLost, and nothing else, where it cannot be read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lost: ArchiveLost | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._lost = None
        try:
            return self._stream.seek(offset, whence)
        except _FAULTS as problem:
            raise ArchiveLost(str(problem)) from None

    def read(self, size: int = -1) -> bytes:
        if self._lost is not None:
            raise self._lost
        parts: list[bytes] = []
        left = size
        while left and (part := self._piece(left)):
            parts.append(part)
            left -= len(part) if size > 0 else 0
        if self._lost is not None and not parts:
            raise self._lost
        return b"".join(parts)

    def _piece(self, left: int) -> bytes:
        """The next bytes; none at the end, and at a fault, which is told once all before it is handed out."""
        try:
            return self._stream.read(min(left, _PIECE) if left > 0 else _PIECE)
        except _FAULTS as problem:
            self._lost = ArchiveLost(str(problem))
            return b""


class _Section(io.RawIOBase):
    """`length` bytes of a stream from a place on."""

    def __init__(self, stream: BinaryIO, start: int, length: int) -> None:
        self._stream, self._start, self._length, self._at = stream, start, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._length - self._at)
        self._stream.seek(self._start + self._at)
        data = self._stream.read(left if size is None or size < 0 else min(size, left))
        self._at += len(data)
        return data


class JoinedStream(io.RawIOBase):
    """A stream with some bytes put back in front of it."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._stream.read(size)
        size = len(self._head) if size is None or size < 0 else size
        head, self._head = self._head[:size], self._head[size:]
        return head


def open_member(package: zipfile.ZipFile, stream: BinaryIO, name: str) -> BinaryIO:
    """A member of the package that `stream` holds. WACZ asks for archives that are stored as they are: those are read
    without the checksum of the whole, so that a damaged byte costs the record that it hits. Raises as zipfile does."""
    member = package.getinfo(name)
    if member.compress_type == zipfile.ZIP_STORED and not member.flag_bits & _ENCRYPTED:
        stream.seek(member.header_offset)
        head = stream.read(_LOCAL_HEAD)
        if len(head) == _LOCAL_HEAD and head.startswith(b"PK\3\4"):
            lengths = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            start = member.header_offset + _LOCAL_HEAD + lengths
            return cast(BinaryIO, _Section(stream, start, member.compress_size))
    return cast(BinaryIO, package.open(member))
