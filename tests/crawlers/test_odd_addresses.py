"""Addresses that are none: one of them in a listing costs its own entry, and no other."""

from __future__ import annotations

import pytest
from hand_made_site import Answer, article_page

from wiredesk.crawlers.listings.feeds import parse_feed
from wiredesk.crawlers.listings.sitemaps import parse_sitemap
from wiredesk.crawlers.listings.wordpress import parse_posts

BROKEN = "http://[x/"
FEED = "https://farm.example/feed"
GOOD = "https://farm.example/news/1"
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


@pytest.mark.parametrize(
    "entry",
    [f"<link>{BROKEN}</link>", f"<guid>{BROKEN}</guid>", f'<link href="{BROKEN}"/>', f"<origLink>{BROKEN}</origLink>"],
)
def test_an_entry_of_a_feed_without_a_good_address_is_left_out(entry):
    feed = f"<rss><channel><item>{entry}</item><item><link>{GOOD}</link></item></channel></rss>"
    assert [lead.url for lead in parse_feed(feed.encode(), FEED).leads] == [GOOD]


@pytest.mark.parametrize(
    "entry", [f"<link>{BROKEN}</link><guid>{GOOD}</guid>", f"<origLink>{BROKEN}</origLink><link>{GOOD}</link>"]
)
def test_a_good_address_counts_beside_a_broken_one(entry):
    (lead,) = parse_feed(f"<rss><channel><item>{entry}</item></channel></rss>".encode(), FEED).leads
    assert lead.url == GOOD


def test_a_broken_base_and_a_broken_next_page_do_not_count():
    head = f'<link rel="next" href="{BROKEN}"/>'
    root = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{BROKEN}">'
    feed = f'{root}{head}<entry><link href="/news/1"/></entry></feed>'
    read = parse_feed(feed.encode(), FEED)
    assert ([lead.url for lead in read.leads], read.next_page) == ([GOOD], None)
    read = parse_feed(
        f'{{"items": [{{"id": "{BROKEN}"}}, {{"url": "{GOOD}"}}], "next_url": "{BROKEN}"}}'.encode(), FEED
    )
    assert ([lead.url for lead in read.leads], read.next_page) == ([GOOD], None)


def test_broken_addresses_in_sitemaps_and_in_an_api():
    lines = f"{GOOD}\n{BROKEN}\n{GOOD}2\n".encode()
    assert [lead.url for lead in parse_sitemap(lines, FEED).leads] == [GOOD, f"{GOOD}2"]
    posts = f'[{{"link": "{BROKEN}"}}, {{"link": "{GOOD}"}}]'.encode()
    assert [lead.url for lead in parse_posts(posts, FEED)] == [GOOD]


def test_a_scheme_is_written_in_any_case():
    upper = "HTTPS://farm.example/news/1"
    sitemap = f"{URLSET}<url><loc>{upper}</loc></url></urlset>".encode()
    assert [lead.url for lead in parse_sitemap(sitemap, "http://farm.example/sitemap.xml").leads] == [GOOD]
    feed = f"<rss><channel><item><link>{upper}</link></item></channel></rss>".encode()
    assert [lead.url for lead in parse_feed(feed, "http://farm.example/feed").leads] == [GOOD]


def test_the_page_of_an_entry_goes_before_its_data():
    data = '<link rel="alternate" type="application/json" href="/api/1"/>'
    feed = '<feed xmlns="http://www.w3.org/2005/Atom"><entry>{}</entry></feed>'
    (lead,) = parse_feed(feed.format(f'{data}<link type="text/html" href="/news/1"/>').encode(), FEED).leads
    assert lead.url == GOOD
    (lead,) = parse_feed(feed.format(data).encode(), FEED).leads
    assert lead.url == "https://farm.example/api/1"


def test_odd_addresses_cost_no_article(wiredesk, start_site):
    site = start_site()
    paths = [f"/news/report-of-the-day-{number}" for number in (1001, 1002, 1003, 1004)]
    for path in paths:
        site.pages[path] = article_page(f"Harbour news of number {path[-4:]}")
    entries = f"<item><guid>{BROKEN}</guid></item><item><link>{site.url}{paths[0]}</link></item>"
    site.pages["/feed"] = Answer(f"<rss><channel>{entries}</channel></rss>", content_type="text/xml")
    site.pages["/map.txt"] = Answer(f"{BROKEN}\n{site.url}{paths[1]}\n", content_type="text/plain")
    links = "".join(f'<h2><a href="{path}">The harbour has news for everybody</a></h2>' for path in paths)
    site.pages["/"] = Answer(f'<html><body>{links}<a href="/?page=%C2%B2">2</a><a href="{BROKEN}">3</a></body></html>')
    sources = "".join(
        f'[[sources]]\ntype = "{kind}"\nurl = "{site.url}{path}"\n'
        for kind, path in (("feed", "/feed"), ("sitemap", "/map.txt"), ("section", "/"))
    )
    wiredesk.define("harbour", f'url = "{site.url}/"\n{sources}[fetch]\ndelay = 0\n')
    summary = wiredesk.crawl()["harbour"]
    assert (summary["new"], summary["warnings"]) == (4, [])
