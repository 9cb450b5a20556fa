"""How far each archive has been ingested, so that a run that was ended goes on where it was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from wiredesk.crawlers.ingest.inputs import ArchiveInput
from wiredesk.pipelines.exporters.whole_file import write_whole


@dataclass
class Progress:
    """Of one archive: everything before `offset` is done, with `written` bytes of output."""

    offset: int = 0
    written: int = 0
    done: bool = False


class ProgressFile:
    """Keeps the progress of one archive. The file is another one where path, size or time of the archive is another."""

    def __init__(self, folder: Path, archive: ArchiveInput) -> None:
        state = archive.path.stat()
        identity = f"{archive.path.resolve()}\0{archive.member}\0{state.st_size}\0{state.st_mtime_ns}"
        self.path = folder / f"{hashlib.sha256(identity.encode()).hexdigest()[:16]}.json"

    def read(self) -> Progress:
        """What was stored; the beginning where nothing was, or nothing that can be read."""
        try:
            values = json.loads(self.path.read_text("utf-8"))
            return Progress(int(values["offset"]), int(values["written"]), bool(values["done"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Progress()

    def write(self, progress: Progress) -> None:
        """Store it, so that after a crash the file holds the old state or the new one. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, json.dumps(asdict(progress)).encode())
