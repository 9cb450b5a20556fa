"""Datelines that are told by their parts, and sentences that begin like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.fields.dateline import read_dateline

COPY = {
    "hi": "पुराने पुल की मरम्मत सर्दियों से पहले की जाएगी।",
    "ru": "Старый мост отремонтируют до наступления зимы.",
    "id": "Jembatan tua di atas sungai akan diperbaiki sebelum musim hujan.",
    "es": "El viejo puente será reparado antes del invierno.",
    "ar": "سيتم إصلاح الجسر القديم قبل حلول الشتاء القادم.",
    "en": "The old bridge over the river will be repaired.",
    "bn": "শীতের আগে পুরনো সেতু মেরামত করা হবে বলে জানা গেছে।",
    "az": "Köhnə körpü qışdan əvvəl təmir ediləcək.",
}
"""A first sentence in each language, without its dateline."""


@pytest.mark.parametrize(
    ("head", "language", "place", "source"),
    [
        ("गोरखपुर, पीटीआई। ", "hi", "गोरखपुर", "PTI"),
        ("संवाद सूत्र, बलिया : ", "hi", "बलिया", "संवाद सूत्र"),
        ("नई दिल्ली: ", "hi", "नई दिल्ली", None),
        ("नई दिल्ली, 5 मई (भाषा)। ", "hi", "नई दिल्ली", "PTI"),
        ("पटना। ", "hi", "पटना", None),
        ("ঢাকা, ৩ মে (বাসস) : ", "bn", "ঢাকা", "BSS"),
        ("ЛЬВОВ. 3 декабря. УНС. ", "ru", "Львов", "УНС"),
        ("МИНСК, 3 мая /Корр. БЕЛТА/. ", "ru", "Минск", "BelTA"),
        ("АСТАНА. КАЗИНФОРМ – ", "ru", "Астана", "Kazinform"),
        ("Medan, Beritanusa.com - ", "id", "Medan", "Beritanusa.com"),
        ("Bandung - ", "id", "Bandung", None),
        ("Jakarta, RTX Indonesia -- ", "id", "Jakarta", "RTX Indonesia"),
        ("GEORGE TOWN:", "en", "George Town", None),
        ("Srinagar, Nov 3: ", "en", "Srinagar", None),
        ("Caracas.- ", "es", "Caracas", None),
        ("Santo Domingo, RD.- ", "es", "Santo Domingo, RD", None),
        ("CIUDAD DE MÉXICO (NTX).- ", "es", "Ciudad de México", "NTX"),
        ("دمشق-سانا ", "ar", "دمشق", "SANA"),
        ("رام الله 3-5-2025 وفا- ", "ar", "رام الله", "WAFA"),
        ("Bakı, 3 may, AZƏRTAC ", "az", "Bakı", "AZERTAC"),
    ],
)
def test_places_days_and_agencies_in_any_order(head, language, place, source):
    found = read_dateline(head + COPY[language], language)
    assert (found.place, found.source) == (place, source)
    assert found.rest.endswith(COPY[language])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Analysis: The old bridge over the river will be repaired.", "en"),
        ("Mara Lind - The old bridge over the river will be repaired.", "en"),
        ("Editor’s Note, December 19, 2025: We have corrected the name of the bridge.", "en"),
        ("Ministry of Roads, Bridges and Rivers (MRB) has unveiled a plan for the bridge.", "en"),
        ("The AI/Machine Learning Club at Northtown meets on Monday evening.", "en"),
        ("Hamburg. Kiel. Lübeck. Überall im Norden werden nun alte Brücken repariert.", "de"),
        ("मंत्री: पुल की मरम्मत सर्दियों से पहले की जाएगी।", "hi"),
    ],
)
def test_sentences_that_begin_like_a_dateline(text, language):
    assert read_dateline(text, language) == (None, None, text) or read_dateline(text, language).place is None


def test_what_is_told_by_parts_alone_stays_in_the_text():
    text = f"Medan, Beritanusa.com - {COPY['id']}"
    assert read_dateline(text, "id").rest == text


def test_a_persian_report_names_its_agency():
    text = "به گزارش خبرگزاری مهر، پل قدیمی پیش از زمستان تعمیر می‌شود."
    found = read_dateline(text, "fa")
    assert (found.place, found.source, found.rest) == (None, "Mehr", text)


def test_the_reporter_in_front_of_the_place_is_no_place():
    found = read_dateline("Ali KAYA/ANKARA, (DHA)- Eski köprü onarılacak.", "tr")
    assert (found.place, found.source) == ("Ankara", "DHA")
    assert read_dateline("【東京=佐藤健】古い橋が修理される。", "ja").source is None
    assert read_dateline("〔記者林小玲／高雄報導〕舊橋將修復。", "zh").place == "高雄"


@given(
    st.lists(
        st.sampled_from(["Medan", "ДОН", "।", ".", ":", "-", "/", "(", ")", ",", "AP", "3 may", " ", "دمشق", "x"]),
        max_size=40,
    )
)
def test_no_mixture_of_parts_raises(parts):
    text = "".join(parts)
    assert text.endswith(read_dateline(text, "id").rest)
