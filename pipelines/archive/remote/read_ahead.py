"""Records of a file in a store, each by one request; more at once where they are read one behind the other."""

from __future__ import annotations

import io
from typing import Any, Final

from wiredesk.pipelines.archive.remote.remote_files import RemoteFiles

_LEAST: Final = 262_144
"""Bytes asked for at once: a page and what is known of it, mostly."""
_MOST: Final = 8 << 20
"""The same where a file is read in its order, doubled up to this."""
_NEAR: Final = 1 << 20
"""Bytes behind the last piece within which a read counts as one in order: small pages are passed over in between."""


class ReadAhead:
    """Keeps the piece that was read last. `least`: bytes asked for at once at least."""

    def __init__(self, remote: RemoteFiles, least: int = _LEAST) -> None:
        self._remote, self._least = remote, least
        self.forget()

    def forget(self) -> None:
        """Let the piece go: the file may have been changed."""
        self._name, self._at, self._piece, self._step = "", 0, b"", self._least

    def read(self, name: str, offset: int, length: int, size: int) -> bytes:
        """A part of a file of `size` bytes, less where it ends before. Raises FileNotFoundError or StoreAway."""
        end = min(offset + length, size)
        if end <= offset:
            return b""
        if name == self._name and self._at <= offset and end <= self._at + len(self._piece):
            return self._piece[offset - self._at : end - self._at]
        behind = self._at + len(self._piece)
        is_in_order = name == self._name and self._at <= offset <= behind + _NEAR
        self._step = min(_MOST, max(_LEAST, 2 * self._step)) if is_in_order else self._least
        piece = self._remote.read(name, offset, min(size, max(end, offset + self._step)))
        self._name, self._at, self._piece = name, offset, piece
        return piece[: end - offset]


class StoredFile(io.RawIOBase):
    """A file of `size` bytes in a store. No more is fetched than is asked for, until it is read in order."""

    def __init__(self, remote: RemoteFiles, name: str, size: int) -> None:
        self._ahead, self._name, self._size, self._at = ReadAhead(remote, 0), name, size, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        """The place of the next byte."""
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer. Raises FileNotFoundError or StoreAway."""
        data = self._ahead.read(self._name, self._at, len(buffer), self._size)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
