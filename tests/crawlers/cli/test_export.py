"""``wiredesk export``: the queue as tables that other programs read."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from in_process import Done, wiredesk_here
from pyarrow import parquet
from queue_writer import QueueWriter, make_article

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters.article_rows import COLUMNS, harmless
from wiredesk.pipelines.exporters.table_files import SqliteTable


@pytest.fixture
def queue(redis_url):
    writer = QueueWriter(redis_url)
    yield writer
    writer.client.close()


@pytest.fixture
def run(queue):
    def command(*words: object) -> Done:
        return wiredesk_here("export", *map(str, words), WIREDESK_REDIS_URL=queue.url)

    return command


def test_csv_has_a_row_for_each_revision(queue, run):
    queue.fill(3)
    done = run("--format", "csv")
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == ["article-1", "article-2", "article-3"]
    assert "3 articles" in done.stderr


def test_no_cell_is_a_formula_and_lines_stay_in_their_cells(queue, run):
    queue.add(make_article(headline='=HYPERLINK("http://evil.example")', body_text='One "quoted",\n\ntwo'))
    (row,) = csv.DictReader(io.StringIO(run("--format", "csv").stdout, newline=""))
    assert row["headline"] == '\'=HYPERLINK("http://evil.example")'
    assert row["body_text"] == 'One "quoted",\n\ntwo'


@pytest.mark.parametrize("cell", ["\n=1+1", "  =1+1", "\uff1d1+1", "\uff20SUM(1)", "-1"])
def test_a_cell_is_no_formula_however_it_begins(cell):
    assert harmless(cell) == f"'{cell}"


def test_what_fails_half_way_changes_no_database_and_leaves_no_new_one(tmp_path):
    article = make_article()
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with sqlite3.connect(old) as database:
        database.execute("CREATE TABLE articles (id TEXT PRIMARY KEY, revision INTEGER, article TEXT)")
    before = old.read_bytes()

    def fail(path: Path) -> None:
        with SqliteTable(path) as table:
            table.write(article)
            raise OSError("the queue is gone")

    for path in (old, new):
        with pytest.raises(OSError, match="gone"):
            fail(path)
    assert old.read_bytes() == before
    assert not new.exists()


def test_sqlite_keeps_the_newest_revision_and_is_brought_up_to_date(queue, run, tmp_path):
    path = tmp_path / "articles.db"
    queue.add(make_article(id="a", headline="First"))
    assert run("--format", "sqlite", "-o", path).returncode == 0
    queue.add(make_article(id="a", headline="Second", revision=2, event="update"))
    queue.add(make_article(id="b", headline="Other"))
    assert run("--format", "sqlite", "-o", path).returncode == 0
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT id, revision, headline FROM articles ORDER BY id").fetchall() == [
            ("a", 2, "Second"), ("b", 1, "Other"),
        ]  # fmt: skip
        whole = database.execute("SELECT article FROM articles WHERE id = 'a'").fetchone()[0]
    assert Article.model_validate_json(whole).headline == "Second"


def test_parquet(queue, run, tmp_path):
    queue.fill(3)
    path = tmp_path / "articles.parquet"
    assert run("--format", "parquet", "-o", path).returncode == 0
    table = parquet.read_table(path)
    assert table.column_names == list(COLUMNS)
    assert table.column("id").to_pylist() == ["article-1", "article-2", "article-3"]
    assert table.column("revision").to_pylist() == [1, 1, 1]


def test_the_bulk_format_indexes_by_the_articles_id(queue, run):
    queue.fill(2)
    lines = [json.loads(line) for line in run("--format", "es-bulk", "--index", "news").stdout.splitlines()]
    assert lines[0] == {"index": {"_index": "news", "_id": "article-1"}}
    assert [Article.model_validate(line).id for line in lines[1::2]] == ["article-1", "article-2"]


def test_only_what_is_asked_for(queue, run):
    queue.add(make_article(id="a", language="ku", date_published="2026-03-04"))
    queue.add(make_article(id="b", language="en", date_published="2026-03-04"))
    queue.add(make_article(id="c", language="ku", date_published="2025-03-04"))
    done = run("--format", "csv", "--language", "ku", "--since", "2026-01-01")
    assert [row["id"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["a"]


def test_a_file_is_whole_or_not_there(queue, run, tmp_path):
    queue.fill(1)
    queue.client.xadd(queue.keys.articles, {"schema": "wiredesk.article/1", "article": "{"})
    path = tmp_path / "articles.csv"
    done = run("--format", "csv", "-o", path)
    assert (done.returncode, len(list(csv.DictReader(path.open(newline=""))))) == (1, 1)
    assert "not JSON" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["articles.csv"]


@pytest.mark.parametrize("format", ["sqlite", "parquet"])
def test_a_binary_format_needs_a_file(run, format):
    done = run("--format", format)
    assert (done.returncode, "needs --output" in done.stderr) == (2, True)


def test_a_file_that_is_no_database_is_left_alone(queue, run, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 200)
    done = run("--format", "sqlite", "-o", path)
    assert (done.returncode, "SQLite" in done.stderr) == (1, True)
    assert path.read_text() == "my notes " * 200


def test_a_folder_that_is_not_there(run, tmp_path):
    for format in ("csv", "sqlite", "parquet", "es-bulk"):
        done = run("--format", format, "-o", Path(tmp_path, "nowhere", "articles"))
        assert (done.returncode, "there is no folder" in done.stderr) == (2, True)
        assert done.stderr.count("\n") == 1
