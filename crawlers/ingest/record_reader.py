"""Records in small groups, for a thread beside the event loop."""

from __future__ import annotations

from typing import BinaryIO, Final

from wiredesk.crawlers.ingest.captures import Record
from wiredesk.crawlers.ingest.record_stream import read_records
from wiredesk.crawlers.ingest.remote_file import ArchiveLost

READ_AT_ONCE: Final = 16
"""Records read in one go in a thread: the event loop stays free, and the thread is not called for each of them."""


class RecordReader:
    """Reads an archive from a place on."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self._records = read_records(stream, start)
        self._next: Record | None = next(self._records, None)
        self._lost: ArchiveLost | None = None

    @property
    def following(self) -> int | None:
        """The place of the first record that was not handed out; None at the end."""
        return self._next.offset if self._next is not None else None

    def next_ones(self) -> list[Record]:
        """The next records, none at the end. Raises ArchiveLost once all are handed out that could be read."""
        if self._lost is not None:
            raise self._lost
        found: list[Record] = []
        while self._next is not None and self._lost is None and len(found) < READ_AT_ONCE:
            found.append(self._next)
            try:
                self._next = next(self._records, None)
            except ArchiveLost as problem:
                self._lost = problem
        return found
