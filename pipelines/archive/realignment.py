"""Putting records back in their places, in a file that has lost bytes in its middle or has got some too many.

A place is an offset, which articles and indexes name: where bytes are cut out, nothing behind them is found any more,
although all of it is whole. The index says where each record stood, and so do the metadata records of the file itself.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from wiredesk.pipelines.archive.damage import checked
from wiredesk.pipelines.archive.file_locks import written_by_nobody
from wiredesk.pipelines.archive.index import IndexEntry, Span, index_time
from wiredesk.pipelines.archive.index_reading import indexed
from wiredesk.pipelines.archive.members import Member, Members
from wiredesk.pipelines.archive.record_reading import moment_of_record
from wiredesk.pipelines.archive.record_scan import told_in
from wiredesk.pipelines.archive.rewriting import rewritten
from wiredesk.pipelines.archive.store import FolderStore, Store, index_name

_Key: TypeAlias = "tuple[str, str, str, str, int]"
"""What a record is known by: kind, URL, second, digest of its page, packed length."""
_COPIED: Final = 1 << 20


@dataclass
class Realigned:
    """What was put back."""

    records: int = 0
    missing: int = 0
    """Bytes between them that are not there any more."""
    files: list[str] = field(default_factory=list)


@dataclass
class _Standing:
    """A whole record: where it stands, and where it stood."""

    place: Span
    key: _Key | None
    id: str
    """By which a copy that was put in is told from the record."""
    response: str
    """The id of the response record that it belongs to; its own, if it is one."""
    stood: int | None = None
    is_sure: bool = False
    """Whether index or file say so, and not what stands beside it."""


def realign(store: Store, on_bytes: Callable[[int], None] = lambda _: None) -> Realigned:
    """Read all files, and put every record back that does not stand where it was written. What is missing between them
    is filled with zeros, which readers pass over and `check_file` tells of. Files that a process writes stay as they
    are. Safe to call again after it was interrupted. Raises ArchiveProblem or OSError."""
    done = Realigned()
    for name in store.names():
        with suppress(FileNotFoundError):
            if _moved(_places(store, name, on_bytes)):
                store.change(name, partial(_put_back, done))
    return done


def _moved(records: list[_Standing]) -> int:
    return sum(record.stood not in (None, record.place.offset) for record in records)


def _put_back(done: Realigned, path: Path) -> None:
    with written_by_nobody(path.with_name(index_name(path.name))) as free:
        records = _places(FolderStore(path.parent), path.name) if free else []
        if moved := _moved(records):
            done.missing += _rewrite(path, _in_their_places(records))
            done.records += moved
            done.files.append(path.name)


def _places(store: Store, name: str, on_bytes: Callable[[int], None] = lambda _: None) -> list[_Standing]:
    """The whole records of a file, with where they stood."""
    told: dict[_Key, set[int]] = defaultdict(set)
    for entry in indexed(store, name):
        _note(told, entry, name)
    records: list[_Standing] = []
    seen: set[str] = set()
    with store.open(name) as stream:
        for member in Members(stream):
            on_bytes(member.length)
            record = _standing(member, told, name)
            if record is not None and record.id not in seen:
                seen.add(record.id)
                records.append(record)
    shift = 0
    for record in records:
        if record.key is not None and (places := told.get(record.key)):
            here = record.place.offset
            record.stood = min(places, key=lambda place: abs(place - here - shift))
            places.discard(record.stood)
            shift, record.is_sure = record.stood - here, True
    _fill_in(records)
    return records


def _note(told: dict[_Key, set[int]], entry: IndexEntry, name: str) -> None:
    url, second = "".join(entry.url.split()), index_time(entry.moment)
    if entry.file == name:
        told["response", url, second, entry.digest, entry.at.length].add(entry.at.offset)
    if entry.metadata is not None:
        told["metadata", url, second, "", entry.metadata.length].add(entry.metadata.offset)


def _standing(member: Member, told: dict[_Key, set[int]], name: str) -> _Standing | None:
    record, fault = checked(member)
    if fault:
        return None
    place = Span(member.offset, member.length)
    if record is None:  # too long to be held, and whole
        return _Standing(place, None, f"at {member.offset}", "")
    headers = record.headers
    kind, moment = headers.get("warc-type", ""), moment_of_record(headers.get("warc-date", ""))
    if kind == "metadata":
        for entry in told_in(record.block, moment):
            _note(told, entry, name)
    digest = headers.get("warc-payload-digest", "") if kind == "response" else ""
    id = headers.get("warc-record-id", f"at {member.offset}")
    response = id if kind == "response" else headers.get("warc-concurrent-to") or headers.get("warc-refers-to", "")
    key = (kind, headers.get("warc-target-uri", ""), index_time(moment), digest, member.length)
    is_first = kind == "warcinfo" and not member.offset
    return _Standing(place, key, id, response, 0 if is_first else None)


def _fill_in(records: list[_Standing]) -> None:
    """Where the others stood: as far from their place as their response, else as what follows, else as what is
    before."""
    shifts = {record.response: shift for record in records if record.response and (shift := _shift(record)) is not None}
    for record in records:
        if record.stood is None and record.response in shifts:
            record.stood = record.place.offset + shifts[record.response]
    for ordered in (records[::-1], records):
        shift = None
        for record in ordered:
            if record.stood is None and shift is not None:
                record.stood = record.place.offset + shift
            shift = _shift(record)


def _shift(record: _Standing) -> int | None:
    return None if record.stood is None else record.stood - record.place.offset


def _in_their_places(records: list[_Standing]) -> list[tuple[Span, int]]:
    """The records with where they stood; of two for one place the one that is surer, else the first."""
    placed: list[tuple[int, int]] = []
    found: list[tuple[Span, int]] = []
    for record in sorted(records, key=lambda one: not one.is_sure):
        if record.stood is None or record.stood < 0:
            continue
        end = record.stood + record.place.length
        at = bisect_right(placed, (record.stood, end))
        is_free = (not at or placed[at - 1][1] <= record.stood) and (at == len(placed) or placed[at][0] >= end)
        if is_free:
            placed.insert(at, (record.stood, end))
            found.append((record.place, record.stood))
    return found


def _rewrite(path: Path, records: list[tuple[Span, int]]) -> int:
    """Rewrite the file with its records in these places. Returns the bytes between them that are missing."""
    with rewritten(path) as (old, new):
        for place, stood in records:
            old.seek(place.offset)
            new.seek(stood)
            left = place.length
            while left and (part := old.read(min(left, _COPIED))):
                new.write(part)
                left -= len(part)
        return new.seek(0, os.SEEK_END) - sum(place.length for place, _ in records)
