"""Pages that an archive kept once and named again: read a second time from the place where they are."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import BinaryIO

from wiredesk.crawlers.ingest.captures import Capture
from wiredesk.crawlers.ingest.ingest_memory import Payload
from wiredesk.crawlers.ingest.inputs import ArchiveInput
from wiredesk.crawlers.ingest.record_stream import read_records
from wiredesk.crawlers.ingest.remote_file import ArchiveLost


class KeptPages:
    """Reads pages of the archives that were named with `add`. Holds one of them open."""

    def __init__(self) -> None:
        self._archives: dict[str, ArchiveInput] = {}
        self._opened = ExitStack()
        self._stream: tuple[str, BinaryIO] | None = None
        self._one_at_a_time = asyncio.Lock()

    def add(self, key: str, archive: ArchiveInput) -> None:
        """From now on the pages of this archive can be read."""
        if not archive.is_read_once:
            self._archives[key] = archive

    async def read(self, payload: Payload, digest: str) -> Capture | None:
        """The page; None where it cannot be read any more."""
        archive = self._archives.get(payload.archive)
        if archive is None:
            return None
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._read, archive, payload, digest)

    def close(self) -> None:
        """Close the archive that is open."""
        self._opened.close()
        self._stream = None

    def _read(self, archive: ArchiveInput, payload: Payload, digest: str) -> Capture | None:
        try:
            if self._stream is None or self._stream[0] != payload.archive:
                self.close()
                self._stream = payload.archive, self._opened.enter_context(archive.open(sparing=True))
            for record in read_records(self._stream[1], payload.offset):
                if record.offset > payload.offset:  # of a file that was packed as a whole, all have the same place
                    return None
                if isinstance(record, Capture) and record.digest == digest:
                    return record
        except (ArchiveLost, OSError):
            self.close()
        return None
