"""What a run of `wiredesk ingest` must not forget when it is killed: how far each archive is, and what it has seen.

One SQLite file, in the folder of the output or the data folder; in memory where nothing is kept. A process that is
killed at any moment leaves a state that fits together.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from wiredesk.settings.disk_space import is_full
from wiredesk.settings.errors import UsageProblem, WiredeskError

REMEMBERED: Final = 1_000_000
"""Payloads, articles, redirects and waiting revisits of each that are remembered: 150 MB of disk in all. A month of
CC-NEWS has ten times as many pages; repeated captures mostly lie near each other, and Redis knows the rest."""
IN_MEMORY: Final = 200_000
"""The same where nothing is kept on disk: about 30 MB."""
_PRUNED_EVERY: Final = 20_000
"""Records between two looks at how much is remembered."""
_MOST_OF_A_PAGE: Final = 1_000
"""Addresses that one page is given out for; more than a site has for an article, and few enough to be held at once."""
_MOST_DAMAGE: Final = 1_000
"""Damaged records of one archive that are remembered; whoever has more will not count them."""
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS archives (key TEXT PRIMARY KEY, output TEXT UNIQUE, offset INTEGER NOT NULL DEFAULT 0,
    written INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, hash TEXT NOT NULL, before TEXT NOT NULL, at REAL NOT NULL,
    archive TEXT NOT NULL, offset INTEGER NOT NULL, sure INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS payloads (digest TEXT PRIMARY KEY, url TEXT NOT NULL, archive TEXT NOT NULL,
    offset INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS redirects (target TEXT PRIMARY KEY, source TEXT NOT NULL, archive TEXT NOT NULL,
    offset INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS revisits (digest TEXT NOT NULL, url TEXT NOT NULL, moment TEXT NOT NULL,
    archive TEXT NOT NULL, offset INTEGER NOT NULL, PRIMARY KEY (digest, url, moment));
CREATE TABLE IF NOT EXISTS answered (digest TEXT NOT NULL, url TEXT NOT NULL, moment TEXT NOT NULL,
    archive TEXT NOT NULL, offset INTEGER NOT NULL, by_archive TEXT NOT NULL, by_offset INTEGER NOT NULL,
    PRIMARY KEY (digest, url, moment));
CREATE TABLE IF NOT EXISTS damage (archive TEXT NOT NULL, offset INTEGER NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (archive, offset, detail));
CREATE INDEX IF NOT EXISTS seen_of ON seen (archive);
"""
_PRUNED: Final = ("seen", "payloads", "redirects", "revisits")
_FOUND_IN_ARCHIVES: Final = ("payloads", "redirects", "revisits", "damage")


@dataclass(frozen=True)
class Progress:
    """Of one archive: everything before `offset` is done, with `written` bytes of output in the file `output`."""

    offset: int = 0
    written: int = 0
    done: bool = False
    output: str | None = None


@dataclass(frozen=True)
class Seen:
    """The last words of an article that the archives gave. `at`: when they were captured, in Unix seconds."""

    hash: str
    before: str
    """The hash that it had before; empty where it had none."""
    at: float
    sure: bool
    """Whether it is known to have been put out."""


@dataclass(frozen=True)
class Payload:
    """Where a page was kept."""

    url: str
    archive: str
    offset: int


class IngestMemory:
    """`path` None keeps nothing. Raises WiredeskError where the file cannot be used."""

    def __init__(self, path: Path | None) -> None:
        self.is_kept = path is not None
        self._most = REMEMBERED if path is not None else IN_MEMORY
        self._until_pruned = _PRUNED_EVERY
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            # Each statement is kept at once (20 µs): several runs may share the file, and none locks out the others.
            self._db = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_TABLES)
        except (OSError, sqlite3.Error) as problem:
            told = f"{path}: progress cannot be kept there: {problem}"
            if is_full(problem):
                raise WiredeskError(told) from None
            is_spoilt = isinstance(problem, sqlite3.Error) and not isinstance(problem, sqlite3.OperationalError)
            raise UsageProblem(f"{told}; remove the file to begin again" if is_spoilt else told) from None

    def close(self) -> None:
        """Close it."""
        self._db.close()

    # -- how far it is

    def begin(self, archive: str, *, fresh: bool = False) -> Progress:
        """Where to go on in an archive. What was found behind that place is forgotten: it is read again."""
        row = self._one("SELECT offset, written, done, output FROM archives WHERE key = ?", archive)
        known = Progress(row[0], row[1], bool(row[2]), row[3]) if row else Progress()
        if fresh:
            known = Progress(output=known.output)
            self._db.execute("UPDATE archives SET offset = 0, written = 0, done = 0 WHERE key = ?", (archive,))
            self._db.execute("DELETE FROM seen WHERE archive = ?", (archive,))
        if not known.done:
            page_comes_again = (archive, known.offset)
            self._db.execute(
                "INSERT OR IGNORE INTO revisits SELECT digest, url, moment, archive, offset FROM answered "
                "WHERE by_archive = ? AND by_offset >= ?",
                page_comes_again,
            )
            self._db.execute("DELETE FROM answered WHERE by_archive = ? AND by_offset >= ?", page_comes_again)
            self._db.execute("UPDATE seen SET sure = 0 WHERE archive = ? AND offset >= ?", (archive, known.offset))
            for table in _FOUND_IN_ARCHIVES:
                self._db.execute(
                    f"DELETE FROM {table} WHERE archive = ? AND offset >= ?", (archive, known.offset)  # noqa: S608
                )  # fmt: skip
        return known

    def claim_output(self, archive: str, names: tuple[str, ...]) -> str:
        """The first of the file names that no other archive has; it is this one's from now on."""
        for name in names:
            owner = self._one("SELECT key FROM archives WHERE output = ?", name)
            if owner is None or owner[0] == archive:
                try:
                    self._db.execute(
                        "INSERT INTO archives (key, output) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET output = ?",
                        (archive, name, name),
                    )
                except sqlite3.IntegrityError:  # a run beside this one has just taken it
                    continue
                return name
        raise UsageProblem(f"{names[-1]} belongs to another archive; write into another folder")

    def note_damage(self, archive: str, offset: int, detail: str) -> None:
        """Note a record that cannot be read."""
        if len(self.damage(archive)) < _MOST_DAMAGE:
            self._db.execute("INSERT OR IGNORE INTO damage VALUES (?, ?, ?)", (archive, offset, detail))

    def damage(self, archive: str) -> list[tuple[int, str]]:
        """Place and fault of the records that could not be read, in what is done of an archive."""
        query = "SELECT offset, detail FROM damage WHERE archive = ? ORDER BY offset, rowid"
        return self._db.execute(query, (archive,)).fetchall()

    def settle(self, archive: str, offset: int, written: int, *, done: bool) -> None:
        """Everything before the place is done, and is kept."""
        self._db.execute(
            "INSERT INTO archives (key, offset, written, done) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET offset = max(offset, excluded.offset), written = excluded.written, "
            "done = excluded.done",
            (archive, offset, written, done),
        )
        query = "DELETE FROM answered WHERE by_archive = ? AND (by_offset < ? OR ?)"
        self._db.execute(query, (archive, offset, done))

    # -- articles

    def seen(self, article_id: str) -> Seen | None:
        """What the archives last gave of an article."""
        row = self._one("SELECT hash, before, at, sure FROM seen WHERE id = ?", article_id)
        return Seen(row[0], row[1], row[2], bool(row[3])) if row else None

    def note_seen(self, article_id: str, seen: Seen, archive: str, offset: int) -> None:
        """Note that an article has been put out, or with `sure` off, that it is about to be."""
        row = (article_id, seen.hash, seen.before, seen.at, archive, offset, seen.sure)
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._prune_now_and_then()

    def put_out_last(self, archive: str, number: int) -> list[str]:
        """The ids of the last articles that an archive has given."""
        query = "SELECT id FROM seen WHERE archive = ? AND sure = 1 ORDER BY rowid DESC LIMIT ?"
        return [str(id) for (id,) in self._db.execute(query, (archive, number)).fetchall()]

    # -- pages kept once, and redirects to them

    def note_payload(self, digest: str, payload: Payload) -> None:
        """Note where a page was kept; the first place counts."""
        row = (digest, payload.url, payload.archive, payload.offset)
        self._db.execute("INSERT OR IGNORE INTO payloads VALUES (?, ?, ?, ?)", row)
        self._prune_now_and_then()

    def payload(self, digest: str) -> Payload | None:
        """Where the page of a digest was kept."""
        row = self._one("SELECT url, archive, offset FROM payloads WHERE digest = ?", digest)
        return Payload(*row) if row else None

    def wait_for_payload(self, digest: str, url: str, moment: datetime, archive: str, offset: int) -> None:
        """Note a revisit whose page has not come yet."""
        row = (digest, url, moment.isoformat(), archive, offset)
        self._db.execute("INSERT OR IGNORE INTO revisits VALUES (?, ?, ?, ?, ?)", row)
        self._prune_now_and_then()

    def waiting_for(self, digest: str, archive: str, offset: int) -> list[tuple[str, datetime]]:
        """URL and moment of the revisits that wait for a page, each handed out once; once more where the run ends
        before the page, which stands at a place of an archive, is settled."""
        query = f"SELECT url, moment FROM revisits WHERE digest = ? LIMIT {_MOST_OF_A_PAGE}"  # noqa: S608
        rows = self._db.execute(query, (digest,)).fetchall()
        if rows:
            kept = "INSERT OR REPLACE INTO answered SELECT *, ?, ? FROM revisits WHERE digest = ?"
            self._db.execute(kept, (archive, offset, digest))
            self._db.execute("DELETE FROM revisits WHERE digest = ?", (digest,))
        return [(url, datetime.fromisoformat(moment)) for url, moment in rows]

    def note_redirect(self, target: str, source: str, archive: str, offset: int) -> None:
        """Note that one address leads to another; of a chain, the first address is the source."""
        source = self.source_of(source) or source
        if source != target:
            row = (target, source, archive, offset)
            self._db.execute("INSERT OR IGNORE INTO redirects VALUES (?, ?, ?, ?)", row)
            self._prune_now_and_then()

    def source_of(self, target: str) -> str | None:
        """The address that was asked for and led to this one."""
        row = self._one("SELECT source FROM redirects WHERE target = ?", target)
        return str(row[0]) if row else None

    def _one(self, query: str, value: str) -> Any:
        return self._db.execute(query, (value,)).fetchone()

    def _prune_now_and_then(self) -> None:
        self._until_pruned -= 1
        if self._until_pruned > 0:
            return
        self._until_pruned = _PRUNED_EVERY
        for table in _PRUNED:
            newest = self._db.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0  # noqa: S608
            self._db.execute(f"DELETE FROM {table} WHERE rowid <= ?", (newest - self._most,))  # noqa: S608
