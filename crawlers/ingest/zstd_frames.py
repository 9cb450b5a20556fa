"""WARC files packed with zstd (RFC 8878), a frame for each record, as the IIPC's draft "WARC file format with Zstandard
compression" has it: perhaps with a dictionary of their own, in a skippable frame at the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, Final

from wiredesk.pipelines.archive.members import Packing
from wiredesk.pipelines.content_coding import zstd

_FRAME: Final = b"\x28\xb5\x2f\xfd"
_SKIPPABLE: Final = b"\x2a\x4d\x18"
"""The last three bytes of the magic number of frames that hold no content; the first is 0x50 to 0x5f."""
_DICTIONARY: Final = b"\x5d" + _SKIPPABLE
_DICTIONARY_MAGIC: Final = b"\x37\xa4\x30\xec"
_HEAD: Final = 8
_MOST: Final = 16_000_000
"""Bytes of a dictionary, packed or not. Those of archivists have some hundred kB."""


class DictionaryDamaged(ValueError):
    """What the records of the file were packed with cannot be read."""


def is_zstd(head: bytes) -> bool:
    """Whether a file that begins so is packed with zstd."""
    return head.startswith(_FRAME) or _skippable(head) > 0


def begins_with_dictionary(head: bytes) -> bool:
    """Whether a file that begins so has a dictionary of its own."""
    return head.startswith(_DICTIONARY)


def read_dictionary(stream: BinaryIO) -> tuple[Any, int]:
    """The dictionary with which a file begins, and the bytes that it takes there. Raises DictionaryDamaged."""
    length = int.from_bytes(stream.read(_HEAD)[4:], "little")
    content = _exactly(stream, length) if length <= _MOST else b""
    if not content:
        raise DictionaryDamaged(f"its dictionary of {length} bytes cannot be read")
    try:
        if content.startswith(_FRAME):
            content = zstd.ZstdDecompressor().decompress(content, _MOST)
        return zstd.ZstdDict(content, is_raw=not content.startswith(_DICTIONARY_MAGIC)), _HEAD + length
    except (zstd.ZstdError, ValueError) as problem:
        raise DictionaryDamaged(f"its dictionary cannot be read: {problem}") from None


def zstd_packing(dictionary: Any = None) -> Packing:
    """How the frames of a file are packed."""
    return Packing("zstd frame", _FRAME, partial(_Unpacking, dictionary), zstd.ZstdError, _skippable)


class _Unpacking:
    def __init__(self, dictionary: Any) -> None:
        self._decompressor = zstd.ZstdDecompressor(dictionary)

    @property
    def eof(self) -> bool:
        return bool(self._decompressor.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._decompressor.unused_data)

    def parts(self, chunk: bytes, most: int, /) -> Iterator[bytes]:
        yield self._decompressor.decompress(chunk, most)
        while not self._decompressor.eof and not self._decompressor.needs_input:
            yield self._decompressor.decompress(b"", most)


def _skippable(head: bytes) -> int:
    """Bytes of the frame without content that begins so; 0 where none does."""
    if len(head) < _HEAD or head[1:4] != _SKIPPABLE or head[0] >> 4 != _DICTIONARY[0] >> 4:
        return 0
    return _HEAD + int.from_bytes(head[4:_HEAD], "little")


def _exactly(stream: BinaryIO, length: int) -> bytes:
    parts: list[bytes] = []
    while length and (part := stream.read(length)):
        parts.append(part)
        length -= len(part)
    return b"" if length else b"".join(parts)
