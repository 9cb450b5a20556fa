"""Sources credited behind the text, as the world's newsrooms print them (``sources.tsv``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, paragraphs
from wiredesk import extract_article

FORMS = ("<p>{}</p>", "<p><em>{}</em></p>")


def rows() -> list[tuple[str, str, str]]:
    lines = (Path(__file__).parent / "sources.tsv").read_text("utf-8").splitlines()
    return [(one, two, three) for one, two, three in (line.split("\t") for line in lines if not line.startswith("#"))]


@pytest.mark.parametrize(("language", "line", "source"), rows())
def test_the_source_behind_the_text(language: str, line: str, source: str) -> None:
    for form in FORMS:
        html = (
            f'<html lang="{language}"><head><title>{HEADLINE}</title><meta property="og:type" content="article"></head>'
            f"<body><article><h1>{HEADLINE}</h1><div>{paragraphs()}{form.format(line)}</div></article></body></html>"
        )
        article = extract_article(html.encode(), "https://valley.example/2026/council-rebuilds-the-pier")
        assert article is not None
        assert article.source == source, form
