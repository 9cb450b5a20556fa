"""A host that has had its requests of the day is left alone until the next one; nothing is lost, nothing has failed."""

from __future__ import annotations

import json
import time
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from hand_made_site import article_page, feed_of

PATHS = [f"/news/story-{number}" for number in range(7001, 7007)]


def define(wiredesk, site, daily):
    for path in PATHS:
        site.pages[path] = article_page(f"Headline of {path}")
    site.pages["/feed"] = feed_of(site, *PATHS)
    wiredesk.define(
        "harbour",
        f'url = "{site.url}/"\nsources = [{{type = "feed", url = "{site.url}/feed"}}]\n'
        f"[fetch]\ndelay = 0\ndaily_requests = {daily}\n[schedule]\nshortest = 0.001\n",
    )


def test_the_rest_waits_until_tomorrow(wiredesk, start_site, shared_redis):
    site = start_site()
    host = urlsplit(site.url).netloc
    define(wiredesk, site, 5)  # robots.txt, the feed, three articles
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["left"], figures["failed"]) == (3, 3, {})
    (told,) = figures["warnings"]
    assert f"{host} has had its 5 requests of today (UTC)" in told
    assert "daily_requests" in told
    asked = len(site.asked)
    figures = wiredesk.crawl()["harbour"]  # another process, the same day
    assert (figures["new"], figures["left"], figures["failed"], figures["problem"]) == (0, 3, {}, None)
    assert len(figures["warnings"]) == 1
    assert len(site.asked) == asked
    with shared_redis.client() as client:
        left = client.pttl(f"{{wiredesk}}:today:{host}") / 1000
        due = json.loads(wiredesk("crawl", "--due", "--summary", "json").stdout)["next_due"]
        assert datetime.fromisoformat(due).timestamp() == pytest.approx(time.time() + left, abs=5)  # with the next day
        client.delete(f"{{wiredesk}}:today:{host}")  # tomorrow
    assert wiredesk.crawl()["harbour"]["new"] == 3
    assert len(wiredesk.queue()) == len(PATHS)


def test_one_url_says_so(wiredesk, start_site, shared_redis):
    site = start_site()
    define(wiredesk, site, 3)
    done = wiredesk("fetch", "--publish", *(site.url + path for path in PATHS[:3]))
    assert done.returncode == 1
    assert done.stderr.count("daily_budget") == 1
    assert len(wiredesk.queue()) == 2
