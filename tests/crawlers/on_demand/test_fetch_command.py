"""`wiredesk fetch` as it is used in a shell."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest
from village_site import ROOT


def test_articles_on_stdout_and_failures_on_stderr(desk, village):
    done = desk.run("fetch", f"{village.url}/news/one", f"{village.url}/missing", f"{village.url}/news/two")
    assert done.returncode == 1
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(article["requested_url"] for article in articles) == [
        f"{village.url}/news/one", f"{village.url}/news/two",
    ]  # fmt: skip
    assert {article["site"] for article in articles} == {"valley"}  # the site's definition was used
    assert done.stderr.splitlines() == [f"{village.url}/missing: http_404 (the site answered 404)"]
    assert desk.redis.dbsize() == 0  # without --publish Redis is not needed


def test_published_from_a_list_on_stdin(desk, village):
    urls = "\n".join(["# stories", *(f"{village.url}/news/{number}" for number in range(5)), "", ""])
    done = desk.run("fetch", "--publish", "-", stdin=urls)
    assert (done.returncode, done.stderr) == (0, "")
    assert desk.redis.xlen(desk.keys.articles) == 5
    again = desk.run("fetch", "--publish", "--format", "text", "-", stdin=urls)
    assert again.returncode == 0
    assert desk.redis.xlen(desk.keys.articles) == 5  # nothing twice


@pytest.mark.parametrize(("format_", "begins"), [("text", ""), ("ninjs", '{"uri"'), ("html", "<article")])
def test_formats_go_to_a_file(desk, village, format_, begins):
    path = desk.folder / "out"
    done = desk.run("fetch", "--format", format_, "-o", str(path), f"{village.url}/news/one")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert path.read_text().startswith(begins)
    assert "Aram Haddad" in path.read_text()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("{village}/", "listing"),
        ("{village}/feed.xml", "not_html"),
        ("{village}/report.pdf", "not_html"),
        ("{village}/private/letter", "robots"),
        ("http://10.0.0.1/", "forbidden_address"),
        ("javascript:alert(1)", "invalid_url"),
        ("no url at all", "invalid_url"),
        ("http://reader:secret@10.0.0.1/", "forbidden_address"),
        ("http://127.0.0.1:1/", "connection_refused"),
        ("http://\udcff\x1b[31m.example/", "forbidden_address"),
    ],
)
def test_one_line_names_url_and_reason(desk, village, url, reason):
    done = desk.run("fetch", url.format(village=village.url))
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert f": {reason} (" in line
    assert "secret" not in line
    assert "\x1b" not in line


def test_wrong_usage(desk):
    assert desk.run("fetch").returncode == 2
    assert desk.run("fetch", "--format", "pdf", "https://example.org/").returncode == 2


def test_redis_is_needed_only_to_publish(desk, village):
    desk.environment["WIREDESK_REDIS_URL"] = "redis://127.0.0.1:1"
    assert desk.run("fetch", f"{village.url}/news/one").returncode == 0
    refused = desk.run("fetch", "--publish", f"{village.url}/news/one")
    assert refused.returncode == 3
    assert len(refused.stderr.splitlines()) == 2


def test_ctrl_c_ends_it_at_once(desk, village):
    """Also while it waits for more URLs on stdin."""
    village.delay = 20
    process = subprocess.Popen(
        [sys.executable, "-m", "crawlers", "fetch", "-"], cwd=ROOT, env=desk.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(f"{village.url}/news/slow\n")
    process.stdin.flush()
    deadline = time.monotonic() + 30
    while not village.hits["/news/slow"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.wait(timeout=15) == 130
    assert time.monotonic() - began < 10
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def test_a_reader_that_goes_away_is_no_error(desk, village):
    command = f"{sys.executable} -m crawlers fetch {village.url}/news/1 {village.url}/news/2 | head -c 10"
    done = subprocess.run(
        command, shell=True, cwd=ROOT, env=desk.environment, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert len(done.stdout) == 10
