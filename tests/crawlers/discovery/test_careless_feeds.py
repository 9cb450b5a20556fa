"""Feeds and API answers whose programs were careless: links to the home page, dates of 1970, warnings before JSON."""

from __future__ import annotations

import json

import pytest

from wiredesk.crawlers.listings.feeds import NotAFeed, parse_feed
from wiredesk.crawlers.listings.json_body import read_json
from wiredesk.crawlers.listings.lead import read_timestamp
from wiredesk.crawlers.listings.paged_api import NotThisApi
from wiredesk.crawlers.listings.wordpress import parse_posts

URL = "https://farm.example/feed"


@pytest.mark.parametrize(
    ("link", "guid", "url"),
    [
        ("https://farm.example/", "https://farm.example/news/1", "https://farm.example/news/1"),
        ("https://farm.example", "https://farm.example/?p=1", "https://farm.example/?p=1"),
        ("https://farm.example/?p=2", "https://farm.example/news/1", "https://farm.example/?p=2"),
        ("https://farm.example/", "17", "https://farm.example/"),
    ],
)
def test_a_link_to_the_home_page_gives_way_to_the_permalink(link, guid, url):
    entry = f"<item><link>{link}</link><guid>{guid}</guid></item>"
    (lead,) = parse_feed(f"<rss><channel>{entry}</channel></rss>".encode(), URL).leads
    assert lead.url == url


@pytest.mark.parametrize("text", ["Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 30 Dec 1899 00:00:00 GMT", "0026-11-20"])
def test_a_date_before_the_web_is_none(text):
    assert read_timestamp(text) is None


POSTS = [{"id": 1, "link": "https://farm.example/news/1", "title": {"rendered": "The harvest [in] is {in}"}}]
WARNINGS = (
    "<br />\n<b>Notice</b>:  Undefined index: x[0] in <b>/www/wp.php</b> on line <b>3</b><br />\n",
    "Warning: Cannot modify header information in /www/x.php on line 2\n",
    "\ufeff\n\n",
)


@pytest.mark.parametrize("before", WARNINGS)
def test_json_behind_the_warnings_of_a_program(before):
    body = before.encode() + json.dumps(POSTS).encode() + b"\n<!-- cached -->" * ("\ufeff" not in before)
    assert [lead.url for lead in parse_posts(body, URL)] == ["https://farm.example/news/1"]
    assert read_json(b"<br />Notice: x<br />\n" + b"[]") == []


def test_a_page_of_html_is_no_json_for_the_data_in_its_scripts():
    page = b'<!doctype html><script type="application/ld+json">[{"link": "https://farm.example/"}]</script>'
    with pytest.raises(NotThisApi):
        parse_posts(page, URL)
    with pytest.raises(NotAFeed):
        parse_feed(page, URL)
