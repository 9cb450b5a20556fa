"""The one parse: encodings, other data, and markup that is made to hurt."""

from __future__ import annotations

import contextlib
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.page.document import MAX_ATTRIBUTES, MAX_BYTES, parse_document
from wiredesk.pipelines.extraction.rejection import PageRefused

URL = "https://example.org/news/1"


def text_of(data: bytes, content_type: str | None = None) -> str:
    return parse_document(data, URL, content_type).tree.text_content()


@pytest.mark.parametrize(
    ("data", "content_type", "expected", "encoding"),
    [
        ("<p>Zürich".encode(), None, "Zürich", "utf-8"),
        ("<p>Zürich".encode(), "text/html; charset=iso-8859-1", "Zürich", "utf-8"),  # valid UTF-8 beats the label
        (b"\xef\xbb\xbf" + "<p>Zürich".encode(), None, "Zürich", "utf-8"),
        ("<p>Zürich".encode("utf-16"), None, "Zürich", "utf-16-le"),
        ("<p>Zürich und mehr".encode("utf-16-be"), None, "Zürich und mehr", "utf-16-be"),
        ("<p>Новости дня".encode("cp1251"), "text/html; charset=windows-1251", "Новости дня", "cp1251"),
        ('<meta charset="windows-1256"><p>أخبار اليوم'.encode("cp1256"), None, "أخبار اليوم", "cp1256"),
        ('<meta charset="gb2312"><p>新闻报道'.encode("gb18030"), None, "新闻报道", "gb18030"),
        ('<meta charset="shift_jis"><p>日本のニュース'.encode("cp932"), None, "日本のニュース", "cp932"),
        ("<p>日本のニュース".encode("iso2022_jp"), "text/html; charset=utf-8", "日本のニュース", "iso2022_jp"),
        ('<meta charset="utf-8"><p>Müller café'.encode("cp1252"), None, "Müller café", None),  # the label lies
    ],
)
def test_encodings(data: bytes, content_type: str | None, expected: str, encoding: str | None) -> None:
    document = parse_document(data, URL, content_type)
    assert document.tree.text_content().strip() == expected
    assert encoding is None or document.encoding == encoding


@pytest.mark.parametrize(
    ("language", "text", "encoding"),
    [
        ("", "Valilik, vatandaşların dışarı çıkmaması gerektiğini açıkladı. Şırnak'ta okullar tatil edildi.", "cp1254"),
        ("", "Příliš žluťoučký kůň úpěl ďábelské ódy, zatímco předseda vlády vystoupil s novými návrhy.", "cp1250"),
        ("is", "Það var ákveðið í dag að þjóðin fengi að kjósa um þetta mál á næsta ári, sagði ráðherra.", "cp1252"),
        ("da-DK", "Premiérminister Søren æder rødgrød på øen, og så går han på arbejde når året er gået.", "cp1252"),
    ],
)
def test_pages_in_a_code_page_that_no_label_names(language: str, text: str, encoding: str) -> None:
    document = parse_document(f"<html lang='{language}'><title>x</title><p>{text * 4}".encode(encoding), URL)
    assert text in document.tree.text_content()


@pytest.mark.parametrize(
    ("language", "text", "encoding"),
    [
        ("de", "Gesine läuft die Zeit davon. Über die gängigen Wege hat sie schon oft gefragt, schätzt sie.", "cp1252"),
        ("", "Les pêcheurs sont partis très tôt, l'été dernier, où la forêt était déjà brûlée.", "cp1252"),
        ("he", "הדייגים יצאו לים מוקדם בבוקר, כשהערפל עוד עמד מעל הנמל", "cp1255"),
        ("", "Рыбаки вышли в море рано утром, когда над гаванью ещё стоял туман.", "cp866"),
        ("th", "ชาวประมงออกทะเลแต่เช้าตรู่ขณะที่หมอกยังปกคลุมท่าเรือ", "cp874"),
    ],
)
def test_only_encodings_that_browsers_read_are_guessed(language: str, text: str, encoding: str) -> None:
    """A template's label says Latin-1, as it does for whatever stands in the page."""
    label = "<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>"
    data = f"<html lang='{language}'><head>{label}</head><body><p>{text}</p>".encode(encoding)
    assert text in parse_document(data, URL).tree.text_content()


def test_a_russian_page_without_any_label_is_detected() -> None:
    sentence = "Сегодня утром в городе состоялось открытие новой библиотеки, сообщила мэрия. " * 5
    assert "открытие новой библиотеки" in text_of(f"<html><body><p>{sentence}".encode("cp1251"))


def test_utf8_with_a_cut_off_character_stays_utf8() -> None:
    data = ("<p>" + "Zürich, Genève, Łódź " * 20).encode() + "ü".encode()[:1]
    assert text_of(data).startswith("Zürich, Genève, Łódź")


@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        (b"", None, "empty"),
        (b" \n\0 ", None, "empty"),
        (b"%PDF-1.7 \x00\x01", "application/pdf", "not_html"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png", "not_html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "text/html", "not_html"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', None, "not_html"),
        (b'<?xml version="1.0"?><!-- x --><urlset></urlset>', None, "not_html"),
        (b'{"headline": "x"}', "application/json", "not_html"),
        (b"just words, no markup", "text/plain", "not_html"),
        (b"<p>" + b"x" * MAX_BYTES, None, "too_large"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(data: bytes, content_type: str | None, reason: str) -> None:
    with pytest.raises(PageRefused) as refused:
        parse_document(data, URL, content_type)
    assert refused.value.rejection.reason == reason


def test_too_much_markup_is_cut_and_said_so() -> None:
    document = parse_document(b"<html><body>" + b"<p>a</p>" * 200_000, URL)
    assert document.warnings == ["truncated"]
    assert len(document.elements) < 70_000


def test_a_flood_of_attributes_costs_the_tag_its_attributes_only() -> None:
    flood = b" ".join(b"a%d=1" % number for number in range(MAX_ATTRIBUTES * 50))
    started = time.process_time()
    document = parse_document(b'<html><body><p class="kept">one</p><div ' + flood + b">two</div>", URL)
    assert time.process_time() - started < 1
    assert [dict(element.attrib) for element in document.tree.iter("p", "div")] == [{"class": "kept"}, {}]
    assert document.tree.text_content().split() == ["onetwo"]


def test_a_long_attribute_is_no_flood() -> None:
    value = "one word and another " * 5_000
    document = parse_document(f'<html><body><p data-props="{value}" class="kept">one</p>'.encode(), URL)
    (element,) = document.tree.iter("p")
    assert element.get("class") == "kept"
    assert element.get("data-props") == value


def test_a_script_that_compares_is_no_flood() -> None:
    script = "for (i = 0; i <n ; i++) { " + "a = b + c ; " * 2_000 + "}"
    document = parse_document(f"<html><body><script>{script}</script><p>one</p><script>x</script>".encode(), URL)
    assert [element.text for element in document.tree.iter("p")] == ["one"]


HOSTILE = {
    "nested 100,000 deep": b"<html><body>" + b"<div>" * 100_000 + b"hello",
    "10 MB in one line": b"<html><body><p>" + b"abc " * 2_500_000,
    "a million siblings": b"<html><body>" + b"<p>a</p>" * 1_000_000,
    "megabytes in an attribute": b'<p class="' + b"abc " * 2_000_000 + b'">x',
    "megabytes of attributes": b"<p " + b" ".join(b"a%d=1" % number for number in range(500_000)) + b">x",
    "attributes with < in their names": b"<p " + b" ".join(b"a%d<=1" % number for number in range(100_000)) + b">x",
    "zeros": b"<p>" + b"\0" * 5_000_000 + b"x",
    "only <": b"<" * 10_000_000,
    "entities": b"<p>" + b"&lt;" * 2_000_000,
    "unclosed quotes": b'<p a="' * 1_000_000,
    "random bytes": b"<p>" + os.urandom(3_000_000),
    "comments": b"<!--" * 1_000_000,
    "tables": b"<table><tr><td>" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_parsed_or_refused_quickly(name: str) -> None:
    started = time.process_time()
    with contextlib.suppress(PageRefused):
        parse_document(HOSTILE[name], URL)
    assert time.process_time() - started < 2


@given(st.binary(max_size=2_000), st.sampled_from([None, "text/html", "text/html; charset=big5", "x; charset=?"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_parsed_or_refused(data: bytes, content_type: str | None) -> None:
    with contextlib.suppress(PageRefused):
        assert parse_document(data, URL, content_type).tree is not None


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1252",
            "El niño pequeño dijo que mañana vendrán los compañeros del señor Ibáñez a ver el río.",
        ),
        (
            "cp1250",
            "Obyvatelé žádají, aby radnice opravila most přes řeku ještě před zimou, ale peníze se nenašly.",
        ),
        (
            "cp1250",
            "Locuitorii oraşului cer să repare podul peste râu înainte de iarnă şi spun că nimeni nu le-a zis.",
        ),
    ],
)
def test_a_latin_page_that_names_no_language_is_decoded_by_its_words(encoding: str, text: str) -> None:
    """Whatever its template declares: windows-1252 is declared by pages that nobody has looked at."""
    head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'
    html = f"<html><head>{head}</head><body>{f'<p>{text}</p>' * 6}</body></html>".encode(encoding)
    assert parse_document(html, "https://news.example.org/1").tree.findtext(".//p") == text
