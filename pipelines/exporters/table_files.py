"""Many articles in one file: CSV, SQLite, Parquet, and the bulk format of Elasticsearch and OpenSearch.

Every writer is a context manager whose file is whole or not there: it is written under another name, and renamed at the
end. Memory stays flat, whatever the number of articles.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, TextIO, get_args

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters.article_rows import COLUMNS, Cell, article_row, harmless
from wiredesk.pipelines.exporters.jsonl import json_line
from wiredesk.pipelines.exporters.whole_file import WholeFile

TableFormat = Literal["csv", "sqlite", "parquet", "es-bulk"]
TABLE_FORMATS: Final[tuple[TableFormat, ...]] = get_args(TableFormat)
TEXT_FORMATS: Final = frozenset({"csv", "es-bulk"})
"""Those that can go to stdout."""
BATCH: Final = 500
"""Articles written in one go: about 3 MB."""


class MissingLibrary(Exception):
    """The format needs a package that is not installed; the message says which extra has it."""


class ArticleTable(AbstractContextManager["ArticleTable"]):
    """Takes articles one by one. The subclasses write them."""

    def write(self, article: Article) -> None:
        """Add an article."""
        raise NotImplementedError

    def finish(self) -> None:
        """Everything is written: put the file in its place."""

    def give_up(self) -> None:
        """Something failed: leave no half file behind."""

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish where all went well."""
        if kind is None:
            self.finish()
        else:
            self.give_up()


class _TextTable(ArticleTable):
    """To a stream, or to a file."""

    def __init__(self, target: Path | TextIO) -> None:
        self._file = WholeFile(target) if isinstance(target, Path) else None
        if self._file is None:
            assert not isinstance(target, Path)
            self.stream: TextIO = target
        else:
            self.stream = self._file.new.open("w", encoding="utf-8", newline="")

    def finish(self) -> None:
        """Close the file, and give it its name."""
        self.stream.flush()
        if self._file is not None:
            self.stream.close()
            self._file.finish()

    def give_up(self) -> None:
        """Remove what was written to a file."""
        if self._file is not None:
            with suppress(OSError):
                self.stream.close()
            self._file.give_up()


class CsvTable(_TextTable):
    """RFC 4180 with a header, UTF-8. A cell that a spreadsheet would run as a formula gets a ``'`` in front."""

    def __init__(self, target: Path | TextIO) -> None:
        super().__init__(target)
        self._rows = csv.DictWriter(self.stream, list(COLUMNS))
        self._rows.writeheader()

    def write(self, article: Article) -> None:
        """Add a row."""
        self._rows.writerow({name: harmless(value) for name, value in article_row(article).items()})


class BulkTable(_TextTable):
    """Two lines an article: the action and the document (the ``_bulk`` API of Elasticsearch and OpenSearch). The
    document's id is the article's, so that an update takes the place of what was indexed before."""

    def __init__(self, target: Path | TextIO, index: str) -> None:
        super().__init__(target)
        self._index = index

    def write(self, article: Article) -> None:
        """Add an action and its document."""
        self.stream.write(json.dumps({"index": {"_index": self._index, "_id": article.id}}) + "\n")
        self.stream.write(json_line(article.model_dump(mode="json")))


class SqliteTable(ArticleTable):
    """A table ``articles`` with the newest revision of each, and all of it as JSON in the column ``article``.

    A database that is there already is brought up to date; it changes in one transaction or not at all.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._is_new = path, not path.exists()
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("BEGIN")  # Python's own transactions leave CREATE and ALTER out
        columns = ", ".join(f"{name} {kind}{' PRIMARY KEY' if name == 'id' else ''}" for name, kind in COLUMNS.items())
        self._database.execute(f"CREATE TABLE IF NOT EXISTS articles ({columns}, article TEXT)")
        known = {row[1] for row in self._database.execute("PRAGMA table_info(articles)")}
        for name, kind in COLUMNS.items():
            if name not in known:  # made by an earlier version
                self._database.execute(f"ALTER TABLE articles ADD COLUMN {name} {kind}")
        names = [*COLUMNS, "article"]
        newer = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
        self._statement = (
            f"INSERT INTO articles ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "  # noqa: S608  own names
            f"ON CONFLICT (id) DO UPDATE SET {newer} WHERE excluded.revision >= articles.revision"
        )

    def write(self, article: Article) -> None:
        """Add the article, or put it in the place of an older revision."""
        row = [*article_row(article).values(), json.dumps(article.model_dump(mode="json"), ensure_ascii=False)]
        self._database.execute(self._statement, row)

    def finish(self) -> None:
        """Keep all changes."""
        self._database.execute("CREATE INDEX IF NOT EXISTS articles_by_date ON articles (date_published)")
        self._database.execute("CREATE INDEX IF NOT EXISTS articles_by_site ON articles (site, date_published)")
        self._database.execute("COMMIT")
        self._database.close()

    def give_up(self) -> None:
        """Keep none."""
        self._database.rollback()
        self._database.close()
        if self._is_new:
            self._path.unlink(missing_ok=True)


class ParquetTable(ArticleTable):
    """A Parquet file, compressed with zstd, with a row group for each BATCH articles. Needs the extra ``parquet``."""

    def __init__(self, path: Path) -> None:
        try:
            import pyarrow  # noqa: PLC0415  # an extra
            from pyarrow import parquet  # noqa: PLC0415  # an extra
        except ImportError:
            raise MissingLibrary("Parquet needs pyarrow: pip install 'wiredesk[parquet]'") from None
        kinds: dict[str, Any] = {"TEXT": pyarrow.string(), "INTEGER": pyarrow.int64(), "REAL": pyarrow.float64()}
        self._schema = pyarrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
        self._table = pyarrow.Table
        self._file = WholeFile(path)
        self._writer = parquet.ParquetWriter(self._file.new, self._schema, compression="zstd")
        self._rows: list[dict[str, Cell]] = []

    def write(self, article: Article) -> None:
        """Add a row."""
        row = article_row(article)
        free = row["is_accessible_for_free"]
        self._rows.append(row | {"is_accessible_for_free": None if free is None else int(free)})
        if len(self._rows) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._table.from_pylist(self._rows, schema=self._schema))
            self._rows.clear()

    def finish(self) -> None:
        """Write what is left, and give the file its name."""
        self._flush()
        self._writer.close()
        self._file.finish()

    def give_up(self) -> None:
        """Remove what was written."""
        self._writer.close()
        self._file.give_up()
