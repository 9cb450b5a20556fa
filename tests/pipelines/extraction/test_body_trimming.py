"""What stands around an article's text is taken off; the text itself stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.extraction.trimmed_text import trim


def test_a_text_that_is_nothing_else_is_left():
    assert trim("Share this") == ["Share this"]
    assert trim("Village gets water") == ["Village gets water"]


@given(st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=12))
def test_nothing_is_added_reordered_or_emptied(paragraphs):
    kept = trim(*paragraphs)
    assert kept
    rest = iter(paragraphs)
    assert all(text in rest for text in kept)
