"""Copying kept pages into one WARC file, for other programs and other people."""

from __future__ import annotations

from pathlib import Path

from wiredesk.pipelines.archive.records import warcinfo_member
from wiredesk.pipelines.archive.selection import Selection, chosen_entries
from wiredesk.pipelines.archive.store import open_store
from wiredesk.pipelines.exporters.whole_file import WholeFile


def export_warc(archive: Path, target: Path, selection: Selection, *, software: str) -> int:
    """Write the records of the pages that are wanted, as they are, to a file. Returns how many pages.

    The file is there when it is whole, or not at all. Raises ArchiveProblem or OSError.
    """
    count = 0
    file = WholeFile(target)
    try:
        with open_store(archive) as store, file.new.open("wb") as out:
            out.write(warcinfo_member(target.name, software, ""))
            for (name, _), entry in chosen_entries(store, selection):
                if entry.later:
                    out.write(store.read(entry.file, entry.at.offset, entry.at.length))
                out.write(store.read(name, entry.span.offset, entry.span.length))
                count += 1
        file.finish()
    except BaseException:
        file.give_up()
        raise
    return count
