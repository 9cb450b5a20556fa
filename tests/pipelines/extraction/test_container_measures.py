"""What is measured of the containers of a page, seen through the columns of its blocks."""

from __future__ import annotations

from lxml.html import document_fromstring

from wiredesk.pipelines.extraction.body.block_features import FEATURES, page_features
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.page_hints import PageHints

SENTENCE = "The council of the town decided on Monday to repair the old bridge before the winter comes. "


def measures(html: str, headline: str = "") -> dict[str, dict[str, float]]:
    """Column values by the first word of each block that is judged."""
    page = read_blocks(document_fromstring(html))
    rows = page_features(page, PageHints(headline=headline))
    return {
        block.text.split()[0]: dict(zip(FEATURES, row, strict=True))
        for block, row in zip(page.blocks, rows, strict=True)
        if row is not None
    }


def test_comments_stand_in_a_row_of_containers_alike_with_dates_in_them() -> None:
    comment = "<div class=entry><b>12:0{0} on 3/4/2026</b><p>Word{0} " + SENTENCE + "</p></div>"
    html = (
        f"<main><div class=text><p>First {SENTENCE * 4}</p><p>Second {SENTENCE * 4}</p></div>"
        + "<div class=thread>"
        + "".join(comment.format(number) for number in range(5))
        + "</div></main>"
    )
    found = measures(html)
    assert found["First"]["row_count"] == 1
    assert found["Word3"]["row_count"] == 5
    assert found["Word3"]["row_mean_dates"] == 1
    assert found["Word3"]["row_mean_blocks"] == 2


def test_what_a_block_shares_with_the_headline() -> None:
    html = (
        f"<body><article><h1>Bridge to be repaired</h1><div><p>Inside {SENTENCE * 3}</p></div></article>"
        f"<section><p>Outside {SENTENCE * 3}</p></section>"
    )
    found = measures(html, headline="Bridge to be repaired")
    assert found["Inside"]["shared_depth"] > found["Outside"]["shared_depth"] >= 0
    assert found["Outside"]["shared_prose_share"] == 1.0  # only the body itself holds both
    assert measures(html)["Inside"]["shared_depth"] == -1  # no headline is known


def test_every_row_has_all_columns() -> None:
    page = read_blocks(document_fromstring(f"<p>{SENTENCE}</p><ul><li>one<li>two 12:30</ul><h2>More</h2>"))
    assert {len(row) for row in page_features(page, PageHints()) if row is not None} == {len(FEATURES)}


def test_all_columns_are_floats_which_alone_are_compared_at_full_speed() -> None:
    page = read_blocks(document_fromstring(f"<main><h1>Bridge</h1><p>Word, {SENTENCE * 3}</p><ul><li>One</ul></main>"))
    for row in page_features(page, PageHints(headline="Bridge")):
        assert row is not None
        assert {type(value) for value in row} == {float}
