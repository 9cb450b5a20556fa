"""Indexes of files in a store, kept on this machine once they were read, up to a bound."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from wiredesk.pipelines.archive.remote.remote_files import RemoteFile

_LEFT_AFTER: Final = 0.9
"""Share of the bound that is left when indexes are removed, so that this is not done for each one."""


class IndexCache:
    """Indexes in `folder`, of at most `most_bytes` together; those not read for longest go first. Several processes may
    use one folder."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        self._size: int | None = None

    def get(self, file: RemoteFile) -> bytes | None:
        """An index as the store has it now; None where it is not here."""
        path = self._path(file)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return data if len(data) == file.size else None

    def add(self, file: RemoteFile, data: bytes) -> None:
        """Keep one. That it cannot be kept costs time alone."""
        if len(data) != file.size or not file.version or len(data) > self._most_bytes:
            return
        path = self._path(file)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(data)
            new.replace(path)
            self._size = (self._size or self._measured()) + len(data)
            if self._size > self._most_bytes:
                self._make_room()

    def _path(self, file: RemoteFile) -> Path:
        version = hashlib.sha256(f"{file.size} {file.version}".encode()).hexdigest()[:12]
        return self._folder / f"{file.name}.{version}"

    def _measured(self) -> int:
        with os.scandir(self._folder) as entries:
            return sum(entry.stat().st_size for entry in entries)

    def _make_room(self) -> None:
        with os.scandir(self._folder) as entries:
            states = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in entries)
        size = sum(bytes for _, bytes, _ in states)
        for _, bytes, path in states:
            if size <= self._most_bytes * _LEFT_AFTER:
                break
            with suppress(FileNotFoundError):
                os.unlink(path)
            size -= bytes
        self._size = size
