"""A folder of corrected pages: ``pages.jsonl``, one page a line, and the pages themselves in ``html/``, gzipped."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from wiredesk.crawlers.site_tools.own_pages.corrected_page import CorrectedPage
from wiredesk.pipelines.exporters.whole_file import write_whole
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
    """When it was fetched: a moment (RFC 3339) or a day, or nothing."""
    html: bytes
    right: CorrectedPage


class PageFolder:
    """The pages of a folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = folder / "pages.jsonl"

    def pages(self, on_problem: Callable[[str], None] | None = None) -> Iterator[SavedPage]:
        """The pages in the order in which they came. A line or file that cannot be read is told to `on_problem`, or
        raises UsageProblem; so does a folder without any page."""
        count = 0
        for number, row in self._rows():
            count += 1
            try:
                page = self._page(row)
            except (KeyError, ValueError, OSError, EOFError, zlib.error) as problem:
                detail = f"{type(problem).__name__}: {problem}".splitlines()[0]
                told = f"{self.index}, line {number}: {detail}"
                if on_problem is None:
                    raise UsageProblem(told) from None
                on_problem(told)
                continue
            yield page
        if not count:
            raise UsageProblem(f"{self.folder} holds no corrected pages ({self.index.name} is empty)")

    def kept(self, url: str, html: bytes) -> CorrectedPage | None:
        """What was said of a page before."""
        name = _name_of(url, html)
        if not self.index.exists():
            return None
        return next((self._page(row).right for _, row in self._rows() if row.get("id") == name), None)

    def keep(self, url: str, html: bytes, fetched_at: datetime, right: CorrectedPage) -> str:
        """Keep a page with what is right of it, in place of an earlier correction of the same page; returns its id."""
        name = _name_of(url, html)
        row = {
            "id": name,
            "kind": right.kind,
            "url": url,
            "fetched": fetched_at.date().isoformat(),
            "fetched_at": fetched_at.isoformat(),
            "language": right.language,
            "headline": right.headline,
            "authors": None if right.authors is None else _BETWEEN.join(right.authors),
            "date": right.date,
            "first": right.first,
            "last": right.last,
            "words": str(right.words),
            "nots": _BETWEEN.join(right.foreign),
            "file": f"html/{name}.html.gz",
        }
        rows = [other for _, other in self._rows() if other.get("id") != name] if self.index.exists() else []
        (self.folder / "html").mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / f"html/{name}.html.gz", gzip.compress(html, mtime=0))
        lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in [*rows, row])
        write_whole(self.index, "".join(lines).encode())
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
            if row.get(key, "") is not None:
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
        return SavedPage(
            str(row.get("id") or file.stem),
            str(row["url"]),
            str(row.get("fetched_at") or row.get("fetched") or ""),
            html,
            right,
        )


def _name_of(url: str, html: bytes) -> str:
    return hashlib.sha256(url.encode() + b"\0" + html).hexdigest()[:12]
