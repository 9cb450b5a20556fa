"""Sitemaps: index, URL set, news, gzip, plain text, hostile."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.listings.sitemaps import NotASitemap, parse_sitemap

URL = "https://example.org/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
INDEX = f"""<sitemapindex {NS}><sitemap><loc>https://example.org/s-2026-11.xml.gz</loc><lastmod>2026-11-21</lastmod></sitemap>
<sitemap><loc> /s-2026-10.xml </loc></sitemap></sitemapindex>"""
NEWS = f"""<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://example.org/a</loc>
<lastmod>2026-11-20T12:00:00Z</lastmod><news:news><news:publication><news:name>X</news:name><news:language>sw</news:language>
</news:publication><news:publication_date>2026-11-20T10:30:00+03:00</news:publication_date><news:title>Habari</news:title>
<news:keywords>moja, mbili</news:keywords></news:news></url></urlset>"""


def test_an_index_names_its_children_with_their_dates():
    children = parse_sitemap(INDEX.encode(), URL).children
    assert [child.url for child in children] == [
        "https://example.org/s-2026-11.xml.gz",
        "https://example.org/s-2026-10.xml",
    ]
    assert children[0].modified == datetime(2026, 11, 21, tzinfo=UTC)


def test_a_news_sitemap_gives_title_language_and_publication_date():
    (lead,) = parse_sitemap(NEWS.encode(), URL).leads
    assert lead.via.type == "news-sitemap"
    assert lead.published == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert lead.evidence is not None
    assert (lead.evidence.title, lead.evidence.language) == ("Habari", "sw")
    assert lead.evidence.keywords == ["moja", "mbili"]


def test_gzip_and_plain_text():
    assert parse_sitemap(gzip.compress(NEWS.encode()), URL).leads == parse_sitemap(NEWS.encode(), URL).leads
    assert parse_sitemap(b"Notice: x\n" + NEWS.encode(), URL).leads == parse_sitemap(NEWS.encode(), URL).leads
    text = b"https://example.org/a\nhttps://example.org/b\n"
    assert [lead.url for lead in parse_sitemap(text, URL).leads] == ["https://example.org/a", "https://example.org/b"]


def test_a_gzip_bomb_and_an_entity_bomb_are_refused_or_harmless():
    with pytest.raises(NotASitemap):
        parse_sitemap(gzip.compress(b"<urlset>" + b" " * 60_000_000), URL)
    lines = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE urlset [{lines}]><urlset {NS}><url><loc>&a9;</loc></url></urlset>'
    assert [lead.url for lead in parse_sitemap(bomb.encode(), URL).leads] == ["https://example.org/&a9"]  # not expanded


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x1f\x8bbroken", b"some words that are no addresses"])
def test_what_is_no_sitemap_is_said_to_be_none(body):
    with pytest.raises(NotASitemap):
        parse_sitemap(body, URL)


@given(
    st.binary(max_size=2000)
    | st.text(max_size=300).map(lambda text: (NEWS[:250] + text + NEWS[260:]).encode("utf-8", "replace"))
)
def test_no_bytes_raise_anything_else(body):
    try:
        sitemap = parse_sitemap(body, URL)
    except NotASitemap:
        return
    assert all(lead.url.startswith(("http://", "https://")) for lead in sitemap.leads)


@pytest.mark.parametrize(
    ("lastmod", "utc"),
    [
        ("2026-11-28T15:00:00", "2026-11-28T20:00:00+00:00"),
        ("2026-11-28 15:00", "2026-11-28T20:00:00+00:00"),
        ("2026-11-28T15:00:00Z", "2026-11-28T15:00:00+00:00"),
        ("2026-11-28", "2026-11-28T00:00:00+00:00"),
        ("9999-12-31T23:00:00", "9999-12-31T23:00:00+00:00"),
    ],
)
def test_a_time_without_a_zone_is_the_sites_own(lastmod, utc):
    document = f"<urlset {NS}><url><loc>https://example.org/a</loc><lastmod>{lastmod}</lastmod></url></urlset>"
    (lead,) = parse_sitemap(document.encode(), URL).leads
    modified = lead.in_zone(ZoneInfo("America/New_York")).modified
    assert modified is not None
    assert modified.isoformat() == utc


def urls_of(*addresses: str) -> str:
    return f"<urlset {NS}>{''.join(f'<url><loc>{address}</loc></url>' for address in addresses)}</urlset>"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_sitemap_in_any_unicode_encoding(encoding):
    document = f'<?xml version="1.0" encoding="{encoding}"?>' + urls_of("https://example.org/a")
    assert [lead.url for lead in parse_sitemap(document.encode(encoding), URL).leads] == ["https://example.org/a"]
    (lead,) = parse_sitemap("https://example.org/a\r\n".encode("utf-8-sig"), URL).leads
    assert lead.url == "https://example.org/a"


@pytest.mark.parametrize(
    ("document", "children", "leads"),
    [
        (urls_of("https://example.org/s1.xml", "https://example.org/s2.xml.gz"), 2, 0),
        (urls_of("https://example.org/a", "https://example.org/s2.xml.gz"), 1, 1),
        (urls_of("https://example.org/a", "https://example.org/story.xml"), 0, 2),
        (f"<sitemapindex {NS}><sitemap><loc>/s1.xml</loc></sitemap><url><loc>/a</loc></url></sitemapindex>", 1, 1),
    ],
)
def test_an_index_and_a_url_set_may_be_mixed_up(document, children, leads):
    read = parse_sitemap(document.encode(), URL)
    assert (len(read.children), len(read.leads)) == (children, leads)


def test_a_sitemap_that_is_cut_off_says_so():
    document = urls_of("https://example.org/a", "https://example.org/b")
    assert not parse_sitemap(document.encode(), URL).is_cut
    cut = parse_sitemap(document[:-30].encode(), URL)
    assert cut.is_cut
    assert cut.leads[0].url == "https://example.org/a"


def test_many_packed_files_among_many_addresses_are_parted_in_a_moment():
    """Each address was compared with each packed one: a minute for 50,000."""
    names = (f"<url><loc>https://farm.example/{n}{'.xml.gz' if n < 1000 else ''}</loc></url>" for n in range(20_000))
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(names)}</urlset>'.encode()
    begun = time.process_time()
    sitemap = parse_sitemap(body, "https://farm.example/sitemap.xml")
    assert (len(sitemap.children), len(sitemap.leads)) == (1000, 19_000)
    assert time.process_time() - begun < 6  # it was some 20
