"""Datelines in the forms of single newsrooms: what is the place, what the agency, and what stays in the text."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction.fields.copy_credits import read_copy_credits
from wiredesk.pipelines.extraction.fields.dateline import read_dateline

COPY = {
    "am": "የከተማው አስተዳደር ለሁለት ዓመታት ሲገነባ የቆየውን አዲስ ድልድይ ከፈተ።",
    "ar": "افتتحت البلدية جسرا جديدا في المدينة بعد عامين من العمل.",
    "az": "Şəhər rəhbərliyi yeni körpünü iki illik işdən sonra açıb.",
    "bn": "সিটি করপোরেশন শহরে নতুন সেতু উদ্বোধন করেছে, নির্মাণে দুই বছর লেগেছে।",
    "ckb": "شارەوانی پردێکی نوێی کردەوە کە دروستکردنی دوو ساڵی خایاند.",
    "de": "Die Stadt hat nach zwei Jahren Bauzeit eine neue Brücke eröffnet.",
    "en": "The city opened a new bridge after two years of work.",
    "es": "La municipalidad abrió un puente nuevo después de dos años de obras.",
    "hi": "नगर निगम ने शहर में नए पुल का उद्घाटन किया, जिसमें दो साल लगे।",
    "hy": "Քաղաքապետարանը բացեց նոր կամուրջը, որի շինարարությունը տևել էր երկու տարի։",
    "id": "Pemerintah kota membuka jembatan baru setelah dua tahun pembangunan.",
    "ru": "Власти города открыли новый мост после двух лет работы.",
}


@pytest.mark.parametrize(
    ("language", "head", "place", "source"),
    [
        ("ru", "ТОМСК, 24 ноя – РИА Новости, Ольга Семенова.", "Томск", "RIA Novosti"),
        ("ru", "Томск. 24 ноября. ИНТЕРФАКС -", "Томск", "Interfax"),
        ("ar", "السومرية نيوز / بغداد -", "بغداد", "السومرية نيوز"),
        ("ckb", "هەولێر پۆست- هەولێر:", "هەولێر", "هەولێر پۆست"),
        ("en", "ST. LOUIS, Mo. —", "St. Louis, Mo.", None),
        ("en", "ST. LOUIS (AP) —", "St. Louis", "AP"),
        ("en", "SALT SPRING ISLAND, B.C. —", "Salt Spring Island, B.C.", None),
        ("en", "WASHINGTON, D.C. —", "Washington, D.C.", None),
        ("en", "St. John's, N.L. -", "St. John's, N.L.", None),
        ("en", "Monrovia, Nov. 24, GNA –", "Monrovia", "GNA"),
        ("es", "(SÁENZ PEÑA, Télam).-", "Sáenz Peña", "Télam"),
        ("de", "(APA) Penzberg -", "Penzberg", "APA"),
        ("am", "ባሕር ዳር፡ ኅዳር 15/2019 (አሚኮ)", "ባሕር ዳር", "AMECO"),
        ("am", "ባሕር ዳር፡ ኅዳር 15 ቀን 2019 ዓ.ም (አሚኮ)", "ባሕር ዳር", "AMECO"),
        ("az", "Gəncə, 24 noyabr, AZƏRTAC", "Gəncə", "AZERTAC"),
        ("hy", "ԳՅՈՒՄՐԻ, 24 ՆՈՅԵՄԲԵՐԻ, ԱՐՄԵՆՊՐԵՍ:", "Գյումրի", "Armenpress"),
        ("bn", "সিলেট, ২৪ নভেম্বর (বাসস):", "সিলেট", "BSS"),
        ("hi", "नई दिल्ली (भाषा)।", "नई दिल्ली", "PTI"),
    ],
)
def test_form(language: str, head: str, place: str, source: str | None) -> None:
    found = read_dateline(f"{head} {COPY[language]}", language)
    assert (found.place, found.source, found.rest) == (place, source, COPY[language])


def test_reporter_behind_the_agency() -> None:
    copy = read_copy_credits(
        [f"ТОМСК, 24 ноя – РИА Новости, Ольга Семенова. {COPY['ru']}", COPY["ru"]], [COPY["ru"]], language="ru"
    )
    assert (copy.place, copy.reporters) == ("Томск", ["Ольга Семенова"])


def test_paper_behind_the_place() -> None:
    text = f"Larantuka, Radar Flores - {COPY['id']}"
    copy = read_copy_credits([text], [text], language="id", own_names=frozenset({"radarflores"}))
    assert copy.place == "Larantuka"


@pytest.mark.parametrize(
    "text",
    [
        "(Ann Lee, mayor) - said that the bridge will open.",
        "St. John's, which is a town by the sea, opened a new bridge.",
        "Pile | Length | Price | Change since Monday",
        "Monrovia, Nov. 24 was the day on which the bridge was opened by the mayor.",
    ],
)
def test_sentence_stays_whole(text: str) -> None:
    assert read_dateline(text, "en").rest == text
