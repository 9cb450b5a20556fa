"""A server that refuses commands for a moment is waited for; a key of a wrong type is told in one line, with exit 3."""

from __future__ import annotations

import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from hand_made_site import article_page
from told_lines import ToldLines

from wiredesk.settings.redis_refusals import error_code, is_passing

STREAM = "{wiredesk}:articles"
REFUSALS = {
    "READONLY": (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")),
    "OOM": (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0")),
    "NOREPLICAS": (
        ("CONFIG", "SET", "min-replicas-to-write", "1"), ("CONFIG", "SET", "min-replicas-to-write", "0"),
    ),
}  # fmt: skip


def stories(site, wiredesk, count, name="harbour"):
    """A site with a feed of so many articles; their paths."""
    paths = [f"/news/{name}-{number}" for number in range(3001, 3001 + count)]
    for path in paths:
        site.pages[path] = article_page(f"Headline of {path}")
        site.pages[path].wait = 0.2
    wiredesk.define_with_feed(name, site, *paths)
    return paths


def published(wiredesk):
    return sorted(urlsplit(article["url"]).path for article in wiredesk.queue())


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_crawl_waits_while_writes_are_refused(wiredesk, start_site, start_redis, refusal):
    server = start_redis()
    wiredesk.environment["WIREDESK_REDIS_URL"] = server.url
    site = start_site()
    paths = stories(site, wiredesk, 30)
    refuse, allow = REFUSALS[refusal]
    with server.client() as client:
        crawl = wiredesk.start("crawl", "--quiet")
        while client.xlen(STREAM) < 3:
            time.sleep(0.02)
        client.execute_command(*refuse)
        told = ToldLines(crawl.stderr)
        told.wait_for("waiting for up to", "publishing waits")
        time.sleep(1)
        assert crawl.poll() is None
        client.execute_command(*allow)
        assert crawl.wait(timeout=60) == 0, told.all()
        err = told.all()
        assert "Traceback" not in err
        assert err.count("waiting for up to") + err.count("publishing waits") in (1, 2)  # whoever was first
        assert "Redis is back" in err or "publishing goes on" in err
        assert client.zcard("{wiredesk}:flight:" + urlsplit(site.url).netloc) == 0
    assert published(wiredesk) == paths


@pytest.mark.parametrize("refusal", ["OOM", "NOREPLICAS"])  # a replica is refused at the start, with code 2
def test_a_crawl_waits_at_its_start(wiredesk, start_site, start_redis, refusal):
    server = start_redis()
    wiredesk.environment["WIREDESK_REDIS_URL"] = server.url
    paths = stories(start_site(), wiredesk, 2)
    refuse, allow = REFUSALS[refusal]
    with server.client() as client:
        client.execute_command(*refuse)
        crawl = wiredesk.start("crawl", "--quiet")
        told = ToldLines(crawl.stderr)
        told.wait_for("waiting for up to", "publishing waits")
        time.sleep(1)
        assert crawl.poll() is None
        client.execute_command(*allow)
    assert crawl.wait(timeout=60) == 0, told.all()
    assert published(wiredesk) == paths


def test_fetch_says_that_it_waits(wiredesk, start_site, start_redis):
    server, site = start_redis(), start_site()
    wiredesk.environment["WIREDESK_REDIS_URL"] = server.url
    site.pages["/news/bridge-1001"] = article_page("The bridge is mended")
    refuse, allow = REFUSALS["OOM"]
    with server.client() as client:
        client.execute_command(*refuse)
        fetch = wiredesk.start("fetch", "--publish", f"{site.url}/news/bridge-1001")
        told = ToldLines(fetch.stderr)
        told.wait_for("waiting for up to")
        time.sleep(1)
        client.execute_command(*allow)
    err = told.all()
    assert fetch.wait(timeout=60) == 0, err
    assert err.count("waiting for up to") == 1


def test_a_refusal_that_stays_ends_the_crawl_with_one_line(wiredesk, start_site, start_redis, tmp_path):
    server = start_redis()
    wiredesk.environment["WIREDESK_REDIS_URL"] = server.url
    stories(start_site(), wiredesk, 2, "harbour")
    stories(start_site(), wiredesk, 2, "village")
    # The patience of commands is no setting; a crawl with little of it is started by hand.
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import wiredesk.settings.redis_patience as p\n"
        "for kind in (p.PatientRetry, p.PatientAsyncRetry): kind.__init__.__defaults__ = (2.0,)\n"
    )
    wiredesk.environment["PYTHONPATH"] = f"{patch}:{wiredesk.environment.get('PYTHONPATH', '.')}"
    with server.client() as client:
        client.execute_command(*REFUSALS["OOM"][0])
        command = [sys.executable, "-m", "wiredesk", "crawl", "--quiet"]
        done = subprocess.run(
            command, env=wiredesk.environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 3
    told = [line for line in done.stderr.splitlines() if line.startswith("wiredesk: ")]
    assert len(told) == 1
    assert "its memory is used up (maxmemory)" in told[0]
    assert "2 sites" in told[0]


KEYS = ["articles", "frontier:harbour", "sources:harbour", "revisits:harbour", "memory:harbour", "host:{host}"]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_a_wrong_type(wiredesk, start_site, shared_redis, key):
    sites = [start_site(), start_site()]
    stories(sites[0], wiredesk, 3, "harbour")
    others = stories(sites[1], wiredesk, 2, "village")
    with shared_redis.client() as client:
        client.sadd("{wiredesk}:" + key.format(host=urlsplit(sites[0].url).netloc), "not ours")
        done = wiredesk("crawl", "--quiet")
        assert done.returncode == 3, done.stderr
        (told,) = [line for line in done.stderr.splitlines() if line.startswith("wiredesk: ")]
        assert "WRONGTYPE" in told
        client.delete("{wiredesk}:" + key.format(host=urlsplit(sites[0].url).netloc))
    if key != "articles":
        assert set(published(wiredesk)) >= set(others)
    wiredesk("crawl", "--quiet")
    assert len(published(wiredesk)) == 5


@pytest.mark.parametrize("command", [("queue", "stats"), ("queue", "read"), ("queue", "dead"), ("worker",)])
def test_commands_end_with_3_where_a_key_has_a_wrong_type(wiredesk, shared_redis, command):
    with shared_redis.client() as client:
        for key in ("articles", "dead", "requests"):
            client.set("{wiredesk}:" + key, "not ours")
    done = wiredesk(*command)
    assert done.returncode == 3, done.stderr
    assert "WRONGTYPE" in done.stderr


def test_a_cluster_whose_slot_nobody_serves_is_waited_for(wiredesk, start_site, redis_cluster):
    wiredesk.environment["WIREDESK_REDIS_URL"] = redis_cluster.url
    paths = stories(start_site(), wiredesk, 30)
    import redis

    with redis.RedisCluster.from_url(redis_cluster.url) as client:
        slot = (client.keyslot(STREAM) + 1) % 16_384  # whose keys go with it; without it the whole Cluster is down
        node = client.get_node_from_key(STREAM).redis_connection
        node.config_set("cluster-require-full-coverage", "yes")
        crawl = wiredesk.start("crawl", "--quiet")
        while client.xlen(STREAM) < 3:
            time.sleep(0.02)
        node.execute_command("CLUSTER", "DELSLOTS", slot)
        told = ToldLines(crawl.stderr)
        told.wait_for("waiting for up to", "publishing waits")
        time.sleep(1)
        assert crawl.poll() is None
        node.execute_command("CLUSTER", "ADDSLOTS", slot)
        assert crawl.wait(timeout=90) == 0, told.all()
        assert "Traceback" not in told.all()
        assert client.xlen(STREAM) == len(paths)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MISCONF Redis is configured to save RDB snapshots", "MISCONF"),
        ("Command # 1 (HSET {wiredesk}:a READONLY it) of pipeline caused error: MISCONF no disk", "MISCONF"),
        ("ERR Error running script (call to f_0a1b): @user_script:12: -NOREPLICAS Not enough", "NOREPLICAS"),
        ("Command # 2 (SET a OOM) of pipeline caused error: WRONGTYPE Operation against a key", "WRONGTYPE"),
        ("BUSYGROUP Consumer Group name already exists", "BUSYGROUP"),
    ],
)
def test_the_code_of_an_error(text, code):
    import redis

    problem = redis.ResponseError(text)
    assert error_code(problem) == code
    assert is_passing(problem) == (code in ("MISCONF", "NOREPLICAS"))
