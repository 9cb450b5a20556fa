"""Texts that differ in nothing but their looks compare as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.text_comparison import words_alone


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("Share  this:", "share this"),
        ("«Straße» — ＦＵＬＬ width", "strasse full width"),
        ("عدد_الزيارات: ٤١٧", "عدد الزيارات ٤١٧"),
        ("…", ""),
    ],
)
def test_case_punctuation_and_compatibility_forms_are_set_aside(printed, compared):
    assert words_alone(printed) == compared


@given(st.text())
def test_it_is_one_line_without_spaces_around(text):
    words = words_alone(text)
    assert words == " ".join(words.split())
