"""Articles that move to another address of their site stay the articles that they were."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from hand_made_site import PUBLISHED, PUBLISHED_AT, Answer, article_page, feed_of

HEADLINES = {f"{thing}-is-mended": f"The {thing} is mended" for thing in ("ferry", "tower", "pump")}


def moved(place: str) -> Answer:
    return Answer(status=301, headers={"Location": place})


def test_an_article_whose_old_address_redirects_is_one_article(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("port", site, "/news/ferry-is-mended", "/news/tower-is-mended")
    for slug, headline in HEADLINES.items():
        site.pages[f"/news/{slug}"] = article_page(headline)
    assert wiredesk.crawl()["port"]["new"] == 2
    site.pages["/local/ferry-is-mended"] = site.pages["/news/ferry-is-mended"]
    site.pages["/news/ferry-is-mended"] = moved("/local/ferry-is-mended")
    site.pages["/local/tower-is-mended"] = site.pages["/news/tower-is-mended"]  # printed twice: nothing has moved
    site.pages["/feed"] = feed_of(site, "/local/ferry-is-mended", "/local/tower-is-mended", "/news/pump-is-mended")
    figures = wiredesk.crawl()["port"]
    assert (figures["new"], figures["updated"]) == (2, 0)
    paths = [urlsplit(article["url"]).path for article in wiredesk.queue()]
    assert paths.count("/local/ferry-is-mended") == 0
    assert {"/local/tower-is-mended", "/news/pump-is-mended"} <= set(paths)
    site.asked.clear()
    site.pages["/feed"].body += " "
    assert wiredesk.crawl()["port"]["unchanged"] == 3
    assert set(site.paths()) <= {"/robots.txt", "/feed"}


def test_an_article_that_is_visited_no_more_is_known_by_its_words(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("port", site, "/news/ferry-is-mended")
    old = article_page("The ferry is mended")
    old.body = old.body.replace(PUBLISHED, (PUBLISHED_AT - timedelta(days=400)).isoformat())
    site.pages["/news/ferry-is-mended"] = old
    assert wiredesk.crawl()["port"]["new"] == 1
    site.pages["/archive/ferry-is-mended"] = old
    site.pages["/news/ferry-is-mended"] = moved("/archive/ferry-is-mended")
    site.pages["/feed"] = feed_of(site, "/archive/ferry-is-mended")
    figures = wiredesk.crawl()["port"]
    assert (figures["new"], figures["updated"]) == (0, 0)
    assert len(wiredesk.queue()) == 1


def test_a_site_that_moves_to_its_second_domain_is_not_published_again(wiredesk, start_site):
    old, new = start_site(), start_site("127.0.0.2")
    paths = [f"/news/{slug}" for slug in HEADLINES]
    for path, headline in zip(paths, HEADLINES.values(), strict=True):
        old.pages[path] = new.pages[path] = article_page(headline)

    def define(site):
        site.pages["/feed"] = feed_of(site, *paths)
        source = f'sources = [{{type = "feed", url = "{site.url}/feed"}}]\n'
        wiredesk.define("port", f'url = "{site.url}/"\ndomains = ["127.0.0.1"]\n{source}[fetch]\ndelay = 0\n')

    define(old)
    assert wiredesk.crawl()["port"]["new"] == 3
    for path in paths:
        old.pages[path] = moved(new.url + path)
    define(new)
    figures = wiredesk.crawl()["port"]
    assert (figures["new"], figures["updated"]) == (0, 0)
    assert len(wiredesk.queue()) == 3


def test_an_old_address_that_is_gone_or_does_not_answer(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("port", site, "/news/ferry-is-mended", "/news/tower-is-mended")
    for slug, headline in HEADLINES.items():
        site.pages[f"/news/{slug}"] = article_page(headline)
    assert wiredesk.crawl()["port"]["new"] == 2
    for slug in ("ferry-is-mended", "tower-is-mended"):
        site.pages[f"/local/{slug}"] = site.pages[f"/news/{slug}"]
    site.pages["/news/ferry-is-mended"] = Answer(status=404)
    site.pages["/news/tower-is-mended"] = Answer(status=500)
    site.pages["/feed"] = feed_of(site, "/local/ferry-is-mended", "/local/tower-is-mended")
    figures = wiredesk.crawl(exit_code=1)["port"]
    assert (figures["new"], figures["left"]) == (1, 1)  # the one is an article by itself, the other waits
    site.pages["/news/tower-is-mended"] = moved("/local/tower-is-mended")
    assert wiredesk.crawl()["port"]["new"] == 0
