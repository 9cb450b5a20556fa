"""Listings that say of every article that it has changed; lists whose new end is the last; what is new comes first."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hand_made_site import Answer, article_page

from wiredesk.crawlers.listings.feed_order import newest_first
from wiredesk.crawlers.listings.hint_record import HintRecord
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.spiders.lead_selection import says_changed
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.urls.identity import article_id


def now_text(ahead=0.0):
    return datetime.fromtimestamp(time.time() + ahead, UTC).isoformat()


def sitemap(site, entries):
    urls = "".join(f"<url><loc>{site.url}{path}</loc><lastmod>{stamp}</lastmod></url>" for path, stamp in entries)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Answer(body, content_type="application/xml")


def define(wiredesk, site, kind, path, *, fetch=""):
    source = f'[[sources]]\ntype = "{kind}"\nurl = "{site.url}{path}"\n'
    wiredesk.define("harbour", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n{fetch}\n')


def stories(site, *numbers):
    paths = [f"/news/boat-race-{number}" for number in numbers]
    for path in paths:
        site.pages[path] = article_page(f"Report of {path}")
    return paths


def asked_for(site, since=0):
    return [path for path in site.paths()[since:] if path.startswith("/news/")]


def crawl_again(wiredesk, site):
    before = len(site.asked)
    figures = wiredesk.crawl()["harbour"]
    return figures, asked_for(site, before)


@pytest.mark.parametrize("nested", [False, True])
def test_a_sitemap_whose_dates_are_always_now(wiredesk, start_site, nested):
    site = start_site()
    paths = stories(site, *range(4001, 4011))
    site.pages["/part.xml"] = lambda headers: sitemap(site, [(path, now_text(1)) for path in paths])
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{}</loc><lastmod>{}</lastmod>'
    )
    site.pages["/map.xml"] = lambda headers: Answer(
        index.format(f"{site.url}/part.xml", now_text(1)) + "</sitemap></sitemapindex>", content_type="text/xml"
    )
    define(wiredesk, site, "sitemap", "/map.xml" if nested else "/part.xml")
    assert wiredesk.crawl()["harbour"]["new"] == 10
    assert len(crawl_again(wiredesk, site)[1]) == 10
    _, asked = crawl_again(wiredesk, site)
    assert len(asked) <= 3
    paths += stories(site, 4011)
    figures, asked = crawl_again(wiredesk, site)
    assert figures["new"] == 1
    assert len(asked) <= 4


def test_a_feed_with_a_counter_in_its_texts(wiredesk, start_site):
    site = start_site()
    paths = stories(site, *range(4101, 4109))

    def feed(headers):
        items = "".join(
            f"<item><title>{path}</title><link>{site.url}{path}</link><description>read {time.time_ns()} times"
            "</description></item>" for path in paths
        )  # fmt: skip
        return Answer(f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="text/xml")

    site.pages["/feed"] = feed
    define(wiredesk, site, "feed", "/feed")
    wiredesk.crawl()
    wiredesk.crawl()
    assert len(crawl_again(wiredesk, site)[1]) <= 3
    assert len(wiredesk.queue()) == 8


def test_a_sitemap_whose_dates_are_true_stays_believed(wiredesk, start_site):
    site = start_site()
    paths = stories(site, *range(4201, 4211))
    stamps = dict.fromkeys(paths, "2026-11-01T00:00:00Z")
    site.pages["/map.xml"] = lambda headers: sitemap(site, stamps.items())
    define(wiredesk, site, "sitemap", "/map.xml")
    wiredesk.crawl()
    for turn in range(3):
        for path in paths[:5]:
            site.pages[path] = article_page(f"Correction {turn} of {path}")
            stamps[path] = now_text(1)
        time.sleep(1)
        assert wiredesk.crawl()["harbour"]["updated"] == 5


def test_a_clock_that_is_ahead_of_utc_is_no_change_in_every_crawl(wiredesk, start_site):
    """Nine hours, as in Tokyo: all articles of the last nine hours were fetched in every crawl, until the sitemap was
    believed no more."""
    site = start_site()
    paths = stories(site, *range(4501, 4504))
    stamps = dict.fromkeys(paths, now_text(9 * 3600))
    site.pages["/map.xml"] = lambda headers: sitemap(site, stamps.items())
    define(wiredesk, site, "sitemap", "/map.xml")
    assert wiredesk.crawl()["harbour"]["new"] == 3
    assert crawl_again(wiredesk, site)[1] == []
    known = KnownArticle("a", 1, "", "harbour", "u", None, None, None, time.time() - 20 * 3600, None, None)
    ahead = datetime.fromisoformat(now_text(9 * 3600))
    lead = Lead(url="u", via=DiscoveredVia(type="sitemap", url="m"), modified=ahead)
    assert says_changed(lead, known)  # visited twenty hours ago: changed since, whatever the zone
    assert says_changed(lead.model_copy(update={"modified": datetime.now(UTC)}), known)


def test_new_articles_come_before_those_that_may_have_changed(wiredesk, start_site):
    site = start_site()
    paths = stories(site, *range(4301, 4306))
    site.pages["/map.xml"] = lambda headers: sitemap(site, [(path, now_text(1)) for path in paths])
    define(wiredesk, site, "sitemap", "/map.xml", fetch="max_articles = 5")
    wiredesk.crawl()
    paths += stories(site, *range(4306, 4309))
    figures, asked = crawl_again(wiredesk, site)
    assert figures["new"] == 3
    assert set(asked[:3]) == set(paths[5:])
    assert len(asked) == 5  # the limit holds for both together
    assert figures["left"] == 3


def test_what_an_earlier_crawl_has_left_comes_after_what_is_new(wiredesk, start_site):
    site = start_site()
    paths = stories(site, *range(4401, 4413))
    site.pages["/map.xml"] = lambda headers: sitemap(site, [(path, "2026-11-20") for path in paths])
    define(wiredesk, site, "sitemap", "/map.xml", fetch="max_articles = 3")
    wiredesk.crawl()
    paths += stories(site, 4413)
    figures, asked = crawl_again(wiredesk, site)
    assert asked[0] == "/news/boat-race-4413"
    assert figures["new"] == 3
    for _ in range(4):
        wiredesk.crawl()
    assert len(wiredesk.queue()) == 13


@pytest.mark.parametrize("dated", [True, False])
def test_a_feed_that_is_listed_oldest_first(wiredesk, start_site, dated):
    site = start_site()
    paths = stories(site, *range(5001, 5009))

    def feed(headers):
        first = datetime(2026, 11, 1, tzinfo=UTC)
        items = "".join(
            f"<item><title>{path}</title><link>{site.url}{path}</link>"
            + (f"<pubDate>{format_datetime(first + timedelta(minutes=int(path[-4:])))}</pubDate>" if dated else "")
            + "</item>" for path in paths
        )  # fmt: skip
        return Answer(f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="text/xml")

    site.pages["/feed"] = feed
    define(wiredesk, site, "feed", "/feed", fetch="max_articles = 2")
    wiredesk.crawl()
    if dated:
        assert set(asked_for(site)) == set(paths[-2:])
    paths += stories(site, *range(5009, 5012))
    _, asked = crawl_again(wiredesk, site)
    assert set(asked) == set(paths[-2:])


def leads(*pairs):
    via = DiscoveredVia(type="feed", url="https://boats.example/feed")
    moment = datetime.now(UTC)
    return [
        Lead(
            url=f"https://boats.example/{name}",
            via=via,
            published=moment - timedelta(days=age) if age is not None else None,
        )
        for name, age in pairs
    ]


def names(found):
    return "".join(lead.url[-1] for lead in found)


def test_the_order_of_a_feed():
    assert names(newest_first(leads(("a", 3), ("b", 2), ("c", 1)))) == "cba"
    assert names(newest_first(leads(("a", 9), ("b", 1), ("c", 2), ("d", 3)))) == "bcda"  # pinned
    assert names(newest_first(leads(("a", -900), ("b", 1), ("c", 2), ("d", 3)))) == "abcd"  # no date that can be
    assert names(newest_first(leads(("a", None), ("b", None), ("c", None)))) == "abc"
    known = {article_id("https://boats.example/a"), article_id("https://boats.example/b")}
    assert names(newest_first(leads(("a", None), ("b", None), ("c", None)), known)) == "cba"
    assert names(newest_first(leads(("c", None), ("a", None), ("b", None)), known)) == "cab"
    assert newest_first([]) == []


def test_a_listing_wins_its_credit_back():
    record = HintRecord()
    for _ in range(8):
        record.note(changed=False)
    assert record.lies
    record.note(changed=True)
    assert not record.lies
