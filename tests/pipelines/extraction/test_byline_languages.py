"""Bylines as the world's newsrooms print them (``bylines.tsv``): the label goes, the name stays whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from story_pages import HEADLINE, paragraphs

from wiredesk import extract_article

FORMS = {
    "in a byline": '<div class="byline">{}</div>',
    "in a paragraph below the headline": "<p>{}</p>",
}


def rows() -> list[tuple[str, str, str]]:
    lines = (Path(__file__).parent / "bylines.tsv").read_text("utf-8").splitlines()
    return [(one, two, three) for one, two, three in (line.split("\t") for line in lines if not line.startswith("#"))]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("language", "line", "names"), rows())
def test_the_names_of_a_printed_byline(language: str, line: str, names: str, form: str) -> None:
    html = (
        f'<html lang="{language}"><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>'
        f"{FORMS[form].format(line)}<div>{paragraphs()}</div></article></body></html>"
    )
    article = extract_article(html.encode(), "https://valley.example/2026/council-approves-bridge")
    assert article is not None
    assert [author.name for author in article.authors] == names.split("|")
    assert {author.type for author in article.authors} == {"person"}
