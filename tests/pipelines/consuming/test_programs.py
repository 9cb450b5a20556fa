"""The complete programs of docs/consuming.md, run as they are printed there."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis.asyncio
from queue_writer import QueueWriter, make_article

from wiredesk.pipelines.consuming.dead_letters import read_dead_letters, replay
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publisher import Publication, Publisher

DOCUMENT = (Path(__file__).parents[3] / "docs/consuming.md").read_text("utf-8")
REDIS_CLI = shutil.which("redis-cli") or shutil.which("redis-cli", path=str(Path(sys.executable).parent))


def program(name: str) -> str:
    """The code block that has this file name in its first or second line."""
    blocks = re.findall(r"^```\w+\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    (found,) = [block for block in blocks if name in "".join(block.splitlines()[:2])]
    return found


def wait_for(condition: Callable[[], object], process: subprocess.Popen, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the program has ended"
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def run(tmp_path, queue):
    """Starts a program of the document in its own folder; stops it with SIGTERM at the end."""
    started: list[subprocess.Popen] = []

    def start(name: str, *command: str, **environment: str) -> subprocess.Popen:
        (tmp_path / name).write_text(program(name), "utf-8")
        output = (tmp_path / "output").open("ab")
        settings = os.environ | {"WIREDESK_REDIS_URL": queue.url} | environment
        process = subprocess.Popen([*command, name], cwd=tmp_path, env=settings, stdout=output)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def queue(redis_url):
    return QueueWriter(redis_url)


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_python_keeps_the_latest_revision_in_sqlite(queue, run, tmp_path):
    queue.fill(3)
    queue.add(make_article(1, revision=2, event="update", headline="Harvest is in"))
    process = run("index_articles.py", sys.executable)
    wait_for(lambda: "sqlite" in groups(queue) and drained(queue, "sqlite"), process)
    queue.add(make_article(1, revision=1))  # delivered once more, as after a crash
    wait_for(lambda: drained(queue, "sqlite"), process)
    stop(process)
    with sqlite3.connect(tmp_path / "articles.db") as database:
        rows = database.execute("SELECT id, revision, headline FROM article ORDER BY id").fetchall()
    assert rows[0] == ("article-1", 2, "Harvest is in")
    assert [row[0] for row in rows] == ["article-1", "article-2", "article-3"]
    assert queue.pending("sqlite") == 0


def test_python_as_an_iterator(queue, run, tmp_path):
    queue.add(make_article(1, language="ar"))
    queue.add(make_article(2, language="en"))
    queue.add(make_article(3, language="ckb"))
    assert run("print_headlines.py", sys.executable).wait(30) == 0
    lines = (tmp_path / "output").read_text().splitlines()
    assert lines == ["ar Harvest report number 1", "ckb Harvest report number 3"]
    assert queue.pending("headlines") == 0


def test_python_asyncio(queue, run, tmp_path):
    queue.fill(3)
    queue.add(make_article(4, body_text="A drought is on."))
    process = run("watch_droughts.py", sys.executable)
    wait_for(lambda: "droughts" in groups(queue) and drained(queue, "droughts"), process)
    stop(process)
    assert (tmp_path / "output").read_text() == "https://example.org/news/4\n"


def test_redis_cli(queue, run, tmp_path):
    if REDIS_CLI is None:
        pytest.skip("no redis-cli on this machine")
    queue.fill(3)
    queue.add(make_article(4, headline="Poison"))
    (tmp_path / "digest.sh").write_text("grep -v Poison >> digested || [ -e mended ]")
    shell = ["sh", "-c", 'exec sh "$0" shell "sh digest.sh"']
    socket = queue.url.removeprefix("unix://")
    process = run("consume.sh", *shell, REDIS_CLI=f"{REDIS_CLI} -s {socket}", CLAIM_AFTER_MS="100")
    wait_for(queue.dead, process)
    (letter,) = read_dead_letters(queue.client, queue.keys)
    assert (letter.group, letter.article["headline"]) == ("shell", "Poison")
    wait_for(lambda: drained(queue, "shell"), process)
    lines = (tmp_path / "digested").read_text().splitlines()
    assert [re.search(r'"id":"([^"]*)"', line)[1] for line in lines] == ["article-1", "article-2", "article-3"]

    (tmp_path / "mended").touch()
    replay(queue.client, queue.keys, letter)
    wait_for(lambda: queue.client.xlen(queue.keys.replay("shell")) == 0, process)
    stop(process)
    assert queue.dead() == []


def test_redis_cli_waits_where_the_command_cannot_work_just_now(queue, run, tmp_path):
    if REDIS_CLI is None:
        pytest.skip("no redis-cli on this machine")
    queue.fill(2)
    (tmp_path / "load.sh").write_text("echo >> tries; [ -e open ] && cat >> loaded || exit 75")
    shell = ["sh", "-c", 'exec sh "$0" loaders "sh load.sh"']
    process = run("consume.sh", *shell, REDIS_CLI=f"{REDIS_CLI} -s {queue.url.removeprefix('unix://')}")
    began = time.monotonic()
    wait_for(lambda: (tmp_path / "tries").exists() and len((tmp_path / "tries").read_text()) == 3, process)
    assert time.monotonic() - began > 3, "a pause of one second, then of two"
    (tmp_path / "open").touch()
    wait_for(lambda: drained(queue, "loaders"), process)
    stop(process)
    assert (tmp_path / "loaded").read_text().count('"article-') == 2
    assert queue.dead() == []


def test_redis_cli_does_not_spin_where_redis_refuses(queue, run, tmp_path):
    if REDIS_CLI is None:
        pytest.skip("no redis-cli on this machine")
    queue.client.execute_command("ACL", "SETUSER", "reader", "on", ">word", "~*", "+@all")
    cli = f"{REDIS_CLI} -s {queue.url.removeprefix('unix://')} --no-auth-warning --user reader --pass word"
    process = run("consume.sh", "sh", "-c", 'exec sh "$0" shy "cat >> read"', REDIS_CLI=cli)
    wait_for(lambda: queue.client.exists(queue.keys.articles) and "shy" in groups(queue), process)
    queue.client.execute_command("ACL", "SETUSER", "reader", "-@all")
    time.sleep(1)  # the read at hand ends
    before = queue.client.info("stats")["total_connections_received"]
    time.sleep(4)
    assert queue.client.info("stats")["total_connections_received"] - before <= 4
    queue.client.execute_command("ACL", "SETUSER", "reader", "+@all")
    queue.fill(1)
    wait_for(lambda: (tmp_path / "read").exists() and drained(queue, "shy"), process)
    queue.client.xgroup_destroy(queue.keys.articles, "shy")
    assert process.wait(20) == 1, "as Consumer does: starting over unasked would deliver everything again"


def test_the_second_sink_with_redis_cli(queue, run, tmp_path):
    if REDIS_CLI is None:
        pytest.skip("no redis-cli on this machine")

    async def publish() -> None:
        client = redis.asyncio.Redis.from_url(queue.url)
        publisher = Publisher(client, Keys(), near_duplicate_days=0, to_list=True)
        await publisher.publish_many([Publication(make_article(number)) for number in (1, 2)])
        await client.aclose()

    asyncio.run(publish())
    shell = ["sh", "-c", 'exec sh "$0" "cat >> popped"']
    process = run("pop.sh", *shell, REDIS_CLI=f"{REDIS_CLI} -s {queue.url.removeprefix('unix://')}")
    popped = tmp_path / "popped"
    wait_for(lambda: popped.exists() and popped.read_text().count("\n") == 2, process)
    wait_for(lambda: not queue.client.keys("{wiredesk}:articles:list*"), process)
    stop(process)
    assert [json.loads(line)["headline"] for line in popped.read_text().splitlines()] == [
        "Harvest report number 1",
        "Harvest report number 2",
    ]


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory) -> Path:
    """A folder with the npm package `redis`, installed once."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("no Node.js on this machine")
    folder = tmp_path_factory.mktemp("node")
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), "redis@5"]
    try:
        installed = subprocess.run(command, capture_output=True, text=True, timeout=90)
    except subprocess.TimeoutExpired:
        pytest.skip("npm gives no answer: offline?")
    if installed.returncode:
        pytest.skip(f"npm cannot install the package redis: {installed.stderr[-200:]}")
    return folder / "node_modules"


@pytest.fixture
def tcp_queue(start_redis):
    return QueueWriter(start_redis(tcp=True).url)


def test_node(node_modules, tcp_queue, run, tmp_path):
    queue = tcp_queue
    (tmp_path / "node_modules").symlink_to(node_modules)
    queue.fill(3)
    queue.add(make_article(4, keywords=["poison"]))
    queue.client.xgroup_create(queue.keys.articles, "node", "0")
    queue.client.xreadgroup("node", "dead-one", {queue.keys.articles: ">"}, count=1)
    process = run("consume.mjs", "node", REDIS_URL=queue.url, CLAIM_AFTER_MS="100")
    wait_for(queue.dead, process)
    wait_for(lambda: drained(queue, "node"), process)
    (letter,) = read_dead_letters(queue.client, queue.keys)
    assert (letter.article_id, letter.error) == ("article-4", "Error: cannot digest this")
    assert replay(queue.client, queue.keys, letter)
    wait_for(queue.dead, process)
    stop(process)
    lines = sorted((tmp_path / "output").read_text().splitlines())
    assert lines == [f"article-{number} 1 Harvest report number {number}" for number in (1, 2, 3)]


def groups(queue: QueueWriter) -> list[str]:
    return [row["name"] for row in queue.client.xinfo_groups(queue.keys.articles)]


def drained(queue: QueueWriter, group: str) -> bool:
    """Whether the group has been given everything and has acknowledged it."""
    (row,) = [row for row in queue.client.xinfo_groups(queue.keys.articles) if row["name"] == group]
    ((newest, _),) = queue.client.xrevrange(queue.keys.articles, count=1)
    return row["last-delivered-id"] == newest and row["pending"] == 0
