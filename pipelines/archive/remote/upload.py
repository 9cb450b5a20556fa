"""Writing one file to a store, so that it is there whole or not at all, and looking at what has become of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wiredesk.pipelines.archive.store import sync

PART: Final = 8 << 20
"""Bytes of a part of an upload, which is in memory three times; S3 takes 10,000 parts of at least 5 MB."""
OBJECT_STORES: Final = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oci", "oss", "obs", "tos"})
"""Where a file appears only once it is complete. Elsewhere it is written under another name, and then renamed."""
_UNFINISHED: Final = ".wiredesk-upload-"


class NotAsWritten(OSError):
    """What the store has is not what was written."""


@dataclass(frozen=True)
class Uploaded:
    """A file that was written."""

    size: int
    checked_by: str
    """``digest``, which the store told, or ``reading``."""


def is_object_store(system: Any) -> bool:
    """Whether a file appears only once it is complete, and there are no folders to be made."""
    protocol = system.protocol
    return not OBJECT_STORES.isdisjoint((protocol,) if isinstance(protocol, str) else protocol)


def upload(system: Any, path: Path, place: str, on_bytes: Callable[[int], object]) -> Uploaded:
    """Write the file at `path` to `place`. `on_bytes` is told of each part that has gone, also when it is read again.
    Raises what the store raises, NotAsWritten, and OSError."""
    digests = Digests()
    if is_object_store(system):
        _write(lambda: system.open(place, "wb", block_size=PART, autocommit=False), path, digests, on_bytes)
    else:
        folder, _, name = place.rpartition("/")
        unfinished = f"{folder}/{_UNFINISHED}{name}"
        system.makedirs(folder, exist_ok=True)
        _write(lambda: system.open(unfinished, "wb"), path, digests, on_bytes)
        if getattr(system, "local_file", False):
            sync(unfinished)
        system.mv(unfinished, place)
    told = system.info(place)
    if told.get("size") != digests.size:
        raise NotAsWritten(f"{told.get('size')} bytes are there instead of {digests.size}")
    if digests.proves(told):
        return Uploaded(digests.size, "digest")
    if _read_again(system, place, on_bytes) != digests.sha256.digest():
        raise NotAsWritten("other bytes are there than were written")
    return Uploaded(digests.size, "reading")


def is_there(path: Path, told: dict[str, Any]) -> bool:
    """Whether what a store tells of a file proves that it is the one at `path`. Raises OSError."""
    if told.get("size") != path.stat().st_size:
        return False
    digests = Digests()
    with path.open("rb") as stream:
        while part := stream.read(PART):
            digests.add(part)
    return digests.proves(told)


class Digests:
    """The digests of a file that stores tell: MD5 of the whole, MD5 of the MD5s of its parts (S3)."""

    def __init__(self) -> None:
        self.size = 0
        self.sha256 = hashlib.sha256()
        self._whole = hashlib.md5(usedforsecurity=False)
        self._parts: list[bytes] = []

    def add(self, part: bytes) -> None:
        """Add a part, of PART bytes but for the last one."""
        self.size += len(part)
        self.sha256.update(part)
        self._whole.update(part)
        self._parts.append(hashlib.md5(part, usedforsecurity=False).digest())

    def proves(self, told: dict[str, Any]) -> bool:
        """Whether a store that tells this of a file has the same bytes. With a key of its own it tells other digests,
        which prove nothing."""
        of_parts = hashlib.md5(b"".join(self._parts), usedforsecurity=False).hexdigest()
        etag = str(told.get("ETag") or told.get("etag") or "").strip('"').lower()
        md5 = str(told.get("md5Hash") or "")
        return etag in (self._whole.hexdigest(), f"{of_parts}-{len(self._parts)}") or (
            md5 == base64.b64encode(self._whole.digest()).decode()
        )


def _write(begin: Callable[[], Any], path: Path, digests: Digests, on_bytes: Callable[[int], object]) -> None:
    with path.open("rb") as stream:
        out = begin()
        try:
            while part := stream.read(PART):
                out.write(part)
                digests.add(part)
                on_bytes(len(part))
            out.close()
            if not getattr(out, "autocommit", True):
                out.commit()
        except BaseException:
            _give_up(out)
            raise


def _give_up(out: Any) -> None:
    with suppress(Exception):  # the store is away: nothing has appeared there
        out.discard()
    with suppress(AttributeError):
        out.closed = True  # else it would be completed when it is forgotten


def _read_again(system: Any, place: str, on_bytes: Callable[[int], object]) -> bytes:
    digest = hashlib.sha256()
    with system.open(place, "rb", block_size=PART, cache_type="readahead") as stream:
        while part := stream.read(PART):
            digest.update(part)
            on_bytes(len(part))
    return digest.digest()
