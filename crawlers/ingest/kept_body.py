"""The body of an answer in a web archive, without its transfer and content codings: whole or not at all.

Half an article would be put out as if it were all of it. Archives cut long pages off, say so (ISO 28500, 5.14
WARC-Truncated), and some kept what had come when a connection broke.
"""

from __future__ import annotations

from typing import Any, Final

from wiredesk.pipelines.archive.http_head import decoded_body
from wiredesk.pipelines.content_coding import BrokenCoding, TooLarge

_CHUNK: Final = 1 << 20
_LONGEST_NUMBER: Final = 18  # digits of a length: an exabyte
_LONGEST_LINE: Final = 4_096
"""Bytes of a chunk's first line, with its extensions."""
_HEX: Final = b"0123456789abcdefABCDEF"
_CHUNKED: Final = 2
"""How many times as many bytes as a page may have its chunks may have; no server sends them so small."""
_WHOLE: Final = frozenset(("", "none", "no", "false", "0"))
"""Values of WARC-Truncated that some programs write for a record that is not."""


class BodyCutOff(ValueError):
    """The archive has less of the body than the server sent."""


def whole_body(record: Any, most: int) -> bytes:
    """The decoded body of a warcio record; reads on in it.

    Raises TooLarge for more than `most` bytes, packed or not, BodyCutOff, and BrokenCoding.
    """
    headers = record.http_headers.headers if record.http_headers is not None else []
    body = _received(record, headers, most)
    cut = (record.rec_headers.get_header("WARC-Truncated") or "").strip().lower()
    if cut not in _WHOLE:
        raise BodyCutOff(f"WARC-Truncated: {cut[:40]}")
    return decoded_body(headers, body, most)


def _received(record: Any, headers: list[tuple[str, str]], most: int) -> bytes:
    """The body without its transfer coding."""
    if any("chunked" in value.lower() for name, value in headers if name.lower() == "transfer-encoding"):
        return _unchunked(_read(record.raw_stream, _CHUNKED * most))
    body = _read(record.raw_stream, most)
    told = next((value.strip() for name, value in headers if name.lower() == "content-length"), "")
    # A longer body was decoded by the program that kept it, which left the header as it was.
    is_number = told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER
    if is_number and len(body) < int(told) and not record.raw_stream.limit:
        raise BodyCutOff(f"{len(body)} of {told} bytes")
    return body


def _unchunked(data: bytes) -> bytes:
    """The body without chunks (RFC 9112, 7.1); as it is where they had been undone and only the header was left."""
    parts: list[bytes] = []
    place = 0
    while True:
        end = data.find(b"\r\n", place, place + _LONGEST_LINE)
        size = data[place : max(end, place)].partition(b";")[0].strip()
        if end < 0 or len(size) > _LONGEST_NUMBER or not size or size.strip(_HEX):
            if not parts:
                return data
            if place >= len(data):
                raise BodyCutOff("its last chunk is missing")
            raise BrokenCoding("no chunk begins where one should")
        begin, length = end + 2, int(size, 16)
        if not length:
            return b"".join(parts)
        place = begin + length + 2
        if data[place - 2 : place] != b"\r\n":
            if place > len(data):
                raise BodyCutOff("it ends in a chunk")
            raise BrokenCoding("a chunk is longer than it says")
        parts.append(data[begin : begin + length])


def _read(stream: Any, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := stream.read(_CHUNK):
        size += len(part)
        if size > most:
            raise TooLarge(size, most)
        parts.append(part)
    return b"".join(parts)
