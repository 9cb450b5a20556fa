"""Patterns of phrases."""

from __future__ import annotations

import re

import pytest

from wiredesk.pipelines.extraction.lexicon.word_lists import any_with_gaps

PATTERN = re.compile(any_with_gaps(["frei* presse", "unsere * arbeit", "c++"]))


@pytest.mark.parametrize("text", ["freie presse", "frei presse", "unsere tägliche arbeit", "c++"])
def test_a_star_stands_for_the_letters_of_a_word(text):
    assert PATTERN.fullmatch(text)


@pytest.mark.parametrize("text", ["freie, presse", "unsere lange tägliche arbeit", "unserearbeit", "ccc"])
def test_a_star_stands_for_no_more_than_one_word(text):
    assert not PATTERN.fullmatch(text)
