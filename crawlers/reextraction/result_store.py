"""What a re-extraction has found so far, on disk: an interrupted run goes on, and publishing reads nothing again."""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wiredesk.pipelines.article import Article
from wiredesk.settings.disk_space import is_full
from wiredesk.settings.errors import UsageProblem, WiredeskError

KEPT_SECONDS: Final = 30 * 86_400
"""How long the results of another selection or an older extraction stay."""
MENDED: Final = "mended.sqlite"
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS progress (file TEXT NOT NULL, offset INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS pages (id TEXT PRIMARY KEY, site TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS left_out (why TEXT PRIMARY KEY, number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS problems (told TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS mends (id TEXT PRIMARY KEY, site TEXT NOT NULL, of INTEGER NOT NULL, changed TEXT NOT NULL,
    before BLOB NOT NULL, after BLOB NOT NULL, outcome TEXT NOT NULL DEFAULT '');
"""


@dataclass(frozen=True)
class Mend:
    """An article that is read otherwise today. `of` is the revision that was made of its page."""

    before: Article
    after: Article
    of: int
    outcome: str = ""
    """``update``, ``unchanged`` or ``refused`` once it has been published."""


class ResultStore:
    """The results of one selection. Raises WiredeskError where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove_old(path)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_TABLES)
            self._published = sqlite3.connect(path.parent / MENDED, timeout=30, isolation_level=None)
            self._published.execute("PRAGMA journal_mode=WAL")
            self._published.execute(
                "CREATE TABLE IF NOT EXISTS mended (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, json BLOB NOT NULL)"
            )
        except (OSError, sqlite3.Error) as problem:
            kind = WiredeskError if is_full(problem) else UsageProblem
            raise kind(f"{path}: results cannot be kept there: {problem}") from None

    def close(self) -> None:
        """Close it."""
        self._db.close()
        self._published.close()

    def clear(self) -> None:
        """Forget everything but what has been published."""
        for table in ("progress", "pages", "left_out", "problems", "mends"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608

    # -- reading

    @property
    def places(self) -> dict[str, int]:
        """File → the place up to which it is done; the file that was read last stands last."""
        return dict(self._db.execute("SELECT file, offset FROM progress ORDER BY rowid"))

    @contextmanager
    def step(self, place: tuple[str, int]) -> Iterator[None]:
        """What is noted inside is kept together with the place, or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            # What stands behind a space in the name of a file is the number of a record there.
            self._db.execute("DELETE FROM progress WHERE file = ?1 OR file LIKE ?1 || ' %'", (place[0].split(" ")[0],))
            self._db.execute("INSERT INTO progress VALUES (?, ?)", place)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def note(self, article: Article, state: str, mend: Mend | None = None) -> None:
        """What became of a page; it takes the place of what an earlier page of the article gave."""
        self._db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", (article.id, article.site, state))
        self._db.execute("DELETE FROM mends WHERE id = ?", (article.id,))
        if mend is not None:
            changed = json.dumps(mend.after.changed)
            row = (article.id, article.site, mend.of, changed, _packed(mend.before), _packed(mend.after))
            self._db.execute("INSERT INTO mends (id, site, of, changed, before, after) VALUES (?, ?, ?, ?, ?, ?)", row)

    def leave_out(self, why: str, number: int = 1) -> None:
        """Count pages that were not read again."""
        self._db.execute(
            "INSERT INTO left_out VALUES (?, ?) ON CONFLICT (why) DO UPDATE SET number = number + excluded.number",
            (why, number),
        )

    def note_problem(self, told: str) -> None:
        """A page that cannot be read; noted once, however often it is met."""
        self._db.execute("INSERT OR IGNORE INTO problems VALUES (?)", (told,))

    # -- publishing

    def unpublished(self, fields: Collection[str], number: int, after: int = 0) -> tuple[list[Mend], int]:
        """The next mends that wait to be published, of those that change one of the fields (none given: of all), and
        the row of the last one: the next call goes on behind it."""
        rows = self._db.execute(
            "SELECT rowid, of, before, after, changed FROM mends WHERE outcome = '' AND rowid > ? ORDER BY rowid",
            (after,),
        )
        found: list[Mend] = []
        for row, of, before, mended, changed in rows:
            if not fields or set(fields) & set(json.loads(changed)):
                found.append(Mend(_unpacked(before), _unpacked(mended), of))
                after = row
                if len(found) == number:
                    break
        return found, after

    def note_published(self, mend: Mend, outcome: str, revision: int) -> None:
        """What became of a mend on the queue."""
        if outcome != "refused":
            row = (mend.after.id, revision, _packed(mend.after))
            self._published.execute("INSERT OR REPLACE INTO mended VALUES (?, ?, ?)", row)
        self._db.execute("UPDATE mends SET outcome = ? WHERE id = ?", (outcome, mend.after.id))

    def queued(self, number: int, after: int = 0) -> tuple[list[tuple[str, int]], int]:
        """The next articles whose mend has been queued, with its revision, and the row of the last one."""
        query = "SELECT rowid, id FROM mends WHERE outcome = 'update' AND rowid > ? ORDER BY rowid LIMIT ?"
        rows = self._db.execute(query, (after, number)).fetchall()
        found = []
        for _, key in rows:
            row = self._published.execute("SELECT revision FROM mended WHERE id = ?", (key,)).fetchone()
            found += [(str(key), int(row[0]))] if row else []
        return found, rows[-1][0] if rows else after

    def note_lost(self, ids: Collection[str]) -> None:
        """The mends of these articles are on no queue any more: they are to be published again."""
        self._db.executemany("UPDATE mends SET outcome = '' WHERE id = ?", [(id,) for id in ids])

    def published(self, article_id: str, revision: int) -> Article | None:
        """What an earlier run published as this revision of an article."""
        query = "SELECT json FROM mended WHERE id = ? AND revision = ?"
        row = self._published.execute(query, (article_id, revision)).fetchone()
        return _unpacked(row[0]) if row else None

    # -- the report

    def states(self) -> dict[str, Counter[str]]:
        """Site → how many of its pages came to which state."""
        found: dict[str, Counter[str]] = {}
        for site, state, number in self._db.execute("SELECT site, state, count(*) FROM pages GROUP BY site, state"):
            found.setdefault(site, Counter())[state] = number
        return found

    def left_out(self) -> dict[str, int]:
        """Why → pages that were not read again."""
        return dict(self._db.execute("SELECT why, number FROM left_out ORDER BY number DESC"))

    def problems(self) -> list[str]:
        """What was told of pages that cannot be read."""
        return [told for (told,) in self._db.execute("SELECT told FROM problems ORDER BY rowid")]

    def changes(self) -> Iterator[tuple[str, list[str], str]]:
        """Of every mend its site, its fields and its outcome."""
        for site, changed, outcome in self._db.execute("SELECT site, changed, outcome FROM mends"):
            yield site, json.loads(changed), outcome

    def samples(self, number: int) -> dict[str, list[Mend]]:
        """Field → some mends that change it, of as many sites as there are."""
        found: dict[str, list[Mend]] = {}
        seen: Counter[tuple[str, str]] = Counter()
        rows = self._db.execute("SELECT site, changed, id FROM mends ORDER BY rowid").fetchall() if number else []
        wanted: dict[str, list[str]] = {}
        for most in (1, number):  # first one of each site
            for site, changed, key in rows:
                for name in json.loads(changed):
                    keys = wanted.setdefault(name, [])
                    if len(keys) < number and key not in keys and seen[name, site] < most:
                        keys.append(key)
                        seen[name, site] += 1
        for name, keys in wanted.items():
            for key in keys:
                query = "SELECT of, before, after, outcome FROM mends WHERE id = ?"
                of, before, after, outcome = self._db.execute(query, (key,)).fetchone()
                found.setdefault(name, []).append(Mend(_unpacked(before), _unpacked(after), of, outcome))
        return found


def _packed(article: Article) -> bytes:
    return zlib.compress(article.model_dump_json().encode(), 1)


def _unpacked(data: Any) -> Article:
    return Article.model_validate_json(zlib.decompress(data))


def _remove_old(path: Path) -> None:
    for other in path.parent.glob("*.sqlite*"):
        with suppress(OSError):
            if not other.name.startswith((MENDED, path.name)) and time.time() - other.stat().st_mtime > KEPT_SECONDS:
                other.unlink()
