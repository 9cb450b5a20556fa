"""Content codings of HTTP (gzip, deflate, br, zstd; RFC 9110, 8.4.1), decoded whole or not at all.

Half an article would be published as if it were all of it; so a body whose coding is damaged or ends early is an error.

Some servers name a coding that they have not used: a cache that has unpacked the page, a program that compresses what
its web server has compressed already. Such a body is plain text from its first byte to its last, which no coded one is;
it is taken as it is.
"""

from __future__ import annotations

import sys
import zlib
from typing import Any

import brotli

zstd: Any
if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS = frozenset(("gzip", "x-gzip", "deflate", "br", "zstd"))
"""The names of the codings that are decoded."""
MOST_CODINGS = 4
"""Codings one inside the other. Servers use one, and two by mistake; a header has room for 3,000, each of which costs
another pass over ten million bytes."""
_MOST_UNANNOUNCED = 2
"""Codings of that kind: a program and its web server may each have packed a page."""
_CHUNK = 65_536  # bytes that are decoded at a time, so that the limit is noticed early

_GZIP = 16 + zlib.MAX_WBITS  # zlib's way to say: with gzip's header and checksum
_RAW_DEFLATE = -zlib.MAX_WBITS
GZIP_MEMBER = b"\x1f\x8b"
_ZSTD_FRAME = b"\x28\xb5\x2f\xfd"
"""How a further part begins (RFC 1952, RFC 8878); anything else behind the end is refuse, which browsers ignore too."""

_MAGIC = {"gzip": GZIP_MEMBER, "zstd": _ZSTD_FRAME}
"""How a body of these codings begins, whatever is wrong with it further on. Brotli and deflate have no such mark."""
_BINARY = bytes((*range(9), 11, *range(14, 27), *range(28, 32)))
"""Bytes that no text has (the WHATWG's MIME Sniffing Standard): a tenth of those of a coded body."""
_SAMPLE = 65_536
"""Bytes of an unpacked body that are looked at for text."""
_TEXT_HEAD = 64
"""Bytes at the beginning of a text that must contain none of them. Deflate and brotli store short or noisy data as it
is, after a few bytes of lengths."""
_TEXT_SHARE = 0.01
"""Share of them that is a slip in a page (a form feed, an escape out of a database) and not another kind of data."""
_TEXT_WITHOUT_PROOF = 256
"""Bytes from which a text may be in another charset than UTF-8: so many bytes of a coded body are never free of the
binary ones, fewer may be by chance, and UTF-8 shows itself."""

_MOST_PARTS = 64
"""Parts of one body. Servers send one, or a few that they have put together; each costs a copy of all that follows, so
that a body of ten million bytes made of empty parts would take hours."""


class BrokenCoding(ValueError):
    """A body is not what its coding says, or not all of it."""


class TooLarge(ValueError):
    """A decoded body has more bytes than may be; `size` were decoded so far."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(f"more than {most} bytes when decoded")
        self.size = size


def decode_body(body: bytes, coding: str, max_size: int) -> bytes:
    """The body without one coding, of at most `max_size` bytes (0: any). Raises BrokenCoding or TooLarge."""
    if not body:
        return body  # an answer without a body often names the coding that it would have had
    name = coding.removeprefix("x-")
    try:
        return _decoded(body, name, max_size)
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as problem:
        if not body.startswith(_MAGIC.get(name, GZIP_MEMBER)) and _is_text(body):
            return body
        raise BrokenCoding(f"the answer's {coding} coding is damaged: {problem}") from problem


def unannounced_gzip(body: bytes, max_size: int) -> bytes:
    """The body without a gzip coding that no header names, where text is in it; the body itself otherwise."""
    for _ in range(_MOST_UNANNOUNCED):
        if not body.startswith(GZIP_MEMBER):
            return body
        try:
            inner = _inflated(body, _GZIP, max_size)
        except (zlib.error, EOFError, TooLarge):
            return body
        if not inner.startswith(GZIP_MEMBER) and not _is_text(inner[:_SAMPLE]):
            return body
        body = inner
    return body


def _decoded(body: bytes, name: str, max_size: int) -> bytes:
    """The body without its coding. Raises the decoder's error, or EOFError for one that ends early."""
    if name == "br":
        return _unbrotli(body, max_size)
    if name == "gzip":
        return _inflated(body, _GZIP, max_size)
    if name == "zstd":
        return _unzstd(body, max_size)
    try:
        return _inflated(body, zlib.MAX_WBITS, max_size)
    except zlib.error:
        return _inflated(body, _RAW_DEFLATE, max_size)  # some servers leave the frame out that RFC 9110 asks for


def _is_text(body: bytes) -> bool:
    """Whether a body that is not coded as it says is plain text, all of it."""
    binary = len(body) - len(body.translate(None, _BINARY))
    if len(body[:_TEXT_HEAD].translate(None, _BINARY)) < len(body[:_TEXT_HEAD]) or binary > len(body) * _TEXT_SHARE:
        return False
    if len(body) >= _TEXT_WITHOUT_PROOF:
        return True
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Output:
    """What has been decoded so far, within the limit."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, part: bytes) -> None:
        self._size += len(part)
        if self._max_size and self._size > self._max_size:
            raise TooLarge(self._size, self._max_size)
        self._parts.append(part)

    def whole(self) -> bytes:
        return b"".join(self._parts)


def _inflated(body: bytes, format_: int, max_size: int) -> bytes:
    output = _Output(max_size)
    for _ in range(_MOST_PARTS):
        decoder = zlib.decompressobj(format_)
        rest = body
        while not decoder.eof:
            part = decoder.decompress(rest, _CHUNK)
            output.add(part)
            rest = decoder.unconsumed_tail
            if not part and not rest and not decoder.eof:
                raise EOFError("it ends early")
        body = decoder.unused_data
        if format_ != _GZIP or not body.startswith(GZIP_MEMBER):
            return output.whole()
    raise EOFError(f"more than {_MOST_PARTS} parts")


def _unbrotli(body: bytes, max_size: int) -> bytes:
    output = _Output(max_size)
    decoder = brotli.Decompressor()
    part = decoder.process(body, output_buffer_limit=_CHUNK)
    output.add(part)
    while not decoder.is_finished():
        part = decoder.process(b"", output_buffer_limit=_CHUNK)
        if not part and not decoder.is_finished():
            raise EOFError("it ends early")
        output.add(part)
    return output.whole()


def _unzstd(body: bytes, max_size: int) -> bytes:
    output = _Output(max_size)
    for _ in range(_MOST_PARTS):
        decoder = zstd.ZstdDecompressor()
        rest = body
        while not decoder.eof:
            part = decoder.decompress(rest, _CHUNK)
            output.add(part)
            rest = b""
            if not part and decoder.needs_input and not decoder.eof:
                raise EOFError("it ends early")
        body = decoder.unused_data
        if not body.startswith(_ZSTD_FRAME):
            return output.whole()
    raise EOFError(f"more than {_MOST_PARTS} parts")
