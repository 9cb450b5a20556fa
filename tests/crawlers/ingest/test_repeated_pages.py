"""Pages that archives hold more than once, name again, or reach by other addresses; in one run and across kills."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from made_archives import HOST, MadeArchive, payload_digest, story

from wiredesk.crawlers.ingest.ingest_memory import IngestMemory, Payload, Progress, Seen
from wiredesk.settings.errors import UsageProblem

PAGE = story(1)[1]
DIGEST = payload_digest(PAGE)
FIRST, OTHER = f"{HOST}/news/bridge-1", f"{HOST}/amp-of/bridge-1-again"


def urls(output: str) -> list[str]:
    return sorted(json.loads(line)["requested_url"] for line in output.splitlines())


@pytest.mark.parametrize("order", ["page first", "revisit first"])
@pytest.mark.parametrize("files", ["one", "two"])
def test_a_revisit_of_another_address_gets_its_page(wiredesk, tmp_path, order, files):
    one = MadeArchive(tmp_path / "one.warc.gz")
    two = one if files == "one" else MadeArchive(tmp_path / "two.warc.gz")
    if order == "page first":
        one.page(FIRST, PAGE)
        two.revisit(OTHER, DIGEST)
    else:
        one.revisit(OTHER, DIGEST)
        two.page(FIRST, PAGE)
    paths = dict.fromkeys(str(made.closed()) for made in (one, two))
    done = wiredesk("ingest", *paths)
    assert urls(done.stdout) == sorted([FIRST, OTHER]), done.stderr
    assert "revisit" not in done.stderr


def test_a_revisit_of_the_same_address_is_unchanged(wiredesk, tmp_path):
    made = MadeArchive(tmp_path / "a.warc.gz").revisit(FIRST, DIGEST).page(FIRST, PAGE).revisit(FIRST, DIGEST)
    made.revisit(FIRST, "sha1:NOWHERE")
    done = wiredesk("ingest", str(made.closed()))
    assert urls(done.stdout) == [FIRST]
    assert "2 unchanged" in done.stderr
    assert "1 revisit" in done.stderr


def test_revisits_of_an_archive_that_was_packed_as_a_whole_and_of_a_plain_one(wiredesk, tmp_path):
    import gzip

    made = MadeArchive(tmp_path / "a.warc", gzipped=False).page(*story(2)).page(FIRST, PAGE).revisit(OTHER, DIGEST)
    plain = made.closed()
    assert len(urls(wiredesk("ingest", str(plain)).stdout)) == 3
    packed = tmp_path / "b.warc.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert len(urls(wiredesk("ingest", str(packed)).stdout)) == 3


def test_an_article_knows_the_address_that_was_redirected_to_it(wiredesk, tmp_path):
    short, middle = f"{HOST}/s/1", f"{HOST}/m/1"
    made = MadeArchive(tmp_path / "a.warc.gz")
    made.page(short, b"", status="301 Moved", location="/m/1").page(middle, b"", status="302 Found", location=FIRST)
    wiredesk("ingest", "--publish", str(made.page(FIRST, PAGE).closed()))
    (article,) = wiredesk.queue()
    assert (article["url"], article["requested_url"]) == (FIRST, short)


def test_an_earlier_capture_is_no_update_of_a_later_one(wiredesk, tmp_path):
    made = MadeArchive(tmp_path / "a.warc.gz").page(*story(1), date="2026-03-05T12:00:00Z")
    made.page(*story(1, " soon"), date="2026-03-04T12:00:00Z")
    done = wiredesk("ingest", "--publish", str(made.closed()))
    assert [article["event"] for article in wiredesk.queue()] == ["new"]
    assert "1 older" in done.stderr


def test_a_later_archive_brings_the_update_of_an_earlier_one(wiredesk, tmp_path):
    wiredesk("ingest", "--publish", str(MadeArchive(tmp_path / "1.warc.gz").page(*story(1)).closed()))
    later = MadeArchive(tmp_path / "2.warc.gz").page(*story(1, " soon"), date="2026-03-06T12:00:00Z")
    wiredesk("ingest", "--publish", str(later.closed()))
    assert [article["event"] for article in wiredesk.queue()] == ["new", "update"]


def test_files_of_one_name_do_not_overwrite_each_other(wiredesk, tmp_path):
    paths = []
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        paths.append(str(MadeArchive(tmp_path / str(number) / "a.warc.gz").page(*story(number)).closed()))
    for _ in range(2):
        wiredesk("ingest", "--output", str(tmp_path / "out"), *paths)
        lines = "".join(file.read_text("utf-8") for file in (tmp_path / "out").glob("*.jsonl"))
        assert len(urls(lines)) == 2


def test_another_selection_is_another_run(wiredesk, tmp_path):
    path = str(MadeArchive(tmp_path / "a.warc.gz").page(*story(1)).closed())
    wiredesk.define("harbour", f'url = "{HOST}/"\n')
    wiredesk.define("other", 'url = "https://other.example/"\n')
    assert "1 other_site" in wiredesk("ingest", "--publish", "--site", "other", path).stderr
    assert "1 new" in wiredesk("ingest", "--publish", "--site", "harbour", path).stderr
    assert "done in an earlier run" in wiredesk("ingest", "--publish", "--site", "harbour", path).stderr


def seen(words: str, *, sure: bool = True) -> Seen:
    return Seen(words, "", 1.0, sure)


def test_what_was_seen_behind_the_place_where_a_run_goes_on_is_not_sure(tmp_path):
    memory = IngestMemory(tmp_path / "m.sqlite")
    memory.begin("a")
    memory.note_seen("one", seen("x"), "a", 100)
    memory.settle("a", 200, 50, done=False)
    memory.note_seen("two", seen("y"), "a", 200)
    memory.note_payload("sha1:A", Payload("u", "a", 100))
    memory.note_payload("sha1:B", Payload("u", "a", 250))
    memory.close()
    memory = IngestMemory(tmp_path / "m.sqlite")
    assert memory.begin("a") == Progress(200, 50)
    assert (memory.seen("one"), memory.seen("two")) == (seen("x"), seen("y", sure=False))
    assert (memory.payload("sha1:A"), memory.payload("sha1:B")) == (Payload("u", "a", 100), None)
    assert memory.begin("a", fresh=True) == Progress()
    assert memory.seen("one") is None
    memory.close()


def test_a_revisit_that_waited_for_a_page_waits_again_where_the_run_ends_before_the_page_is_put_out(tmp_path):
    moment = datetime(2026, 3, 5, tzinfo=UTC)
    memory = IngestMemory(tmp_path / "memory.sqlite")
    memory.begin("later")
    memory.wait_for_payload("sha1:A", OTHER, moment, "earlier", 50)
    memory.settle("later", 300, 0, done=False)
    for offset, done in ((400, False), (400, True)):
        assert memory.waiting_for("sha1:A", "later", 400) == [(OTHER, moment)]
        assert memory.waiting_for("sha1:A", "later", 500) == [], "each once in a run"
        memory.close()  # a kill; then, at the page itself, the end of the archive
        memory = IngestMemory(tmp_path / "memory.sqlite")
        memory.settle("later", offset, 0, done=done)
        memory.begin("later")
    assert memory.waiting_for("sha1:A", "later", 400) == [], "it was put out"


def test_damage_behind_the_place_where_a_run_goes_on_is_found_again(tmp_path):
    memory = IngestMemory(tmp_path / "memory.sqlite")
    for place in (5, 30, 30):
        memory.note_damage("archive", place, "broken")
    memory.settle("archive", 20, 0, done=False)
    memory.begin("archive")
    assert memory.damage("archive") == [(5, "broken")]
    memory.settle("archive", 40, 0, done=True)
    memory.begin("archive")
    assert memory.damage("archive") == [(5, "broken")]
    memory.begin("archive", fresh=True)
    assert memory.damage("archive") == []


def test_two_runs_that_ask_for_a_name_at_the_same_time_get_two(tmp_path, monkeypatch):
    one, other = (IngestMemory(tmp_path / "memory.sqlite") for _ in range(2))
    look = IngestMemory._one

    def look_and_be_late(memory: IngestMemory, query: str, value: str) -> object:
        found = look(memory, query, value)
        if memory is other and "output" in query and value == "a.jsonl":
            assert one.claim_output("first", ("a.jsonl", "a.1.jsonl")) == "a.jsonl"
        return found

    monkeypatch.setattr(IngestMemory, "_one", look_and_be_late)
    assert other.claim_output("second", ("a.jsonl", "a.2.jsonl")) == "a.2.jsonl"
    one.close()
    other.close()


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("wiredesk.crawlers.ingest.ingest_memory.IN_MEMORY", 50)
    monkeypatch.setattr("wiredesk.crawlers.ingest.ingest_memory._PRUNED_EVERY", 10)
    memory = IngestMemory(None)
    for number in range(200):
        memory.note_seen(str(number), seen("x"), "a", number)
    assert memory.seen("199") is not None
    assert sum(memory.seen(str(number)) is not None for number in range(200)) <= 60


def test_a_memory_that_is_no_database_is_named(tmp_path):
    path = Path(tmp_path / "m.sqlite")
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(UsageProblem, match="remove the file"):
        IngestMemory(path)
