"""Lines that credit an agency."""

import re

import pytest

from tests.pipelines.extraction.html_pages import fields, page
from wiredesk.pipelines.extraction.lexicon.agencies import AGENCIES
from wiredesk.pipelines.extraction.lexicon.language_files import function_words, phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.writing_systems import script_of


def with_last_line(line: str, language: str = "en") -> bytes:
    return page(body="<h1>Bridge to be repaired</h1>", language=language).replace(b"</main>", f"{line}</main>".encode())


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("<p>Source: Mesopotamia Wire</p>", "Mesopotamia Wire"),
        ("<p><strong>Source:</strong> ARA News</p>", "ARA News"),
        ("<p><strong>Source</strong>: reuters</p>", "Reuters"),
        ("<p>المصدر: رويترز</p>", "Reuters"),
        ("<p class='kaynak'>Kaynak: Havza Haber Ajansı</p>", "Havza Haber Ajansı"),
        ("<div><div class='label'>Çavkanî:</div><div>Dengê Çem</div></div>", "Dengê Çem"),
        ("<p>Con información de Agencia Puna</p>", "Agencia Puna"),
        ("<p>منبع: خبرگزاری کویر</p>", "خبرگزاری کویر"),
        ("<p>سەرچاوە: ڕووداو</p>", "Rudaw"),
    ],
)
def test_a_source_line_names_the_agency(line, source):
    assert fields(with_last_line(line)).source == source


@pytest.mark.parametrize(
    "line",
    [
        "<p>Sources close to the council said: nothing will change before the spring of next year, as it seems.</p>",
        "<p>Source: https://example.org/report.pdf</p>",
        "<p>Source code of the page</p>",
        "<footer><p>Source: Other Wire</p></footer>",
        "<p>VIA Lab's VL805</p>",
    ],
)
def test_other_lines_name_none(line):
    assert fields(with_last_line(line)).source is None


def test_an_author_s_agency_comes_before_the_line():
    byline = "<h1>Bridge</h1><p class='byline'>By Ann Smith, AFP</p>"
    html = page(body=byline).replace(b"</main>", b"<p>Source: Other Wire</p></main>")
    assert fields(html).source == "AFP"


LABELS = phrases("bylines.label")[:200]
TOGETHER = any_of(LABELS)


def test_word_lists_are_whole():
    for kind in ("label", "weak_label", "other_trade", "role", "credential", "conjunction", "nobody", "furniture"):
        assert phrases(f"bylines.{kind}")
    assert "written by" in phrases("bylines.label")
    assert all(
        phrase == phrase.lower()
        for kind in ("credential", "nobody", "furniture")
        for phrase in phrases(f"bylines.{kind}")
    )
    assert AGENCIES["afp"] == "AFP"
    assert {"latin", "arabic", "cyrillic"} <= {script_of(word) for _, words in function_words() for word in words}


def test_a_pattern_of_phrases_takes_the_longest_that_fits_and_gives_way_to_a_shorter_one():
    pattern = any_of(["a b", "a b c", "a", "ab", "x+y", "by"])
    found = [re.match(pattern, text, re.I) for text in ("A  b\tc d", "a b", "ab c", "A d", "X+y", "xy", "b")]
    assert [match and match[0] for match in found] == ["A  b\tc", "a b", "ab", "A", "X+y", None, None]
    assert re.fullmatch(rf"(?:{pattern})(?: c)?!", "a b c!")
    assert re.fullmatch(rf"(?:{pattern}) b!", "a b!")
    one_by_one = "|".join(re.escape(one).replace("\\ ", r"\s+") for one in sorted(LABELS, key=len, reverse=True))
    for label in LABELS:
        for text in (f"{label} Ann", f"{label.upper()}: Ann", label[:-1], f"{label[: len(label) // 2]}by Ann"):
            spans = [match and match.span() for match in (re.match(one, text, re.I) for one in (one_by_one, TOGETHER))]
            assert spans[0] == spans[1], text


def test_a_source_line_is_no_byline_of_an_author_who_stands_elsewhere():
    node = '{"@type": "NewsArticle", "headline": "Bridge", "author": {"@type": "Person", "name": "Ann Smith"}}'
    head = f'<script type="application/ld+json">{node}</script>'
    read = fields(page(head, "<h1>Bridge</h1><p class='byline'>Source: AFP/hm</p>"))
    assert [one.name for one in read.authors] == ["Ann Smith"]
    assert read.byline is None
    assert read.source == "AFP"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        (
            "2026-11-19 14:05 &nbsp; 来源：江岸日报 &nbsp; 作者：李明 王芳 &nbsp; 编辑：张强",
            "江岸日报",
        ),
        ("Autor: Milica Pešić &nbsp; 19.11.2026. &nbsp; 14:05 &nbsp; Izvor: Beta", "Beta"),
        ("19 Kasım 2026 | Kaynak: Havza Haber Ajansı | Okunma: 12", "Havza Haber Ajansı"),
        ("Foto: M. Ilić, Izvor: Flickr Beta", None),
        ("By Ann Smith | 19 November 2026", None),
    ],
)
def test_the_source_within_the_line_below_the_headline(line: str, source: str | None) -> None:
    assert fields(page(body=f"<h1>Bridge to be repaired</h1><div>{line}</div>")).source == source
