"""`--log-format` and `--log-file` as operators use them: every line JSON, each event with its fields, no secret."""

from __future__ import annotations

import json
import re
import signal
import urllib.request
from typing import Any

import pytest
import redis
from hand_made_site import Answer, article_page
from village_site import wait_until

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.log_events import EVENTS

FIELDS = {one.name: set(one.fields) for one in EVENTS}


def events(text: str) -> list[dict[str, Any]]:
    """Each line as an object, checked against the vocabulary."""
    found = [json.loads(line) for line in text.splitlines()]
    for line in found:
        always = {"time", "level", "event", "message", "command", "logger", "pid"}
        assert always <= line.keys(), line
        assert line.keys() - always - {"trace"} <= FIELDS[line["event"]], line
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    return found


def named(lines: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] == name]


@pytest.fixture
def harbour(wiredesk, start_site):
    """A site that brings two articles and a failure."""
    site = start_site()
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    site.pages["/news/ferry-1002"] = article_page("The ferry sails again")
    site.pages["/news/broken-1004"] = Answer("no", 403)
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001", "/news/ferry-1002", "/news/broken-1004")
    return site


def test_a_crawl_tells_its_story_as_json_and_nothing_else(wiredesk, harbour):
    done = wiredesk("crawl", "--log-format", "json", "--format", "jsonl")
    assert done.returncode == 1
    lines = events(done.stderr)
    assert {line["command"] for line in lines} == {"crawl"}
    assert next(line["event"] for line in lines) == "crawl.started"
    queued = {article["url"]: article["id"] for article in map(json.loads, done.stdout.splitlines())}
    assert {line["url"]: line["id"] for line in named(lines, "article.published")} == queued
    assert len(queued) == 2
    (failed,) = named(lines, "url.failed")
    assert (failed["site"], failed["url"], failed["reason"]) == (
        "harbour", f"{harbour.url}/news/broken-1004", "http_403",
    )  # fmt: skip
    (site,) = named(lines, "site.crawled")
    assert (site["outcome"], site["new"], site["failures"]) == ("done", 2, {"http_403": 1})
    (ended,) = named(lines, "crawl.ended")
    assert (ended["sites"], ended["new"], ended["failed"], ended["interrupted"]) == (1, 2, 1, False)
    assert not any("Harbour Times" in line["message"] for line in lines)


def test_the_file_has_the_log_and_stderr_what_the_command_says(wiredesk, harbour, tmp_path):
    path = tmp_path / "logs" / "crawl.jsonl"
    wiredesk.environment |= {"WIREDESK_LOG_FORMAT": "json", "WIREDESK_LOG_FILE": str(path)}
    refused = wiredesk("crawl")
    assert refused.returncode == 2
    assert refused.stderr == f"wiredesk: the log file {path} cannot be opened: No such file or directory\n"
    path.parent.mkdir()
    done = wiredesk("crawl", "--quiet")
    assert done.stderr == "wiredesk: 1 URL failed: harbour (http_403 1)\n"
    lines = events(path.read_text())
    assert len(named(lines, "article.published")) == 2
    wiredesk.environment |= {"WIREDESK_LOG_LEVEL": "warning"}
    wiredesk("crawl", "--quiet")
    assert events(path.read_text()) == lines, "nothing is wrong, so nothing is added"

    plain = tmp_path / "plain.log"
    del wiredesk.environment["WIREDESK_LOG_LEVEL"]
    wiredesk("crawl", "--quiet", "--log-format", "text", "--log-file", str(plain))
    stamped = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z]+ wiredesk")
    assert all(map(stamped.match, plain.read_text().splitlines()))
    assert "harbour: done, 0 new" in plain.read_text()


def test_a_command_that_cannot_go_on_says_so_as_an_event_without_the_password(wiredesk, harbour, tmp_path):
    wiredesk.environment["WIREDESK_REDIS_URL"] = "redis://desk:oakbarn77@127.0.0.1:1/0"
    path = tmp_path / "x.jsonl"
    names = ("crawl", "worker", "serve", "desk", "scheduler", "crawl-worker")
    running = {name: wiredesk.start(name, "--log-format", "json") for name in names}
    filed = wiredesk("crawl", "--log-format", "json", "--log-file", str(path))
    assert filed.stderr.startswith("wiredesk: Redis cannot be reached"), "for the person or cron's mail"
    assert [line["command"] for line in named(events(path.read_text()), "command.failed")] == ["crawl"]
    told = filed.stderr + path.read_text()
    for name, process in running.items():
        _, err = process.communicate(timeout=60)
        (failed,) = named(events(err), "command.failed")
        assert (process.returncode, failed["status"], failed["command"]) == (3, 3, name)
        told += err
    assert "oakbarn" not in told


def test_a_server_and_a_worker_tell_what_they_answer(wiredesk, harbour, redis_url, tmp_path):
    harbour.pages["/news/quay-1005?token=oakbarn"] = article_page("The quay is closed")
    path = tmp_path / "worker.jsonl"
    worker = wiredesk.start("worker", "--log-format", "json", "--log-file", str(path))
    server = wiredesk.start("serve", "--port", "0", "--no-worker", "--log-format", "json")
    ready = json.loads(server.stderr.readline())
    body = json.dumps({"url": f"{harbour.url}/news/quay-1005?token=oakbarn", "publish": True}).encode()
    request = urllib.request.Request(f"{ready['address']}/v1/articles", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(Keys().requests, {"url": f"{harbour.url}/news/bridge-1001"})
    wait_until(lambda: "request.settled" in path.read_text(), "the worker has not told")
    for process in (worker, server):
        process.send_signal(signal.SIGTERM)
    _, err = server.communicate(timeout=60)
    _, plainly = worker.communicate(timeout=60)
    assert (worker.returncode, server.returncode) == (0, 0)
    (answered,) = named(events(err), "http.answered")
    assert (answered["method"], answered["path"], answered["status"]) == ("POST", "/v1/articles", 200)
    (published,) = named(events(err), "article.published")
    assert published["url"].endswith("?token=***")
    assert "oakbarn" not in err
    lines = events(path.read_text())
    (settled,) = named(lines, "request.settled")
    assert (settled["outcome"], settled["url"]) == ("new", f"{harbour.url}/news/bridge-1001")
    assert named(lines, "worker.stopped")[0]["outcomes"] == {"new": 1}
    assert plainly.splitlines()[-1] == "worker stopped: 1 new"
