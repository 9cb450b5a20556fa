"""Crawls whose raw pages go to an object store, and all commands that read them there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_made_site import article_page
from object_store import SECRET, ObjectStore, running_store
from warcio.archiveiterator import ArchiveIterator


@pytest.fixture
def store(wiredesk, tmp_path) -> Iterator[ObjectStore]:
    with running_store(tmp_path / "store") as store:
        wiredesk.environment |= {**store.variables, "WIREDESK_ARCHIVE": store.url}
        yield store


def crawl_a_site(wiredesk, start_site, *headlines: str):
    site = start_site()
    paths = [f"/news-{number}" for number in range(len(headlines))]
    wiredesk.define_with_feed("times", site, *paths)
    for path, headline in zip(paths, headlines, strict=True):
        site.pages[path] = article_page(headline)
    return site


def told(done: subprocess.CompletedProcess[str], exit_code: int = 0) -> str:
    assert done.returncode == exit_code, done.stderr
    assert SECRET not in done.stdout + done.stderr
    return done.stdout


def test_a_crawl_keeps_its_pages_in_a_store_where_every_command_finds_them(wiredesk, start_site, store, tmp_path):
    site = crawl_a_site(wiredesk, start_site, "Old bridge is repaired", "Harbour opens again")
    assert wiredesk.crawl()["times"]["kept"] == 2
    articles = {article["headline"]: article for article in wiredesk.queue()}
    bridge = articles["Old bridge is repaired"]
    assert {f"kept/{article['archive']['file']}" for article in articles.values()} < set(store.objects())

    figures = json.loads(told(wiredesk("archive", "stats", "--json")))
    assert (figures["folder"], figures["pages"], figures["waiting_files"]) == (store.url, 2, 0)
    listed = [json.loads(line) for line in told(wiredesk("archive", "list")).splitlines()]
    assert {(one["id"], one["offset"]) for one in listed} == {
        (article["id"], article["archive"]["offset"]) for article in articles.values()
    }
    assert told(wiredesk("archive", "show", bridge["id"])) == site.pages["/news-0"].body
    assert f"raw page: {bridge['archive']['file']} at {bridge['archive']['offset']}" in told(
        wiredesk("why", bridge["url"])
    ).replace("\n" + " " * 13, " ")
    out = tmp_path / "pages.warc.gz"
    told(wiredesk("archive", "export", "--warc", str(out)))
    with out.open("rb") as stream:
        assert sum(record.rec_type == "response" for record in ArchiveIterator(stream, check_digests="raise")) == 2
    assert "all whole" in wiredesk("archive", "verify").stderr
    assert "0 records put back" in wiredesk("archive", "repair").stderr
    report = json.loads(told(wiredesk("reextract", "--format", "json")))
    assert report["pages"] == 2, report
    assert json.loads(told(wiredesk("sites", "rule", "times", "headline", "h1", "--json")))["articles"] == 2

    told(wiredesk("archive", "purge", bridge["id"]))
    assert json.loads(told(wiredesk("archive", "stats", "--json")))["pages"] == 1
    told(wiredesk("archive", "trim", "--max-size", "1"))
    assert store.objects() == {}


def test_pages_of_two_machines_are_read_on_both(wiredesk, start_site, store, tmp_path):
    crawl_a_site(wiredesk, start_site, "Old bridge is repaired")
    wiredesk.crawl()
    wiredesk.environment["WIREDESK_HOME"] = str(tmp_path / "another machine")
    crawl_a_site(wiredesk, start_site, "Harbour opens again")
    wiredesk.crawl()
    for home in ("another machine", "home", "a third one"):
        wiredesk.environment["WIREDESK_HOME"] = str(tmp_path / home)
        assert json.loads(told(wiredesk("archive", "stats", "--json")))["pages"] == 2


def test_pages_wait_here_while_the_store_is_away_and_are_sent_when_it_is_back(wiredesk, start_site, store, tmp_path):
    crawl_a_site(wiredesk, start_site, "Old bridge is repaired")
    store.kill()
    done = wiredesk("crawl", "--quiet")
    assert done.returncode == 0, done.stderr
    assert "pages wait in" in done.stderr
    assert "cannot be reached" in done.stderr
    assert len(wiredesk.queue()) == 1
    assert wiredesk("archive", "upload").returncode == 1
    store.start()
    assert "1 file sent to s3://pages/kept" in wiredesk("archive", "upload").stderr
    assert json.loads(told(wiredesk("archive", "stats", "--json")))["pages"] == 1


def test_a_full_spool_stops_the_crawl_and_says_why(wiredesk, start_site, store):
    wiredesk.environment["WIREDESK_ARCHIVE_SPOOL_SIZE"] = "1 MB"
    site = crawl_a_site(wiredesk, start_site, *(f"Old bridge number {number} is repaired" for number in range(4)))
    store.kill()
    spools = Path(wiredesk.environment["WIREDESK_HOME"]) / "archive-spool"
    wiredesk("crawl", "--quiet")
    assert len(wiredesk.queue()) == 4
    (waiting,) = spools.glob("*/pages/*.warc.gz")
    with waiting.open("ab") as file:
        file.truncate(1_000_001)
    site.pages["/new"] = article_page("Harbour opens again")
    wiredesk.define_with_feed("times", site, "/new")
    done = wiredesk("crawl", "--quiet")
    assert done.returncode == 1
    assert "the archive s3://pages/kept cannot be written" in done.stderr
    assert "is full: 1 file (1.0 MB) wait for the store" in done.stderr
    assert len(wiredesk.queue()) == 4, "nothing is published without its page"


def test_a_store_that_cannot_be_used_is_told_before_the_crawl(wiredesk, start_site, store):
    crawl_a_site(wiredesk, start_site, "Old bridge is repaired")
    for address, why in (
        ("s3://misspelt/kept", "bucket does not exist"),
        ("memory://kept", "ends with its process"),
        ("unknown://kept", "unknown"),
    ):
        done = wiredesk("crawl", "--quiet", "--archive", address)
        assert done.returncode == 2, done.stderr
        assert why in done.stderr
    wiredesk.environment["AWS_SECRET_ACCESS_KEY"] = "another-secret"
    done = wiredesk("crawl", "--quiet")
    assert done.returncode == 2
    assert "refuses" in done.stderr
    assert "another-secret" not in done.stderr


def test_the_password_of_an_address_is_shown_nowhere(wiredesk):
    wiredesk.environment["WIREDESK_ARCHIVE"] = "sftp://desk:s3cret-word@127.0.0.1:1/pages"
    wiredesk.define("times", 'url = "http://127.0.0.1:1/"\n')
    for command in (
        "config show", "archive stats", "archive upload", "crawl --quiet", "reextract", "sites rule times headline h1",
    ):  # fmt: skip
        done = wiredesk(*command.split())
        assert "s3cret-word" not in done.stdout + done.stderr, command
