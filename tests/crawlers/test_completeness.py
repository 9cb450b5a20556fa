"""Which kinds of source have named an article: what crawls note, and what `sites check` makes of it."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
import redis
from hand_made_site import PUBLISHED_AT, Answer, article_page, feed_of

from wiredesk.crawlers.completeness.record import Record

FEED, SITEMAP, PAGE = 1, 2, 8
KEY = "{wiredesk}:captures:town"
DAY = PUBLISHED_AT.date()
PARTS = ["bridge", "market", "school", "harbour", "clinic", "library", "tunnel", "stadium", "airport", "station"]
TITLES = [f"The {part} is repaired before winter" for part in PARTS] + [f"The {part} opens again" for part in PARTS[:4]]
PATHS = [f"/news/{title.lower().replace(' ', '-')}" for title in TITLES]


def sitemap_of(site, *paths: str) -> Answer:
    rows = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in paths)
    return Answer(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>', content_type="text/xml"
    )


@pytest.fixture
def town(wiredesk, start_site):
    """A site whose feed and sitemap share some articles, and that crawls have known for ten days."""
    site = start_site()
    site.pages |= {path: article_page(title) for path, title in zip(PATHS, TITLES, strict=True)}
    site.pages["/news/about-our-house"] = Answer("<html><body><h1>About us</h1><p>Short.</p></body></html>")
    site.pages["/feed"] = feed_of(site, *PATHS[:9], "/news/about-our-house")
    site.pages["/sitemap.xml"] = sitemap_of(site, *PATHS[4:13], "/news/about-our-house")
    sources = "".join(
        f'[[sources]]\ntype = "{kind}"\nurl = "{site.url}/{path}"\n'
        for kind, path in (("feed", "feed"), ("sitemap", "sitemap.xml"))
    )
    wiredesk.define("town", f'url = "{site.url}/"\ntimezone = "Asia/Baghdad"\n{sources}[fetch]\ndelay = 0\n')
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        client.hset(KEY, "summary", json.dumps({"begun": time.time() - 10 * 86_400}))
    return site


def recorded(wiredesk) -> Record:
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        assert 80 * 86_400 < client.ttl(KEY) <= 90 * 86_400
        return Record.read("town", client.hgetall(KEY))


def check(wiredesk) -> dict:
    done = wiredesk("sites", "check", "--offline", "--json", "town")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["completeness"]


def test_what_two_kinds_have_named_tells_how_much_is_missing(wiredesk, town):
    wiredesk.crawl()
    assert recorded(wiredesk).summary.days == {DAY.isoformat(): {FEED: 4, SITEMAP: 4, FEED | SITEMAP: 5}}
    found = check(wiredesk)
    assert found["found"] == 13
    assert 0.4 < found["low"] < found["share"] < found["high"] <= 1
    assert found["named"] == {"feed": 9, "sitemap": 9}
    assert [day["day"] for day in found["days"]] == [DAY.isoformat()]
    assert {(lack["kind"], lack["lacked"], lack["of"]) for lack in found["lacks"]} == {
        ("feed", 4, 9), ("sitemap", 4, 9),
    }  # fmt: skip
    examples = {lack["kind"]: lack["examples"] for lack in found["lacks"]}
    assert set(examples["feed"]) < {f"{town.url}{path}" for path in PATHS[9:13]}
    text = wiredesk("sites", "check", "--offline", "town").stdout
    assert "completeness: 13 articles of" in text
    assert "feed lacked 4 of 9:" in text

    town.pages["/feed"] = feed_of(town, *PATHS[3:11])
    wiredesk.crawl()  # known articles that another kind names now count too, and none twice
    assert recorded(wiredesk).summary.days == {DAY.isoformat(): {FEED: 4, SITEMAP: 2, FEED | SITEMAP: 7}}


def test_articles_that_come_long_after_their_date_are_told(wiredesk, town):
    wiredesk.crawl()
    assert check(wiredesk)["late"] == 0, "what a first crawl finds tells nothing"
    town.pages["/feed"] = feed_of(town, *PATHS[:9], PATHS[13])
    wiredesk.crawl()
    found = check(wiredesk)
    assert (found["late"], found["late_examples"]) == (1, [f"{town.url}{PATHS[13]}"])
    text = wiredesk("sites", "check", "--offline", "town").stdout
    assert "1 of 14 came more than a day after their date" in " ".join(text.split())


def test_an_article_that_waits_keeps_what_has_named_it(wiredesk, town):
    page = town.pages[PATHS[0]]
    town.pages[PATHS[0]] = Answer("")
    wiredesk.crawl(exit_code=None)
    record = recorded(wiredesk)
    assert sum(record.summary.days[DAY.isoformat()].values()) == 12
    assert [len(urls) for urls in record.waiting.values()] == [1]
    town.pages |= {PATHS[0]: page, "/feed": feed_of(town, PATHS[1]), "/sitemap.xml": sitemap_of(town, *PATHS[:2])}
    wiredesk.crawl()
    record = recorded(wiredesk)
    assert record.summary.days[DAY.isoformat()][FEED | SITEMAP] == 7
    assert not record.waiting
    assert record.summary.late == {}, "one that an earlier crawl has left was named in time"


def test_a_first_crawl_and_a_dry_run_tell_nothing(wiredesk, town):
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        client.delete(KEY)
        wiredesk.crawl("--dry-run")
        assert not client.exists(KEY)
    assert check(wiredesk) is None
    wiredesk.crawl()
    record = recorded(wiredesk)
    assert not record.days, "what a first crawl sees at once is of days before it"
    assert time.time() - record.summary.begun < 60
    assert check(wiredesk)["unknown"] == "no_day"
    assert "no whole day has been seen yet" in wiredesk("sites", "check", "--offline", "town").stdout


def test_one_kind_alone_can_not_be_compared(wiredesk, town):
    wiredesk.define_with_feed("town", town, *PATHS)
    wiredesk.crawl()
    found = check(wiredesk)
    assert (found["unknown"], found["share"], found["found"]) == ("one_kind", None, 14)


def test_days_without_a_crawl_are_not_judged(wiredesk, town):
    last = (PUBLISHED_AT - timedelta(days=1)).timestamp()
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        client.hset(KEY, "summary", json.dumps({"begun": last - 20 * 86_400, "crawled": last}))
    wiredesk.crawl()
    assert DAY.isoformat() in recorded(wiredesk).summary.gaps
    assert check(wiredesk)["unknown"] == "no_day"
