"""Which links of a home page are its sections."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.listings.listing import Link
from wiredesk.crawlers.listings.url_shapes import ArticleShapes, may_be_section, shape


def menu(*urls: str) -> list[Link]:
    return [Link(url, "Sport news", in_chrome=True) for url in urls]


def sections(links: list[Link], articles: tuple[str, ...] = ()) -> list[str]:
    shapes = ArticleShapes()
    shapes.learn_articles(articles)
    shapes.learn_links(links)
    return shapes.section_links(links, 40)


@pytest.mark.parametrize(
    "pattern",
    [
        "https://example.org/rubrique.php3?id_rubrique={}",
        "https://example.org/spip.php?rubrique{}",
        "https://example.org/index.php?option=com_content&view=category&id={}",
        "https://example.org/news.asp?cat={}",
        "https://example.org/section/{}",
        "https://example.org/?cat={}",
    ],
)
def test_sections_with_numbers_are_told_by_their_menu(pattern):
    urls = [pattern.format(number) for number in (1, 2, 14)]
    assert sections(menu(*urls)) == urls
    assert sections(menu(urls[0])) == [], "a single link of its shape may be anything"


def test_numbers_of_articles_are_no_sections():
    articles = tuple(f"https://example.org/news/{number}" for number in (10, 11, 12))
    assert sections(menu("https://example.org/news/13", "https://example.org/news/14"), articles) == []


def test_plain_sections_come_first_and_wordpress_categories_count():
    links = menu(
        "https://example.org/?cat=1", "https://example.org/?cat=2", "https://example.org/sport/",
        "https://example.org/category/politics/",
    )  # fmt: skip
    assert sections(links) == [
        "https://example.org/sport/", "https://example.org/category/politics/",
        "https://example.org/?cat=1", "https://example.org/?cat=2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/tag/film", "https://example.org/?tag=film", "https://example.org/author/x",
        "https://example.org/spip.php?auteur12", "https://example.org/spip.php?mot3", "https://example.org/login.php",
        "https://example.org/calendar/2026/01", "https://example.org/2026/01/", "https://example.org/news/2026-01",
        "https://example.org/?m=202601", "https://example.org/events?year=2026&month=1", "https://example.org/sport?page=2",
        "https://example.org/list?sort=asc&cat=1", "https://example.org/?lang=fr", "https://example.org/?s=bridge",
        "https://example.org/index.php?a=1&b=2&c=3&d=4", "https://example.org/paper.pdf", "https://example.org/",
    ],
)  # fmt: skip
def test_traps_are_no_sections(url):
    assert not may_be_section(url)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://example.org/spip.php?article12", "w.php?article9"),
        ("https://example.org/spip.php?rubrique1", "w.php?rubrique9"),
        ("https://example.org/i.php?option=content&view=article&id=5", "w.php?id=9&option=content&view=article"),
        ("https://example.org/a?utm=x", "w"),
    ],
)  # fmt: skip
def test_shapes_of_queries(url, form):
    assert shape(url) == form


@given(st.text(max_size=300))
def test_any_query_has_a_shape(query):
    shape(f"https://example.org/a?{query}")
    may_be_section(f"https://example.org/a?{query}")
