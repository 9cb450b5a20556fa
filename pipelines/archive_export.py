"""Copying kept pages into one WARC file, for other programs and other people."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from wiredesk.pipelines.archive.damage import Damage, OnDamage, fault_of, lost, nobody_listens
from wiredesk.pipelines.archive.displacement import as_it_stands
from wiredesk.pipelines.archive.index import IndexEntry, Span
from wiredesk.pipelines.archive.members import Members
from wiredesk.pipelines.archive.records import warcinfo_member
from wiredesk.pipelines.archive.selection import Selection, chosen_entries
from wiredesk.pipelines.archive.store import Store


def export_warc(
    store: Store, out: BinaryIO, name: str, selection: Selection, *, software: str,
    on_damage: OnDamage = nobody_listens,
) -> int:  # fmt: skip
    """Write the records of the pages that are wanted, as they are, to `out`, a file that is called `name`. Returns how
    many pages.

    Every record is checked on its way. What is damaged or lost is left out and told to `on_damage`: a page whose own
    record is, with all that belongs to it. Raises ArchiveProblem or OSError.
    """
    count = 0
    out.write(warcinfo_member(name, software, ""))
    for (file, _), chosen in chosen_entries(store, selection, on_damage):
        entry = as_it_stands(store, chosen)
        records = dict(_records(store, file, entry.span, entry, on_damage))
        if entry.later:
            own = dict(_records(store, entry.file, entry.at, entry, on_damage))
            records = {-1: own[entry.at.offset], **records} if entry.at.offset in own else {}
        elif entry.at.offset not in records:
            continue
        out.writelines(records.values())
        count += bool(records)
    return count


def _records(
    store: Store, file: str, span: Span, entry: IndexEntry, on_damage: OnDamage
) -> Iterator[tuple[int, bytes]]:
    """The whole records of a span, as they stand there, by their places."""
    try:
        size = store.size(file)
        data = store.read(file, span.offset, span.length)
    except FileNotFoundError:
        size, data = 0, b""
    except OSError as problem:
        on_damage(Damage(file, span.offset, f"it cannot be read: {problem.strerror}", entry))
        return
    if not data:
        on_damage(lost(entry, file, size))
        return
    for member in Members(io.BytesIO(data), span.offset):
        if fault := fault_of(member):
            on_damage(Damage(file, member.offset, fault, entry, is_missing=len(data) < span.length))
        else:
            begin = member.offset - span.offset
            yield member.offset, data[begin : begin + member.length]
