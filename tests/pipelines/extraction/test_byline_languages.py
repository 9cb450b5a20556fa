"""Bylines as the world's newsrooms print them (``bylines.tsv``): the label goes, the name stays whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from story_pages import HEADLINE, paragraphs

from wiredesk import extract_article

FORMS = {
    "in a byline": '<div class="byline">{}</div>',
    "in a paragraph below the headline": "<p>{}</p>",
}


@cache
def rows() -> list[tuple[str, str, str]]:
    lines = (Path(__file__).parent / "bylines.tsv").read_text("utf-8").splitlines()
    return [(one, two, three) for one, two, three in (line.split("\t") for line in lines if not line.startswith("#"))]


@pytest.mark.parametrize("language", sorted({row[0] for row in rows()}))  # a test for each row would cost 4 s more
def test_the_names_of_a_printed_byline(language: str) -> None:
    wrong = []
    for _, line, names in (row for row in rows() if row[0] == language):
        for form, place in FORMS.items():
            html = (
                f'<html lang="{language}"><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>'
                f"{place.format(line)}<div>{paragraphs()}</div></article></body></html>"
            )
            article = extract_article(html.encode(), "https://valley.example/2026/council-approves-bridge")
            authors = [(author.name, author.type) for author in article.authors] if article is not None else None
            if authors != [(name, "person") for name in names.split("|")]:
                wrong.append((form, line, authors))
    assert wrong == []
