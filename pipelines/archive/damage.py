"""What is wrong with an archive, place by place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wiredesk.pipelines.archive.http_head import split_head
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.members import Member
from wiredesk.pipelines.archive.record_reading import WarcRecord, read_record
from wiredesk.pipelines.archive.records import payload_digest
from wiredesk.pipelines.archive.store import Store, index_name


@dataclass(frozen=True)
class Damage:
    """Something that cannot be read where it was kept."""

    file: str
    offset: int
    """-1: the file as a whole."""
    what: str
    page: IndexEntry | None = field(default=None, compare=False)
    """The page that is lost by it, or less than whole, where that is known."""
    length: int = 0
    """Bytes that are bad there."""
    is_missing: bool = False
    """Whether the file ends before it, or is gone: nothing is wrong with what is there."""

    def __str__(self) -> str:
        of = f" ({self.page.url[:300]})" if self.page is not None else ""
        place = f" at {self.offset}" if self.offset >= 0 else ""
        return f"{self.file}{place}: {self.what}{of}"


OnDamage = Callable[[Damage], object]
"""What it returns does not matter."""


def nobody_listens(_: Damage) -> None:
    """For who does not want to know."""


def size_or_none(store: Store, file: str) -> int:
    """Bytes of a file; none where it is gone. Raises OSError."""
    try:
        return store.size(file)
    except FileNotFoundError:
        return 0


def is_page_lost(store: Store, entry: IndexEntry) -> bool:
    """Whether an entry has its page in another file, which ends before it or is gone."""
    return entry.file != entry.index_file and size_or_none(store, entry.file) < entry.at.end


def what_is_lost(store: Store, entry: IndexEntry) -> Damage:
    """The damage of an entry that `is_lost`: its own records, or its page in another file."""
    own, size = entry.index_file, size_or_none(store, entry.index_file)
    if entry.span.end > size:
        return lost(entry, own, size)
    size = size_or_none(store, entry.file)
    return replace(lost(entry, entry.file, size), offset=entry.at.offset)


def lost(entry: IndexEntry, file: str, size: int) -> Damage:
    """An entry whose records the file `file` does not have any more; it has `size` bytes, none where it is gone."""
    what = f"the file ends at {size}, before this" if size else f"the file is gone; {index_name(file)} names this page"
    return Damage(file, entry.span.offset, what, entry, is_missing=True)


def fault_of(member: Member) -> str:
    """What is wrong with the member that holds a record, by its checksum and its digests; empty for nothing."""
    return checked(member)[1]


def checked(member: Member) -> tuple[WarcRecord | None, str]:
    """The record of a member, and what is wrong with it. None without a fault: it is too long to be held, and its
    checksum is right."""
    if member.problem:
        return None, f"the record is damaged: {member.problem}"
    if member.is_cut:
        return None, ""
    record = read_record(member.data)
    if record is None:
        return None, "what stands here is no record, or not all of one"
    return record, _fault_of_digests(record)


def _fault_of_digests(record: WarcRecord) -> str:
    told = record.headers.get("warc-block-digest")
    if told is not None and told != payload_digest(record.block):
        return "the record is damaged: its digest is another"
    told = record.headers.get("warc-payload-digest")
    if told is not None and record.headers.get("warc-type") == "response":
        _, _, body = split_head(record.block)
        if told != payload_digest(body):
            return "the page is damaged: its digest is another"
    return ""
