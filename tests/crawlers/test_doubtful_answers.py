"""What a server answers while something is wrong with it is asked for again, and believed the second time."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hand_made_site import Answer, article_page, feed_of
from scrapy.http import HtmlResponse, Response

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.transient_failures import is_doubtful, is_passing, listing_text
from wiredesk.crawlers.reasons import patience
from wiredesk.crawlers.spiders.gates import asks_back
from wiredesk.pipelines.article import DiscoveredVia

CHECK = Answer(
    "<html><head><title>Just a moment...</title></head><body><script>document.cookie='a=1';location.reload()</script>"
    "<noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)
LOG_IN = Answer(
    "<html><head><title>Log in to read on</title></head><body><h1>Log in to read on</h1>"
    + "<p>The council of the harbour has heard the fishermen, who ask for a light at the end of the eastern quay.</p>"
    * 9
    + "<form><input type=password></form></body></html>"
)
STRAY_FEED = Answer('<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', content_type="text/xml")


@pytest.mark.parametrize(
    ("reason", "before", "redirected", "again"),
    [
        ("empty", 0, False, True),
        ("empty", 1, False, False),
        ("not_article", 0, False, False),
        ("error_page", 0, False, False),  # tried for days, see below
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


def test_a_robot_check_and_a_log_in_are_tried_again_for_days_and_never_published(wiredesk, start_site):
    site = start_site()
    paths = ["/news/school-roof-1001", "/news/orchard-harvest-1002"]
    wiredesk.define_with_feed("harbour", site, *paths)
    site.pages[paths[0]] = CHECK
    site.pages[paths[1]] = Answer(status=302, headers={"Location": f"/enter?back={paths[1]}"})
    site.pages[f"/enter?back={paths[1]}"] = LOG_IN
    for _ in range(3):
        figures = wiredesk.crawl(exit_code=1)["harbour"]
        assert (figures["new"], figures["left"], figures["dropped"]) == (0, 2, {"error_page": 1})
        assert figures["failed"] == {"sent_away": 1}
    site.pages[paths[0]] = article_page("The school roof is mended")
    site.pages[paths[1]] = article_page("The orchard harvest begins")
    assert wiredesk.crawl()["harbour"]["new"] == 2


def test_what_has_failed_in_many_crawls_is_tried_more_and_more_rarely():
    now, lead = 1_800_000_000.0, Lead(url="https://bay.example/1", via=DiscoveredVia(type="feed"))
    assert not lead.rests(now)
    tries, failed = 0, 0.0
    lead = lead.model_copy(update={"failing_since": now})
    while failed < patience("error_page"):  # a crawl every ten minutes
        if not lead.rests(now + failed):
            tries += 1
            lead = lead.model_copy(update={"failures": lead.failures + 1})
        failed += 600.0
    assert tries == 14
    ahead = lead.model_copy(update={"failing_since": now + 86_400.0 * 3_650})
    assert not ahead.rests(now)  # noted by a clock that was wrong


@pytest.mark.parametrize(
    ("asked", "reached", "is_gate"),
    [
        ("https://bay.example/news/1", "https://bay.example/enter?to=https%3A%2F%2Fbay.example%2Fnews%2F1", True),
        ("https://bay.example/news/caf%C3%A9", "https://bay.example/enter?to=/news/caf%25C3%25A9", True),
        ("https://bay.example/news/1", "https://bay.example/anmelden.html", True),
        ("https://bay.example/news/1", "https://bay.example/news/1?cookies=1", False),
        ("https://bay.example/news/1", "https://bay.example/2026/the-school-roof-is-mended", False),
        ("https://bay.example/", "https://bay.example/news?from=/", False),
        ("https://bay.example/1", "https://bay.example/2021/story?at=12:31&to=https://[", False),
        ("https://bay.example/news/1", "https://[", False),
    ],
)
def test_a_gate_is_told_by_its_address(asked, reached, is_gate):
    assert asks_back(asked, reached) is is_gate
