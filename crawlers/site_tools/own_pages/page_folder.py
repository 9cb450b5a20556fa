"""A folder of corrected pages: ``pages.jsonl``, one page a line, and the pages themselves in ``html/``, gzipped."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from wiredesk.crawlers.site_tools.own_pages.corrected_page import CorrectedPage
from wiredesk.settings.errors import UsageProblem

LARGEST_PAGE: Final = 32 << 20
"""Bytes, unpacked. The crawler takes no larger page either."""
_BETWEEN: Final = "|"
_LISTS: Final = {"authors": "authors", "nots": "foreign"}


@dataclass(frozen=True)
class SavedPage:
    """One page of the folder."""

    id: str
    url: str
    fetched: str
    """The day on which it was fetched, or nothing."""
    html: bytes
    right: CorrectedPage


class PageFolder:
    """The pages of a folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = folder / "pages.jsonl"

    def pages(self) -> Iterator[SavedPage]:
        """The pages in the order in which they came. Raises UsageProblem for a line or file that cannot be read."""
        for number, row in self._rows():
            try:
                yield self._page(row)
            except (KeyError, ValueError, OSError, EOFError, zlib.error) as problem:
                detail = f"{type(problem).__name__}: {problem}".splitlines()[0]
                raise UsageProblem(f"{self.index}, line {number}: {detail}") from None

    def keep(self, url: str, html: bytes, fetched: str, right: CorrectedPage) -> str:
        """Keep a page with what is right of it, in place of an earlier correction of the same page; returns its id."""
        name = hashlib.sha256(url.encode() + b"\0" + html).hexdigest()[:12]
        row = {
            "id": name,
            "kind": right.kind,
            "url": url,
            "fetched": fetched,
            "language": right.language,
            "headline": right.headline,
            "authors": _BETWEEN.join(right.authors),
            "date": right.date,
            "first": right.first,
            "last": right.last,
            "words": str(right.words),
            "nots": _BETWEEN.join(right.foreign),
            "file": f"html/{name}.html.gz",
        }
        rows = [other for _, other in self._rows() if other.get("id") != name] if self.index.exists() else []
        (self.folder / "html").mkdir(parents=True, exist_ok=True)
        _write(self.folder / row["file"], gzip.compress(html, mtime=0))
        lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in [*rows, row])
        _write(self.index, "".join(lines).encode())
        return name

    def _rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        try:
            text = self.index.read_text("utf-8")
        except FileNotFoundError:
            raise UsageProblem(f"{self.folder} holds no corrected pages (there is no pages.jsonl in it)") from None
        except (OSError, UnicodeDecodeError) as problem:
            raise UsageProblem(f"{self.index} cannot be read: {problem}") from None
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                try:
                    row = json.loads(line)
                except ValueError as problem:
                    raise UsageProblem(f"{self.index}, line {number}: no JSON ({problem})") from None
                if not isinstance(row, dict):
                    raise UsageProblem(f"{self.index}, line {number}: no JSON object")
                yield number, row

    def _page(self, row: dict[str, Any]) -> SavedPage:
        values: dict[str, Any] = {
            name: row[name] for name in ("kind", "headline", "date", "language", "first", "last") if row.get(name)
        }
        values["words"] = int(row.get("words") or 0)
        for key, name in _LISTS.items():
            values[name] = [one for one in str(row.get(key) or "").split(_BETWEEN) if one]
        try:
            right = CorrectedPage.model_validate(values)
        except ValidationError as problem:
            first = problem.errors()[0]
            raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
        file = (self.folder / str(row["file"])).resolve()
        if not file.is_relative_to(self.folder.resolve()):
            raise ValueError(f"{row['file']!r} lies outside the folder")
        with gzip.open(file) as packed:
            html = packed.read(LARGEST_PAGE + 1)
        if len(html) > LARGEST_PAGE:
            raise ValueError(f"{row['file']!r} has more than {LARGEST_PAGE >> 20} MB")
        return SavedPage(str(row.get("id") or file.stem), str(row["url"]), str(row.get("fetched") or ""), html, right)


def _write(file: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    new.write_bytes(data)
    new.replace(file)
