"""What stands above the first sentence goes."""

from __future__ import annotations

from tests.pipelines.extraction.trimmed_text import FIRST, SECOND, trim
from wiredesk.pipelines.extraction.body.body_trimming import trim_paragraphs


def test_section_headline_date_and_byline_above_the_text_go():
    head = ["Local news", "Village gets water!", "dimanche 22 novembre 2026 à 3h23", "par Awa Ndiaye"]
    assert trim(*head, FIRST, SECOND) == [FIRST, SECOND]


def test_a_first_paragraph_that_names_the_author_in_a_sentence_stays():
    sentence = "Awa Ndiaye was the first to open the tap of the village well that morning."
    assert trim(sentence, SECOND) == [sentence, SECOND]


def test_the_name_of_the_section_above_the_text_goes() -> None:
    def trimmed(section: str | None) -> list[str]:
        return trim_paragraphs(
            ["Finance", FIRST, SECOND], headline="A", byline=None, authors=[], date_raw=None, section=section
        )

    assert trimmed("Finance") == [FIRST, SECOND]
    assert trimmed("Sport")[-1] == SECOND


def test_writer_place_and_day_at_the_head_go() -> None:
    for line in (
        "शुभायन चक्रवर्ती / नई दिल्ली February 14, 2020",
        "Report by Ann Lee from New Delhi | February 14, 2020",
    ):
        assert trim_paragraphs(
            [line, FIRST, SECOND], headline="A", byline=None, authors=["Ann Lee"], date_raw="2020-02-14"
        ) == [FIRST, SECOND]


def test_the_kicker_that_the_headline_repeats_goes() -> None:
    def trimmed(headline: str) -> list[str]:
        lines = ["After the storm", FIRST, SECOND]
        return trim_paragraphs(lines, headline=headline, byline=None, authors=[], date_raw=None)

    assert trimmed("After the storm: Village gets water") == [FIRST, SECOND]
    assert trimmed("After the storm comes water")[-2:] == [FIRST, SECOND]
    assert len(trimmed("After the storm comes water")) == 3
