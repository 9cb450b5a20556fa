"""The language of a text against wrong, missing and vague declarations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.page.language import choose_language, language_of_body
from wiredesk.pipelines.extraction.page.language_tags import declared_tag
from wiredesk.pipelines.extraction.page.language_words import read_text

SENTENCES = {
    "ckb": "سەرۆکی هەرێمی کوردستان لەگەڵ شاندێکی باڵای ئەمریکا کۆبووەوە و باسیان لە دۆخی ناوچەکە کرد",
    "kmr": "Serokê Herêma Kurdistanê bi şandeyeke Amerîkî re civiya û li ser rewşa herêmê axivîn",
    "fa": "رئیس جمهور ایران در دیدار با مقامات این کشور گفت که باید مشکلات مردم حل شود",
    "ur": "وزیر اعظم نے کہا ہے کہ ملک میں مہنگائی کم ہو رہی ہے اور عوام کو ریلیف ملے گا",
    "ar": "قال رئيس الوزراء العراقي إن الحكومة ستعمل على حل المشاكل في المحافظات",
    "ps": "د افغانستان حکومت وویل چې د ښځو په اړه یې نوې پرېکړې کړې دي",
    "nn": "Statsministeren seier at ho ikkje veit kva som skjer med regjeringa og dei andre partia",
    "nb": "Statsministeren sier at hun ikke vet hva som skjer med regjeringen og de andre partiene",
    "da": "Statsministeren siger, at hun ikke ved, hvad der sker med regeringen og de andre partier efter valget",
    "sr-Cyrl": "Председник Србије изјавио је да ће Влада донети нове мере које се односе на грађане",
    "sr-Latn": "Predsednik Srbije izjavio je da će Vlada posle izbora doneti nove mere koje se odnose na građane",
    "hr": "Predsjednik Hrvatske izjavio je da će Vlada nakon izbora donijeti nove mjere, tko što tijekom tjedna",
    "uk": "Президент України заявив, що країна отримає нову допомогу від партнерів",
    "ru": "Президент России заявил, что страна получит новую помощь от партнеров",
    "bg": "Президентът на България заяви, че страната ще получи нова помощ от партньорите",
    "mk": "Претседателот изјави дека земјата ќе добие нова помош од партнерите",
    "am": "የኢትዮጵያ ጠቅላይ ሚኒስትር አዲስ ፕሮጀክት ይፋ አደረጉ",
    "he": "ראש הממשלה אמר כי המדינה תפעל",
    "hi": "प्रधानमंत्री ने कहा कि सरकार किसानों के लिए नई योजना लाएगी",
    "ne": "प्रधानमन्त्रीले आज नयाँ योजना घोषणा गरेका छन्",
    "id": "Presiden mengatakan bahwa pemerintah akan memberikan bantuan kepada warga yang terdampak karena banjir",
    "zu": "Umkhandlu wedolobha unqume ukulungisa ibhuloho elidala, kusho imeya. Uthe lo msebenzi uzoqala ngoba abantu",
    "xh": "Ibhunga ledolophu ligqibe ukuba lilungise ibhulorho endala, utshilo usodolophu. Uthe lo uza kuqala kwaye",
    "tl": "Inaprubahan ng Department of Budget ang release ng P5 billion para sa mga housing project, sabi ng official",
    "sw": "Rais wa Kenya amesema kwamba serikali itatoa msaada kwa watu",
    "vi": "Thủ tướng cho biết chính phủ sẽ hỗ trợ người dân",
    "ja": "政府は、きょうの閣議で新しい対策を決めた",
    "zh": "国家主席今天在北京会见外宾",
    "ko": "정부는 오늘 새로운 대책을 발표했다",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough(language):
    assert choose_language([], SENTENCES[language]) == language


@pytest.mark.parametrize("language", SENTENCES)
def test_a_wrong_script_in_the_declaration_is_overruled(language):
    wrong = "ar" if language in ("ckb", "fa", "ur", "ps") else "th"
    assert choose_language([wrong], SENTENCES[language]) == language


def test_the_declaration_decides_where_the_text_says_nothing():
    assert choose_language(["en-US"], "") == "en"
    assert choose_language([None, "und", "de_AT"], "12:30") == "de"
    assert choose_language([], "", usual=["ckb"]) == "ckb"
    assert choose_language([], "") is None


def test_vague_codes_become_exact_ones():
    assert choose_language(["ku"], SENTENCES["ckb"]) == "ckb"
    assert choose_language(["ku"], SENTENCES["kmr"]) == "kmr"
    assert choose_language(["no"], SENTENCES["nn"]) == "nn"
    assert choose_language(["sr"], SENTENCES["sr-Latn"]) == "sr-Latn"


def test_brazil_is_told_from_portugal():
    text = "O presidente disse que o governo não dará ajuda aos cidadãos depois da eleição"
    assert choose_language(["pt-BR"], text) == "pt-BR"
    assert choose_language(["pt_PT"], text) == "pt"
    assert choose_language(["pt"], text, country="br") == "pt-BR"


@pytest.mark.parametrize(
    ("written", "tag"), [("EN_us", "en-US"), ("iw", "he"), ("zh-hant-tw", "zh-Hant-TW"), ("{{lang}}", None), ("", None)]
)
def test_declared_tags(written, tag):
    assert declared_tag(written) == tag


@given(st.lists(st.text(max_size=12) | st.none(), max_size=3), st.text(max_size=300))
def test_never_raises(declared, text):
    choose_language(declared, text)
    read_text(text)


def test_a_text_in_another_script_than_what_was_read_of_the_page_decides():
    assert language_of_body("en", SENTENCES["hi"]) == "hi"
    assert language_of_body("hi", SENTENCES["hi"]) == "hi"
    assert language_of_body("prs", SENTENCES["fa"]) == "prs"
    assert language_of_body("en", "12:30") == "en"
