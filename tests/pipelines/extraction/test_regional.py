"""Whole pages of regional news sites in many languages: the text and nothing else, who wrote it, when."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.pipelines.extraction.regional_pages import RegionalPage, languages, regional_page, regional_pages, themes
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction import extract_article

FETCHED = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
LAYOUTS_EACH = 4
"""Of a language; which ones turns from language to language, so that every layout is met in several scripts."""


def some_pages() -> list[RegionalPage]:
    names = themes()
    return [
        regional_page(language, names[(number * 3 + step * 5) % len(names)])
        for number, language in enumerate(languages())
        for step in range(LAYOUTS_EACH)
    ]


@pytest.fixture(scope="module")
def readings() -> list[tuple[RegionalPage, Article]]:
    read = []
    for page in some_pages():
        article = extract_article(page.html, page.url, site=page.site, fetched_at=FETCHED)
        assert article is not None, page.name
        read.append((page, article))
    return read


def test_the_text_is_whole_and_clean(readings: list[tuple[RegionalPage, Article]]) -> None:
    """Paragraph by paragraph; a newly trained model may misjudge a line on one page of twenty."""
    faults = {
        page.name: sorted(set(page.paragraphs) ^ set(lines))
        for page, article in readings
        if (lines := [line for line in article.body_text.split("\n\n") if line not in page.aside])
        != list(page.paragraphs)
    }
    assert len(faults) <= len(readings) / 20, faults


def test_headline_authors_moment_and_language_are_right(readings: list[tuple[RegionalPage, Article]]) -> None:
    """A desk or an agency is no person, and a time gets the zone of the site."""
    for page, article in readings:
        persons = tuple(author.name for author in article.authors if author.type == "person")
        found = (article.headline, persons, article.date_published, article.language)
        assert found == (page.headline, page.persons, in_zone(page), page.language), page.name


def body_of(page: RegionalPage, html: bytes) -> list[str]:
    article = extract_article(html, page.url, site=page.site, fetched_at=FETCHED)
    assert article is not None
    return [line for line in article.body_text.split("\n\n") if line not in page.aside]


@pytest.mark.parametrize(
    ("language", "encoding", "declared"),
    [
        ("ar", "utf-8", "windows-1256"),
        ("ar", "cp1256", "utf-8"),
        ("ru", "cp1251", "utf-8"),
        ("ru", "utf-8", "windows-1251"),
        ("he", "cp1255", "iso-8859-1"),
        ("es", "cp1252", "utf-8"),
        ("tr", "cp1254", "iso-8859-9"),
    ],
)
def test_a_wrong_charset_in_the_page_is_seen_through(language: str, encoding: str, declared: str) -> None:
    page = regional_page(language, "aspnet")
    charset = page.html.partition(b"charset=")[2].partition(b'"')[0].decode()
    text = page.html.decode(charset.replace("windows-", "cp")).replace(f"charset={charset}", f"charset={declared}")
    found = body_of(page, text.encode(encoding, "xmlcharrefreplace"))
    assert [line for line in found if line in page.paragraphs] == list(page.paragraphs)


def test_joiners_stay_and_stretched_or_drawn_letters_are_no_obstacle() -> None:
    """Persian words hold zero-width non-joiners; tatweel stretches cues and headlines for looks."""
    page = regional_page("fa", "samaneh")
    assert any("\u200c" in text for text in page.paragraphs)
    html = page.html.decode().replace("بیشتر بخوانید", "بیشتــر بخوانیـــد").encode()
    assert body_of(page, html) == list(page.paragraphs)


def in_zone(page: RegionalPage) -> str:
    """The moment as the article gives it: with the offset of the site's zone."""
    if "T" not in page.published:
        return page.published
    return datetime.fromisoformat(page.published).replace(tzinfo=ZoneInfo(page.site.timezone or "UTC")).isoformat()


def test_every_layout_and_every_language_is_tried() -> None:
    names = [page.name.split() for page in some_pages()]
    assert {name[0] for name in names} == set(languages())
    assert {name[1] for name in names} == set(themes())
    assert len(list(regional_pages())) == len(languages()) * len(themes())
