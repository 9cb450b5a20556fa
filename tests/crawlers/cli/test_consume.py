"""``wiredesk consume`` in shell pipelines and with ``--exec``, against a real server."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest
from in_process import Done
from queue_writer import QueueWriter, make_article
from test_queue import ids, start, wiredesk


@pytest.fixture
def queue(redis_url):
    writer = QueueWriter(redis_url)
    yield writer
    writer.client.close()


def consume(queue: QueueWriter, *words: str, status: int = 0) -> Done:
    return wiredesk(queue, "consume", "--group", "search", "--no-follow", *words, status=status)


def test_json_lines_are_acknowledged_once_written(queue):
    queue.fill(3)
    assert ids(consume(queue).stdout) == ["article-1", "article-2", "article-3"]
    assert queue.pending("search") == 0
    assert consume(queue).stdout == ""


def test_count_leaves_the_rest(queue):
    queue.fill(3)
    assert ids(consume(queue, "--count", "2").stdout) == ["article-1", "article-2"]
    assert queue.pending("search") == 0
    assert ids(consume(queue).stdout) == ["article-3"]


def test_start_and_filters_apply(queue):
    queue.add(make_article(1, site="a.org", language="ar"))
    queue.add(make_article(2, site="b.org", language="ar"))
    assert consume(queue, "--start", "new").stdout == ""
    queue.add(make_article(3, site="a.org", language="pt-BR"))
    queue.add(make_article(4, site="b.org", language="pt"))
    assert ids(consume(queue, "--language", "pt", "--site", "a.org").stdout) == ["article-3"]
    assert queue.pending("search") == 0
    assert "not a place on the queue" in consume(queue, "--start", "soon", status=2).stderr


def test_a_closed_pipe_ends_quietly_and_costs_no_article(queue):
    queue.fill(400, description="x" * 2000)
    process = start(queue, "consume", "--group", "search")
    read = [process.stdout.readline() for _ in range(3)]
    process.stdout.close()
    assert process.wait(30) == 0
    assert process.stderr.read() == ""
    rest = ids(consume(queue).stdout)
    # What lay in the pipe's buffer was written out and is gone; the one that could not be written is delivered
    written = 400 - len(rest)
    assert len(read) <= written < 400
    assert rest == [f"article-{number}" for number in range(written + 1, 401)]
    assert queue.dead() == []


def test_exec_runs_a_command_for_each_article(queue, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    queue.add(make_article(1, site="a'; touch hacked; '.org", language="ar"))
    queue.add(make_article(2, site="b.org", language="en"))
    command = 'cat >> all.jsonl; echo "$WIREDESK_DELIVERY_COUNT $WIREDESK_LANGUAGE $WIREDESK_SITE" >> facts'
    consume(queue, "--exec", command)
    assert ids((tmp_path / "all.jsonl").read_text()) == ["article-1", "article-2"]
    assert (tmp_path / "facts").read_text().splitlines() == ["1 ar a'; touch hacked; '.org", "1 en b.org"]
    assert not (tmp_path / "hacked").exists()
    assert queue.pending("search") == 0


def test_a_command_that_fails_is_tried_again_and_then_a_dead_letter(queue, tmp_path):
    queue.fill(2)
    command = 'grep -q article-2 || { echo "index is away" >&2; exit 3; }'
    result = consume(queue, "--exec", command, "--max-deliveries", "2", status=1)
    assert result.stderr.count("index is away\n") >= 2
    (letter,) = queue.dead()
    assert letter["dead_error"] == "CommandFailed: exit status 3: index is away"
    assert letter["dead_delivery_count"] == "2"
    assert queue.pending("search") == 0


def test_count_holds_for_a_command_that_fails(queue):
    queue.fill(5)
    result = consume(queue, "--count", "2", "--exec", "exit 3", "--max-deliveries", "1", status=1)
    assert len(queue.dead()) == 2
    assert "tries them again" not in result.stderr
    result = consume(queue, "--count", "2", "--exec", "exit 3", status=1)
    assert "2 of the 2 failed; the next consumer of the group tries them again" in result.stderr
    result = consume(queue, "--count", "3", "--exec", "grep -q article", "--follow")
    assert (len(queue.dead()), queue.pending("search"), result.stderr) == (2, 0, "")


def test_exit_status_75_pauses_and_buries_nothing(queue, tmp_path):
    queue.fill(3)
    command = 'echo >> tries; [ $(wc -l < tries) -gt 3 ] || { echo "no route to the index" >&2; exit 75; }; cat >> all'
    words = ("--no-follow", "--max-deliveries", "1", "--exec", command)
    process = start(queue, "consume", "--group", "search", *words, cwd=tmp_path)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert ids((tmp_path / "all").read_text()) == ["article-1", "article-2", "article-3"]
    assert len((tmp_path / "tries").read_text()) == 6
    assert queue.dead() == []
    assert "wiredesk: paused, nothing is lost; next try in 1 s (exit status 75: no route to the index)" in errors
    assert "wiredesk: goes on after" in errors


def test_a_command_that_reads_nothing_is_fine(queue):
    queue.fill(2, description="x" * 300_000)
    consume(queue, "--exec", "true")
    assert queue.pending("search") == 0


def test_a_command_that_does_not_exist_is_no_fault_of_the_articles(queue):
    queue.fill(1)
    for _time in range(3):
        result = consume(queue, "--exec", "no-such-command-here", "--max-deliveries", "2", status=2)
        assert "was not found (status 127): no-such-command-here" in result.stderr
    assert queue.dead() == []
    assert ids(consume(queue).stdout) == ["article-1"]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_stops_after_the_article_at_hand(queue, tmp_path, number, status):
    queue.fill(2)
    command = "echo begun >> log; sleep 0.5; echo ended >> log"
    process = start(queue, "consume", "--group", "search", "--exec", command, cwd=tmp_path, start_new_session=True)
    log = tmp_path / "log"
    deadline = time.monotonic() + 30
    while not log.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, number)  # as Ctrl-C on a terminal does: to the whole group
    assert process.wait(30) == status, process.stderr.read()
    assert log.read_text().split() == ["begun", "ended"]
    assert queue.pending("search") == 0
    assert ids(consume(queue).stdout) == ["article-2"]


def test_a_signal_ends_it_soon_where_redis_says_nothing(start_redis):
    """The server accepts connections and does not answer: a command has five seconds, and the next ones hardly any."""
    server = start_redis()
    queue = QueueWriter(server.url)
    queue.fill(1)
    process = start(queue, "consume", "--group", "search")
    assert ids(process.stdout.readline()) == ["article-1"]
    os.kill(server.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 3
        assert time.monotonic() - began < 20
    finally:
        os.kill(server.pid, signal.SIGCONT)
    said = process.stderr.read()
    assert "Redis has been lost: no answer, and the program is being stopped" in said
    assert "Traceback" not in said


def test_following_prints_what_arrives(queue):
    process = start(queue, "consume", "--group", "search")
    time.sleep(0.3)
    queue.fill(1)
    assert ids(process.stdout.readline()) == ["article-1"]
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert queue.pending("search") == 0


def test_two_consumers_of_a_group_share_the_articles(queue):
    queue.fill(40)
    processes = [
        start(queue, "consume", "--group", "search", "--no-follow", "--exec", "sleep 0.02; cat") for _ in range(2)
    ]
    outputs = [process.communicate(timeout=30)[0] for process in processes]
    seen = [ids(output) for output in outputs]
    assert sorted(seen[0] + seen[1]) == sorted(f"article-{number}" for number in range(1, 41))


def test_other_formats(queue):
    queue.fill(1)
    assert json.loads(consume(queue, "--format", "ninjs").stdout)["altIds"][0]["value"] == "article-1"
