"""Feeds and API answers whose programs were careless: links to the home page, dates of 1970, warnings before JSON."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

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


COUNTER, OWN = "https://clicks.example/c/7", "https://farm.example/news/7"


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        (f"<link>{COUNTER}</link><guid>{OWN}</guid>", OWN),
        (f'<link>{COUNTER}</link><guid isPermaLink="false">{OWN}</guid>', COUNTER),
        (f"<link>{COUNTER}</link><guid>https://farm.example/</guid>", COUNTER),
        (f"<link>{OWN}</link><guid>{COUNTER}</guid>", OWN),
        (f'<guid isPermaLink="false">{OWN}</guid>', OWN),
        (f'<link/><guid isPermaLink="false">{OWN}</guid>', OWN),
    ],
)
def test_a_counter_of_clicks_gives_way_to_the_sites_own_permalink(entry, url):
    feed = f"<rss><channel><item>{entry}</item></channel></rss>".encode()
    (lead,) = parse_feed(feed, URL, is_own=lambda address: "//farm.example" in address).leads
    assert lead.url == url


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("ann@farm.example (Ann Hall)", ["Ann Hall"]),
        ("Ann Hall", ["Ann Hall"]),
        ("Ann Hall (The Farm)", ["Ann Hall (The Farm)"]),
    ],
)
def test_an_author_of_rss_is_named_without_the_mail_address(author, names):
    item = f"<item><link>{OWN}</link><author>{author}</author></item>"
    (lead,) = parse_feed(f"<rss><channel>{item}</channel></rss>".encode(), URL).leads
    assert lead.evidence is not None
    assert lead.evidence.authors == names


@pytest.mark.parametrize(
    ("item", "urls"),
    [
        ({"id": "7", "external_url": OWN}, [OWN]),
        ({"id": "7", "external_url": COUNTER}, []),
        ({"id": OWN, "external_url": "https://farm.example/other"}, [OWN]),
    ],
)
def test_an_article_of_a_json_feed_that_is_said_to_be_elsewhere(item, urls):
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})
    assert [lead.url for lead in parse_feed(feed.encode(), URL).leads] == urls


WHOLE = f"<rss><channel><item><link>{OWN}</link></item><item><link>{OWN}8</link></item></channel></rss>"


@pytest.mark.parametrize(
    ("body", "damage"),
    [
        (WHOLE, None),
        (WHOLE + "<!-- " + "made " * 900 + "-->", None),
        (WHOLE[:90], "it ends in the middle"),
        (WHOLE[:30], "it ends in the middle, before any article"),
        ("<rss><channel><item/></channel></rss>", "it has 1 entry without an address"),
    ],
)
def test_what_is_wrong_with_a_feed_is_told(body, damage):
    assert parse_feed(body.encode(), URL).damage == damage


@pytest.mark.parametrize(("size", "count"), [(WHOLE.rindex("8"), 1), (WHOLE.index("</channel>"), 2)])
def test_an_address_that_is_cut_off_is_none(size, count):
    leads = parse_feed(WHOLE[:size].encode(), URL).leads
    assert [lead.url for lead in leads] == [OWN, f"{OWN}8"][:count]


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


def test_half_a_character_in_json_is_no_text():
    said = read_json(rb'["a\ud83d", "\ude00\ud83d", "\ud83d\ude00", {"\udc00": "\u0645"}]')
    assert said == ["a?", "??", "😀", {"?": "م"}]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-29T10:00:00", 7),
        ("Sun, 29 Nov 2026 10:00:00", 7),
        ("Sun, 29 Nov 2026 10:00:00 GMT", 10),
        ("Sun, 29 Nov 2026 10:00:00 -0000", 10),
        ("Sun, 29 Nov 2026 10:00:00 +0200", 8),
        ("2026-11-29T10:00:00Z", 10),
    ],
)
def test_a_time_without_a_zone_is_that_of_the_site(text, hour):
    entry = f"<item><link>https://farm.example/news/1</link><pubDate>{text}</pubDate></item>"
    (lead,) = parse_feed(f"<rss><channel>{entry}</channel></rss>".encode(), URL).leads
    moment = lead.in_zone(ZoneInfo("Asia/Baghdad")).published
    assert moment is not None
    assert (moment.day, moment.hour) == (29, hour)
