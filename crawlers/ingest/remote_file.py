"""A file on a server (https, s3 and whatever fsspec opens), read from front to back in large pieces.

A piece that does not come is asked for again: a file of one gigabyte is not started again because a connection broke.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, cast

from wiredesk.settings.errors import UsageProblem

PIECE: Final = 4 << 20
"""Bytes asked for at once, and once more ahead: some seconds of extraction, and few enough requests for a server."""
SMALL_PIECE: Final = 256 << 10
"""The same where single pages are wanted."""
PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before each further try; about a minute in all."""


class ArchiveLost(Exception):
    """The archive cannot be read any further for now."""


class RemoteFile(io.RawIOBase):
    """Opens `address`. `size` and `version` (ETag, time) are None and empty where the server does not tell.

    Raises ArchiveLost where there is no such file, UsageProblem where nothing that reads such addresses is installed.
    """

    def __init__(
        self, address: str, user_agent: str, *, piece: int = PIECE, pauses: tuple[float, ...] = PAUSES
    ) -> None:
        import fsspec  # noqa: PLC0415  # with aiohttp a third of a second, for addresses alone

        options: dict[str, Any] = {}
        if address.startswith(("http://", "https://")):
            options = {"client_kwargs": {"trust_env": True, "headers": {"User-Agent": user_agent}}}
        self._pauses = pauses
        try:
            self._system, self._path = fsspec.core.url_to_fs(address, **options)
            info = self._system.info(self._path)
        except ImportError as problem:
            raise UsageProblem(f"{shown(address)}: {problem}. For s3:// install wiredesk[s3]") from None
        except ValueError as problem:
            raise UsageProblem(f"{shown(address)}: {problem}") from None
        except Exception as problem:  # each kind of store raises its own
            raise ArchiveLost(_said(problem, address)) from None
        self._address, self._size_of_piece = address, piece
        self.size: int | None = info.get("size")
        told = (info.get(name) for name in ("ETag", "LastModified", "Last-Modified", "mtime"))
        self.version = next((str(value) for value in told if value), "")
        self._at = 0
        self._piece, self._piece_at = b"", 0
        self._ahead: tuple[int, Future[bytes]] | None = None
        self._closing = threading.Event()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="remote-file")
        self._file = self._stream = cast(Any, None)
        if self.size and not self._takes_places():
            self.size, self._stream = None, self._system.open(self._path, "rb", block_size=0)

    def _takes_places(self) -> bool:
        """Whether the server sends a part of the file when it is asked for one."""
        self._file = self._system.open(
            self._path, "rb", block_size=self._size_of_piece, cache_type="none", size=self.size
        )
        if not self._file.seekable() or getattr(self._file, "size", None) is None:
            return False
        try:
            self._fetch(max(0, cast(int, self.size) - 1), 1)
        except (ValueError, ArchiveLost):
            return False
        return True

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Whether reading can begin anywhere."""
        return self.size is not None

    def tell(self) -> int:
        """The place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        if not self.seekable():
            raise io.UnsupportedOperation("this server sends whole files only")
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: cast(int, self.size)}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Read at most so many bytes. Raises ArchiveLost where the server stays away."""
        if self.size is None:
            return self._read_on(size)
        if size is None or size < 0:
            size = max(0, self.size - self._at)
        parts = []
        while size > 0 and self._at < self.size:
            if not self._piece_at <= self._at < self._piece_at + len(self._piece):
                self._piece, self._piece_at = self._next_piece(), self._at
            start = self._at - self._piece_at
            part = self._piece[start : start + size]
            parts.append(part)
            self._at += len(part)
            size -= len(part)
        return b"".join(parts)

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the connection."""
        if not self.closed:
            self._closing.set()
            self._reader.shutdown(wait=False, cancel_futures=True)
            for file in (self._file, self._stream):
                if file is not None:
                    file.close()
        super().close()

    def _read_on(self, size: int) -> bytes:
        try:
            stream = self._stream or self._system.open(self._path, "rb", block_size=0)
            self._stream = stream
            data: bytes = stream.read(size)
        except Exception as problem:  # each kind of store raises its own
            raise ArchiveLost(_said(problem, self._address)) from None
        self._at += len(data)
        return data

    def _next_piece(self) -> bytes:
        """The piece that begins here; the one behind it is on its way afterwards."""
        waiting, self._ahead = self._ahead, None
        data = (
            waiting[1].result()
            if waiting is not None and waiting[0] == self._at
            else self._fetch(self._at, self._size_of_piece)
        )
        following = self._at + len(data)
        if self._size_of_piece == PIECE and following < cast(int, self.size):
            self._ahead = following, self._reader.submit(self._fetch, following, PIECE)
        return data

    def _fetch(self, start: int, size: int) -> bytes:
        size = min(size, cast(int, self.size) - start)
        problem: Exception | None = None
        for pause in (*self._pauses, None):
            try:
                fetch = cast(Callable[[int, int], bytes], self._file._fetch_range)  # reads no more than is asked for
                data = fetch(start, start + size)
                if len(data) == size:
                    return bytes(data)
                problem = OSError(f"{len(data)} bytes instead of {size}")
            except ValueError:
                raise
            except Exception as found:  # each kind of store raises its own
                problem = found
            if pause is None or self._closing.wait(pause):
                break
        raise ArchiveLost(_said(problem, self._address))


def shown(address: str) -> str:
    """An address without what may be a secret: name and password, and the query of a signed address."""
    scheme, separator, rest = address.partition("://")
    host, slash, path = rest.partition("?")[0].partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"


def _said(problem: BaseException | None, address: str) -> str:
    cause = problem.__cause__ if problem is not None else None
    if isinstance(status := getattr(cause, "status", None), int):  # fsspec calls every refusal of a file a missing one
        return f"the server answers {status}"
    text = str(problem).replace(address, shown(address)).split("\n")[0][:200]
    return f"{type(problem).__name__}: {text}" if text and not isinstance(problem, FileNotFoundError) else (
        "there is no such file, or the server does not answer" if isinstance(problem, FileNotFoundError)
        else type(problem).__name__
    )  # fmt: skip
