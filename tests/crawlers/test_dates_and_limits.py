"""`--since`, `--until` and the limit of articles leave things out for their own crawl alone: the next one has them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hand_made_site import WORDS, Answer, HandMade, article_page, feed_of
from redis import Redis

from wiredesk.pipelines.publishing.keys import Keys

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NOW = datetime.now(UTC)
ONE, TWO, THREE = (f"/news/harbour-report-of-{number}" for number in (1001, 1002, 1003))


def days_ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def stories(site: HandMade, *paths: str) -> None:
    for path in paths:
        site.pages[path] = article_page(f"The harbour report of number {path[-4:]}")


def unchanging(body: str):
    """A listing that says "not modified" to whoever has it."""

    def answer(headers: dict[str, str]) -> Answer:
        if headers.get("If-None-Match") == '"1"':
            return Answer("", 304)
        return Answer(body, content_type="text/xml", headers={"ETag": '"1"'})

    return answer


def urlset(site: HandMade, *dated: tuple[str, float]) -> str:
    entries = (f"<url><loc>{site.url}{path}</loc><lastmod>{days_ago(age)}</lastmod></url>" for path, age in dated)
    return f"<urlset {SITEMAP}>{''.join(entries)}</urlset>"


def index(site: HandMade, *dated: tuple[str, float]) -> str:
    entries = (
        f"<sitemap><loc>{site.url}{path}</loc><lastmod>{days_ago(age)}</lastmod></sitemap>" for path, age in dated
    )
    return f"<sitemapindex {SITEMAP}>{''.join(entries)}</sitemapindex>"


def define(wiredesk, site: HandMade, kind: str, path: str) -> None:
    source = f'[[sources]]\ntype = "{kind}"\nurl = "{site.url}{path}"\n'
    wiredesk.define("harbour", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')


def make_due(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        for known in client.zrange(Keys().revisits("harbour"), 0, -1):
            client.zadd(Keys().revisits("harbour"), {known: 1})


def asked_for(site: HandMade) -> list[str]:
    return [path for path in site.paths() if path.startswith("/news/")]


@pytest.mark.parametrize("is_index", [False, True], ids=["sitemap", "index"])
def test_what_until_leaves_out_does_not_count_as_seen(wiredesk, start_site, is_index):
    site = start_site()
    stories(site, ONE, TWO)
    site.pages["/all.xml"] = unchanging(urlset(site, (ONE, 0.1), (TWO, 9)))
    site.pages["/index.xml"] = unchanging(index(site, ("/all.xml", 0.1)))
    define(wiredesk, site, "sitemap", "/index.xml" if is_index else "/all.xml")
    assert wiredesk.crawl("--until", "2d")["harbour"]["new"] == 1
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["unchanged"]) == (1, 1)


def test_leads_of_earlier_crawls_keep_to_the_dates_and_are_not_lost_by_them(wiredesk, start_site):
    site = start_site()
    stories(site, ONE, TWO, THREE)
    dates = {ONE: 0.1, TWO: 0.2}  # the third has none
    entries = "".join(
        f"<entry><title>A story</title><link href='{site.url}{path}'/>"
        + (f"<published>{days_ago(dates[path])}</published>" if path in dates else "") + "</entry>"
        for path in (ONE, TWO, THREE)
    )  # fmt: skip
    site.pages["/feed"] = unchanging(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>")
    define(wiredesk, site, "feed", "/feed")
    assert wiredesk.crawl("--max-articles", "1")["harbour"]["left"] == 2
    site.asked.clear()
    figures = wiredesk.crawl("--until", "2026-01-31")["harbour"]
    assert (figures["new"], asked_for(site)) == (0, [THREE])  # its page is too new
    assert wiredesk.crawl()["harbour"]["new"] == 2


def test_an_earlier_since_takes_what_a_later_one_has_refused(wiredesk, start_site):
    site = start_site()
    stories(site, ONE, TWO)
    recent = f"<urlset {SITEMAP}><url><loc>{site.url}{ONE}</loc></url></urlset>"
    site.pages["/recent.xml"] = Answer(recent, content_type="text/xml")
    site.pages["/old.xml"] = Answer(urlset(site, (TWO, 40)), content_type="text/xml")
    site.pages["/index.xml"] = unchanging(index(site, ("/recent.xml", 0.1), ("/old.xml", 40)))
    define(wiredesk, site, "sitemap", "/index.xml")
    assert wiredesk.crawl("--since", "1d")["harbour"]["dropped"] == {"too_old": 1}
    assert wiredesk.crawl("--since", "1d")["harbour"]["found"] == 0  # nothing is new, and nothing older was looked for
    assert wiredesk.crawl("--since", "60d")["harbour"]["new"] == 2


def test_the_update_of_an_article_older_than_since_is_news(wiredesk, start_site, redis_url):
    site = start_site()
    stories(site, ONE)
    wiredesk.define_with_feed("harbour", site, ONE)
    assert wiredesk.crawl()["harbour"]["new"] == 1
    make_due(redis_url)
    site.pages[ONE] = article_page("The harbour report of number 1001", body=f"{WORDS} The pier is closed until May.")
    assert wiredesk.crawl("--since", "1d")["harbour"]["updated"] == 1
    site.asked.clear()
    wiredesk.crawl("--since", "1d")
    assert asked_for(site) == []


def test_revisits_count_for_the_limit_and_come_after_what_is_new(wiredesk, start_site, redis_url):
    site = start_site()
    paths = [f"/news/harbour-report-of-{number}" for number in range(2001, 2007)]
    stories(site, *paths, ONE)
    wiredesk.define_with_feed("harbour", site, *paths)
    assert wiredesk.crawl()["harbour"]["new"] == 6
    make_due(redis_url)
    site.pages["/feed"] = feed_of(site, *paths, ONE)
    site.asked.clear()
    figures = wiredesk.crawl("--max-articles", "3")["harbour"]
    assert (figures["new"], len(asked_for(site)), asked_for(site)[0]) == (1, 3, ONE)
    assert set(asked_for(site)) < {ONE, *paths}


@pytest.mark.parametrize("cause", ["limit", "failure"])
def test_a_change_that_is_told_once_is_not_forgotten(wiredesk, start_site, cause):
    """The text of a feed's entry is compared with that of the crawl before, and in the next crawl it is as before."""
    site = start_site()
    stories(site, ONE, TWO)

    def feed(text: str, *more: str) -> Answer:
        entries = f"<item><title>A</title><link>{site.url}{ONE}</link><description>{text}</description></item>"
        entries += "".join(f"<item><title>B</title><link>{site.url}{path}</link></item>" for path in more)
        return Answer(f"<rss><channel>{entries}</channel></rss>", content_type="text/xml")

    site.pages["/feed"] = feed("As it was.")
    define(wiredesk, site, "feed", "/feed")
    assert wiredesk.crawl()["harbour"]["new"] == 1
    site.pages["/feed"] = feed("As it is now.", TWO)
    changed = article_page("The harbour report of number 1001", body=f"{WORDS} The pier is closed until May.")
    site.pages[ONE] = Answer("busy", 500) if cause == "failure" else changed
    limit = ("--max-articles", "1") if cause == "limit" else ()
    figures = wiredesk.crawl(*limit, exit_code=1 if cause == "failure" else 0)["harbour"]
    assert (figures["new"], figures["left"]) == (1, 1)
    site.pages[ONE] = changed
    assert wiredesk.crawl()["harbour"]["updated"] == 1


def test_a_sitemap_is_not_believed_for_longer_than_it_takes_to_see_that_it_lies(wiredesk, start_site):
    site = start_site()
    paths = [f"/news/harbour-report-of-{number}" for number in range(3001, 3061)]
    stories(site, *paths)
    site.pages["/map.xml"] = Answer(urlset(site, *((path, 1) for path in paths)), content_type="text/xml")
    define(wiredesk, site, "sitemap", "/map.xml")
    assert wiredesk.crawl()["harbour"]["new"] == 60
    ahead = -(time.time() - NOW.timestamp() + 60) / 86_400
    site.pages["/map.xml"] = Answer(urlset(site, *((path, ahead) for path in paths)), content_type="text/xml")
    site.asked.clear()
    figures = wiredesk.crawl()["harbour"]
    assert (figures["unchanged"], len(asked_for(site))) == (60, 10)
    with Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        assert client.hlen(Keys().frontier("harbour")) == 0
