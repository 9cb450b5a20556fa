"""``wiredesk reextract``: the difference first, then mends, each once and over nothing newer."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from hand_made_site import article_page
from made_archives import MadeArchive, story

from wiredesk import Article, extract_article
from wiredesk.crawlers.reextraction.kept_versions import ArchivedPages
from wiredesk.pipelines.archive.exchange import Exchange
from wiredesk.pipelines.archive.reader import kept_pages, page_at
from wiredesk.pipelines.archive.record_set import About, NewSet
from wiredesk.pipelines.archive.warc_file import WarcFile
from wiredesk.pipelines.article import ArchivePlace
from wiredesk.pipelines.publishing.compaction import Compaction
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publication import Publication
from wiredesk.pipelines.publishing.publisher import Publisher
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.settings.environment import read_environment
from wiredesk.settings.redis_connection import open_redis

KEYS = Keys("{wiredesk}:")
FETCHED = datetime(2026, 11, 1, 12, tzinfo=UTC)


def page(number: int, headline: str = "") -> tuple[str, bytes]:
    html = str(article_page(headline or f"Old bridge number {number} to be repaired").body).encode()
    return f"https://harbour.example/news/bridge-{number}", html


class Desk:
    """An archive and a queue with articles that an older extraction has read."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.folder, self._redis_url = folder, redis_url
        folder.mkdir(exist_ok=True)
        self._file = WarcFile.create(folder, software="wiredesk/test", operator="test")

    def keep(
        self,
        number: int,
        headline: str = "",
        *,
        revision: int = 1,
        published: bool = True,
        change: Callable[[str], str] = str,
        **was: object,
    ) -> Article:
        """Keep a page, of which the article was read as `was` says."""
        url, html = page(number, headline)
        html = change(html.decode()).encode()
        moment = FETCHED + timedelta(days=revision)
        found = extract_article(html, url, content_type="text/html", fetched_at=moment)
        assert found is not None
        record = found.extraction.model_copy(update={"version": "3"})
        own = {"id": article_id(url)} if "canonical_url" in was else {}
        article = found.model_copy(update={"extraction": record, "site": "harbour", **own, **was})
        article = article.with_body_text(article.body_text)
        exchange = Exchange(
            url, moment, b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", html
        )
        told = {"article": article.model_dump(mode="json"), "requested_url": url}
        self._file.append([NewSet([exchange], About(article.id, revision, "harbour", "new", told))])
        if published:
            self.publish(article)
        return article

    def publish(self, *articles: Article) -> None:
        async def work() -> None:
            client = await open_redis(read_environment({"WIREDESK_REDIS_URL": self._redis_url}))
            publisher = Publisher(client, KEYS)
            await publisher.publish_many([Publication(article) for article in articles])
            await client.aclose()

        asyncio.run(work())

    def make_old(self) -> None:
        """Let all articles leave the queue, and put what is known of them into short form."""

        async def work() -> None:
            client, keys = await open_redis(read_environment({"WIREDESK_REDIS_URL": self._redis_url})), KEYS
            for entry_id, _ in await client.xrange(keys.articles):
                await client.xdel(keys.articles, entry_id)
            compaction = Compaction(client, keys, 14)
            done = await compaction.turn(now=time.time() + 20 * 86_400, at_once=True)
            assert done is not None
            assert (done.ended, [key async for key in client.scan_iter(keys.article("*"))]) == (True, [])
            await client.aclose()

        asyncio.run(work())

    @property
    def made(self) -> int:
        """How many entries were ever on the queue."""
        with redis.Redis.from_url(self._redis_url) as client:
            return client.xinfo_stream(KEYS.articles)["entries-added"]


@pytest.fixture
def desk(wiredesk, tmp_path: Path, redis_url: str) -> Desk:
    wiredesk.define("harbour", 'url = "https://harbour.example/"\n')
    return Desk(tmp_path / "pages", redis_url)


def reextract(wiredesk, desk, *words: str) -> dict:
    done = wiredesk("reextract", "--archive", str(desk.folder), "--format", "json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_difference_is_shown_first_and_then_published_once(wiredesk, desk):
    desk.keep(1, headline="", section="Sport")
    wrong = desk.keep(2, body_text="Only the beginning.")
    same = desk.keep(3)
    report = reextract(wiredesk, desk, "--site", "harbour")
    assert (report["pages"], report["changed"], report["fields"]) == (3, 2, {"body_text": 1, "section": 1})
    assert report["sites"][0] | {"fields": 0} == {
        "site": "harbour", "pages": 3, "changed": 2, "no_article": 0, "fields": 0,
    }  # fmt: skip
    sample = next(one for one in report["samples"] if one["field"] == "body_text")
    assert (sample["id"], sample["before"]) == (wrong.id, "Only the beginning.")
    assert len(wiredesk.queue()) == 3
    for queued, before in ((2, 0), (0, 2)):
        report = reextract(wiredesk, desk, "--site", "harbour", "--publish")
        assert report["published"] == {"update": queued, "refused": 0}
        assert (report["published_before"], report["waiting"]) == (before, 0)
        mends = wiredesk.queue()[3:]
        assert [(one["event"], one["cause"], one["revision"]) for one in mends] == [("update", "reextraction", 2)] * 2
        assert sorted(one["changed"] for one in mends) == [["body_text"], ["section"]]
        assert same.id not in {one["id"] for one in mends}
        assert {one["fetched_at"] for one in mends} == {wrong.fetched_at}
        for one in mends:
            kept = page_at(desk.folder, ArchivePlace.model_validate(one["archive"]))
            assert (kept.url, b"bridge" in kept.body) == (one["url"], True)
    # All over again: what is known now is what the page gives.
    assert reextract(wiredesk, desk, "--fresh", "--publish")["changed"] == 0
    assert len(wiredesk.queue()) == 5
    assert len(wiredesk("queue", "read", "--no-mends").stdout.splitlines()) == 3


def test_a_newer_version_of_the_publishers_is_never_overwritten(wiredesk, desk):
    first = desk.keep(1, section="Sport")
    desk.publish(first.with_body_text("A correction of the publisher's, long after."))
    report = reextract(wiredesk, desk, "--publish")
    assert (report["changed"], report["left_out"]) == (0, {"newer_known": 1})
    desk.keep(2, section="Sport")
    desk.keep(3, published=False, section="Sport")
    assert reextract(wiredesk, desk)["changed"] == 1
    assert reextract(wiredesk, desk)["left_out"] == {"newer_known": 1, "not_known": 1}
    (two,) = [one for one in wiredesk.queue() if one["url"].endswith("-2")]
    desk.publish(Article.model_validate(two).with_body_text("Corrected between look and publication."))
    before = len(wiredesk.queue())
    assert reextract(wiredesk, desk, "--publish")["published"] == {"update": 0, "refused": 1}
    assert len(wiredesk.queue()) == before


def test_old_articles_in_short_form_are_mended_once(wiredesk, desk, redis_url):
    """Also where the mends have become old, and nobody remembers what they said."""
    desk.keep(1, section="Sport")
    for changed, queued in ((1, 2), (0, 2)):
        desk.make_old()
        report = reextract(wiredesk, desk, "--fresh", "--publish")
        assert (report["changed"], report["left_out"]) == (changed, {})
        assert desk.made == queued
    desk.make_old()
    [remembered] = Path(wiredesk.environment["WIREDESK_HOME"]).rglob("mended.sqlite")
    remembered.unlink()
    report = reextract(wiredesk, desk, "--fresh", "--publish")
    assert (report["changed"], report["published"]["update"], report["published_before"], desk.made) == (1, 0, 1, 2)


def test_what_a_server_has_lost_is_queued_again(wiredesk, desk, redis_url):
    """As after `redis import` of an older copy, or a fail-over to a replica that lagged."""
    desk.keep(1, section="Sport")
    with redis.Redis.from_url(redis_url) as client:
        copy = {key: client.dump(key) for key in client.scan_iter()}
        for _ in range(2):
            assert reextract(wiredesk, desk, "--publish")["published"]["update"] == 1
            assert [one["revision"] for one in wiredesk.queue()] == [1, 2]
            client.flushall()
            for key, value in copy.items():
                client.restore(key, 0, value)


@pytest.mark.parametrize("definition", ['url = "https://harbour.example/"\ncontry = "gb"\n', None])
def test_a_site_without_a_valid_definition_is_left_as_it_is(wiredesk, desk, definition):
    """Else every article would lose what the definition says: here the name of the publisher."""
    desk.keep(1, publisher="Harbour Times", section="Sport")
    path = wiredesk.sites / "harbour.toml"
    path.write_text(definition) if definition else path.unlink()
    wiredesk.define("town", 'url = "https://town.example/"\n')
    report = reextract(wiredesk, desk, "--publish")
    assert (report["changed"], report["left_out"]) == (0, {"other_site": 1})
    assert len(wiredesk.queue()) == 1


def test_of_several_revisions_the_last_is_read(wiredesk, desk):
    desk.keep(1, section="Sport")
    desk.keep(1, "Old bridge number 1 is closed", revision=2, source="Nobody")
    report = reextract(wiredesk, desk, "--publish")
    assert (report["pages"], report["fields"]) == (1, {"source": 1})
    assert (wiredesk.queue()[-1]["revision"], wiredesk.queue()[-1]["headline"]) == (3, "Old bridge number 1 is closed")


def test_what_another_process_adds_to_an_older_file_is_read_by_the_next_run(wiredesk, desk, redis_url):
    second = Desk(desk.folder, redis_url)  # a process that began after the first, which goes on writing
    second.keep(1)
    assert reextract(wiredesk, desk)["pages"] == 1
    desk.keep(2)
    assert reextract(wiredesk, desk)["pages"] == 2
    second.keep(3)
    assert reextract(wiredesk, desk)["pages"] == 3


def test_how_much_is_still_to_be_read_is_told_by_what_is_wanted(desk, tmp_path):
    for number in range(5):
        desk.keep(number, revision=1 + 10 * (number > 2), published=False)  # fetched so many days later
    source = ArchivedPages(str(desk.folder), None, FETCHED + timedelta(days=5), tmp_path / "scratch")
    first, second = source.versions({}, pytest.fail)
    assert source.total == 2
    assert [*source.versions(dict([first.place]), pytest.fail)] == [second]
    assert source.total == 1


def test_conditions_and_fields_select(wiredesk, desk):
    desk.keep(1, section="Sport")
    desk.keep(2, section="Culture", source="Nobody")
    report = reextract(wiredesk, desk, "--where", 'extraction.version < 4 and section = "Culture"')
    assert (report["changed"], report["left_out"]) == (1, {"where": 1})
    assert reextract(wiredesk, desk, "--field", "source", "--publish")["published"]["update"] == 1
    assert wiredesk.queue()[-1]["changed"] == ["source", "section"]
    assert reextract(wiredesk, desk)["waiting"] == 1


def test_the_table_is_for_people(wiredesk, desk):
    desk.keep(1, section="Sport", source="Nobody at all")
    done = wiredesk("reextract", "--archive", str(desk.folder))
    for words in ("1 pages read again", "section", "Nobody at all", "--publish queues the 1"):
        assert words in done.stdout
    assert "1 queued as updates" in wiredesk("reextract", "--archive", str(desk.folder), "--publish").stdout
    again = wiredesk("reextract", "--archive", str(desk.folder), "--publish").stdout
    assert "0 queued as updates\n1 were queued before" in again
    looked = wiredesk("reextract", "--archive", str(desk.folder)).stdout
    assert looked.endswith("1 were queued before\n")


def test_a_page_that_cannot_be_read_is_told_each_time(wiredesk, desk):
    for number in range(3):
        desk.keep(number, section="Sport")
    (file,) = desk.folder.glob("*.warc.gz")
    whole = file.read_bytes()
    place = next(kept_pages(desk.folder, ids={_kept(desk)[1]["id"]})).offset
    file.write_bytes(whole[: place + 100] + bytes(50) + whole[place + 150 :])
    words = ("reextract", "--archive", str(desk.folder), "--format", "json")
    for more in ((), (), ("--publish",), ("--publish",)):
        done = wiredesk(*words, *more)
        assert (done.returncode, json.loads(done.stdout)["unreadable"]) == (1, 1)
        assert f"{file.name} at {place} cannot be read" in done.stderr
    file.write_bytes(whole)
    assert json.loads(wiredesk(*words).stdout)["pages"] == 2, "what was read is not read again"
    report = reextract(wiredesk, desk, "--fresh")
    assert (report["pages"], report["changed"], report["unreadable"]) == (3, 1, 0)


def test_an_address_that_the_crawl_has_not_believed_stays_away(wiredesk, desk):
    named = '<head><link rel="canonical" href="/news/of-a-template">'
    desk.keep(1, change=lambda html: html.replace("<head>", named), canonical_url=None, section="Sport")
    desk.keep(2, change=lambda html: html.replace("<head>", named), canonical_url=None)
    own = '<head><link rel="canonical" href="/news/bridge-3">'
    desk.keep(3, change=lambda html: html.replace("<head>", own), canonical_url=None)
    assert reextract(wiredesk, desk)["fields"] == {"section": 1, "canonical_url": 1}
    reextract(wiredesk, desk, "--publish")
    assert [one["canonical_url"] for one in wiredesk.queue()[3:]] == [None, "https://harbour.example/news/bridge-3"]


def test_killed_at_any_moment_it_goes_on_and_publishes_nothing_twice(wiredesk, desk):
    for number in range(150):
        desk.keep(number, published=False, section="Sport")
    desk.publish(*[Article.model_validate(one) for one in _kept(desk)])
    words = ("reextract", "--archive", str(desk.folder), "--publish", "--workers", "1", "--format", "json")
    for killed, seconds in ((signal.SIGKILL, 1.2), (signal.SIGINT, 1.5), (signal.SIGKILL, 2.0)):
        run = wiredesk.start(*words)
        time.sleep(seconds)
        run.send_signal(killed)
        run.communicate(timeout=60)
        assert run.returncode in (-9, 0, 130)
    report = json.loads(wiredesk(*words).stdout)
    assert (report["pages"], report["changed"], report["waiting"]) == (150, 150, 0)
    mends = [one["id"] for one in wiredesk.queue() if one["event"] == "update"]
    assert len(mends) == len(set(mends)) == 150


def _kept(desk: Desk) -> list[dict]:
    return [kept.article.model_dump() for kept in kept_pages(desk.folder) if kept.article is not None]


def test_warc_files_mend_the_articles_that_were_made_of_them(wiredesk, desk, tmp_path):
    made = MadeArchive(tmp_path / "a.warc.gz").page(*story(1)).page(*story(2))
    path = str(made.closed())
    wiredesk("ingest", "--publish", path)
    report = json.loads(wiredesk("reextract", path, "--format", "json").stdout)
    assert (report["pages"], report["changed"]) == (2, 0)
    wiredesk.define("harbour", 'url = "https://harbour.example/"\n[extract]\nheadline = ["title"]\n')
    report = json.loads(wiredesk("reextract", path, "--publish", "--format", "json").stdout)
    assert (report["changed"], report["published"]["update"]) == (2, 2)
    assert wiredesk.queue()[-1]["changed"] == ["headline"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no pages are kept"),
        (["--where", "extraction.verison < 4"], "did you mean extraction.version?"),
        (["--site", "harbor", "--archive", "."], "did you mean harbour"),
        (["--archive", "nosuch"], "cannot be read"),
        (["nosuch.warc.gz"], "no such file"),
    ],
)
def test_wrong_usage(wiredesk, desk, words, said):
    done = wiredesk("reextract", *words)
    assert done.returncode in (1, 2)
    assert said in done.stderr
