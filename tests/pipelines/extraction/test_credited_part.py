"""The byline without the date, the clock and the reading time of its line."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import fields, page
from wiredesk.pipelines.extraction.fields.credited_part import credited_part


@pytest.mark.parametrize(
    ("line", "names", "part"),
    [
        (
            "كتبه: أحمد علي 24 تشرين الثاني، 2026 آخر تحديث 25 تشرين الثاني قراءة 3 دقائق",
            ["أحمد علي"],
            "كتبه: أحمد علي",
        ),
        ("24. 11. 2026. u 13:05 h | Autor: S. Đukić", ["S. Đukić"], "Autor: S. Đukić"),
        ("Tuesday, Nov 24, 2026 By Ann Lee", ["Ann Lee"], "By Ann Lee"),
        ("By Ann Lee, Political Editor | Nov 24, 2026 | 3 min read", ["Ann Lee"], "By Ann Lee, Political Editor"),
        ("By Ann Lee and Bob Jones Published November 24, 2026", ["Ann Lee", "Bob Jones"], "By Ann Lee and Bob Jones"),
        ("Von Karin Vogel, Stand: 24.11.2026, 10:00 Uhr", ["Karin Vogel"], "Von Karin Vogel"),
        ("By Ann Lee, Political Editor", ["Ann Lee"], "By Ann Lee, Political Editor"),
        ("Valley staff, 24.11.2026", ["Ann Lee"], "Valley staff, 24.11.2026"),
    ],
)
def test_part(line: str, names: list[str], part: str) -> None:
    assert credited_part(line, names) == part


def test_byline_of_a_page() -> None:
    line = "<div class=byline>By Ann Lee 14 November 2026, last updated 15 November 2026, 3 min read</div>"
    assert fields(page(body=f"<h1>Viadukt Ost 7</h1>{line}")).byline == "By Ann Lee"
