"""Articles that move to another address of their site stay the articles that they were."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import redis.asyncio
from hand_made_site import PUBLISHED, PUBLISHED_AT, Answer, article_page, feed_of

from wiredesk.crawlers.spiders.moved_articles import number_of
from wiredesk.pipelines.publishing.compaction import Compaction
from wiredesk.pipelines.publishing.keys import Keys

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


def test_an_old_address_that_still_has_the_article_and_names_the_new_one(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("port", site, "/news/ferry-is-mended")
    page = article_page("The ferry is mended")
    site.pages["/news/ferry-is-mended"] = page
    assert wiredesk.crawl()["port"]["new"] == 1
    link = f'<link rel="canonical" href="{site.url}/local/2026/ferry-is-mended">'
    for path in ("/news/ferry-is-mended", "/local/2026/ferry-is-mended"):
        site.pages[path] = Answer(str(page.body).replace("</head>", f"{link}</head>"))
    site.pages["/feed"] = feed_of(site, "/local/2026/ferry-is-mended")
    for _ in range(2):
        figures = wiredesk.crawl()["port"]
        assert (figures["new"], figures["updated"]) == (0, 0)
        site.pages["/feed"].body += " "
    assert len(wiredesk.queue()) == 1


def test_an_address_that_follows_the_corrected_headline(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("port", site, "/news/48213-ferry-is-mended", "/news/48214-tower-is-mended")
    site.pages["/news/48213-ferry-is-mended"] = article_page("The ferry is mended")
    site.pages["/news/48214-tower-is-mended"] = article_page("The tower is mended")
    assert wiredesk.crawl()["port"]["new"] == 2
    site.pages["/news/48213-ferry-sails-again"] = article_page("The ferry sails again, the harbour master says")
    site.pages["/news/48213-ferry-is-mended"] = moved("/news/48213-ferry-sails-again")
    site.pages["/news/48214-pump-is-mended"] = article_page(
        "The pump is mended", body="Nothing of the tower here. " * 9
    )
    site.pages["/feed"] = feed_of(site, "/news/48213-ferry-sails-again", "/news/48214-pump-is-mended")
    figures = wiredesk.crawl()["port"]
    assert (figures["new"], figures["updated"]) == (1, 1), "one number may stand in two addresses"
    update = next(article for article in wiredesk.queue() if article["event"] == "update")
    assert update["id"] in {article["id"] for article in wiredesk.queue() if article["event"] == "new"}
    assert update["headline"].startswith("The ferry sails again")
    assert "headline" in update["changed"]


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://a.example/news/12345-old-title", "a.example/news 12345"),
        ("https://a.example/news/old-title-12345.html", "a.example/news 12345"),
        ("https://a.example/news/12345", None),
        ("https://a.example/2026/11/29/old-title", None),
        ("https://a.example/news/20261129-old-title", None),
        ("https://a.example/news/12345-of-67890-votes", None),
        ("https://a.example/", None),
    ],
)
def test_the_number_of_an_article_in_its_address(url, number):
    assert number_of(url) == number


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


def compact(url: str) -> int:
    """Put everything into short form, as crawls will after the last visits."""

    async def run() -> int:
        async with redis.asyncio.Redis.from_url(url) as client:
            await client.xtrim(Keys().articles, maxlen=0, approximate=False)  # what is on the queue stays as it is
            done = await Compaction(client, Keys(), 14).turn(now=time.time() + 95 * 86_400, at_once=True)
            return done.short if done else 0

    return asyncio.run(run())


def test_articles_whose_address_is_forgotten(wiredesk, start_site, redis_url):
    """In short form: what is listed again is known, what has moved is known by words and date."""
    site = start_site()
    wiredesk.define_with_feed("port", site, *(f"/news/{slug}" for slug in HEADLINES))
    for slug, headline in HEADLINES.items():
        site.pages[f"/news/{slug}"] = article_page(headline)
    assert wiredesk.crawl()["port"]["new"] == 3
    assert compact(redis_url) == 3
    site.pages["/local/ferry-is-mended"] = site.pages["/news/ferry-is-mended"]
    again = article_page(HEADLINES["tower-is-mended"])
    again.body = again.body.replace(PUBLISHED, (PUBLISHED_AT + timedelta(days=2)).isoformat())
    site.pages["/local/tower-is-mended"] = again  # the same words of another day
    site.pages["/feed"] = feed_of(site, "/local/ferry-is-mended", "/local/tower-is-mended", "/news/pump-is-mended")
    figures = wiredesk.crawl()["port"]
    assert (figures["new"], figures["updated"], figures["warnings"]) == (1, 0, [])
    assert [urlsplit(article["url"]).path for article in wiredesk.queue()] == ["/local/tower-is-mended"]
    site.asked.clear()
    site.pages["/feed"].body += " "
    assert wiredesk.crawl()["port"]["unchanged"] == 3
    assert set(site.paths()) <= {"/robots.txt", "/feed"}


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


HOME = "<html><head><title>Port</title></head><body><h1>Port</h1>" + "".join(
    f"<article><h2><a href='/news/{number}'>A story of the day, number {number}</a></h2><p>In short.</p></article>"
    for number in range(12)
)


def test_an_old_address_that_is_gone_or_does_not_answer(wiredesk, start_site):
    """All addresses of a site may change without redirects; what is printed again another day is another article."""
    site = start_site()
    wiredesk.define_with_feed("port", site, *(f"/news/{slug}" for slug in HEADLINES))
    for slug, headline in HEADLINES.items():
        site.pages[f"/news/{slug}"] = article_page(headline)
    assert wiredesk.crawl()["port"]["new"] == 3
    for slug in HEADLINES:
        site.pages[f"/local/{slug}"] = site.pages[f"/news/{slug}"]
    site.pages["/news/ferry-is-mended"] = Answer(status=404)
    site.pages["/news/tower-is-mended"] = Answer(status=500)
    site.pages["/news/pump-is-mended"] = moved("/")
    site.pages["/"] = Answer(HOME)
    site.pages["/feed"] = feed_of(site, *(f"/local/{slug}" for slug in HEADLINES))
    figures = wiredesk.crawl(exit_code=1)["port"]
    assert (figures["new"], figures["unchanged"], figures["left"]) == (0, 2, 1)  # what cannot be asked waits
    assert "listing" not in figures["dropped"], "the home page was not taken for an article"
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"], decode_responses=True) as client:
        visited = {client.hget(key, "url") for key in client.scan_iter("{wiredesk}:article:*")}
    assert f"{site.url}/local/ferry-is-mended" in visited
    assert f"{site.url}/news/pump-is-mended" not in visited, "visits go to the new address"
    site.pages["/news/tower-is-mended"] = moved("/local/tower-is-mended")
    assert wiredesk.crawl()["port"]["new"] == 0
    later = site.pages["/local/ferry-is-mended"].body.replace(PUBLISHED, (PUBLISHED_AT + timedelta(days=2)).isoformat())
    site.pages["/again/ferry-is-mended"] = Answer(later)
    site.pages["/local/ferry-is-mended"] = Answer(status=404)
    site.pages["/feed"] = feed_of(site, "/again/ferry-is-mended")
    assert wiredesk.crawl()["port"]["new"] == 1
