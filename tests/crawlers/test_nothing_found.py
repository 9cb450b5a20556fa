"""A crawl that finds nothing where articles were found before says why, and its exit status tells."""

from __future__ import annotations

import pytest
import redis
from hand_made_site import Answer, article_page, feed_of

from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.spiders.crawl_verdict import FEWEST_PAGES
from wiredesk.pipelines.publishing.keys import Keys

MOVED = Answer(status=301, headers={"Location": "http://127.0.0.3:9/"})


@pytest.fixture
def site(wiredesk, start_site):
    """A site of which one article is known."""
    site = start_site()
    wiredesk.define_with_feed("farm", site, "/news/harvest-1001")
    site.pages["/news/harvest-1001"] = article_page("The harvest is in")
    assert wiredesk.crawl()["farm"]["new"] == 1
    return site


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer("<h1>We have a new look</h1>"), "is no feed"),
        (Answer('<rss version="2.0"><channel><title>Farm</title></channel></rss>', content_type="text/xml"), "empty"),
        (
            Answer('<rss version="2.0"><channel><item><link>https://x.example/</link></item></channel></rss>'),
            "lead to other hosts (x.example)",
        ),
        (
            Answer('<rss version="2.0"><channel><title>Farm</title><item><title>Harv', content_type="text/xml"),
            "names no article: it ends in the middle",
        ),
        (
            Answer("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title></entry></feed>\n<!-- x -->"),
            "names no article: it has 1 entry without an address",
        ),
    ],
)
def test_a_feed_that_names_nothing_any_more(wiredesk, site, answer, told):
    site.pages["/feed"] = answer
    figures = wiredesk.crawl(exit_code=1)["farm"]
    assert figures["reason"] == "nothing_found"
    assert told in figures["problem"]
    site.pages["/feed"] = feed_of(site, "/news/harvest-1001")
    assert wiredesk.crawl()["farm"]["problem"] is None


def test_a_site_of_which_nothing_can_be_read_is_a_failed_site(wiredesk, site):
    site.pages = {path: Answer("Forbidden", status=403) for path in ("/", "/feed", "/news/harvest-1001")}
    figures = wiredesk.crawl(exit_code=1)["farm"]
    assert figures["reason"] == "http_403"
    assert "nothing of the site could be read" in figures["problem"]


def test_a_site_that_sends_a_log_in_for_every_article_is_a_failed_site(wiredesk, site):
    paths = [f"/news/harvest-{number}" for number in range(1002, 1002 + FEWEST_PAGES)]
    log_in = Answer(
        "<title>Log in</title><h1>Please log in to read on</h1><form><p>Our articles are for subscribers. "
        'Please log in with your name and password.</p><input name="u"><input name="p" type="password"></form>'
    )
    site.pages |= dict.fromkeys(paths, log_in)
    site.pages["/feed"] = feed_of(site, *paths[1:])
    assert wiredesk.crawl()["farm"]["problem"] is None, "a few may be something else"
    site.pages["/feed"] = feed_of(site, *paths)
    figures = wiredesk.crawl(exit_code=1)["farm"]
    assert figures["reason"] == "error_page"
    assert figures["problem"] == f"none of {FEWEST_PAGES} pages was an article: {FEWEST_PAGES} error_page"


def test_a_page_in_place_of_the_home_page_is_named(wiredesk, start_site):
    site = start_site()
    site.pages["/"] = Answer("<html><head><title>Just a  moment</title></head><body>Checking</body></html>")
    wiredesk.define("farm", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    problem = wiredesk.crawl(exit_code=1)["farm"]["problem"]
    assert problem.endswith("/ links to nothing of the site, and is called “Just a moment”")


def test_a_listing_that_has_not_changed_is_no_silence(wiredesk, site):
    feed = site.pages["/feed"]
    feed.headers["ETag"] = '"7"'
    wiredesk.crawl()
    site.pages["/feed"] = lambda asked: Answer(status=304) if asked.get("If-None-Match") == '"7"' else feed
    figures = wiredesk.crawl()["farm"]
    assert (figures["found"], figures["problem"]) == (0, None)


NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


@pytest.mark.parametrize(("kind", "namespace"), [("news_sitemap", ""), ("sitemap", NEWS)])
def test_a_news_sitemap_without_news_of_two_days_is_no_silence(wiredesk, site, kind, namespace):
    source = f'sources = [{{type = "{kind}", url = "{site.url}/news.xml"}}]\n'
    wiredesk.define("farm", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')
    site.pages["/news.xml"] = Answer(f"<urlset {namespace}></urlset>", content_type="text/xml")
    assert wiredesk.crawl()["farm"]["problem"] is None


def test_dates_asked_for_may_leave_nothing(wiredesk, site):
    site.pages["/feed"].body = site.pages["/feed"].body.replace(
        "<link>", "<pubDate>Mon, 01 Jan 2024 08:00:00 GMT</pubDate><link>"
    )
    assert wiredesk.crawl("--since", "2025-01-01")["farm"]["problem"] is None


def test_a_domain_that_has_moved_is_named(wiredesk, start_site):
    site = start_site()
    site.pages |= {"/": MOVED, "/robots.txt": MOVED}
    wiredesk.define("farm", f'url = "{site.url}/"\n[fetch]\ndelay = 0\nrobots = false\n')
    figures = wiredesk.crawl(exit_code=1)["farm"]
    assert (figures["reason"], "127.0.0.3" in figures["problem"]) == ("offsite", True)


def test_a_robots_txt_at_another_host_is_followed(wiredesk, start_site):
    site, other = start_site(), start_site("127.0.0.2")
    wiredesk.define_with_feed("farm", site, "/news/harvest-1001", "/hidden/cellar-1002")
    other.pages["/rules/robots.txt"] = Answer("User-agent: *\nDisallow: /hidden/\n", content_type="text/plain")
    site.pages["/robots.txt"] = Answer(status=301, headers={"Location": f"{other.url}/rules/robots.txt"})
    site.pages["/news/harvest-1001"] = article_page("The harvest is in")
    figures = wiredesk.crawl()["farm"]
    assert (figures["new"], figures["dropped"]) == (1, {"robots": 1})


def test_a_feed_that_was_found_and_is_gone_for_a_day_is_asked_no_more(wiredesk, start_site, redis_url):
    """Not before: three crawls are half an hour, in which a site may be between two releases."""
    site, paths = start_site(), [f"/news/the-harbour-is-dredged-{number}" for number in range(10, 16)]
    site.pages |= {path: article_page(f"The harbour is dredged, part {path[-2:]}") for path in paths}
    links = "".join(f'<h2><a href="{path}">The harbour is dredged, part {path[-2:]}</a></h2>' for path in paths)
    head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.pages["/"] = Answer(f"<html><head>{head}</head><body>{links}</body></html>")
    site.pages["/feed"] = feed_of(site, *paths)
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["harbour"]["new"] == 6
    del site.pages["/feed"]
    feed = f"{site.url}/feed"
    with redis.Redis.from_url(redis_url) as client:
        for crawls in (1, 2, 3):
            site.asked.clear()
            wiredesk.crawl(exit_code=None)
            assert ("/sitemap_index.xml" in site.paths()) == (crawls == 2), "one looks for another"
            state = SourceState.model_validate_json(client.hget(Keys().sources("harbour"), feed))
            assert state.failures == crawls
        state.checked -= 2 * 86_400
        client.hset(Keys().sources("harbour"), feed, state.model_dump_json())
        told = wiredesk.crawl(exit_code=None)["harbour"]["warnings"]
        assert f"{feed} is gone (status 404) and no longer used" in told
        assert not client.hexists(Keys().sources("harbour"), feed)


def test_a_robots_txt_that_allows_no_listing_is_the_sites_problem(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("farm", site, "/news/harvest-1001")
    site.pages["/news/harvest-1001"] = article_page("The harvest of field 1 is in")
    site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /feed\n", content_type="text/plain")
    figures = wiredesk.crawl(exit_code=1)["farm"]
    assert figures["reason"] == "robots"
    assert "/feed, and there is no other listing" in figures["problem"]
