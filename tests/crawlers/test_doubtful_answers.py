"""What a server answers while something is wrong with it is asked for again, and believed the second time."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hand_made_site import Answer, article_page, feed_of
from scrapy.http import HtmlResponse, Response

from wiredesk.crawlers.listings.transient_failures import is_doubtful, is_passing, listing_text

STRAY_FEED = Answer('<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', content_type="text/xml")


@pytest.mark.parametrize(
    ("reason", "before", "redirected", "again"),
    [
        ("empty", 0, False, True),
        ("empty", 1, False, False),
        ("not_article", 0, False, False),
        ("listing", 0, False, False),
        ("listing", 0, True, True),  # to the home page, for now
    ],
)
def test_which_pages_are_tried_again(reason, before, redirected, again):
    assert is_doubtful(reason, before, redirected=redirected) is again


def test_which_statuses_tell_of_the_moment():
    assert [status for status in (400, 403, 404, 408, 410, 429, 500, 503, 520) if is_passing(status)] == [
        *(408, 429, 500, 503, 520)
    ]


def test_a_listing_is_read_whatever_it_is_called():
    page = b"<html><body><a href='/news/1'>One</a></body></html>"
    assert listing_text(HtmlResponse("http://a.example/", body=page)) == page.decode()
    assert listing_text(Response("http://a.example/", body=page)) == page.decode()  # application/octet-stream
    assert listing_text(Response("http://a.example/", body=b"\x89PNG\0<")) is None


def test_articles_behind_passing_faults_come_with_the_next_crawl(wiredesk, start_site):
    """An empty page, a stray feed, a redirect loop and one to the home page, and a PDF, which stays one."""
    site = start_site()
    names = ("empty", "feed", "loop", "home", "report")
    paths = [f"/news/{name}-1001" for name in names]
    site.pages["/"] = Answer("<html><body><h1>Harbour Times</h1><a href='/about'>About us</a></body></html>")
    wiredesk.define_with_feed("harbour", site, *paths)
    site.pages[paths[0]] = Answer("")
    site.pages[paths[1]] = STRAY_FEED
    site.pages[paths[2]] = Answer(status=302, headers={"Location": paths[2]})
    site.pages[paths[3]] = Answer(status=302, headers={"Location": "/"})
    site.pages[paths[4]] = Answer(b"%PDF-1.7\n" + bytes(3000), content_type="application/pdf")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["left"]) == (0, 5)
    for name, path in zip(names[:4], paths[:4], strict=True):
        site.pages[path] = article_page(f"The {name} at the harbour has ended")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["left"], figures["dropped"]) == (4, 0, {"not_html": 1})
    assert {urlsplit(article["url"]).path for article in wiredesk.queue()} == set(paths[:4])


def test_a_way_in_that_was_broken_is_looked_for_again(wiredesk, start_site):
    """The one feed of a new site is an error page at first; nothing else would lead to its articles for a week."""
    site = start_site()
    site.pages["/"] = Answer(
        '<html><head><link rel=alternate type="application/rss+xml" href="/news.xml"></head>'
        "<body><a href='/about'>About us</a></body></html>"
    )
    site.pages["/news.xml"] = Answer("<h1>Database error</h1>")
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    assert wiredesk.crawl(exit_code=None)["harbour"]["new"] == 0
    site.pages["/news.xml"] = feed_of(site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    assert wiredesk.crawl(exit_code=None)["harbour"]["new"] == 1
