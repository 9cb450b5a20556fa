"""The pages to be read again, each with the article that it gave: from an archive of raw pages, or from WARC files."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

import redis
from pydantic import ValidationError

from wiredesk.crawlers.ingest.captures import Broken, Capture
from wiredesk.crawlers.ingest.inputs import ArchiveInput, archives_of, check_addresses
from wiredesk.crawlers.ingest.record_stream import read_records
from wiredesk.crawlers.ingest.remote_file import ArchiveLost, shown
from wiredesk.pipelines.archive.kept_page import read_page
from wiredesk.pipelines.archive.opening import open_store
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.selection import Selection, chosen_entries
from wiredesk.pipelines.article import Article, DiscoveredVia, moment_of
from wiredesk.pipelines.consuming.reading import read_entries
from wiredesk.pipelines.page import Page

Place = tuple[str, int]
"""Where a page stands in the order of its source; it never changes."""


@dataclass(frozen=True)
class KeptVersion:
    """The last published article that is made of a page which is kept, and that page."""

    article: Article
    page: Page
    further: tuple[Page, ...] = ()
    section: str | None = None
    """By the listing: it goes before that of the page."""
    place: Place = ("", 0)


class Source(Protocol):
    """Where pages are kept."""

    @property
    def name(self) -> str:
        """Which one it is: the same for the same pages."""

    @property
    def total(self) -> int | None:
        """Pages that are still to come, at most; None before it is known."""

    def versions(self, done: Mapping[str, int], on_problem: Callable[[str], None]) -> Iterator[KeptVersion]:
        """The versions that stand behind what is done of each file, in order. `on_problem` gets a line for each page
        that cannot be read."""


class ArchivedPages:
    """The archive of raw pages. Of several revisions of an article only the last one is read."""

    def __init__(self, archive: str, sites: Collection[str] | None, since: datetime | None, scratch: Path) -> None:
        self.name = str(Path(archive).absolute()) if "://" not in archive else archive
        self.total: int | None = None
        self._archive, self._sites, self._since, self._scratch = archive, sites, since, scratch

    def versions(self, done: Mapping[str, int], on_problem: Callable[[str], None]) -> Iterator[KeptVersion]:
        """Raises ArchiveProblem. Processes write to several files at a time: each goes on where it was left."""

        def tell(damage: object) -> None:
            on_problem(str(damage))

        with open_store(self._archive) as store, _scratch(self._scratch) as last:
            last.execute(
                "CREATE TABLE last (id TEXT PRIMARY KEY, revision INTEGER, file TEXT, offset INTEGER, wanted INTEGER)"
            )
            wanted = Selection(self._sites, self._since)
            for (file, offset), entry in chosen_entries(store, Selection(self._sites)):
                is_wanted = entry.revision is not None and wanted.takes(entry) and offset > done.get(file, -1)
                last.execute(
                    "INSERT INTO last VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                    "revision = excluded.revision, file = excluded.file, offset = excluded.offset, "
                    "wanted = excluded.wanted WHERE excluded.revision >= revision",
                    (entry.id, entry.revision or 0, file, offset, is_wanted),
                )
            self.total = last.execute("SELECT count(*) FROM last WHERE wanted").fetchone()[0]
            for place, entry in chosen_entries(store, wanted, tell):
                row = last.execute("SELECT file, offset, wanted FROM last WHERE id = ?", (entry.id,)).fetchone()
                if not row or not row[2] or (row[0], row[1]) != place:
                    continue
                try:
                    kept = read_page(store, entry)
                except NotKept as problem:
                    on_problem(str(problem))
                    continue
                if kept.article is None:
                    on_problem(f"{kept.url}: the article that it gave cannot be read")
                    continue
                article = kept.article.model_copy(update={"revision": entry.revision})
                pages = tuple(one.page().model_copy(update={"fetched_at": kept.fetched_at}) for one in kept.further)
                yield KeptVersion(article, kept.page(), pages, kept.section, place)


class WarcFiles:
    """WARC files, for the articles on the queue that were made of their captures (`ingest --publish`)."""

    def __init__(
        self, addresses: tuple[str, ...], client: redis.Redis, stream: str, sites: Collection[str] | None,
        since: datetime | None, user_agent: str, scratch: Path,
    ) -> None:  # fmt: skip
        check_addresses(addresses)
        self.name = "\0".join(f"{address} {_state(address)}" for address in addresses)
        self.total: int | None = None
        self._addresses, self._client, self._stream = addresses, client, stream
        self._sites, self._since, self._user_agent, self._scratch = sites, since, user_agent, scratch

    def versions(self, done: Mapping[str, int], on_problem: Callable[[str], None]) -> Iterator[KeptVersion]:
        """Raises redis.RedisError."""
        after = list(done.items())[-1] if done else None
        with _scratch(self._scratch) as queued:
            self._read_queue(queued)
            for address in self._addresses:
                try:
                    for archive in archives_of(address, self._user_agent):
                        if after is not None and not after[0].startswith(archive.identity):
                            continue
                        begin, after = after, None
                        with archive.open() as stream:
                            yield from self._versions_of(queued, archive, stream, begin, on_problem)
                except ArchiveLost as problem:
                    on_problem(f"{shown(address)} cannot be read: {problem}")

    def _versions_of(
        self, queued: sqlite3.Connection, archive: ArchiveInput, stream: BinaryIO, begin: Place | None,
        on_problem: Callable[[str], None],
    ) -> Iterator[KeptVersion]:  # fmt: skip
        number, last = 0, -1
        done = int(begin[0].rpartition(" ")[2]) if begin is not None else -1
        for record in read_records(stream, begin[1] if begin is not None else 0):
            # Of a file that was packed as a whole all records have one place: they are told apart by their number.
            number = number + 1 if record.offset == last else 0
            last = record.offset
            if begin is not None and record.offset == begin[1] and number <= done:
                continue
            if isinstance(record, Broken):
                on_problem(f"{archive.name}: byte {record.offset} is damaged: {record.detail}")
            elif isinstance(record, Capture):
                yield from self._version(queued, record, (f"{archive.identity} {number}", record.offset))

    def _read_queue(self, queued: sqlite3.Connection) -> None:
        """Note the last revision of each article on the queue, by the URL and the moment of its capture."""
        queued.execute("CREATE TABLE articles (id TEXT PRIMARY KEY, url TEXT, captured REAL, json BLOB)")
        queued.execute("CREATE INDEX captures ON articles (url, captured)")
        for entry in read_entries(self._client, self._stream):
            if self._sites is not None and entry.fields.get("site") not in self._sites:
                continue
            article = _article(entry.fields.get("article", "").encode())
            if article is not None:
                packed = zlib.compress(article.model_dump_json().encode(), 1)
                row = (article.id, article.url, _seconds(article), packed)
                queued.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)", row)

    def _version(self, queued: sqlite3.Connection, record: Capture, place: Place) -> Iterator[KeptVersion]:
        if self._since is not None and record.fetched_at < self._since:
            return
        query = "SELECT json FROM articles WHERE url = ? AND captured BETWEEN ? AND ?"
        at = record.fetched_at.timestamp()
        for (packed,) in queued.execute(query, (record.url, at - 1, at + 1)).fetchall():
            article = _article(zlib.decompress(packed))
            if article is not None:
                page = Page(
                    url=record.url, requested_url=article.requested_url, http_status=record.status,
                    content_type=record.content_type, body=record.body, fetched_at=record.fetched_at,
                    discovered_via=DiscoveredVia(type="warc"),
                )  # fmt: skip
                yield KeptVersion(article, page, place=place)


def _state(address: str) -> str:
    """What tells that a file was changed; empty for addresses."""
    if "://" in address:
        return ""
    state = Path(address).stat()
    return f"{state.st_size} {state.st_mtime_ns}"


class _scratch:  # noqa: N801  # used as a function
    """A database for one pass, on disk: a year of articles does not fit into memory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        # Used by one thread of a pool after the other, never by two at once.
        self._db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        return self._db

    def __exit__(self, *problem: object) -> None:
        self._db.close()
        self._path.unlink(missing_ok=True)


def _article(text: bytes) -> Article | None:
    try:
        return Article.model_validate_json(text)
    except ValidationError:
        return None


def _seconds(article: Article) -> float:
    moment = moment_of(article.fetched_at)
    return moment.timestamp() if moment is not None else datetime.fromtimestamp(0, UTC).timestamp()
