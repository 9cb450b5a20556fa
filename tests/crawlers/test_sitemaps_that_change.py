"""Indexes whose dates say nothing: their children are read where new articles come, and not all of them every time."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hand_made_site import PUBLISHED, Answer, HandMade, article_page, feed_of
from redis import Redis

from wiredesk.crawlers.listings.child_record import LIVELY_FOR, LOOKED_AT_EVERY, QUIET_AFTER, ChildRecord
from wiredesk.pipelines.publishing.keys import Keys

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
HOUR = 3600


def story(site: HandMade, number: int, folder: str = "news") -> str:
    path = f"/{folder}/harbour-report-of-{number}"
    site.pages[path] = article_page(f"The harbour report of number {number}")
    return path


def urlset(site: HandMade, paths: Iterable[str]) -> Answer:
    entries = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in paths)
    return Answer(f"<urlset {SITEMAP}>{entries}</urlset>", content_type="text/xml")


def index(site: HandMade, names: Iterable[str], date: str = "") -> Answer:
    dated = f"<lastmod>{date}</lastmod>" if date else ""
    entries = "".join(f"<sitemap><loc>{site.url}{name}</loc>{dated}</sitemap>" for name in names)
    return Answer(f"<sitemapindex {SITEMAP}>{entries}</sitemapindex>", content_type="text/xml")


def define(wiredesk, site: HandMade, path: str, kind: str = "sitemap") -> None:
    source = f'[[sources]]\ntype = "{kind}"\nurl = "{site.url}{path}"\n'
    wiredesk.define("harbour", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')


def pass_time(redis_url: str, site: HandMade, seconds: float) -> None:
    """Let what was read so far have been read so much earlier."""
    with Redis.from_url(redis_url, decode_responses=True) as client:
        key, field = Keys().sources("harbour"), f"{site.url}/index.xml"
        state = json.loads(client.hget(key, field))
        for url, stored in state["children"].items():
            mark, digest, looked, changed, quiet = stored.split(" ")
            times = (str(max(0, int(at) - int(seconds / HOUR))) for at in (looked, changed))
            state["children"][url] = " ".join((mark, digest, *times, quiet))
        client.hset(key, field, json.dumps(state))


def maps_read(site: HandMade) -> list[str]:
    return [path for path in site.paths() if path.endswith(".xml") and path != "/index.xml"]


def test_an_index_without_dates_is_no_witness_of_its_children(wiredesk, start_site):
    site = start_site()
    listing = index(site, ["/posts.xml"])
    listing.headers = {"ETag": '"1"'}
    site.pages["/index.xml"] = lambda headers: Answer("", 304) if headers.get("If-None-Match") else listing
    site.pages["/posts.xml"] = urlset(site, [story(site, 1001)])
    define(wiredesk, site, "/index.xml")
    assert wiredesk.crawl()["harbour"]["new"] == 1
    site.pages["/posts.xml"] = urlset(site, [story(site, 1001), story(site, 1002)])
    assert wiredesk.crawl()["harbour"]["new"] == 1


def test_the_last_of_numbered_children_has_the_new_articles(wiredesk, start_site, redis_url):
    """Content systems list posts, pages, sections and authors one behind the other, all without dates."""
    site = start_site()
    names = [f"/posts-{number}.xml" for number in range(1, 8)]
    others = ["/pages-1.xml", "/sections-1.xml", "/authors-1.xml"]
    site.pages["/index.xml"] = index(site, [*names, *others])
    for number, name in enumerate(names):
        site.pages[name] = urlset(site, [story(site, 1000 + number)])
    for name in others:
        site.pages[name] = urlset(site, ["/author/ann"])
    define(wiredesk, site, "/index.xml")
    assert wiredesk.crawl()["harbour"]["new"] == 7
    site.pages[names[-1]] = urlset(site, [story(site, 1006), story(site, 1007)])
    site.asked.clear()
    assert wiredesk.crawl()["harbour"]["new"] == 1
    assert sorted(maps_read(site)) == sorted([*names[:3], names[-1], others[-1]])
    site.pages[names[4]] = urlset(site, [story(site, 1004), story(site, 2000)])  # in the midst: found in its turn
    found = 0
    for _ in range(3):
        pass_time(redis_url, site, LOOKED_AT_EVERY + HOUR)
        found += wiredesk.crawl()["harbour"]["new"]
    assert found == 1
    pass_time(redis_url, site, 2 * HOUR)
    site.pages[names[4]] = urlset(site, [story(site, 1004), story(site, 2000), story(site, 2001)])
    assert wiredesk.crawl()["harbour"]["new"] == 1  # what has changed lately is read every hour


def test_children_whose_dates_are_always_now_are_read_while_that_brings_something(wiredesk, start_site, redis_url):
    site = start_site()
    names = [f"/map-{number}.xml" for number in range(1, 9)]
    turn = 0

    def listing(headers: dict[str, str]) -> Answer:
        now = datetime.now(UTC) + timedelta(seconds=turn)
        return index(site, names, now.isoformat(timespec="milliseconds"))

    site.pages["/index.xml"] = listing
    for number, name in enumerate(names):
        site.pages[name] = urlset(site, [story(site, 1000 + number)])
    define(wiredesk, site, "/index.xml")
    assert wiredesk.crawl()["harbour"]["new"] == 8
    today = [story(site, 1003)]
    read = []
    for turn in range(1, QUIET_AFTER + 2):
        today.append(story(site, 3000 + turn))
        site.pages[names[3]] = urlset(site, today)
        site.asked.clear()
        assert wiredesk.crawl()["harbour"]["new"] == 1
        read.append(sorted(maps_read(site)))
    assert read == [names] * QUIET_AFTER + [[names[3]]]
    pass_time(redis_url, site, LOOKED_AT_EVERY + HOUR)
    turn += 1
    site.asked.clear()
    wiredesk.crawl()
    assert len(maps_read(site)) == 1 + 3  # in their turn


@pytest.mark.parametrize("stored", ["2026-11-01T00:00:00+00:00", "2026-11-01T00:00:00+00:00 1 2 3"])
def test_the_record_of_an_older_version_is_its_date(stored):
    record = ChildRecord.read(stored)
    assert record == (
        ChildRecord("2026-11-01T00:00:00+00:00") if " " not in stored else ChildRecord(stored.split(" ")[0])
    )
    assert ChildRecord.read("0123456789abcdef") == ChildRecord()


def test_a_record_comes_back_and_a_wrong_clock_does_no_harm():
    record = ChildRecord("", "ab.cd", 5, 4, 2)
    assert ChildRecord.read(str(record)) == record
    ahead = ChildRecord("x", "ab", 10**8, 10**8, 0)
    assert (ahead.is_old, ahead.is_lively) == (True, False)


def test_only_the_addresses_count_where_the_dates_are_not_believed():
    first = ChildRecord().after_reading("1", "ab.cd")
    assert first.after_reading("2", "ab.ff").quiet == 0
    assert first.after_reading("2", "ab").quiet == 1
    assert first.after_reading("2", "ab").after_reading("3", "ab.ff").quiet == 2
    changed = first.after_reading("2", "ac")
    assert changed.changed * HOUR > time.time() - LIVELY_FOR


def test_children_that_name_no_article_do_not_speak_for_the_others(wiredesk, start_site):
    """Tags, sections and authors are as new as the newest post: after three of them the posts were left unread."""
    site = start_site()
    today, old = [story(site, 1000 + n) for n in range(4)], [story(site, 2000 + n) for n in range(4)]
    now = datetime.now(UTC).isoformat()
    entries = [(f"/{name}.xml", now) for name in ("tag", "category", "author", "post")] + [
        ("/post-2.xml", "2026-01-01")
    ]
    body = "".join(f"<sitemap><loc>{site.url}{path}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in entries)
    site.pages["/sitemap.xml"] = Answer(f"<sitemapindex {SITEMAP}>{body}</sitemapindex>", content_type="text/xml")
    for name in ("tag", "category", "author"):
        site.pages[f"/{name}.xml"] = urlset(site, [f"/{name}/pier"])
    site.pages["/post.xml"], site.pages["/post-2.xml"] = urlset(site, today), urlset(site, old)
    links = "".join(f'<h2><a href="{path}">The harbour has a report of its own today</a></h2>' for path in today)
    site.pages["/"] = Answer(f"<html><body>{links}</body></html>")
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["harbour"]["new"] == 8


def test_what_a_news_sitemap_names_is_an_article_in_whichever_folder(wiredesk, start_site):
    site = start_site()
    paths = [story(site, 1001, "forum"), story(site, 1002, "events"), story(site, 1003)]
    about = "<news:publication><news:name>T</news:name><news:language>en</news:language></news:publication>"
    about += f"<news:publication_date>{PUBLISHED}</news:publication_date><news:title>A report</news:title>"
    entries = "".join(f"<url><loc>{site.url}{path}</loc><news:news>{about}</news:news></url>" for path in paths)
    site.pages["/news.xml"] = Answer(f"<urlset {SITEMAP} {NEWS}>{entries}</urlset>", content_type="text/xml")
    define(wiredesk, site, "/news.xml", "news_sitemap")
    assert wiredesk.crawl()["harbour"]["new"] == 3


@pytest.mark.parametrize("case", ["line end", "cut"])
def test_gzip_is_read_as_far_as_it_is_whole(wiredesk, start_site, case):
    site = start_site()
    plain = urlset(site, [story(site, number) for number in range(1001, 1041)]).body
    assert isinstance(plain, str)
    packed = gzip.compress(plain.encode())
    body = packed + b"\n" if case == "line end" else packed[:-60]
    site.pages["/map.xml.gz"] = Answer(body, content_type="application/x-gzip")
    define(wiredesk, site, "/map.xml.gz")
    figures = wiredesk.crawl()["harbour"]
    warnings = [] if case == "line end" else [f"{site.url}/map.xml.gz: it ends in the middle"]
    assert figures["warnings"] == warnings
    assert figures["new"] == 40 if case == "line end" else 0 < figures["new"] < 40


def test_what_grows_too_old_for_a_source_is_no_lie_of_its_server(wiredesk, start_site):
    site = start_site()
    ages = {story(site, 1001): timedelta(hours=1), story(site, 1002): timedelta(days=1) - timedelta(seconds=8)}
    began = datetime.now(UTC)
    entries = "".join(
        f"<entry><link href='{site.url}{path}'/><published>{(began - age).isoformat()}</published></entry>"
        for path, age in ages.items()
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"
    site.pages["/feed"] = Answer(feed, content_type="text/xml", headers={"ETag": '"1"'})
    source = f'[[sources]]\ntype = "feed"\nurl = "{site.url}/feed"\nmax_age = 1\n'
    wiredesk.define("harbour", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["harbour"]["found"] == 2
    time.sleep(max(0.0, 9 - (datetime.now(UTC) - began).total_seconds()))
    figures = wiredesk.crawl()["harbour"]
    assert (figures["found"], figures["warnings"]) == (1, [])


def test_a_source_that_the_definition_names_no_more_is_forgotten(wiredesk, start_site):
    site = start_site()
    paths = [story(site, number) for number in range(1001, 1007)]
    site.pages["/one"], site.pages["/two"] = feed_of(site, *paths[:2]), feed_of(site, *paths[2:4])
    one, two = (f'[[sources]]\ntype = "feed"\nurl = "{site.url}/{name}"\n' for name in ("one", "two"))
    wiredesk.define("harbour", f'url = "{site.url}/"\n{one}{two}[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["harbour"]["new"] == 4
    wiredesk.define("harbour", f'url = "{site.url}/"\n{one}[fetch]\ndelay = 0\n')
    site.pages["/one"] = feed_of(site, *paths[4:])  # all new: what was missed may be on other listings
    site.asked.clear()
    assert wiredesk.crawl()["harbour"]["new"] == 2
    assert "/two" not in site.paths()
    with Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"], decode_responses=True) as client:
        assert f"{site.url}/two" not in client.hkeys(Keys().sources("harbour"))


@pytest.mark.parametrize("age", ["1000000", "1e300"])
def test_an_age_beyond_all_dates_is_any_age(wiredesk, start_site, age):
    site = start_site()
    site.pages["/feed"] = feed_of(site, story(site, 1001))
    source = f'[[sources]]\ntype = "feed"\nurl = "{site.url}/feed"\nmax_age = {age}\n'
    wiredesk.define("harbour", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["harbour"]["new"] == 1


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_an_article_that_is_not_there_yet_is_asked_for_once_more(wiredesk, start_site, dated):
    site = start_site()
    path = story(site, 1001)
    page = site.pages.pop(path)
    date = f"<published>{datetime.now(UTC).isoformat()}</published>" if dated else ""
    entry = f"<entry><title>A</title><link href='{site.url}{path}'/>{date}</entry>"
    long_ago = "<published>2026-01-01T00:00:00Z</published>"
    old = f"<entry><title>B</title><link href='{site.url}/news/gone-1002'/>{long_ago}</entry>"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}{old}</feed>"
    site.pages["/feed"] = Answer(feed, content_type="text/xml")
    define(wiredesk, site, "/feed", "feed")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["dropped"], figures["left"]) == ({"http_404": 2}, 1)
    site.pages[path] = page
    site.asked.clear()
    assert wiredesk.crawl()["harbour"]["new"] == 1
    assert "/news/gone-1002" not in site.paths()
