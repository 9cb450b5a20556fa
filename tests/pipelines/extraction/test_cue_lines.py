"""Lines that are recognised by their first words."""

from __future__ import annotations

import pytest

from pipelines.extraction.cue_lines import BITS, MAX_CUE_LINE, cue_mask


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Read also: Fire breaks out in Erbil", "related"),
        ("» Lesen Sie auch: Neue Regeln", "related"),
        ("اقرأ أيضا: انفجار في دمشق", "related"),
        ("هەروەها بخوێنەوە", "related"),
        ("یہ بھی پڑھیں: موسم", "related"),
        ("延伸阅读：新闻", "related"),
        ("Short link: https://example.org/?p=5", "share"),
        ("Leave a comment", "share"),
        ("Подписывайтесь на наш канал", "share"),
        ("Subscribe to our newsletter", "subscribe"),
        ("Foto: dpa", "credit"),
        ("Source: ANHA", "credit"),
        ("المصدر: وكالات", "credit"),
        ("Reporting by: Ahmed Ali", "byline"),
        ("بقلم أحمد علي", "byline"),
        ("© 2026 Example", "notice"),
        ("Tags: Syria, Iraq", "tags"),
        ("برچسب‌ها: ایران", "tags"),
    ],
)
def test_cues_are_recognised(line: str, kind: str) -> None:
    assert cue_mask(line) & BITS[kind]


@pytest.mark.parametrize(
    "line",
    [
        "Shareholders met in Berlin on Tuesday.",  # begins with the letters of a cue, not with its word
        "Sourced from three witnesses, the report names no one.",
        "Byzantine coins were found.",
        "المصدرون يطالبون بالدعم",
        "Read more " + "and more words that make it a paragraph of its own " * 4,
        "",
    ],
)
def test_ordinary_lines_are_not(line: str) -> None:
    assert cue_mask(line) == 0 or len(line) > MAX_CUE_LINE
