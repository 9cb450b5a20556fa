"""Several listings name one article: what the one that tells of it says is kept, whichever was read first."""

from __future__ import annotations

import asyncio

import pytest
from hand_made_site import WORDS, Answer, HandMade

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.spiders.late_leads import LateLeads
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.page import Evidence

PATHS = [f"/2026/the-council-of-the-valley-meets-again-{number}" for number in range(4)]
DATED = "Fri, 27 Nov 2026 07:51:24 +0200"


def undated_page(headline: str) -> Answer:
    text = "".join(f"<p>{part}. {headline} was discussed by all who came.</p>" for part in WORDS.split(". "))
    return Answer(f"<html lang=en><title>{headline}</title><article><h1>{headline}</h1>{text}</article></html>")


def build(site: HandMade) -> None:
    """A home page that names every article before the feed does, and pages that print no date."""
    links = "".join(f'<h2><a href="{path}">The council of the valley meets again {path[-1]}</a></h2>' for path in PATHS)
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    site.pages["/"] = Answer(f"<html><head>{head}</head><body>{links}</body></html>")
    items = "".join(
        f"<item><title>The council of the valley meets again {path[-1]}</title><link>{site.url}{path}</link>"
        f"<pubDate>{DATED}</pubDate></item>"
        for path in PATHS
    )
    site.pages["/feed.xml"] = Answer(f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="text/xml")
    for path in PATHS:
        site.pages[path] = undated_page(f"The council of the valley meets again {path[-1]}")


@pytest.mark.parametrize("limit", [4, 1])
def test_a_feed_dates_what_the_home_page_named_first(wiredesk, start_site, limit):
    site = start_site()
    build(site)
    wiredesk.define("valley", f'url = "{site.url}/"\n[fetch]\ndelay = 0\nmax_articles = {limit}\n')
    for _ in range(4 // limit):
        wiredesk.crawl()
    found = wiredesk.queue()
    assert len(found) == 4
    assert {article["date_published"] for article in found} == {"2026-11-27T07:51:24+02:00"}
    assert {article["date_published_source"] for article in found} == {"feed"}


def lead(kind: str, **told: object) -> Lead:
    return Lead(url="https://valley.example/1", via=DiscoveredVia(type=kind, url="https://valley.example/"), **told)


def test_a_lead_that_was_left_learns_its_date():
    late = LateLeads()
    late.leave({"a": lead("section", failures=2, failing_since=5.0)})
    late.tell("a", lead("feed", evidence=Evidence(date_published=DATED)))
    late.tell("a", lead("section"))
    (found,) = asyncio.run(late.take_left(0.0, lambda moment: False))
    assert found.evidence is not None
    assert (found.evidence.date_published, found.failures, found.via.type) == (DATED, 2, "feed")
