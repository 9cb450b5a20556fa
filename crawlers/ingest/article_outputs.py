"""Where the articles of archives are written: stdout, or a file for each archive, continued where a run stopped."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TextIO

from wiredesk.crawlers.ingest.ingest_memory import IngestMemory, Progress
from wiredesk.crawlers.ingest.inputs import ArchiveInput
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters import export
from wiredesk.pipelines.exporters.format_names import Format

_ENDINGS: Final[dict[Format, str]] = {"jsonl": "jsonl", "text": "txt", "html": "html", "ninjs": "jsonl"}


class ArchiveSink:
    """Where the articles of one archive go, and where it is noted how far the run is."""

    def __init__(
        self, stream: TextIO | None, format: Format | None, memory: IngestMemory, key: str, *, is_kept: bool
    ) -> None:
        self._stream, self._format, self._memory, self._key, self._is_kept = stream, format, memory, key, is_kept

    def put(self, article: Article) -> None:
        """Write an article."""
        if self._stream is not None and self._format is not None:
            self._stream.write(export(article, self._format))
            if self._stream is sys.stdout:
                self._stream.flush()

    def settled(self, offset: int, *, done: bool = False) -> None:
        """Note that all before this place is done."""
        if self._stream is not None:
            self._stream.flush()
        if self._is_kept:
            written = self._stream.tell() if self._stream is not None and self._stream is not sys.stdout else 0
            self._memory.settle(self._key, offset, written, done=done)


class ArticleOutputs:
    """The files of a run in `folder`; None is stdout. `format` None writes no articles."""

    def __init__(self, folder: Path | None, format: Format | None) -> None:
        self._folder, self._format = folder, format

    def missing(self, known: Progress) -> str:
        """What is missing of the file that an earlier run has written; empty where all is there."""
        if self._folder is None or known.output is None or not known.written:
            return ""
        file = self._folder / known.output
        try:
            size = file.stat().st_size
        except FileNotFoundError:
            return f"{file} is gone"
        return f"{file} is shorter than it was" if size < known.written else ""

    def open(
        self, archive: ArchiveInput, memory: IngestMemory, key: str, known: Progress, stack: ExitStack
    ) -> TextIO | None:
        """The stream for the articles of an archive, behind what an earlier run has written; None writes none."""
        if self._format is None:
            return None
        if self._folder is None:
            return sys.stdout
        name, ending = archive.name.replace("/", "_"), _ENDINGS[self._format]
        name = memory.claim_output(key, (f"{name}.{ending}", f"{name}.{key[:8]}.{ending}"))
        stream = stack.enter_context((self._folder / name).open("a" if known.offset else "w", encoding="utf-8"))
        if known.offset:
            stream.truncate(known.written)  # what was written since will be written again
            stream.seek(0, 2)
        return stream
