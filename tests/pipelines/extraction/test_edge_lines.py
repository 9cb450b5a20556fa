"""Lines around the text that are none of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.edge_lines import without_edge_lines

TEXT = [
    "The council of the town met on Monday evening and decided to repair the old bridge over the river before the"
    " winter begins, because the engineers had warned of cracks in two of its pillars.",
    "By the end of the year the work is to be done.",
    "The mayor thanked everybody.",
]


@pytest.mark.parametrize(
    "line",
    [
        "Bridge to be repaired",
        "By Ahmed Ali",
        "Ahmed Ali, November 20, 2026",
        "Von Ahmed Ali",
        "بقلم Ahmed Ali",
        "Share",
    ],
)
def test_headline_byline_and_share_lines_at_the_head(line: str) -> None:
    assert without_edge_lines([line, *TEXT], "Bridge to be repaired", ["Ahmed Ali"]) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Short link: https://northnews.example/?p=4711",
        "Reporting by: Ahmed Ali",
        "Source: North Press",
        "Leave a comment",
        "12 + 5 =",
        "Follow us on Twitter",
        "Related articles",
        "المصدر: وكالات",
    ],
)
def test_source_share_and_comment_lines_at_the_tail(line: str) -> None:
    assert without_edge_lines([*TEXT, line], "Bridge to be repaired", ["Ahmed Ali"]) == TEXT


def test_sentences_that_begin_like_a_cue_stay() -> None:
    lines = [*TEXT, "Sources in the town hall told the paper that the costs would be far higher than it had been said."]
    assert without_edge_lines(lines, "Bridge to be repaired", []) == lines


def test_a_quotation_of_the_author_stays() -> None:
    lines = [*TEXT, "Ahmed Ali told the council that he would not pay for the bridge a second time."]
    assert without_edge_lines(lines, "Bridge to be repaired", ["Ahmed Ali"]) == lines


@given(
    st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=20),
    st.text(max_size=30),
    st.lists(st.text(max_size=20)),
)
def test_something_is_always_left_and_nothing_is_added(lines: list[str], headline: str, authors: list[str]) -> None:
    kept = without_edge_lines(lines, headline, authors)
    assert kept
    left = iter(lines)
    assert all(line in left for line in kept)
