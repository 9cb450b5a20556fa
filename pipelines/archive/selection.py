"""Which of the kept pages are wanted, and in what order they come."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from wiredesk.pipelines.archive.damage import OnDamage, is_page_lost, nobody_listens
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.index_reading import entries_of, later_entries, went_with_its_pages
from wiredesk.pipelines.archive.store import Store
from wiredesk.pipelines.archive.warc_file import FILE_SECONDS, begun_at

Position: TypeAlias = "tuple[str, int]"
"""A place in the order of all pages: the file of the index, and where the records begin that were written together."""


@dataclass(frozen=True)
class Selection:
    """What is wanted; None: all."""

    sites: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    ids: Collection[str] | None = None
    after: Position | None = None
    only_articles: bool = True

    def takes(self, entry: IndexEntry) -> bool:
        """Whether an entry is wanted."""
        if entry.part > 1 or (self.only_articles and entry.id is None):
            return False
        if self.sites is not None and entry.site not in self.sites:
            return False
        if self.ids is not None and entry.id not in self.ids:
            return False
        if self.since is not None and entry.moment < self.since.replace(microsecond=0):
            return False
        return self.until is None or entry.moment < self.until


def chosen_entries(
    store: Store, selection: Selection, on_damage: OnDamage = nobody_listens
) -> Iterator[tuple[Position, IndexEntry]]:
    """The entries that are wanted, with their positions. A page of which more became known later is given once, with
    what is known last; one that is lost with the end of a file (`is_lost`) too. Files that vanish meanwhile are passed
    over, and so are articles of which a page was in a file that was removed. `on_damage` gets what cannot be read and
    is named by no index. Raises ArchiveProblem."""
    names = store.names()
    later = _later(store, names)
    for name in names:
        if selection.after is not None and name < selection.after[0]:
            continue
        for entry in _entries(store, name, on_damage):
            position = (name, entry.span.offset)
            if selection.after is not None and position <= selection.after:
                continue
            if later.get((entry.file, entry.at.offset), position) != position:
                continue
            if selection.takes(entry) and not went_with_its_pages(store, entry):
                is_lost = entry.is_lost or (entry.later and is_page_lost(store, entry))
                yield position, replace(entry, is_lost=is_lost)


def newest_first(
    store: Store, selection: Selection, on_damage: OnDamage = nobody_listens, marked: Collection[bytes] = ()
) -> Iterator[tuple[list[IndexEntry], datetime]]:
    """The entries that are wanted, file by file, the newest file first, each time with the moment from which on no page
    of the files behind it was fetched: who has found a newer one can stop. Several entries may be of one page, the last
    of them the first. `marked`: as in `entries_of`. Raises ArchiveProblem."""
    names = store.names()[::-1]
    for name, older in zip(names, [*names[1:], ""], strict=True):
        begun = begun_at(older) if older else 0.0
        end = datetime.max.replace(tzinfo=UTC) if begun is None else datetime.fromtimestamp(begun + FILE_SECONDS, UTC)
        entries = [entry for entry in _entries(store, name, on_damage, marked) if selection.takes(entry)]
        yield [entry for entry in reversed(entries) if not went_with_its_pages(store, entry)], end


def _later(store: Store, names: list[str]) -> dict[Position, Position]:
    """The place of a page → the position of the last entry that says something of it; only where there are several."""
    found: dict[Position, Position] = {}
    for name in names:
        with suppress(FileNotFoundError):
            for entry in later_entries(store, name):
                found[entry.file, entry.at.offset] = (name, entry.span.offset)
    return found


def _entries(store: Store, name: str, on_damage: OnDamage, marked: Collection[bytes] = ()) -> list[IndexEntry]:
    try:
        return entries_of(store, name, on_damage, marked)
    except FileNotFoundError:
        return []
