"""Counters of views and their like, in the languages of regional news."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction.lexicon.counter_lines import is_counter_line


@pytest.mark.parametrize(
    "line",
    ["417 views", "Views: 1,204", "Hits: 1.204", "1.2K views", "عدد الزيارات: 417", "المشاهدات : ٤١٧", "بازدید: ۱۲۳",
     "Okunma sayısı: 1.204", "Просмотров: 1 204", "Просмотры 12", "1 204 vues",
     "阅读 3万", "조회수 1,234"],
)  # fmt: skip
def test_lines_that_count(line):
    assert is_counter_line(line)


@pytest.mark.parametrize(
    "line",
    ["Views of the harbour", "417 people fled the fighting.", "He views 2026 as a good year", "12", "2026", "",
     "المشاهدات كثيرة في عام 2026", "3 comments by the mayor"],
)  # fmt: skip
def test_lines_that_tell(line):
    assert not is_counter_line(line)
