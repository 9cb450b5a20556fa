"""Redis emptied, set back to an older snapshot, or its folder lost: what is left never says "known" of what is gone."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import redis
from hand_made_site import Answer, article_page, feed_of

from wiredesk.pipelines.publishing.scripts import SHORT_FORM
from wiredesk.pipelines.redis_script import RedisScript

STREAM = "{wiredesk}:articles"
ARTICLE = "{wiredesk}:article:*"


def paths_of(*numbers):
    return [f"/news/story-{number}" for number in numbers]


def publish(site, *numbers, wait=0.0):
    """These articles, in a feed that answers "not modified" to whoever has it."""
    for path in paths_of(*numbers):
        site.pages[path] = article_page(f"Headline of {path}")
        site.pages[path].wait = wait
    listed, mark = feed_of(site, *paths_of(*numbers)), f'"{len(numbers)}"'
    listed.headers["ETag"] = mark
    unchanged = Answer(status=304, headers={"ETag": mark})
    site.pages["/feed"] = lambda headers: unchanged if headers.get("If-None-Match") == mark else listed


def define(wiredesk, site):
    wiredesk.define_with_feed("harbour", site)


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def data_of(folder):
    """The append-only files: a folder since Redis 7."""
    return folder / "appendonlydir" if (folder / "appendonlydir").exists() else folder / "appendonly.aof"


def take_snapshot(server, folder):
    copy = shutil.copytree if data_of(server.folder).is_dir() else shutil.copy
    return copy(data_of(server.folder), folder / "snapshot")


def set_back(server, snapshot):
    data = data_of(server.folder)
    if data.is_dir():
        shutil.rmtree(data)
        shutil.copytree(snapshot, data)
    else:
        shutil.copy(snapshot, data)


def on_stream(wiredesk):
    return Counter(urlsplit(article["url"]).path for article in wiredesk.queue())


@pytest.fixture
def server(wiredesk, start_redis):
    """A server of the test's own that writes everything to its folder."""
    server = start_redis("--appendonly", "yes", "--appendfsync", "always")
    wiredesk.environment["WIREDESK_REDIS_URL"] = server.url
    return server


class Door:
    """Passes connections on to a server; calls `before` once, when the script with this SHA-1 is first called."""

    def __init__(self, socket_path, script, before):
        self.script, self.before, self.target = script.encode(), before, str(socket_path)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with suppress(OSError):
            while True:
                inner, outer = self.listener.accept()[0], socket.socket(socket.AF_UNIX)
                outer.connect(self.target)
                for source, sink in ((inner, outer), (outer, inner)):
                    threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    def pump(self, source, sink):
        with suppress(OSError):
            while data := source.recv(1 << 20):
                if self.before is not None and self.script in data:
                    self.before, before = None, self.before
                    before()
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


def test_a_fail_over_between_publishing_and_settling(wiredesk, start_site, server):
    """A replica that lacks the newest articles takes over just before their leads are taken out of the frontier."""

    def lose_articles():
        with server.client() as client:
            client.delete(STREAM, *client.scan_iter(ARTICLE), *client.scan_iter("{wiredesk}:words:*"))

    site = start_site()
    define(wiredesk, site)
    publish(site, 2001, 2002)
    door = Door(
        server.socket, RedisScript("wiredesk.crawlers.listings", "settle_published", SHORT_FORM).sha, lose_articles
    )
    wiredesk.environment["WIREDESK_REDIS_URL"] = door.url
    figures = wiredesk.crawl(exit_code=1)["harbour"]
    assert door.before is None
    assert "Redis has lost what this crawl stored" in figures["problem"]
    wiredesk.crawl()
    assert on_stream(wiredesk) == dict.fromkeys(paths_of(2001, 2002), 1)
    assert wiredesk.crawl()["harbour"]["problem"] is None
    door.listener.close()


@pytest.mark.parametrize("with_sources", [True, False])
def test_redis_emptied_in_mid_crawl(wiredesk, start_site, server, with_sources):
    site = start_site()
    define(wiredesk, site)
    publish(site, *range(2001, 2013), wait=0.4)
    if not with_sources:  # found on the home page, and remembered nowhere but in Redis
        site.pages["/"] = Answer('<head><link rel=alternate type="application/rss+xml" href="/feed"></head>')
        wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    crawl = wiredesk.start("crawl", "--quiet", "--summary", "json")
    with server.client() as client:
        until(lambda: client.xlen(STREAM) >= 4)
        client.flushall()
    out, err = crawl.communicate(timeout=90)
    assert crawl.returncode == 1, err
    assert "Redis has lost what this crawl stored" in out
    wiredesk.crawl()
    assert on_stream(wiredesk) == dict.fromkeys(paths_of(*range(2001, 2013)), 1)
    asked = len(site.asked)
    wiredesk.crawl()
    assert on_stream(wiredesk) == dict.fromkeys(paths_of(*range(2001, 2013)), 1)
    assert len(site.asked) > asked  # it goes on looking


def test_redis_set_back_to_an_old_snapshot_in_mid_crawl(wiredesk, start_site, server, tmp_path):
    site = start_site()
    define(wiredesk, site)
    publish(site, *range(2001, 2005))
    wiredesk.crawl()
    server.kill()
    snapshot = take_snapshot(server, tmp_path)
    server.start()
    publish(site, *range(2001, 2013), wait=0.4)
    crawl = wiredesk.start("crawl", "--quiet")
    with server.client() as client:
        until(lambda: client.xlen(STREAM) >= 7)
    server.kill()
    set_back(server, snapshot)
    server.start()
    _, err = crawl.communicate(timeout=90)
    assert crawl.returncode == 1, err
    wiredesk.crawl()
    assert on_stream(wiredesk) == dict.fromkeys(paths_of(*range(2001, 2013)), 1)


def test_redis_set_back_to_an_old_snapshot_between_two_crawls(wiredesk, start_site, server, tmp_path):
    site = start_site()
    define(wiredesk, site)
    publish(site, *range(2001, 2005))
    wiredesk.crawl()
    server.kill()
    snapshot = take_snapshot(server, tmp_path)
    server.start()
    publish(site, *range(2001, 2008))
    wiredesk.crawl()
    server.kill()
    set_back(server, snapshot)
    server.start()
    assert len(on_stream(wiredesk)) == 4
    wiredesk.crawl()
    assert on_stream(wiredesk) == dict.fromkeys(paths_of(*range(2001, 2008)), 1)


def test_the_articles_gone_and_the_listings_kept(wiredesk, start_site, server):
    """Somebody deletes what is known of articles (or a part of the keys is restored)."""
    site = start_site()
    define(wiredesk, site)
    publish(site, *range(2001, 2005))
    wiredesk.crawl()
    wiredesk.crawl()
    with server.client() as client:
        client.delete(STREAM, *client.scan_iter(ARTICLE))
    figures = wiredesk.crawl()["harbour"]
    assert figures["new"] == 4
    assert "what was known of its articles is no longer in Redis" in figures["warnings"][0]
    assert wiredesk.crawl()["harbour"]["warnings"] == []


def test_visits_of_articles_that_are_gone_do_not_stand_before_others(wiredesk, start_site, server):
    site = start_site()
    define(wiredesk, site)
    publish(site, 2001, 2002)
    wiredesk.crawl()
    with server.client() as client:
        revisits = "{wiredesk}:revisits:harbour"
        client.zadd(revisits, dict.fromkeys(client.zrange(revisits, 0, -1), 2.0))
        client.zadd(revisits, {f"{number:032x}": 1.0 for number in range(150)})
        wiredesk.crawl()
        wiredesk.crawl()
        assert client.zcount(revisits, "-inf", 1.0) == 0
    assert len([path for path in site.paths() if path.startswith("/news/")]) == 4


@pytest.mark.parametrize("when", ["between two crawls", "in mid-crawl"])
def test_the_data_folder_of_the_embedded_server_lost(wiredesk, start_site, when, tmp_path):
    site = start_site()
    define(wiredesk, site)
    del wiredesk.environment["WIREDESK_REDIS_URL"]
    home = tmp_path / "home"
    servers = [wiredesk("redis", "start").stdout.strip()]
    process = int((home / "redis/redis.pid").read_text())
    publish(site, *range(2001, 2013), wait=0.1)
    crawl = wiredesk.start("crawl", "--quiet")
    with redis.Redis.from_url(servers[0]) as client:
        until(lambda: client.xlen(STREAM) >= 4)
        if when == "between two crawls":
            assert crawl.wait(90) == 0
    shutil.rmtree(home)
    _, err = crawl.communicate(timeout=90)
    assert "Traceback" not in err
    if "was deleted while it was in use" in err:  # it needed a further connection
        assert crawl.returncode == 3
    try:
        wiredesk.crawl()
        wiredesk.environment["WIREDESK_REDIS_URL"] = wiredesk("redis", "start").stdout.strip()
        assert on_stream(wiredesk) == dict.fromkeys(paths_of(*range(2001, 2013)), 1)
    finally:
        del wiredesk.environment["WIREDESK_REDIS_URL"]
        wiredesk("redis", "stop")
        with suppress(ProcessLookupError):  # the server whose folder went can be reached by nobody
            os.kill(process, signal.SIGTERM)
