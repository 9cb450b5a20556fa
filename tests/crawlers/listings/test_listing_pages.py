"""Home and section pages: their links, and which of them are articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.listings.link_header import links_of
from wiredesk.crawlers.listings.listing import Link, parse_listing
from wiredesk.crawlers.listings.paging import is_far, page_number, page_stem
from wiredesk.crawlers.listings.url_shapes import ArticleShapes, may_be_article, shape, words_in

HOME = """<html lang="ar"><head><base href="https://example.org/">
<link rel="alternate" type="application/rss+xml" href="/feed/">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="https://api.w.org/" href="/wp-json/"></head><body>
<nav><a href="/">Home</a><a href="/section/politics">Politics</a><a href="/tag/film">film</a><a href="/login">Log in</a>
<a href="/calendar/2026/01">Calendar</a></nav>
<h3><a href="/politics/council-agrees-to-repair-bridge-10037.html">Council agrees to repair the old bridge</a></h3>
<h3><a href="politics/fishermen-ask-for-a-crossing-10074.html?utm_source=home">Fishermen want a safe crossing</a></h3>
<a href="/politics/council-agrees-to-repair-bridge-10037.html#comments">Comments</a>
<a href="javascript:alert(1)">x</a><a href="mailto:a@b">y</a><a href="//[broken">z</a>
<div class="pager"><a href="/?page=2">Older</a></div></body></html>"""


def test_what_a_home_page_offers():
    listing = parse_listing(HOME, "https://example.org/")
    assert listing.feeds == [("feed", "https://example.org/feed/")]
    assert listing.apis == [("wordpress", "https://example.org/wp-json/")]
    assert listing.next_page == "https://example.org/?page=2"
    links = {link.url: link for link in listing.links}
    article = links["https://example.org/politics/council-agrees-to-repair-bridge-10037.html"]
    assert article.in_heading
    assert not article.in_chrome
    assert links["https://example.org/section/politics"].in_chrome


def test_articles_and_sections_are_told_apart_by_what_the_site_itself_shows():
    listing = parse_listing(HOME, "https://example.org/")
    shapes = ArticleShapes()
    shapes.learn_links(listing.links)
    articles = [link.url for link in listing.links if shapes.is_article(link)]
    assert len(articles) == 2
    assert all("-100" in url for url in articles)
    assert shapes.section_links(listing.links, 10) == ["https://example.org/section/politics"]


def test_known_articles_teach_the_shape():
    shapes = ArticleShapes()
    short = Link("https://example.org/news/10400", "Rain", in_chrome=False)
    assert not shapes.is_article(short)
    shapes.learn_articles(f"https://example.org/news/{number}" for number in (10037, 10074, 10111))
    assert shapes.is_article(short)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://example.org/politics/a-long-title-here-1234.html", "w/S9.html"),
        ("https://example.org/?p=123", "?p=9"),
        ("https://example.org/2026/11/20/rain/", "9/9/9/w"),
        ("https://example.org/ar/%D8%AE%D8%A8%D8%B1-%D8%B9%D8%A7%D8%AC%D9%84-%D9%85%D9%86-1", "w/S"),
    ],
)
def test_shapes(url, form):
    assert shape(url) == form


@pytest.mark.parametrize(
    "url",
    ["https://example.org/", "https://example.org/tag/film", "https://example.org/author/x-y-z", "https://example.org/login",
     "https://example.org/photo.jpg", "https://example.org/?s=bridge", "https://example.org/amp/17"],
)  # fmt: skip
def test_what_cannot_be_an_article(url):
    assert not may_be_article(url)


def test_scripts_without_spaces_have_words_too():
    assert words_in("東京で大雪、交通に影響") >= 4
    assert words_in("Rain stops play") == 3


def test_pages_of_one_list_have_one_stem():
    pages = ["https://example.org/sport", "https://example.org/sport?page=2", "https://example.org/sport/page/3/"]
    assert [page_number(url) for url in pages] == [1, 2, 3]
    assert len({page_stem(url) for url in pages}) == 1


@pytest.mark.parametrize(
    ("page", "links", "following"),
    [
        ("/spip.php?id=3", '<a href="?id=3&debut_articles=10#pages">2</a>', "/spip.php?id=3&debut_articles=10"),
        ("/news?start=10", '<a href="/news">1</a><a href="?start=40">5</a><a href="?start=20">3</a>', "/news?start=20"),
        ("/news?start=20", '<a href="/news">1</a><a href="/news?start=10">2</a>', None),
        ("/news", '<a href="/news?start=10">Ten years of our paper</a><a href="/sport?start=10">Next</a>', None),
    ],
)  # fmt: skip
def test_lists_that_count_entries_are_followed_too(page, links, following):
    listing = parse_listing(f"<html><body>{links}</body></html>", f"https://example.org{page}")
    assert listing.next_page == (f"https://example.org{following}" if following else None)


@pytest.mark.parametrize(
    ("page", "links", "following"),
    [
        ("/news", '<a href="?page=1">2</a><a href="?page=2">3</a>', "/news?page=1"),
        ("/news?page=1", '<a href="/news">1</a><a href="?page=2">3</a>', "/news?page=2"),
        ("/news", '<a href="?page=2">2</a><a href="?page=3">3</a>', "/news?page=2"),
        ("/news?page=2", '<a href="?page=1">1</a><a href="?page=3">3</a>', "/news?page=3"),
        ("/news?page=2", '<a href="/news">1</a><a href="?page=1">2</a>', None),
    ],
)  # fmt: skip
def test_pagers_that_count_from_zero_and_from_one(page, links, following):
    listing = parse_listing(f"<html><body>{links}</body></html>", f"https://example.org{page}")
    assert listing.next_page == (f"https://example.org{following}" if following else None)


@pytest.mark.parametrize(
    ("page", "links", "following"),
    [
        ("/rubric/345", '<a href="?page=2">2</a>', "/rubric/345?page=2"),
        ("/rubric/345?page=2", '<a href="?page=3">Next</a>', "/rubric/345?page=3"),
        ("/rubric/345", '<a href="/rubric/345?start=20">2</a>', "/rubric/345?start=20"),
        ("/rubric/345", '<a href="/rubric/345/2">2</a><a href="/rubric/346">Sport</a>', "/rubric/345/2"),
        ("/rubric/345/2", '<a href="/rubric/345/3">3</a>', "/rubric/345/3"),
        ("/rubric/345", '<a href="/rubric/12?page=2">2</a>', None),
        ("/news?page=0", '<a href="?page=1">Next</a>', "/news?page=1"),
        ("/news", '<a href="?page=%C2%B2">2</a>', None),
    ],
)  # fmt: skip
def test_the_number_of_a_section_is_that_of_no_page(page, links, following):
    listing = parse_listing(f"<html><body>{links}</body></html>", f"https://example.org{page}")
    assert listing.next_page == (f"https://example.org{following}" if following else None)


@pytest.mark.parametrize(
    ("address", "far"),
    [
        ("/rubric/345?start=20", False),
        ("/rubric/345/2", False),
        ("/archive/2020", True),
        ("/rubric/345?page=102", True),
    ],
)
def test_a_page_is_far_by_its_own_number(address, far):
    assert is_far(f"https://example.org{address}", "https://example.org/rubric/345", 100) is far


def test_a_link_that_is_nothing_but_a_picture_is_called_as_the_picture_is():
    (link,) = parse_listing(
        '<a href="/a/rain-on-monday"><img src=x alt="Rain  on Monday"></a>', "https://a.example/"
    ).links
    assert link.text == "Rain on Monday"


API = "https://example.org/?rest_route=/"


@pytest.mark.parametrize(
    ("header", "api"),
    [
        (f'<{API}>; rel="https://api.w.org/"', API),
        ("<https://example.org/>; rel=shortlink, </?rest_route=/>; rel=https://api.w.org/", API),
        (f'<{API}>; title="API"; rel="alternate https://api.w.org/"', API),
        (f'<ftp://example.org/>; rel="https://api.w.org/", <{API}>', None),
        ('<<<<>; rel="', None),
    ],
)
def test_the_api_that_a_link_header_names(header, api):
    listing = parse_listing("<p>Home</p>", "https://example.org/", links_of([header], "https://example.org/"))
    assert listing.apis == ([("wordpress", api)] if api else [])


@given(st.lists(st.text(max_size=300) | st.text(alphabet='<>;,="rel/: ', max_size=300), max_size=3))
def test_no_link_header_raises(headers):
    assert all(link.url.startswith("http") for link in links_of(headers, "https://example.org/"))


@given(st.text(max_size=800) | st.text(alphabet="<>/a hrefnv\"'=&;#\x00", max_size=800))
def test_no_page_raises(text):
    for link in parse_listing(text, "https://example.org/").links:
        shape(link.url)
        may_be_article(link.url)
