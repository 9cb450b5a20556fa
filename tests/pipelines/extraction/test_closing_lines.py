"""Lines around the text: appeals, reports of errors, rights, initials and end marks, in the languages of newsrooms."""

from __future__ import annotations

from pathlib import Path

import pytest

from wiredesk.pipelines.extraction.body.body_trimming import trim_paragraphs
from wiredesk.pipelines.extraction.body.closing_lines import is_closing_line

TEXT = "The city opened a new bridge after two years of work, and the mayor said that it takes traffic off the centre."


def rows() -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "closing_lines.tsv").read_text("utf-8").splitlines()
    return [(one, two) for one, two in (line.split("\t") for line in lines if not line.startswith("#"))]


def trimmed(*paragraphs: str) -> list[str]:
    return trim_paragraphs(
        paragraphs, headline="市政府开放新桥", byline=None, authors=["Ann Lee"], date_raw=None, publisher="Wochenblatt"
    )


@pytest.mark.parametrize(("language", "line"), rows())
def test_closing_line_is_left_out(language: str, line: str) -> None:
    assert trimmed(TEXT, f"{TEXT} 2.", line) == [TEXT, f"{TEXT} 2."]


def test_initials_in_a_paragraph_of_their_own_are_left_out() -> None:
    assert trimmed(TEXT, f"{TEXT} 2.", "DS") == [TEXT, f"{TEXT} 2."]


@pytest.mark.parametrize(
    "notice",
    [
        "Copyright 2026 The Valley Wire. All rights reserved. This text may not be published, broadcast, rewritten or "
        "sold without permission of the publisher. Read our terms of use to learn more about what is allowed.",
        "(Copyright (c) 2026 Valley Television. All rights reserved. Nothing of it may be shown, printed, passed on.)",
        "© 2026 Valley News. Tous droits réservés. Toute reproduction est interdite sans l'accord écrit du journal.",
    ],
)
def test_notice_of_rights_in_whole_sentences_is_left_out(notice: str) -> None:
    assert trimmed(TEXT, f"{TEXT} 2.", notice) == [TEXT, f"{TEXT} 2."]


@pytest.mark.parametrize(
    "line",
    [
        "He said: no.",
        "It was over",
        "Yes.",
        "Ann Lee won.",
        "The error was found in the third report, and the ministry let everybody know.",
        "Copyright law was the reason.",
        "Ann Lee, Bob Jones and Carla Fox won the three seats.",
        "Die Redaktion war um 10 Uhr geschlossen, sagte sie.",
    ],
)
def test_last_sentence_stays(line: str) -> None:
    assert trimmed(TEXT, f"{TEXT} 2.", line)[-1] == line


@pytest.mark.parametrize(
    "line",
    [
        "विस्तार",
        "DALLA NOSTRA CORRISPONDENTE",
        "De notre envoyé spécial",
        "新华社北京11月24日电 题：市政府开放新桥",
        "题：市政府开放新桥",
        "新华社记者",
        "新华社记者王小明、李华",
    ],
)
def test_head_line_is_left_out(line: str) -> None:
    assert trimmed(line, TEXT, f"{TEXT} 2.") == [TEXT, f"{TEXT} 2."]


def test_a_part_of_the_paper_s_name_and_initials() -> None:
    assert is_closing_line("উত্তরাঞ্চল/আরআই", (), "দৈনিক উত্তরাঞ্চল")
    assert not is_closing_line("উত্তরাঞ্চল/আরআই", (), "দৈনিক সমকাল")
