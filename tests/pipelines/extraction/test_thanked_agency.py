"""The agency that a closing sentence thanks."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction.fields.thanked_agency import thanked_agency


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("The Associated Press contributed to this report.", "AP"),
        ("Associated Press writer Ann Smith in Rome contributed to this report.", "AP"),
        ("With files from The Canadian Press", "CP"),
        ("— With files from Reuters", "Reuters"),
        ("Additional reporting by AFP", "AFP"),
        ("(This story has not been edited by our staff and is published from a syndicated feed of PTI)", "PTI"),
        ("(avec Reuters)", "Reuters"),
        ("Theo Reuters", "Reuters"),
        ("По данным ТАСС", "TASS"),
        ("За матеріалами Укрінформ", "Ukrinform"),
        ("С информация от БТА", "BTA"),
        ("Na podstawie: PAP", "PAP"),
        ("Met informatie van ANP", "ANP"),
        ("Amb informació d’EFE", "EFE"),
        ("Με πληροφορίες από ΑΠΕ-ΜΠΕ", "ANA-MPA"),
        ("در تهیهٔ این گزارش از خبرگزاری فرانس پرس کار گرفته شده است.", "AFP"),
        ("بخشی از معلومات این گزارش از خبرگزاری رویترز گرفته شده است.", "Reuters"),
    ],
)
def test_the_agency_that_is_thanked(line: str, agency: str) -> None:
    assert thanked_agency(line) == agency


@pytest.mark.parametrize(
    "line",
    [
        "Reuters was the first to report the vote.",
        "По данным ТАСС, в районе после паводка остаются закрытыми три моста и две школы.",
        "(Reporting by Ann Smith; Editing by Bob Jones)",
        "Theo Smith",
        "The mayor contributed to this report.",
        "",
    ],
)
def test_other_closing_lines(line: str) -> None:
    assert thanked_agency(line) is None
