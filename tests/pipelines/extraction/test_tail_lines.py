"""What stands below the last sentence goes."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.trimmed_text import FIRST, SECOND, trim


def test_credits_and_appeals_below_the_text_go():
    tail = [
        "Reporting by: Hivin Daryo",
        "Source: ZP News",
        "For more news follow us on Twitter.",
        "Imprimer cette page",
    ]
    assert trim(FIRST, SECOND, *tail) == [FIRST, SECOND]


@pytest.mark.parametrize("line", ["Fotoğraf, AJ tarafından verilmiştir.", "LIVE टीवी", "Listen to this story"])
def test_credits_and_players_at_the_end_go(line):
    assert trim("One sentence.", "Another sentence.", line) == ["One sentence.", "Another sentence."]


@pytest.mark.parametrize(
    "appeal",
    [
        "Did you enjoy this article? Help us write more.",
        "Hat Ihnen dieser Artikel gefallen?",
        "¿Te gustó este artículo?",
    ],
)
def test_an_appeal_for_help_is_no_text(appeal: str) -> None:
    assert trim(FIRST, SECOND, appeal) == [FIRST, SECOND]


def test_the_articles_date_below_the_text_goes_and_another_day_stays():
    assert trim(FIRST, SECOND, "22 novembre 2026, à 3h23") == [FIRST, SECOND]
    other = "The pump came on 21 November 2026."
    assert trim(FIRST, SECOND, other) == [FIRST, SECOND, other]


@pytest.mark.parametrize(
    "line",
    [
        "rdb",
        "Etiketler: köprü, nehir",
        "Етикети: мост река",
        "کلیدواژه‌ها: پل، رود",
        "विषय: पुल, नदी",
        "En esta nota: puente, río",
        "Bu haber 123 kez okundu",
        "Imehaririwa na Juma Hamisi",
        "Dieser Artikel ist zuerst in der „Talpost“ erschienen.",
        "Image source, Getty Images",
        "Ann Reed in Talheim and Jo Berg contributed to this report.",
        "Ana Reyes contribuyó a este reportaje.",
    ],
)
def test_tags_counters_editors_and_initials_at_the_end_go(line):
    assert trim(FIRST, SECOND, line) == [FIRST, SECOND]
