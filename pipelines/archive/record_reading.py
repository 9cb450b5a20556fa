"""One WARC record, read from the bytes of its member."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from wiredesk.pipelines.archive.members import CUT_OFF
from wiredesk.pipelines.archive.store import Store, is_warc_name

MOST_BYTES: Final = 64_000_000
"""Of a record, unpacked: a page has 10 MB unless its site's definition allows more."""
_LONGEST_NUMBER: Final = 18  # digits of a length: an exabyte
_CHUNK: Final = 262_144
_GZIP: Final = 16 + zlib.MAX_WBITS
PURGED: Final = "x-wiredesk-purged"
"""A header of the records that stand in the place of those that were removed."""
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class WarcRecord:
    """Headers by their names in lower case, and the block."""

    headers: dict[str, str]
    block: bytes


def read_record(data: bytes) -> WarcRecord | None:
    """The record that `data` holds; None where it is none, or not all of it."""
    head, end, rest = data.partition(b"\r\n\r\n")
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    if not end or not version.startswith("WARC/"):
        return None
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    told = headers.get("content-length", "")
    if not (told.isascii() and told.isdigit()) or len(told) > _LONGEST_NUMBER or int(told) > len(rest):
        return None
    return WarcRecord(headers, rest[: int(told)])


def moment_of_record(text: str) -> datetime:
    """A WARC-Date; 1970 where there is none that can be read."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _EPOCH
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


class NotKept(LookupError):
    """The page is not in the archive, or cannot be read there; the message says why."""


class EndOfFile(EOFError):
    """There is nothing at this place of the file."""


def record_at(store: Store, file: str, offset: int, kind: str) -> WarcRecord:
    """The record of a kind at a place. Raises NotKept."""
    if not is_warc_name(file):
        raise NotKept(f"{file[:200]!r} is no file of an archive")
    place = f"{file} at {offset}"
    try:
        data = _member_at(store, file, offset)
    except FileNotFoundError:
        raise NotKept(f"{file} is not in the archive any more") from None
    except EndOfFile:
        raise NotKept(f"{place} is lost: the file ends before it") from None
    except (OSError, zlib.error, EOFError) as problem:
        raise NotKept(f"{place} cannot be read: {problem}") from None
    record = read_record(data)
    if record is None:
        raise NotKept(f"{place} holds no record")
    if record.headers.get(PURGED):
        raise NotKept(f"{place} was purged")
    if record.headers.get("warc-type") != kind:
        raise NotKept(f"{place} holds no {kind} record")
    return record


def _member_at(store: Store, file: str, offset: int) -> bytes:
    unpacking = zlib.decompressobj(_GZIP)
    parts: list[bytes] = []
    size = 0
    while not unpacking.eof:
        chunk = store.read(file, offset, _CHUNK)
        if not chunk:
            raise EOFError(CUT_OFF) if parts else EndOfFile
        offset += len(chunk)
        part = unpacking.decompress(chunk, MOST_BYTES - size)
        parts.append(part)
        size += len(part)
        if unpacking.unconsumed_tail or size >= MOST_BYTES:
            raise EOFError(f"it has more than {MOST_BYTES} bytes")
    return b"".join(parts)
