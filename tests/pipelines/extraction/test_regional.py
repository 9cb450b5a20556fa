"""Whole pages of regional news sites in many languages: the text and nothing else, who wrote it, when."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.extraction import extract_article
from tests.pipelines.extraction.regional_pages import RegionalPage, languages, regional_page, regional_pages, themes

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


@pytest.mark.parametrize("page", some_pages(), ids=lambda page: page.name)
def test_a_page_is_read_whole_and_clean(page: RegionalPage) -> None:
    article = extract_article(page.html, page.url, site=page.site, fetched_at=FETCHED)
    assert article is not None
    lines = [line for line in article.body_text.split("\n\n") if line not in page.aside]
    assert lines == list(page.paragraphs)
    assert article.headline == page.headline
    assert [author.name for author in article.authors if author.type == "person"] == list(page.persons)
    assert article.date_published == in_zone(page)
    assert article.language == page.language


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
