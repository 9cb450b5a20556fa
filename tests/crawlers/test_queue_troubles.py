"""`wiredesk crawl` when the queue is full or Redis is away: it waits, says so, and goes on by itself."""

from __future__ import annotations

import signal
import time
from collections import Counter
from urllib.parse import urlsplit

from hand_made_site import article_page
from told_lines import ToldLines

STREAM = "{wiredesk}:articles"


def stories(site, wiredesk, count, *, wait=0.0):
    """A site with a feed of so many articles; the paths of the articles."""
    paths = [f"/news/story-{number}" for number in range(1001, 1001 + count)]
    for path in paths:
        site.pages[path] = article_page(f"Headline of {path}")
        site.pages[path].wait = wait
    wiredesk.define_with_feed("harbour", site, *paths)
    return paths


def fetched(site):
    return Counter(path for path in site.paths() if path.startswith("/news/"))


def crawl_that_loses_its_server(wiredesk, start_site, start_redis):
    """A crawl under way, its server just killed: the server, the site, the paths of its articles, the crawl."""
    server = start_redis("--appendonly", "yes", "--appendfsync", "always")
    wiredesk.environment["WIREDESK_REDIS_URL"] = server.url
    site = start_site()
    paths = stories(site, wiredesk, 16, wait=0.1)
    crawl = wiredesk.start("crawl", "--quiet")
    with server.client() as client:
        while client.xlen(STREAM) < 3:
            time.sleep(0.02)
    server.kill()
    return server, site, paths, crawl


def test_a_crawl_waits_while_the_queue_is_full_and_goes_on_by_itself(wiredesk, start_site, shared_redis):
    site = start_site()
    paths = stories(site, wiredesk, 8)
    wiredesk.environment["WIREDESK_BACKLOG"] = "3"
    crawl = wiredesk.start("crawl", "--quiet")
    told = ToldLines(crawl.stderr)
    waits = told.wait_for("publishing waits")
    assert "3 of 3 articles are waiting (backlog): no consumer group has read the queue yet" in waits
    with shared_redis.client() as client:
        time.sleep(1.5)  # a crawl that did not wait would be done by now
        assert (client.xlen(STREAM), crawl.poll()) == (3, None)
        client.xgroup_create(STREAM, "reader", "0")
        while crawl.poll() is None:
            client.xreadgroup("reader", "me", {STREAM: ">"}, noack=True)
            time.sleep(0.05)
        assert crawl.returncode == 0
        assert client.xlen(STREAM) == len(paths)
    assert "publishing goes on" in told.all()
    assert fetched(site) == dict.fromkeys(paths, 1)


def test_a_crawl_that_waits_for_room_can_be_stopped(wiredesk, start_site):
    site = start_site()
    paths = stories(site, wiredesk, 8)
    wiredesk.environment["WIREDESK_BACKLOG"] = "3"
    crawl = wiredesk.start("crawl", "--quiet")
    ToldLines(crawl.stderr).wait_for("publishing waits")
    began = time.monotonic()
    crawl.send_signal(signal.SIGTERM)
    assert crawl.wait(timeout=60) == 130
    assert time.monotonic() - began < 40
    del wiredesk.environment["WIREDESK_BACKLOG"]
    wiredesk.crawl()
    assert {urlsplit(article["url"]).path for article in wiredesk.queue()} == set(paths)
    assert len(wiredesk.queue()) == len(paths)


def test_a_crawl_outlives_an_outage_and_fetches_nothing_twice(wiredesk, start_site, start_redis):
    """benchmarks/crawl_crash.py --outage 60 is the long version."""
    server, site, paths, crawl = crawl_that_loses_its_server(wiredesk, start_site, start_redis)
    before = sum(fetched(site).values())
    time.sleep(2.5)  # all would be fetched by now
    assert sum(fetched(site).values()) - before <= 2  # what had got its turn already
    assert crawl.poll() is None
    server.start()
    _, err = crawl.communicate(timeout=90)
    assert crawl.returncode == 0, err
    assert fetched(site) == dict.fromkeys(paths, 1)
    assert sorted(urlsplit(article["url"]).path for article in wiredesk.queue()) == paths


def test_a_crawl_can_be_stopped_while_redis_is_away(wiredesk, start_site, start_redis):
    server, _, paths, crawl = crawl_that_loses_its_server(wiredesk, start_site, start_redis)
    crawl.send_signal(signal.SIGTERM)
    _, err = crawl.communicate(timeout=90)
    assert crawl.returncode == 130, err
    assert "Traceback" not in err
    server.start()
    wiredesk.crawl()
    assert sorted(urlsplit(article["url"]).path for article in wiredesk.queue()) == paths
