"""JSON-LD of another article than the page's own."""

from __future__ import annotations

import json

from wiredesk.pipelines.extraction import extract_article

URL = "https://news.example.org/town/beekeepers-count-their-losses"
HEADLINE = "Beekeepers count their losses after early frost"
TEXT = "".join(
    f"<p>Beekeepers in valley {number} have lost a third of their hives to the frost.</p>" for number in range(5)
)


def read(node: dict[str, object], head: str = "") -> tuple[str, list[str], str | None]:
    html = (
        f"<html lang=en><head><title>{HEADLINE} | News</title>{head}"
        f'<script type="application/ld+json">{json.dumps(node)}</script></head>'
        f"<body><h1>{HEADLINE}</h1><p>By Ann Smith</p><p>November 28, 2026</p>{TEXT}</body></html>"
    )
    article = extract_article(html.encode(), URL)
    assert article is not None
    return article.headline, [one.name for one in article.authors], article.date_published


OTHER: dict[str, object] = {
    "@type": "NewsArticle",
    "headline": "Ferry returns to the lake after nine years",
    "url": "https://news.example.org/town/ferry-returns",
    "datePublished": "2026-11-20T09:00:00Z",
    "author": {"@type": "Person", "name": "Other Person"},
}


def test_the_data_of_a_related_story_are_not_the_pages() -> None:
    assert read(OTHER) == (HEADLINE, ["Ann Smith"], "2026-11-28")


def test_its_own_data_behind_them_are_taken() -> None:
    mine = {"@type": "Article", "headline": HEADLINE, "author": {"@type": "Person", "name": "Ann M. Smith"}}
    assert read({"@graph": [OTHER, mine]})[1] == ["Ann M. Smith"]


def test_another_address_alone_does_not_disprove_them() -> None:
    """Data that name a section, or the address before a move, are believed where their headline is on the page."""
    node = {**OTHER, "headline": "Beekeepers: what the early frost has cost them"}
    assert read(node)[1:] == (["Other Person"], "2026-11-20T09:00:00+00:00")


def test_another_headline_alone_does_not_disprove_them() -> None:
    assert read({**OTHER, "url": URL})[1:] == (["Other Person"], "2026-11-20T09:00:00+00:00")
    canonical = '<link rel="canonical" href="https://news.example.org/town/ferry-returns">'
    assert read(OTHER, canonical)[1] == ["Other Person"]
