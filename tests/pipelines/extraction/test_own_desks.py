"""What is credited as the source: agencies, and neither the paper's own desks and reporters nor the paper."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.extraction.fields.own_desks import is_other_source, is_own_desk

TEXTS = {
    "ar": "افتتحت البلدية جسرا جديدا في المدينة بعد عامين من العمل، وقال رئيس البلدية إن الجسر سيخفف الازدحام.",
    "de": "Die Stadt hat nach zwei Jahren Bauzeit eine neue Brücke eröffnet, die den Verkehr entlasten soll.",
    "en": "The city opened a new bridge after two years of work. The mayor said that it takes traffic off the centre.",
    "es": "La municipalidad abrió un puente nuevo después de dos años de obras, y la alcaldesa celebró la obra.",
    "hi": "नगर निगम ने शहर में नए पुल का उद्घाटन किया, जिसके निर्माण में दो साल लगे और यातायात कम होगा।",
    "ps": "ښاروالۍ په ښار کې نوی پل پرانیست چې جوړېدو یې دوه کاله وخت ونیو او ښاروال وویل چې ګڼه ګوڼه به کمه شي.",
    "ur": "بلدیہ نے شہر میں نئے پل کا افتتاح کیا جس کی تعمیر میں دو سال لگے اور میئر نے کہا کہ ٹریفک کم ہو گی۔",
}


def article(language: str, *, first: str = "", above: str = "", below: str = "", head: str = "") -> Article:
    text = TEXTS[language]
    paragraphs = "".join(f"<p>{text} {number}.</p>" for number in range(3))
    html = (
        f"<html lang={language}><title>Viadukt Ost 7 - Valley Courier</title>{head}"
        f"<h1>Viadukt Ost 7</h1>{above}<p>{first}{text}</p>{paragraphs}{below}</html>"
    )
    found = extract_article(html.encode(), "https://paper.example/viadukt")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("language", "place", "words"),
    [
        ("ur", "first", "لاہور (نمائندہ خصوصی) "),
        ("ur", "first", "لاہور (ویب ڈیسک) "),
        ("ur", "above", "<div class=author>ویب ڈیسک</div>"),
        ("hi", "first", "संवाद सूत्र, पटना। "),
        ("hi", "first", "जागरण संवाददाता, पटना। "),
        ("es", "above", "<div class=byline>Por Redacción</div>"),
        ("en", "above", "<div class=byline>By Newsroom</div>"),
        ("en", "first", "TALHEIM (Valley Courier) - "),
        ("en", "below", "<p>Source: Valley Courier</p>"),
        ("de", "above", "<div class=author>Nachrichten</div>"),
    ],
)
def test_own_desk_is_no_source(language: str, place: str, words: str) -> None:
    assert article(language, **{place: words}).source is None


@pytest.mark.parametrize(
    ("language", "place", "words", "source"),
    [
        ("ps", "first", "کابل (پژواک، ۳ قوس ۱۴۰۵): ", "Pajhwok"),
        ("en", "first", "TALHEIM (Hill News Agency) - ", "Hill News Agency"),
        ("en", "first", "TALHEIM (AFP) - ", "AFP"),
        ("ar", "first", "غزة - وكالات: ", "وكالات"),
        ("en", "below", "<p>Source: Hill Radio</p>", "Hill Radio"),
    ],
)
def test_others_are_sources(language: str, place: str, words: str, source: str) -> None:
    assert article(language, **{place: words}).source == source


def test_reporter_between_place_and_agency() -> None:
    found = article("ar", above="<p>دير الزور / سامر الخطيب / الأناضول</p>")
    assert (found.source, found.dateline) == ("Anadolu Agency", "دير الزور")
    assert [author.name for author in found.authors] == ["سامر الخطيب"]
    assert found.body_text.startswith(TEXTS["ar"][:30])


def test_place_with_desk_is_taken_off_the_text() -> None:
    found = article("ur", first="لاہور (ویب ڈیسک) ")
    assert found.dateline == "لاہور"
    assert found.body_text.startswith(TEXTS["ur"][:20])


@pytest.mark.parametrize("name", ["AFP", "Valley Newsroom", "وكالات", "Polizei Talheim", "Radio del Valle"])
def test_no_own_desk(name: str) -> None:
    assert not is_own_desk(name)


def test_an_author_with_a_trade_behind_the_name_is_no_source() -> None:
    assert not is_other_source("Ann Smith Staff Writer", frozenset(), ["Ann Smith"])
    assert is_other_source("Ann Smith Press", frozenset(), ["Bob Jones"])
