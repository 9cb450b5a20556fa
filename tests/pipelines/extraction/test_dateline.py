"""Datelines of wire copy in many languages, and sentences that only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.fields.dateline import read_dateline

TEXT = {
    "HASAKAH, Syria (North Press) – A fire broke out.": ("Hasakah, Syria", "North Press", "A fire broke out."),
    "القاهرة (رويترز) - قال مسؤول إن الحكومة": ("القاهرة", "Reuters", "قال مسؤول إن الحكومة"),
    "BERLIN (dpa) - Der Kanzler sagte am Montag": ("Berlin", "dpa", "Der Kanzler sagte am Montag"),
    "Berlin/München (dpa/lby) - Der Kanzler sagte": ("Berlin/München", "dpa", "Der Kanzler sagte"),
    "WASHINGTON — The president said on Monday": ("Washington", None, "The president said on Monday"),
    "LONDON, May 3 (Reuters) - Britain's prime minister": ("London", "Reuters", "Britain's prime minister"),
    "KYIV, Ukraine (AP) — Russia launched": ("Kyiv, Ukraine", "AP", "Russia launched"),
    "МОСКВА, 3 мая - РИА Новости. Президент заявил": ("Москва", "RIA Novosti", "Президент заявил"),
    "МОСКВА, 3 мая. /ТАСС/. Президент заявил": ("Москва", "TASS", "Президент заявил"),
    "(서울=연합뉴스) 홍길동 기자 = 정부는 오늘": ("서울", "Yonhap", "정부는 오늘"),
    "新华社北京5月3日电（记者张三）国家主席": ("北京", "Xinhua", "国家主席"),
    "(ANSA) - ROMA, 03 MAG - Il presidente": ("Roma", "ANSA", "Il presidente"),
    "بغداد/ واع/ أعلن رئيس الوزراء": ("بغداد", "INA", "أعلن رئيس الوزراء"),
    "KUALA LUMPUR: The prime minister said that": ("Kuala Lumpur", None, "The prime minister said that"),
    "NEW DELHI: The government said on Friday": ("New Delhi", None, "The government said on Friday"),
    "BERLIN taz | Die Regierung hat": ("Berlin", "taz", "Die Regierung hat"),
    "İSTANBUL (AA) - Cumhurbaşkanı": ("İstanbul", "Anadolu Agency", "Cumhurbaşkanı"),
    "हैदराबाद (पीटीआई): मंत्री ने": ("हैदराबाद", "PTI", "मंत्री ने"),
    "هەولێر (ڕووداو) - سەرۆکی هەرێم": ("هەولێر", "Rudaw", "سەرۆکی هەرێم"),
    "(Reuters) - The company said": (None, "Reuters", "The company said"),
    "【ワシントン共同】トランプ大統領は": ("ワシントン", "Kyodo", "トランプ大統領は"),
}


@pytest.mark.parametrize("paragraph", TEXT)
def test_dateline(paragraph):
    found = read_dateline(paragraph)
    assert (found.place, found.source, found.rest) == TEXT[paragraph]


def test_capitals_follow_the_language():
    assert read_dateline("DİYARBAKIR (AA) - Bugün", "tr").place == "Diyarbakır"


@pytest.mark.parametrize(
    "sentence",
    [
        "Angela Merkel (CDU) sagte am Montag in Berlin",
        "The president (Reuters) said that he would not",
        "It was a long day – nobody had expected it.",
        "BREAKING: The president of the country has resigned",
        "Ida Holm (NOR/biathlon): The champion of two winters starts in all six races of the season.",
        "© Ann Smith (KNA) The new chairwoman of the council on Monday evening",
        "",
    ],
)
def test_sentences_stay_whole(sentence):
    assert read_dateline(sentence).rest == sentence
    assert read_dateline(sentence).place is None


def test_a_country_in_brackets_is_no_agency():
    found = read_dateline("Talheim (Schweiz) - Die Brücke über den Fluss ist seit Montag wieder offen.", "de")
    assert (found.place, found.source) == ("Talheim, Schweiz", None)


@given(st.text(max_size=300))
def test_never_raises_and_only_takes_from_the_front(text):
    assert text.endswith(read_dateline(text).rest)
