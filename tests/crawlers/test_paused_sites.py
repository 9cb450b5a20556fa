"""`wiredesk sites pause` and `resume`: whoever crawls, a paused site is left alone."""

from __future__ import annotations

import json
import time

import pytest
import redis
from hand_made_site import article_page

from wiredesk.crawlers.crawl.pauses import FOR_GOOD, pause, read_paused, resume
from wiredesk.pipelines.publishing.keys import Keys


@pytest.fixture
def two_sites(wiredesk, start_site):
    sites = {}
    for name in ("harbour", "island"):
        site = sites[name] = start_site()
        wiredesk.define_with_feed(name, site, "/news/bridge-1001")
        site.pages["/news/bridge-1001"] = article_page(f"Old bridge of the {name} to be repaired")
    return sites


def test_a_paused_site_is_left_alone_until_it_is_resumed(wiredesk, two_sites):
    done = wiredesk("sites", "pause", "harbour")
    assert (done.returncode, done.stderr) == (0, "harbour is paused until it is resumed\n")
    assert list(wiredesk.crawl()) == ["island"]
    done = wiredesk("crawl", "--due", "harbour")
    assert (done.returncode, done.stderr) == (0, "harbour is paused until `wiredesk sites resume`\n")
    assert two_sites["harbour"].asked == []
    lines = [line.split("\t") for line in wiredesk("sites", "list").stdout.splitlines()]
    assert [(line[0], line[6]) for line in lines] == [("harbour", "paused"), ("island", "enabled")]
    checked = wiredesk("sites", "check", "--offline")
    assert "harbour" not in checked.stdout
    assert "paused, and left out: harbour" in checked.stderr

    assert wiredesk("sites", "resume", "harbour").stderr == "harbour is crawled again\n"
    assert wiredesk("sites", "resume", "harbour").stderr == "harbour was not paused\n"
    assert wiredesk.crawl()["harbour"]["new"] == 1


def test_a_pause_ends_by_itself(wiredesk, two_sites):
    assert wiredesk("sites", "pause", "harbour", "--until", "7d").returncode == 0
    summary = json.loads(wiredesk("crawl", "--quiet", "--summary", "json").stdout)
    assert [site["site"] for site in summary["sites"]] == ["island"]
    assert list(summary["paused"]) == ["harbour"]
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        assert abs(read_paused(client, Keys())["harbour"] - time.time() - 7 * 86_400) < 60
        pause(client, Keys(), ["harbour"], time.time() - 1)
    assert wiredesk.crawl()["harbour"]["new"] == 1


def test_what_makes_no_sense_is_refused(wiredesk, two_sites):
    done = wiredesk("sites", "pause", "harbor")
    assert done.returncode == 2
    assert "did you mean harbour?" in done.stderr
    assert "has passed" in wiredesk("sites", "pause", "harbour", "--until", "yesterday").stderr
    assert wiredesk("sites", "resume", "harbor").returncode == 2
    assert wiredesk("sites", "resume").returncode == 2
    assert wiredesk("sites", "resume", "--all").stderr == "no site is paused\n"


def test_a_pause_that_cannot_be_read_holds(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        client.hset(Keys().paused, mapping={"a": "soon", "b": "nan", "c": "", "d": "1"})
        assert read_paused(client, Keys()) == {"a": FOR_GOOD, "b": FOR_GOOD, "c": FOR_GOOD}
        resume(client, Keys(), ["a", "b", "c", "d"])
        assert read_paused(client, Keys()) == {}
