"""Feeds whose links lead through another host to the site's articles, and those that lead to somebody else's."""

from __future__ import annotations

import asyncio
import time

from hand_made_site import Answer, HandMade, article_page

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.other_hosts import FORGOTTEN_AFTER, LINKS_TRIED, OtherHosts
from wiredesk.pipelines.article import DiscoveredVia

HEADLINES = [f"The {thing} at the lake is open again" for thing in ("jetty", "bath", "mill", "inn", "lock", "quay")]


def leads(*urls: str) -> list[Lead]:
    return [Lead(url=url, via=DiscoveredVia(type="feed")) for url in urls]


def hosts(given_up: dict[str, float] | None = None) -> OtherHosts:
    return OtherHosts(lambda url: "//lake.example/" in url, given_up if given_up is not None else {})


def test_a_host_with_half_of_the_links_is_followed_and_advertising_is_not():
    through = leads(*(f"https://clicks.example/c/{number}" for number in range(3)))
    own = leads(*(f"https://lake.example/n/{number}" for number in range(3)))
    advertising = leads("https://shop.example/boats", "https://clicks.example/")
    assert asyncio.run(hosts().followed([*through, *own])) == through
    assert asyncio.run(hosts().followed([*own, *advertising])) == []


def test_a_host_is_given_up_after_a_few_links_in_vain_for_a_week():
    given_up: dict[str, float] = {}
    others, link = hosts(given_up), "https://clicks.example/c/1"
    assert [others.leads_astray(link, elsewhere=True) for _ in range(LINKS_TRIED)] == [True, False, False]
    assert others.is_given_up(link)
    assert asyncio.run(hosts(given_up).followed(leads(link))) == []
    tried_again = hosts({"clicks.example": time.time() - FORGOTTEN_AFTER - 1})
    assert asyncio.run(tried_again.followed(leads(link))) != []


def test_a_host_that_has_led_home_or_did_not_answer_is_not_forgotten():
    given_up: dict[str, float] = {}
    others, link = hosts(given_up), "https://clicks.example/c/1"
    others.leads_home(link)
    assert not any(others.leads_astray(link, elsewhere=True) for _ in range(9))
    assert not others.is_given_up(link)
    silent = hosts(given_up)
    assert not any(silent.leads_astray(link, elsewhere=False) for _ in range(9))
    assert silent.is_given_up(link)
    assert given_up == {}


def define(wiredesk, site: HandMade, links: list[str]) -> None:
    items = "".join(
        f"<item><title>{h}</title><link>{u}</link></item>" for u, h in zip(links, HEADLINES * 9, strict=False)
    )
    site.pages["/feed"] = Answer(f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="text/xml")
    wiredesk.define(
        "lake", f'url = "{site.url}/"\nsources = [{{type = "feed", url = "{site.url}/feed"}}]\n[fetch]\ndelay = 0\n'
    )


def test_links_through_a_host_that_counts_clicks_give_the_sites_articles(wiredesk, start_site):
    site, clicks = start_site(), start_site("127.0.0.2")
    for number, headline in enumerate(HEADLINES):
        site.pages[f"/n/{number}"] = article_page(headline)
        clicks.pages[f"/c/{number}"] = Answer(status=302, headers={"Location": f"{site.url}/n/{number}"})
    define(wiredesk, site, [f"{clicks.url}/c/{number}" for number in range(6)])
    figures = wiredesk.crawl()["lake"]
    assert (figures["new"], figures["warnings"]) == (6, [])
    assert {article["url"] for article in wiredesk.queue()} == {f"{site.url}/n/{number}" for number in range(6)}
    clicks.asked.clear()
    assert wiredesk.crawl()["lake"]["unchanged"] == 6
    assert clicks.paths() == []


def test_a_host_whose_links_lead_to_others_is_given_up_and_that_is_said(wiredesk, start_site):
    site, stranger = start_site(), start_site("127.0.0.2")
    for number in range(40):
        stranger.pages[f"/n/{number}"] = article_page(f"Number {number} of somebody else")
    define(wiredesk, site, [f"{stranger.url}/n/{number}" for number in range(40)])
    figures = wiredesk.crawl()["lake"]
    assert (figures["new"], figures["dropped"]) == (0, {"offsite": 40})
    assert "lead to other hosts (127.0.0.2" in figures["warnings"][0]
    assert LINKS_TRIED <= len([path for path in stranger.paths() if path.startswith("/n/")]) < 20
    stranger.asked.clear()
    site.pages["/feed"].body += " "
    assert "lead to other hosts (127.0.0.2" in wiredesk.crawl()["lake"]["warnings"][0]
    assert stranger.paths() == []
