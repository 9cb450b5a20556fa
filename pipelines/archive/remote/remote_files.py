"""The files of an archive in a store: listed, read in parts, written so that they are whole or not there, removed.

Each kind of store raises errors of its own. Here they become FileNotFoundError, StoreAway or StoreRefuses.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar, cast

from wiredesk.pipelines.archive.remote.address import normal, shown
from wiredesk.pipelines.archive.remote.upload import OBJECT_STORES, PART, Uploaded, is_object_store, upload
from wiredesk.pipelines.archive.store import ArchiveProblem, ArchiveUnusable, is_warc_name, warc_name

_Found = TypeVar("_Found")
_PAUSES: Final = (0.5, 2.0)
"""Seconds before each further try of a read. S3's library has tried five times by then, in some six seconds."""
_UNTOLD: Final = -1
_PROBE: Final = ".wiredesk-probe"
_S3: Final = ("s3", "s3a")
_S3_ONCE: Final = {"retries": {"max_attempts": 1}}
"""For botocore: s3fs tries five times by itself, and five times five take minutes where nobody answers."""


class StoreAway(ArchiveProblem):
    """The store does not answer, or not as it should; later it may."""


class StoreRefuses(StoreAway):
    """The store answers that it does not want to, or that the place does not exist: somebody has to mend that."""


@dataclass(frozen=True)
class RemoteFile:
    """What a store says of a file."""

    name: str
    size: int
    """-1 where a list does not tell it (web servers); `info` does."""
    version: str
    """Another one for each content, as far as the store tells: its ETag, or time."""
    modified: float | None
    """Seconds since the epoch."""
    told: dict[str, Any]
    """All that it said."""


class RemoteFiles:
    """The files below `address`. Raises ArchiveUnusable where nothing that reads such addresses is installed."""

    def __init__(self, address: str) -> None:
        import fsspec  # noqa: PLC0415  # with s3fs half a second, for addresses alone

        from wiredesk.pipelines.archive.remote.library_noise import quieten  # noqa: PLC0415  # loads fsspec

        quieten()
        self.address = normal(address)
        self.shown = shown(self.address)
        self._scheme = self.address.partition("://")[0]
        try:
            kind = fsspec.get_filesystem_class(self._scheme)
        except ImportError as problem:
            extra = "wiredesk[s3]" if self._scheme in _S3 else f"what fsspec needs for {self._scheme}://"
            told = f"the archive {self.shown} cannot be used: {problem}; install {extra}"
            raise ArchiveUnusable(told) from None
        except ValueError as problem:
            raise ArchiveUnusable(f"the archive {self.shown} cannot be used: {problem}") from None
        self._root = str(kind._strip_protocol(self.address)).rstrip("/")
        self._opened: Any = None

    @property
    def _system(self) -> Any:
        """What fsspec has for the address; some kinds connect when they are made."""
        import fsspec  # noqa: PLC0415  # as above

        if self._opened is None:
            options: dict[str, Any] = {"skip_instance_cache": True}  # a connection that was lost is not found again
            if self._scheme in OBJECT_STORES:
                options = {"use_listings_cache": False}
            if self._scheme in _S3 and "config_kwargs" not in fsspec.config.conf.get("s3", {}):
                options["config_kwargs"] = _S3_ONCE
            self._opened = fsspec.core.url_to_fs(self.address, **options)[0]
        return self._opened

    # -- reading

    def listed(self) -> dict[str, RemoteFile]:
        """Our files and their indexes, by their names. Raises StoreAway, and FileNotFoundError where is nothing."""
        rows: list[dict[str, Any]] = self._asked(lambda: self._system.ls(self._root, detail=True))
        found = {}
        for row in rows:
            name = str(row["name"]).rstrip("/").rpartition("/")[2]
            if row.get("type") != "directory" and is_warc_name(warc_name(name)):
                found[name] = _file(name, row)
        return found

    def info(self, name: str) -> RemoteFile:
        """What the store says of a file. Raises FileNotFoundError or StoreAway."""
        return _file(name, self._asked(lambda: self._system.info(self._at(name))))

    def read(self, name: str, start: int, end: int) -> bytes:
        """A part of a file. Raises FileNotFoundError or StoreAway."""
        data: bytes = self._asked(lambda: self._system.cat_file(self._at(name), start=start, end=end))
        return data if len(data) <= end - start else data[start:end]  # a web server may send all of it

    def read_all(self, names: Iterable[str]) -> dict[str, bytes]:
        """Some small files, at once where the store can; those that are there. Raises StoreAway."""
        paths = {self._at(name): name for name in names}
        found: dict[str, Any] = self._asked(lambda: self._system.cat(list(paths), on_error="return"))
        contents = {}
        for path, name in paths.items():
            data = found.get(path, found.get(path.lstrip("/")))
            if isinstance(data, bytes):
                contents[name] = data
            elif not isinstance(data, FileNotFoundError | None):
                raise self._problem(data)
        return contents

    def open(self, name: str) -> BinaryIO:
        """A file, to be read from front to back. Raises FileNotFoundError or StoreAway."""
        opened = self._asked(lambda: self._system.open(self._at(name), "rb", block_size=PART))
        return cast(BinaryIO, _Reading(opened, self._asked))

    def fetch(self, name: str, path: Path) -> None:
        """Copy a file to a path on this machine. Raises FileNotFoundError, StoreAway or OSError."""
        with path.open("wb") as out:
            reading = self.open(name)
            while part := reading.read(PART):
                out.write(part)
            reading.close()

    # -- writing

    def put(self, path: Path, name: str, on_bytes: Callable[[int], object] = lambda _: None) -> Uploaded:
        """Write a file, whole or not at all, and see that it is there as it is here. Raises StoreAway or OSError."""
        return self._once(lambda: upload(self._system, path, self._at(name), on_bytes))

    def remove(self, name: str) -> None:
        """Remove a file, if it is there. Raises StoreAway."""
        try:
            self._asked(lambda: self._system.rm_file(self._at(name)))
        except FileNotFoundError:
            return

    def probe(self) -> None:
        """See whether a file can be written, read and removed. Raises StoreAway."""
        path = self._at(_PROBE)

        def work() -> bytes:
            if not is_object_store(self._system):
                self._system.makedirs(self._root, exist_ok=True)
            self._system.pipe_file(path, b"wiredesk")
            data: bytes = self._system.cat_file(path)
            self._system.rm_file(path)
            return data

        try:
            if self._once(work) != b"wiredesk":
                raise StoreRefuses(f"the archive {self.shown} gives back other bytes than were written")
        except FileNotFoundError as problem:
            raise StoreRefuses(f"the archive {self.shown} cannot be written: {self._said(problem)}") from None

    # -- asking

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _asked(self, ask: Callable[[], _Found]) -> _Found:
        """The answer, after a few tries where none comes."""
        for pause in _PAUSES if self._scheme not in _S3 else ():
            try:
                return self._once(ask)
            except StoreRefuses:
                raise
            except StoreAway:
                time.sleep(pause)
        return self._once(ask)

    def _once(self, ask: Callable[[], _Found]) -> _Found:
        try:
            return ask()
        except (FileNotFoundError, ArchiveProblem):
            raise
        except Exception as problem:  # each kind of store raises its own
            if self._scheme not in _S3:
                self._opened = None
            raise self._problem(problem) from None

    def _problem(self, problem: BaseException) -> StoreAway:
        if isinstance(problem, PermissionError):
            return StoreRefuses(f"the archive {self.shown} refuses: {self._said(problem)}")
        if self._scheme in _S3 and _is_never_sent(problem):
            return StoreRefuses(f"the archive {self.shown} cannot be asked: {self._said(problem)}")
        return StoreAway(f"the archive {self.shown} cannot be reached: {self._said(problem)}")

    def _said(self, problem: BaseException) -> str:
        """What a library's error says, in a line without a password."""
        text = str(problem).replace(self.address, self.shown)
        user = self.address.partition("://")[2].rpartition("@")[0]
        if user:
            text = text.replace(user, "***")
            secret = user.partition(":")[2]
            text = text.replace(secret, "***") if secret else text
        return " ".join(text.split())[:300] or type(problem).__name__


def _is_never_sent(problem: BaseException) -> bool:
    """Whether S3's library sends nothing at all, as keys are missing or the bucket has a name that none can have."""
    from botocore import exceptions  # noqa: PLC0415  # with s3fs, which the address has loaded

    missing = (exceptions.NoCredentialsError, exceptions.PartialCredentialsError, exceptions.ProfileNotFound)
    return isinstance(problem, (*missing, exceptions.ParamValidationError))


def _file(name: str, row: dict[str, Any]) -> RemoteFile:
    times = (row.get(key) for key in ("LastModified", "last_modified", "mtime", "modified", "updated", "created"))
    moment = next((value for value in times if value), None)
    told = row.get("ETag") or row.get("etag") or row.get("md5Hash") or moment or ""
    if isinstance(moment, datetime):
        moment = moment.timestamp()
    size = row.get("size")
    return RemoteFile(
        name,
        _UNTOLD if size is None else int(size),
        str(told),
        moment if isinstance(moment, int | float) else None,
        row,
    )


class _Reading:
    """A file that is read from front to back, whose errors are ours."""

    def __init__(self, file: Any, asked: Callable[[Callable[[], Any]], Any]) -> None:
        self._file, self._asked = file, asked

    def read(self, size: int = -1) -> bytes:
        """So many bytes at most."""
        place = self._file.tell()

        def work() -> bytes:
            self._file.seek(place)
            data: bytes = self._file.read(size)
            return data

        found: bytes = self._asked(work)
        return found

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        place: int = self._file.seek(offset, whence)
        return place

    def tell(self) -> int:
        """The place of the next byte."""
        place: int = self._file.tell()
        return place

    def close(self) -> None:
        """Close it."""
        self._file.close()

    def __enter__(self) -> _Reading:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()
