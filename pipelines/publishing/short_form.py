"""The short form of what is known of an article: some fifty bytes in a hash that it shares with others.

docs/redis.md describes the layout. `short_form.lua` reads and writes it; this module finds the places and reads.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from typing import NamedTuple

from wiredesk.pipelines.publishing.keys import Keys

TIME_UNIT = 600.0
"""Seconds in which times are counted: three bytes of them last for centuries, and a visit is not told more exactly."""
_NO_TIME = -(1 << 23)
_BUCKET = 4  # digits: 65,536 hashes, of 15 articles each at a million and 150 at ten millions
_RECORD = 16  # the last digit of the field of a record: 64 bits of the id with the four of the hash
_ALIAS = 18  # the last digit of the field of an alias
_FORM = struct.Struct(">8s16sB3s3s3sH")
_MENDED = struct.Struct(">H")  # behind it, of a mend; publish.lua also reads what follows
_SEEN_AGAIN = 128
_IDENTITY = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class ShortRecord:
    """What is known of an article in short form. Times are Unix seconds, rounded down to TIME_UNIT."""

    id: str
    revision: int
    content_hash: str
    content_rule: str
    visited: float | None
    first: float | None
    published: float | None
    seen_again: bool
    """Whether it was visited since it changed."""
    mended: int | None
    """The revision that this one mends."""


class Place(NamedTuple):
    """A field of a hash."""

    key: str
    field: bytes


def has_place(known_id: str) -> bool:
    """Whether an id is one of ours; programs may publish under ids of their own, which have no short form."""
    return _IDENTITY.fullmatch(known_id) is not None


def bucket(keys: Keys, known_id: str) -> str:
    """The hash that holds the short forms of an article and of an alias with this id; for other ids some hash."""
    return keys.known(known_id[:_BUCKET] if has_place(known_id) else "0" * _BUCKET)


def record_field(known_id: str) -> bytes:
    """The field of an article's short form; a field that is never there for an id that has none."""
    return bytes.fromhex(known_id[_BUCKET:_RECORD]) if has_place(known_id) else b""


def alias_field(url_id: str) -> bytes:
    """The field of an alias's short form."""
    return bytes.fromhex(url_id[_BUCKET:_ALIAS]) if has_place(url_id) else b""


def words_place(keys: Keys, site: str, content_hash: str) -> Place:
    """Where the article of a site that has certain words is found: its value is the beginning of that article's id."""
    digest = hashlib.sha1(f"{site}\n{content_hash}".encode(), usedforsecurity=False).hexdigest()
    return Place(keys.known_words(digest[:_BUCKET]), bytes.fromhex(digest[_BUCKET:_RECORD]))


def place_at(keys: Keys, beginning: bytes) -> Place:
    """Where the record is whose id begins with these 8 bytes."""
    digits = beginning.hex()
    return Place(keys.known(digits[:_BUCKET]), bytes.fromhex(digits[_BUCKET:_RECORD]))


def read_record(beginning: str, value: bytes) -> ShortRecord | None:
    """A record by the first 16 digits (or all) of its id; None where it is another article's."""
    rest, content_hash, rule, visited, first, published, revision = _FORM.unpack_from(value)
    mended = _MENDED.unpack_from(value, _FORM.size)[0] if len(value) > _FORM.size else None
    known_id = beginning[:_RECORD] + rest.hex()
    if len(beginning) > _RECORD and known_id != beginning:
        return None
    return ShortRecord(
        known_id, revision, content_hash.hex(), str(rule % _SEEN_AGAIN), _seconds(visited), _seconds(first),
        _seconds(published), rule >= _SEEN_AGAIN, mended,
    )  # fmt: skip


def _seconds(units: bytes) -> float | None:
    count = int.from_bytes(units, "big", signed=True)
    return None if count == _NO_TIME else count * TIME_UNIT
