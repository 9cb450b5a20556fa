"""Names and addresses alone go at either end."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.trimmed_text import trim


@pytest.mark.parametrize(
    "line", ["Ida Holm i.holm@post.example", "17302", "***", "@pierpost", "By Ida Holm, ida@post.example"]
)
def test_a_contact_or_a_number_below_the_text_goes(line):
    assert trim("One sentence.", "Another sentence.", line) == ["One sentence.", "Another sentence."]


def test_a_sentence_with_an_address_stays():
    text = ["One sentence.", "Write to the harbour office at harbour@town.example before Friday."]
    assert trim(*text) == text


def test_a_name_above_an_address_goes_at_either_end():
    signed = ["IDA HOLM", "i.holm@post.example"]
    assert trim(*signed, "One sentence.", "Another sentence.") == ["One sentence.", "Another sentence."]
    assert trim("One sentence.", "Another sentence.", *signed) == ["One sentence.", "Another sentence."]
