"""The headers of a definition may be a subscription's key: they go to the site, wherever requests are led."""

from __future__ import annotations

import pytest
from hand_made_site import Answer, article_page
from scrapy.http import Request

from wiredesk.crawlers.fetching.site_headers import SITE_HEADERS, SiteHeaders, SiteHeadersMiddleware

HEADERS = '[fetch.headers]\nX-Subscriber = "key-4711"\nCookie = "sub=4711"\n'


def of_subscription(asked: list[tuple[str, dict[str, str]]]) -> list[tuple[str, str | None, str | None]]:
    return [
        (path, headers.get("X-Subscriber"), headers.get("Cookie")) for path, headers in asked if path != "/robots.txt"
    ]


@pytest.mark.parametrize("how", ["location", "refresh"])
def test_a_redirect_to_another_site_does_not_get_them(wiredesk, start_site, how):
    site, other = start_site(), start_site()
    elsewhere = other.url.replace("127.0.0.1", "localhost") + "/news/bridge-1001"
    other.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    site.pages["/go"] = (
        Answer("", 302, headers={"Location": elsewhere})
        if how == "location"
        else Answer(f'<html><head><meta http-equiv="refresh" content="0;url={elsewhere}"></head></html>')
    )
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n{HEADERS}')
    done = wiredesk("fetch", f"{site.url}/go")
    assert "Old bridge to be repaired" in done.stdout
    assert of_subscription(site.asked) == [("/go", "key-4711", "sub=4711")]
    assert of_subscription(other.asked) == [("/news/bridge-1001", None, None)]


def test_a_link_through_another_host_does_not_get_them_and_the_site_does(wiredesk, start_site):
    site, other = start_site(), start_site()
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    other.pages["/c/1"] = Answer("", 302, headers={"Location": f"{site.url}/news/bridge-1001"})
    link = other.url.replace("127.0.0.1", "localhost") + "/c/1"
    feed = f'<rss version="2.0"><channel><item><title>Old bridge</title><link>{link}</link></item></channel></rss>'
    site.pages["/feed"] = Answer(feed, content_type="text/xml")
    source = f'[[sources]]\ntype = "feed"\nurl = "{site.url}/feed"\n'
    wiredesk.define("harbour", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n{HEADERS}')
    assert wiredesk.crawl()["harbour"]["new"] == 1
    assert of_subscription(other.asked) == [("/c/1", None, None)]
    assert ("/news/bridge-1001", "key-4711", "sub=4711") in of_subscription(site.asked)
    assert ("/feed", "key-4711", "sub=4711") in of_subscription(site.asked)


def sent(url: str, *before: str, **headers: str) -> dict[str, str]:
    meta = {SITE_HEADERS: SiteHeaders({"X-Key": "4711"}, lambda asked: "//own.example/" in asked)}
    request = Request(url, headers=headers, meta={**meta, "redirect_urls": list(before)})
    SiteHeadersMiddleware().process_request(request)
    return request.headers.to_unicode_dict()


def test_what_the_request_has_of_its_own_stays():
    assert sent("https://own.example/a", **{"X-Key": "1"}) == {"X-Key": "1"}
    assert sent("https://own.example/a", Accept="text/html") == {"X-Key": "4711", "Accept": "text/html"}


def test_a_redirect_from_https_to_http_gets_no_secrets_back():
    assert sent("http://own.example/a", "https://own.example/a") == {}
    assert sent("http://own.example/a", "http://own.example/b") == {"X-Key": "4711"}
