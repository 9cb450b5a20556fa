"""``wiredesk queue`` as it is typed, against a real server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc

import pytest
from in_process import Done, wiredesk_here
from queue_writer import QueueWriter, copy_of, make_article

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.consumer import Consumer, RejectArticle

WIREDESK = [sys.executable, "-c", "from wiredesk.crawlers.cli import main; main()"]


@pytest.fixture
def queue(redis_url):
    writer = QueueWriter(redis_url)
    yield writer
    writer.client.close()


def wiredesk(queue: QueueWriter, *words: str, status: int = 0) -> Done:
    """Run the command line on this queue; checks its exit status."""
    done = wiredesk_here(*words, WIREDESK_REDIS_URL=queue.url)
    assert done.returncode == status, done.stderr
    return done


def start(queue: QueueWriter, *words: str, **options) -> subprocess.Popen[str]:
    environment = os.environ | {"WIREDESK_REDIS_URL": queue.url}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([*WIREDESK, *words], text=True, env=environment, **pipes)


def ids(output: str) -> list[str]:
    return [json.loads(line)["id"] for line in output.splitlines()]


def kill_an_article(queue: QueueWriter, group: str = "search") -> None:
    def handler(delivery):
        raise RejectArticle("bad \x1b[31mmarkup")

    Consumer(group, redis_url=queue.url, follow=False).run(handler)


def test_stats(queue):
    empty = wiredesk(queue, "queue", "stats").stdout
    assert "entries   0" in empty
    assert "wiredesk consume --group NAME" in empty
    queue.fill(3)
    queue.client.xgroup_create(queue.keys.articles, "search", "0")
    state = json.loads(wiredesk(queue, "queue", "stats", "--json").stdout)
    assert (state["entries"], state["dead"], state["groups"][0]["name"]) == (3, 0, "search")
    assert state["oldest"]["id"] < state["newest"]["id"]
    assert "search" in wiredesk(queue, "queue", "stats").stdout


def test_read_prints_all_oldest_first_and_consumes_nothing(queue):
    queue.fill(120)
    queue.client.xgroup_create(queue.keys.articles, "search", "0")
    printed = wiredesk(queue, "queue", "read").stdout
    assert ids(printed) == [f"article-{number}" for number in range(1, 121)]
    assert Article.model_validate_json(printed.splitlines()[0]) == make_article(1)
    assert ids(wiredesk(queue, "queue", "read").stdout) == ids(printed)
    assert queue.pending("search") == 0


def test_read_from_count_and_filters(queue):
    entries = [
        queue.add(make_article(1, site="a.org", language="pt-BR")),
        queue.add(make_article(2, site="b.org", language="ar", event="update", revision=2)),
        queue.add(make_article(3, site="a.org", language="ar", near_duplicate_of=copy_of("article-1"))),
    ]

    def read(*words: str) -> str:
        return "".join(article_id[-1] for article_id in ids(wiredesk(queue, "queue", "read", *words).stdout))

    assert read("--from", entries[1]) == "23"
    assert read("--from", "2026-01-01", "--count", "2") == "12"
    assert read("--from", "2999-01-01") == ""
    assert read("--from", "yesterday") == read("--from", "7d") == read("--from", "today") == "123"
    assert read("--to", "yesterday") == read("--to", "2026-01-01") == ""
    assert read("--to", "today") == "123"
    assert read("--to", entries[1]) == "12"
    assert read("--from", entries[1], "--to", entries[1]) == "2"
    told = wiredesk(queue, "queue", "read", "--from", "today", "--to", "yesterday", status=2).stderr
    assert told == "wiredesk: --from today comes after --to yesterday: nothing could be read\n"
    assert read("--site", "a.org") == "13"
    assert read("--site", "a.org", "--site", "b.org", "--language", "ar") == "23"
    assert read("--language", "pt", "--event", "new") == "1"
    assert read("--no-copies") == "12"


def test_read_in_other_formats(queue):
    queue.add(make_article(1, headline="Red \x1b[31malert\x9b2J"))
    assert wiredesk(queue, "queue", "read", "--format", "text").stdout.startswith("Red alert\n\nSite:")
    assert json.loads(wiredesk(queue, "queue", "read", "--format", "ninjs").stdout)["type"] == "text"
    assert wiredesk(queue, "queue", "read", "--format", "html").stdout.startswith("<article ")
    line = wiredesk(queue, "queue", "read").stdout
    assert "\x1b" not in line
    assert "\x9b" not in line
    assert json.loads(line)["headline"] == "Red \x1b[31malert\x9b2J"


def test_read_names_what_is_malformed_and_goes_on(queue):
    bad = queue.client.xadd(queue.keys.articles, {"schema": "wiredesk.article/9\x1b[31m", "article": "{}"})
    queue.fill(1)
    result = wiredesk(queue, "queue", "read", status=1)
    assert ids(result.stdout) == ["article-1"]
    assert result.stderr.startswith(f"{bad}: schema ")
    assert "\x1b" not in result.stderr


def test_a_closed_pipe_ends_read_quietly(queue):
    queue.fill(300, description="x" * 2000)
    process = start(queue, "queue", "read")
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(20) == 0
    assert process.stderr.read() == ""


def test_wrong_usage_is_explained(queue):
    assert (
        "'last week' is not a place on the queue"
        in wiredesk(queue, "queue", "read", "--from", "last week", status=2).stderr
    )
    assert "jsonl" in wiredesk(queue, "queue", "read", "--format", "xml", status=2).stderr
    assert "--group NAME or --all" in wiredesk(queue, "queue", "replay", status=2).stderr
    assert "not the id of a dead letter" in wiredesk(queue, "queue", "replay", "x", status=2).stderr
    assert "name the letters" in wiredesk(queue, "queue", "dead", "--discard", status=2).stderr
    assert "there is no group 'x'" in wiredesk(queue, "queue", "groups", "delete", "x", status=2).stderr


def test_an_unreachable_server_is_exit_3(tmp_path):
    nowhere = QueueWriter(f"unix://{tmp_path}/none.sock")
    for command in ("stats", "read", "tail", "dead", "groups", "trim"):
        result = wiredesk(nowhere, "queue", command, status=3)
        assert "none.sock" in result.stderr


def test_a_key_of_another_kind_is_explained(queue):
    queue.client.set(queue.keys.articles, "not a stream")
    for words in (["queue", "stats"], ["queue", "read"], ["queue", "trim"], ["consume", "--group", "x", "--no-follow"]):
        assert "another type than wiredesk needs (WRONGTYPE" in wiredesk(queue, *words, status=3).stderr


def test_tail_shows_the_newest_and_follows_until_interrupted(queue):
    queue.fill(12)
    assert ids(wiredesk(queue, "queue", "tail", "-n", "2", "--no-follow").stdout) == ["article-11", "article-12"]
    process = start(queue, "queue", "tail", "-n", "1")
    assert ids(process.stdout.readline()) == ["article-12"]
    queue.add(make_article(13))
    assert ids(process.stdout.readline()) == ["article-13"]
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert process.stderr.read().strip() == ""


def test_dead_letters_are_listed_shown_replayed_and_discarded(queue):
    assert "no dead letters" in wiredesk(queue, "queue", "dead").stderr
    entry, _second = queue.fill(2)
    kill_an_article(queue)
    listed = wiredesk(queue, "queue", "dead").stdout
    assert "\x1b" not in listed
    assert "RejectArticle: bad markup" in listed
    letters = [json.loads(line) for line in wiredesk(queue, "queue", "dead", "--json").stdout.splitlines()]
    assert (letters[0]["group"], letters[0]["entry"], letters[0]["reason"]) == (
        "search",
        entry,
        "rejected",
    )
    assert len(letters) == 2
    shown = wiredesk(queue, "queue", "dead", letters[0]["id"]).stdout
    assert "Harvest report number 1" in shown
    assert "1. " in shown
    assert "Traceback (most recent call last):" in shown
    assert "\x1b" not in shown
    assert "there is no such dead letter" in wiredesk(queue, "queue", "dead", "1-1", status=1).stderr
    assert wiredesk(queue, "queue", "dead", "--group", "other", "--json").stdout == ""

    assert "1 replayed" in wiredesk(queue, "queue", "replay", letters[0]["id"]).stderr
    assert "no such dead letter" in wiredesk(queue, "queue", "replay", letters[0]["id"], status=1).stderr
    with Consumer("search", redis_url=queue.url, follow=False) as consumer:
        assert [delivery.article.id for delivery in consumer] == ["article-1"]
    wiredesk(queue, "queue", "dead", "--discard", letters[1]["id"])
    assert queue.dead() == []


def test_replaying_all_holds_a_page_of_letters_and_not_all_of_them(queue):
    article = make_article(1, body_text="word " * 6000).model_dump_json()  # 30 kB, of 1,000 letters 30 MB
    queue.client.xgroup_create(queue.keys.articles, "a", "0", mkstream=True)
    for start in range(0, 1000, 500):
        with queue.client.pipeline(transaction=False) as pipeline:
            for number in range(start, start + 500):
                letter = {
                    "dead_group": "a",
                    "dead_entry": f"{number + 1}-0",
                    "dead_reason": "failed",
                    "article": article,
                }
                pipeline.xadd(queue.keys.dead, letter)
            pipeline.execute()
    tracemalloc.start()
    try:
        assert "1000 replayed, 0 not" in wiredesk(queue, "queue", "replay", "--all").stderr
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_replay_all_and_by_group(queue):
    queue.fill(3)
    kill_an_article(queue, "a")
    kill_an_article(queue, "b")
    assert "3 replayed" in wiredesk(queue, "queue", "replay", "--group", "a").stderr
    assert "3 replayed" in wiredesk(queue, "queue", "replay", "--all").stderr
    state = json.loads(wiredesk(queue, "queue", "stats", "--json").stdout)
    assert {group["name"]: group["replays"] for group in state["groups"]} == {"a": 3, "b": 3}


def test_groups_are_created_listed_and_deleted(queue):
    assert "no groups yet" in wiredesk(queue, "queue", "groups").stderr
    queue.fill(2)
    wiredesk(queue, "queue", "groups", "create", "search")
    wiredesk(queue, "queue", "groups", "create", "alerts", "--start", "new")
    assert "exists already" in wiredesk(queue, "queue", "groups", "create", "search", status=2).stderr
    names = [json.loads(line)["name"] for line in wiredesk(queue, "queue", "groups", "--json").stdout.splitlines()]
    assert names == ["alerts", "search"]
    assert "search" in wiredesk(queue, "queue", "groups").stdout
    with Consumer("search", redis_url=queue.url, follow=False) as consumer:
        assert next(iter(consumer)).article.id == "article-1"
    assert "--yes" in wiredesk(queue, "queue", "groups", "delete", "search", status=2).stderr
    wiredesk(queue, "queue", "groups", "delete", "search", "--yes")
    assert [group["name"] for group in queue.client.xinfo_groups(queue.keys.articles)] == ["alerts"]


def test_trim_removes_what_all_groups_have_processed(queue):
    queue.fill(4)
    assert "0 entries removed" in wiredesk(queue, "queue", "trim", "--keep-days", "0").stderr, "no group yet"
    time.sleep(0.01)
    with Consumer("search", redis_url=queue.url, follow=False) as consumer:
        for delivery in consumer:
            if delivery.article.id == "article-3":
                break
    assert "0 entries removed" in wiredesk(queue, "queue", "trim").stderr, "a week is kept"
    assert "2 entries removed" in wiredesk(queue, "queue", "trim", "--keep-days", "0").stderr
    assert ids(wiredesk(queue, "queue", "read").stdout) == ["article-3", "article-4"]


def test_help_teaches_by_examples(queue):
    for words in (["queue"], ["queue", "read"], ["queue", "replay"], ["consume"]):
        assert f"wiredesk {words[0]} " in wiredesk(queue, *words, "--help").stdout
