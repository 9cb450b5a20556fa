"""Feeds of all kinds, broken and hostile ones too."""

from __future__ import annotations

import contextlib
import gzip
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.listings.feeds import NotAFeed, parse_feed

URL = "https://example.org/feed/"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour Times</title><language>en</language>
<item><title>Bridge &amp; tunnel</title><link>https://example.org/a</link>
<pubDate>Fri, 20 Nov 2026 10:30:00 +0300</pubDate>
<dc:creator>Amina Yusuf</dc:creator><category>Local</category><description>Short</description>
<content:encoded><![CDATA[<p>Long text</p>]]></content:encoded></item>
<item><title>By its GUID</title><guid isPermaLink="true">https://example.org/b</guid></item>
<item><title>Relative</title><link>/c?x=1</link></item>
<item><title>Without address</title></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ckb"><title>Desk</title>
<link rel="next" href="?page=2"/>
<entry><title>First</title><link rel="self" href="https://example.org/self"/><link href="https://example.org/first"/>
<published>2026-11-20T07:30:00Z</published><updated>2026-11-21T08:00:00+03:00</updated>
<author><name>Rebin Karim</name></author><summary>S</summary></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>Old</title></channel>
<item rdf:about="https://example.org/old"><title>Old style</title></item></rdf:RDF>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
{"id": "1", "url": "/j1", "title": "One", "date_published": "2026-11-20T10:30:00+03:00",
 "date_modified": "2026-11-20T11:00:00+03:00", "authors": [{"name": "Ali"}], "tags": ["x", 3]},
{"id": "no address"}, 7]}"""


def test_rss():
    feed = parse_feed(RSS.encode(), URL)
    assert [lead.url for lead in feed.leads] == [
        "https://example.org/a",
        "https://example.org/b",
        "https://example.org/c?x=1",
    ]
    first = feed.leads[0]
    assert first.published == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert first.evidence is not None
    assert first.evidence.title == "Bridge & tunnel"
    assert first.evidence.authors == ["Amina Yusuf"]
    assert first.evidence.content_html == "<p>Long text</p>"
    assert first.evidence.keywords == ["Local"]
    assert feed.language == "en"


def test_atom():
    feed = parse_feed(ATOM.encode(), URL)
    (lead,) = feed.leads
    assert lead.url == "https://example.org/first"
    assert lead.modified == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert lead.evidence is not None
    assert lead.evidence.authors == ["Rebin Karim"]
    assert feed.next_page == "https://example.org/feed/?page=2"
    assert feed.language == "ckb"


def test_rdf_and_json_feed():
    assert [lead.url for lead in parse_feed(RDF.encode(), URL).leads] == ["https://example.org/old"]
    (lead,) = parse_feed(JSON.encode(), URL).leads
    assert lead.url == "https://example.org/j1"
    assert lead.via.type == "json-feed"
    assert lead.modified is not None
    assert lead.evidence is not None
    assert lead.evidence.keywords == ["x"]


def test_a_feed_cut_off_in_the_middle_gives_what_is_there():
    assert len(parse_feed(RSS.encode()[:-120], URL).leads) >= 2


def test_the_charset_of_the_header_counts_where_the_document_declares_none():
    body = "<rss><channel><item><title>خبر</title><link>https://example.org/a</link></item></channel></rss>"
    (lead,) = parse_feed(body.encode("windows-1256"), URL, "text/xml; charset=windows-1256").leads
    assert lead.evidence is not None
    assert lead.evidence.title == "خبر"


def test_entities_are_never_expanded_or_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    bomb = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file://{secret}">]>
    <rss><channel><item><title>&b;&f;</title><link>https://example.org/a</link></item></channel></rss>"""
    (lead,) = parse_feed(bomb.encode(), URL).leads
    assert lead.evidence is not None
    assert "lol" not in (lead.evidence.title or "")
    assert "secret" not in (lead.evidence.title or "")


@pytest.mark.parametrize(
    "body", [b"", b"\x00\x01", b"<html><body>no feed</body></html>", b"{", b'{"items": 3}', b"plain"]
)
def test_what_is_no_feed_is_said_to_be_none(body):
    with pytest.raises(NotAFeed):
        parse_feed(body, URL)


@given(
    st.binary(max_size=2000)
    | st.text(max_size=500).map(lambda text: (RSS[:200] + text + RSS[300:]).encode("utf-8", "replace"))
)
def test_no_bytes_raise_anything_else(body):
    try:
        feed = parse_feed(body, URL)
    except NotAFeed:
        return
    assert all(lead.url.startswith(("http://", "https://")) for lead in feed.leads)


@pytest.mark.parametrize("opening", ["<!DOCTYPE", "<!DOCTYPE[", "<!DOCTYPE []", "<!DOCTYPE [] "])
def test_a_body_full_of_document_types_holds_nothing_up(opening):
    body = "<rss><channel><title>" + opening * (200_000 // len(opening)) + "</title></channel></rss>"
    begun = time.process_time()
    with contextlib.suppress(NotAFeed):
        parse_feed(body.encode(), "https://example.org/feed")
    assert time.process_time() - begun < 1  # it took a minute and more


def test_an_encoding_that_nobody_knows_is_passed_over():
    body = b"<rss><channel><title>Town</title><item><link>https://example.org/a</link></item></channel></rss>"
    assert parse_feed(body, "https://example.org/feed", "text/xml; charset=klingon").title == "Town"


WARNINGS = b"\xef\xbb\xbf<br />\n<b>Warning</b>: Undefined variable in <b>/feed.php</b> on line 3<br />\n"


@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_a_feed_that_is_packed_or_has_warnings_before_it(feed):
    plain = parse_feed(feed.encode(), URL)
    assert plain.leads
    for body in (WARNINGS + feed.encode(), gzip.compress(feed.encode()), gzip.compress(WARNINGS + feed.encode())):
        assert parse_feed(body, URL) == plain
    assert parse_feed(gzip.compress(feed.encode()) + b"\r\n", URL) == plain
    assert parse_feed(gzip.compress(feed.encode())[:-30], URL).damage == "it ends in the middle"
    with pytest.raises(NotAFeed, match="broken gzip"):
        parse_feed(b"\x1f\x8b" + feed.encode(), URL)
    with pytest.raises(NotAFeed, match="unpacks to more"):
        parse_feed(gzip.compress(b"<rss>" + b" " * 60_000_000), URL)
    with pytest.raises(NotAFeed):
        parse_feed(b"<html><h1>Feeds</h1><p>" + b"x" * 20_000 + b"<rss><channel>", URL)  # a page that shows one


@pytest.mark.parametrize(
    ("links", "next_page"),
    [
        ('<link rel="prev-archive" href="/2025"/>', "https://example.org/2025"),
        ('<link rel="prev-archive" href="/2025"/><link rel="next" href="/2"/>', "https://example.org/2"),
        ('<link rel="http://www.iana.org/assignments/relation/next" href="/2"/>', "https://example.org/2"),
        ('<link rel="previous" href="/newer"/><link rel="self" href="/feed/"/>', None),
    ],
)
def test_where_the_older_entries_are(links, next_page):
    entry = '<entry><title>a</title><link rel="http://www.iana.org/assignments/relation/alternate" href="/a"/></entry>'
    feed = parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom">{links}{entry}</feed>'.encode(), URL)
    assert (feed.next_page, [lead.url for lead in feed.leads]) == (next_page, ["https://example.org/a"])


def test_what_an_entry_tells_is_kept_no_longer_than_any_listing_means_it():
    title, text, name = "t" * 1_000_000, "d" * 1_000_000, "n" * 1_000_000
    body = (
        f"<rss><channel><item><link>https://example.org/1</link><title>{title}</title><author>{name}</author>"
        f"<description>{text}</description><category>{name}</category><pubDate>{name}</pubDate></item></channel></rss>"
    )
    (lead,) = parse_feed(body.encode(), URL).leads
    told = lead.evidence
    assert (len(told.title), len(told.description), len(told.date_published)) == (2_000, 200_000, 2_000)
    assert [len(told.authors[0]), len(told.keywords[0])] == [2_000, 2_000]
