"""``wiredesk ingest``: archives in, the articles out that a crawl would give."""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from made_archives import HOST, MadeArchive, stories, story

from wiredesk import Article
from wiredesk.crawlers.ingest.ingest_memory import IngestMemory
from wiredesk.settings.errors import ExitCode, WiredeskError


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three articles, one of them twice, and what is none."""
    made = MadeArchive(tmp_path / "news.warc.gz")
    for number in (1, 2, 1, 3):
        made.page(*story(number))
    made.page(f"{HOST}/gone", b"<p>gone</p>", status="404 Not Found")
    made.page(f"{HOST}/empty", b"<html><body></body></html>")
    return made.closed()


def headlines(output: str) -> list[str]:
    return [json.loads(line)["headline"] for line in output.splitlines()]


def bridge(number: int) -> str:
    return f"Old bridge number {number} to be repaired"


def test_articles_are_printed_each_once(wiredesk, archive):
    done = wiredesk("ingest", str(archive), "--output", "-")
    assert done.returncode == 0, done.stderr
    assert not Path("-").exists()
    assert headlines(done.stdout) == [bridge(1), bridge(2), bridge(3)]
    article = Article.model_validate_json(done.stdout.splitlines()[0])
    assert article.fetched_at == "2026-03-05T12:00:00Z"
    assert (article.discovered_via.type, article.discovered_via.url) == ("warc", "news.warc.gz")
    assert "8 records" not in done.stderr
    assert "5 pages, 3 articles" in done.stderr
    assert "1 repeated" in done.stderr
    assert "1 status" in done.stderr


def test_the_definition_of_the_site_counts(wiredesk, archive):
    wiredesk.define("harbour", f'url = "{HOST}/"\nname = "Harbour Echo"\n[extract]\nheadline = ["title"]\n')
    done = wiredesk("ingest", "--sites", "harbour", str(archive))
    article = json.loads(done.stdout.splitlines()[0])
    assert (article["site"], article["publisher"]) == ("harbour", "Harbour Echo")
    assert article["headline"].endswith("Harbour Times")
    wiredesk.define("other", 'url = "https://other.example/"\n')
    assert wiredesk("ingest", "--site", "other", str(archive)).stdout == ""


def test_published_once_and_never_over_what_is_known(wiredesk, archive, tmp_path):
    assert wiredesk("ingest", "--publish", str(archive)).stdout == ""
    assert sorted(article["headline"] for article in wiredesk.queue()) == [bridge(1), bridge(2), bridge(3)]
    older = MadeArchive(tmp_path / "older.warc.gz")
    older.page(*story(1, " soon"), date="2020-01-01T00:00:00Z").page(*story(4))
    done = wiredesk("ingest", "--publish", str(older.closed()))
    assert "1 older" in done.stderr
    assert [article["headline"] for article in wiredesk.queue()][3:] == [bridge(4)]


def test_what_the_server_has_lost_is_read_again(wiredesk, archive, redis_url):
    """As after `redis import` of an older copy."""
    assert wiredesk("ingest", "--publish", str(archive)).returncode == 0
    assert "done in an earlier run" in wiredesk("ingest", "--publish", str(archive)).stderr
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    done = wiredesk("ingest", "--publish", str(archive))
    assert "Redis does not know its articles any more; it is read from the beginning" in done.stderr
    assert [article["headline"] for article in wiredesk.queue()] == [bridge(1), bridge(2), bridge(3)]
    assert "done in an earlier run" in wiredesk("ingest", "--publish", str(archive)).stderr


def test_a_change_within_the_archives_is_an_update(wiredesk, tmp_path):
    made = MadeArchive(tmp_path / "a.warc.gz").page(*story(1)).page(*story(1, " soon"))
    wiredesk("ingest", "--publish", str(made.closed()))
    assert [(article["event"], article["revision"]) for article in wiredesk.queue()] == [("new", 1), ("update", 2)]


def test_dates_bound_it(wiredesk, archive):
    assert wiredesk("ingest", str(archive), "--since", "2100-01-01").returncode == 2
    made = MadeArchive(archive.with_name("today.warc.gz")).page(*story(1), date=datetime.now(UTC).isoformat())
    done = wiredesk("ingest", str(made.closed()), "--until", "2001-01-01")
    assert done.stdout == ""
    assert "1 too_new" in done.stderr


def test_a_wacz_package(wiredesk, archive, tmp_path):
    package = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as file:
        file.write(archive, "archive/news.warc.gz")
        file.writestr("datapackage.json", "{}")
    done = wiredesk("ingest", str(package))
    assert len(headlines(done.stdout)) == 3
    assert json.loads(done.stdout.splitlines()[0])["discovered_via"]["url"] == "crawl.wacz/archive/news.warc.gz"
    with zipfile.ZipFile(tmp_path / "empty.wacz", "w") as file:
        file.writestr("datapackage.json", "{}")
    done = wiredesk("ingest", str(tmp_path / "empty.wacz"))
    assert (done.returncode, "holds no WARC file" in done.stderr) == (2, True)


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_package_costs_what_is_damaged(wiredesk, tmp_path, packing):
    inner = stories(tmp_path / "news.warc.gz", range(24)).read_bytes()
    package, after = tmp_path / "crawl.wacz", stories(tmp_path / "after.warc.gz", [99])
    with zipfile.ZipFile(package, "w", packing) as file:
        file.writestr("archive/news.warc.gz", inner)
    data = bytearray(package.read_bytes())
    place = len(data) // 2
    # Behind a short damage deflate may find its way again, and only some pages amid the others are missing.
    end = place + 20 if packing == zipfile.ZIP_STORED else data.rindex(b"PK\x01\x02")
    data[place:end] = bytes(end - place)
    package.write_bytes(data)
    done = wiredesk("ingest", "--publish", "--format", "jsonl", str(package), str(after))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    found = headlines(done.stdout)
    assert found[-1] == bridge(99), "the next archive is read"
    if packing == zipfile.ZIP_STORED:  # as WACZ asks for
        assert len(found) >= 23
        assert "is damaged" in done.stderr
    else:
        assert len(found) >= 4, "all before it"
        assert found[:-1] == [bridge(number) for number in range(len(found) - 1)]
        assert "crawl.wacz cannot be read" in done.stderr


def test_a_damaged_record_is_named_and_the_rest_is_read(wiredesk, archive):
    data = bytearray(archive.read_bytes())
    data[-700:-680] = bytes(20)
    archive.write_bytes(data)
    done = wiredesk("ingest", str(archive))
    assert done.returncode == 1
    assert "is damaged" in done.stderr
    assert len(headlines(done.stdout)) >= 2


def test_damage_of_an_earlier_run_is_told_again(wiredesk, archive, tmp_path):
    data = bytearray(archive.read_bytes())
    place = data.index(b"\x1f\x8b\x08", 900)
    data[place + 30 : place + 60] = bytes(30)
    archive.write_bytes(data)
    first = wiredesk("ingest", "--publish", str(archive))
    again = wiredesk("ingest", "--publish", str(archive))
    assert (first.returncode, again.returncode) == (1, 1)
    assert "done in an earlier run (--fresh reads it again); 1 damaged, first the record at byte" in again.stderr
    assert "1 damaged" in again.stderr.splitlines()[-1]
    archive.write_bytes(stories(tmp_path / "whole.warc.gz", (1, 2, 3)).read_bytes())
    assert wiredesk("ingest", "--publish", str(archive)).returncode == 0


@pytest.mark.parametrize("is_there", [False, True])
def test_a_run_whose_output_is_gone_begins_anew(wiredesk, tmp_path, is_there):
    archive, out = stories(tmp_path / "news.warc.gz", range(30)), tmp_path / "out"
    words = ("ingest", "--output", str(out), str(archive))
    assert wiredesk(*words).returncode == 0
    file = out / "news.warc.gz.jsonl"
    whole = file.read_text("utf-8")
    with sqlite3.connect(out / ".progress/memory.sqlite") as memory:  # as if it had been killed half way
        memory.execute("UPDATE archives SET done = 0, offset = offset / 2, written = written / 2")
    if is_there:
        file.write_text(whole[:100])
    else:
        file.unlink()
    done = wiredesk(*words)
    assert (done.returncode, file.read_text("utf-8")) == (0, whole)
    assert "it is read from the beginning" in done.stderr
    file.unlink()
    done = wiredesk(*words)
    assert (done.returncode, file.exists()) == (0, False), "who takes finished files away does not get them again"
    assert f"done in an earlier run (--fresh reads it again); {file} is gone" in done.stderr


def test_a_run_that_is_ended_goes_on_where_it_was(wiredesk, tmp_path):
    many = stories(tmp_path / "many.warc.gz", range(400))
    out = tmp_path / "out"
    run = wiredesk.start("ingest", "--output", str(out), "--workers", "1", str(many))
    file = out / "many.warc.gz.jsonl"
    deadline = time.monotonic() + 60
    while not (file.exists() and file.stat().st_size):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    first = len(file.read_text("utf-8").splitlines())
    with file.open("a") as torn:
        torn.write('{"half a line')  # as a crash leaves it
    done = wiredesk("ingest", "--output", str(out), str(many))
    assert done.returncode == 0, done.stderr
    assert headlines(file.read_text("utf-8")) == [bridge(number) for number in range(400)]
    assert first < 400, "it was not ended before its end: a larger archive is needed"
    again = wiredesk("ingest", "--output", str(out), str(many))
    assert "done in an earlier run" in again.stderr
    assert len(file.read_text("utf-8").splitlines()) == 400


def test_killed_while_it_publishes_nothing_is_lost_and_nothing_twice(wiredesk, tmp_path):
    many = stories(tmp_path / "many.warc.gz", range(200))
    run = wiredesk.start("ingest", "--publish", "--workers", "1", str(many))
    deadline = time.monotonic() + 60
    while not wiredesk.queue():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    run.kill()
    run.wait()
    assert wiredesk("ingest", "--publish", str(many)).returncode == 0
    assert sorted(article["headline"] for article in wiredesk.queue()) == sorted(map(bridge, range(200)))


def test_progress_that_cannot_be_kept_for_want_of_room_is_no_wrong_usage(tmp_path):
    (tmp_path / "file").write_text("no database at all")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limit[1]))  # as a disk that is full
        with pytest.raises(WiredeskError) as no_room:
            IngestMemory(tmp_path / "memory.sqlite")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    with pytest.raises(WiredeskError, match="remove the file to begin again") as no_database:
        IngestMemory(tmp_path / "file")
    assert (no_room.value.exit_code, no_database.value.exit_code) == (ExitCode.SOME_FAILED, ExitCode.USAGE)
    assert "remove" not in str(no_room.value)


@pytest.mark.parametrize("words", [["-", "-"], ["nosuch.warc.gz"], ["--site", "nosuch", "-"]])
def test_wrong_usage(wiredesk, words):
    assert wiredesk("ingest", *words).returncode == 2


def test_what_is_no_archive(wiredesk, tmp_path):
    file = tmp_path / "page.html"
    file.write_text("<html><p>no archive</p></html>")
    done = wiredesk("ingest", str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert "damaged" in done.stderr
