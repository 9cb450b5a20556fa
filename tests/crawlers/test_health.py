"""The health record of a site: what crawls leave in it, and how it stays small."""

from __future__ import annotations

import json

import redis
from hand_made_site import Answer, article_page

from wiredesk.crawlers.crawl.crawl_record import ArticleFields, CrawlRecord
from wiredesk.crawlers.crawl.health import CRAWLS_KEPT, DAYS_KEPT, SiteHealth
from wiredesk.crawlers.crawl.health_store import readable

HOUR, DAY = 3600.0, 86_400.0
START = 1_790_000_000.0


def crawl(at: float, *, new: int = 0, authors: int | None = None, length: int = 2000, **more) -> CrawlRecord:
    fields = ArticleFields(
        articles=new, authors=new if authors is None else authors, dates=new, lengths=[length] * min(new, 40)
    )
    return CrawlRecord(at=at, found=new, new=new, fields=fields, **more)


def test_every_crawl_adds_to_the_record(wiredesk, start_site, redis_url):
    site = start_site()
    paths = [f"/news/the-old-bridge-is-repaired-{number}" for number in range(3)]
    site.pages |= {path: article_page(f"The old bridge is repaired, part {path[-1]}") for path in paths}
    site.pages["/about-us-and-our-house"] = Answer("<html><body><h1>About us</h1><p>Short.</p></body></html>")
    wiredesk.define_with_feed("town", site, *paths, "/about-us-and-our-house")
    wiredesk.crawl()
    wiredesk.crawl("--dry-run")
    site.pages["/feed"] = Answer("gone", 404)
    wiredesk.crawl(exit_code=1)
    with redis.Redis.from_url(redis_url) as client:
        record = json.loads(client.get("{wiredesk}:health:town"))
        assert 300 * DAY < client.ttl("{wiredesk}:health:town") <= 366 * DAY
    first, second = record["crawls"]
    assert (first["new"], first["fields"]["articles"], first["fields"]["dates"]) == (3, 3, 3)
    assert first["fields"]["empty"] == 1
    assert len(first["fields"]["lengths"]) == 3
    assert second["reasons"] == {"http_404": 1}
    assert record["last_new"] == first["at"]
    assert record["last_good"] == first["at"]
    assert record["days"][-1]["crawls"] == 2


def test_the_record_stays_small_however_long_a_site_is_crawled():
    health = SiteHealth()
    for number in range(100 * 24):
        health.add(crawl(START + number * HOUR, new=50))
    assert len(health.crawls) == CRAWLS_KEPT
    assert len(health.days) == DAYS_KEPT
    assert [len(day.fields.lengths) for day in health.days[:-1]] == [5] * (DAYS_KEPT - 1)
    assert len(health.model_dump_json(exclude_defaults=True)) < 40_000


def test_silence_is_measured_between_the_crawls_that_brought_something():
    health = SiteHealth()
    for hours, new in ((0, 900), (1, 0), (6, 2), (7, 1), (17, 3)):
        health.add(crawl(START + hours * HOUR, new=new))
    assert sum(day.new for day in health.days) == 6, "the first crawl brings what is old"
    assert max(day.silence for day in health.days) == 10
    health.add(crawl(START + 18 * HOUR, problem="no such host"))
    assert health.last_good == START + 17 * HOUR


def test_what_cannot_be_read_begins_anew():
    assert readable("town", b'{"crawls": 3}') == SiteHealth()
    assert readable("town", None) == SiteHealth()
    health = SiteHealth()
    health.add(crawl(START, new=3))
    assert readable("town", health.model_dump_json(exclude_defaults=True)) == health
