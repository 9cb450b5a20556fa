"""Reading all of a file and comparing it with its index: what is damaged, lost, or not as it is said to be."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from wiredesk.pipelines.archive.damage import Damage, OnDamage, checked, lost
from wiredesk.pipelines.archive.http_head import split_head
from wiredesk.pipelines.archive.index import IndexEntry, Span
from wiredesk.pipelines.archive.index_reading import (
    entries_of,
    has_index,
    indexed,
    is_removed,
    size_of,
    strange_lines,
    went_with_its_pages,
)
from wiredesk.pipelines.archive.members import CUT_OFF, FilePart, Member, Members
from wiredesk.pipelines.archive.record_reading import PURGED, NotKept, record_at
from wiredesk.pipelines.archive.records import payload_digest
from wiredesk.pipelines.archive.store import Store

_PURGED: Final = "purged"
"""Stands for the kind of a record that was removed."""
_LONG: Final = "long"
"""And for that of one that is too long to be held; its checksum is right."""


@dataclass
class FileCheck:
    """What was found in a file."""

    file: str
    bytes: int = 0
    records: int = 0
    """Those that are whole."""
    pages: int = 0
    """Those that are whole, with all that the index names of them."""
    damaged: int = 0
    """Those that are not, or are lost."""
    notes: list[str] = field(default_factory=list)
    """What is odd about it and costs no page."""


@dataclass(frozen=True)
class _Seen:
    kind: str
    length: int
    digest: str


def check_file(store: Store, file: str, on_damage: OnDamage, on_bytes: Callable[[int], None]) -> FileCheck:
    """Read every record of a file, check it by its checksum and digests, and compare the index with what is there.

    `on_damage` gets what is wrong, `on_bytes` how many bytes more were read, record by record. A process may write the
    file, or purge it, meanwhile. Raises FileNotFoundError where file and index were removed, and OSError.
    """
    check = _Check(store, file, on_damage)
    check.read(on_bytes)
    check.compare()
    check.tell_oddities()
    return check.result


class _Check:
    def __init__(self, store: Store, file: str, on_damage: OnDamage) -> None:
        self._store, self._file, self._on_damage = store, file, on_damage
        self._has_index = has_index(store, file)
        self._named = self._named_now()
        self._entries = entries_of(store, file)
        self._begins = [entry.span.offset for entry in self._entries]
        self._covered = max((entry.span.end for entry in self._entries), default=0)
        self._size = size_of(store, file)  # after the index: the file then has all that it names
        self._seen: dict[int, _Seen] = {}
        self._told: set[int] = set()
        self._elsewhere_now: dict[str, list[int]] = defaultdict(list)
        """By digest, the places of whole pages that the index does not name."""
        self._displaced: list[tuple[IndexEntry, int]] = []
        self._without_pages = 0
        """Entries of which a page was in a file that was removed."""
        self.result = FileCheck(file, self._size)

    def _named_now(self) -> set[int]:
        """The places of pages that the index names."""
        return {entry.at.offset for entry in indexed(self._store, self._file) if entry.file == self._file}

    # -- the records

    def read(self, on_bytes: Callable[[int], None]) -> None:
        """Read and check them all."""
        if not self._size:
            return
        with self._store.open(self._file) as stream:
            for member in Members(FilePart(stream, self._size)):
                self._take(member)
                on_bytes(member.length)

    def _take(self, member: Member) -> None:
        record, fault = checked(member)
        if not fault:
            headers = record.headers if record is not None else {}
            kind = _PURGED if headers.get(PURGED) else headers.get("warc-type", "") if headers else _LONG
            self._seen[member.offset] = _Seen(kind, member.length, headers.get("warc-payload-digest", ""))
            self.result.records += 1
        elif member.problem == CUT_OFF and self._covered > self._size:
            pass  # the index names what is lost with the end of the file
        elif member.problem == CUT_OFF and member.offset >= self._covered and self._has_index:
            self.result.notes.append(
                f"its last record, at {member.offset}, is not whole: it is being written, or a kill cut it off before "
                "its article was published"
            )
        else:
            self._tell(member.offset, fault, self._page_at(member.offset), member.length)

    def _page_at(self, offset: int) -> IndexEntry | None:
        """The page among whose records a place is."""
        entry = self._entries[place - 1] if (place := bisect_right(self._begins, offset)) else None
        return entry if entry is not None and offset < entry.span.end else None

    def _tell(self, offset: int, what: str, page: IndexEntry | None, length: int = 0) -> None:
        if offset not in self._told:
            self._told.add(offset)
            self._on_damage(Damage(self._file, offset, what, page, length))

    # -- the index

    def compare(self) -> None:
        """Look for what the index names."""
        removed: list[IndexEntry] = []
        articles = {entry.digest for entry in self._entries if entry.id is not None}
        # Without an index, a page whose own record names another place stands among the entries without its article.
        told = [entry for entry in self._entries if entry.id is not None or entry.digest not in articles]
        named = {(entry.at.offset, entry.digest) for entry in told}
        for offset, seen in self._seen.items():
            if seen.kind == "response" and (offset, seen.digest) not in named:
                self._elsewhere_now[seen.digest].append(offset)
        for entry in self._entries:
            if self._is_displaced(entry):
                self.result.damaged += 1
            elif entry.span.end > self._size:
                self._on_damage(lost(entry, self._file, self._size))
                self.result.damaged += 1
            elif (kinds := self._kinds_at(entry)) and kinds <= {_PURGED}:
                removed.append(entry)
            elif self._is_whole(entry):
                self.result.pages += not entry.later
            elif went_with_its_pages(self._store, entry):
                self._without_pages += 1
            else:
                self.result.damaged += 1
        if removed:
            self._look_at_removed(removed)
        if self._displaced:
            self._tell_of_displaced()

    def _is_displaced(self, entry: IndexEntry) -> bool:
        """Whether the page of an entry stands elsewhere in its file than it was written."""
        seen = self._seen.get(entry.at.offset)
        is_here = seen is not None and seen.kind == "response" and seen.digest == entry.digest
        if entry.file != self._file or is_here or not (places := self._elsewhere_now.get(entry.digest)):
            return False
        self._displaced.append((entry, places.pop(0)))
        return True

    def _tell_of_displaced(self) -> None:
        first, place = self._displaced[0]
        what = (
            f"{len(self._displaced)} pages stand elsewhere than they were written, the first at {place}: bytes before "
            "them were lost, or put in; `wiredesk archive repair` puts them back"
        )
        self._on_damage(Damage(self._file, first.at.offset, what, first))

    def _kinds_at(self, entry: IndexEntry) -> set[str]:
        seen = self._seen.get(entry.span.offset)
        return set() if seen is None else {seen.kind}

    def _look_at_removed(self, removed: list[IndexEntry]) -> None:
        """A purge writes the file first, then the index: perhaps it has done so by now."""
        still = {entry.span for entry in indexed(self._store, self._file)}
        if left := sum(entry.span in still for entry in removed):
            self.result.notes.append(
                f"its index still names {left} pages that were purged: the purge was killed; repeat it"
            )

    def _is_whole(self, entry: IndexEntry) -> bool:
        wanted: list[tuple[str, Span | None, str]] = [("metadata", entry.metadata, "")]
        if entry.file == self._file:
            wanted += [("response", entry.at, entry.digest), ("conversion", entry.rendered, "")]
        here = [self._stands_here(entry, kind, span, digest) for kind, span, digest in wanted if span is not None]
        return all([*here, *(self._stands_there(entry, *place) for place in self._elsewhere(entry))])

    def _stands_here(self, entry: IndexEntry, kind: str, span: Span, digest: str) -> bool:
        seen = self._seen.get(span.offset)
        if seen is None:
            self._tell(span.offset, f"no {kind} record can be read here, which the index names", entry)
            return False
        is_right = seen.length == span.length and seen.kind in (kind, _LONG)
        if is_right and digest and seen.digest and seen.digest != digest:
            is_right = False
        if not is_right:
            self._tell(span.offset, f"another record stands here than the {kind} record that the index names", entry)
        return is_right

    def _elsewhere(self, entry: IndexEntry) -> Iterator[tuple[str, int, str]]:
        """The pages of an entry that its own span does not have: kept before it, perhaps in another file."""
        if entry.file != self._file:
            yield entry.file, entry.at.offset, entry.digest
        for part in entry.parts:
            if part.file != self._file or part.offset not in self._seen:
                yield part.file, part.offset, ""

    def _stands_there(self, entry: IndexEntry, file: str, offset: int, digest: str) -> bool:
        try:
            record = record_at(self._store, file, offset, "response")
        except NotKept as problem:
            if not is_removed(self._store, file):
                self._on_damage(Damage(file, offset, str(problem), entry))
            return False
        if digest and payload_digest(split_head(record.block)[2]) != digest:
            self._on_damage(Damage(file, offset, "another page stands here than the index names", entry))
            return False
        return True

    def tell_oddities(self) -> None:
        """What costs no page."""
        # Both as it was and as it is: meanwhile a process may have written more, and another have purged some.
        named = self._named | self._named_now()
        more = {offset for offset, seen in self._seen.items() if seen.kind == "response"} - named
        if not self._has_index:
            self.result.notes.append("it has no index: its pages are read from the file itself, which takes longer")
        elif more:
            self.result.notes.append(f"{len(more)} pages are not in its index, and are read from the file itself")
        if self._without_pages:
            self.result.notes.append(
                f"{self._without_pages} articles of its index are not kept any more: their pages were in files that "
                "were removed"
            )
        if strange := strange_lines(self._store, self._file):
            self.result.notes.append(f"{strange} lines of its index cannot be read, and are done without")
