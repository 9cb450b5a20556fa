"""What is no other headline, and no summary: the standfirst, and the author's name."""

from __future__ import annotations

import json

import pytest

from tests.pipelines.extraction.html_pages import fields, page


@pytest.mark.parametrize(
    ("other", "alternative"),
    [
        (
            "Council repairs the old bridge before the first frost",
            "Council repairs the old bridge before the first frost",
        ),
        ("The council repairs the old bridge. Engineers had warned of cracks in its pillars.", None),
        ("Cracks in two pillars of the old bridge made the council hurry, as engineers had warned.", None),
        ("Repair the bridge now!", "Repair the bridge now!"),
    ],
)
def test_alternative_headline(other: str, alternative: str | None) -> None:
    data = {
        "@type": "NewsArticle",
        "headline": "Old bridge to be repaired by the council",
        "alternativeHeadline": other,
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = fields(page(head, "<h1>Old bridge to be repaired by the council</h1>"))
    assert found.alternative_headline == alternative


def test_author_is_no_description() -> None:
    head = '<meta name=description content="Ann Lee"><meta name=author content="Ann Lee">'
    assert fields(page(head, "<h1>Old bridge to be repaired</h1>")).description is None
