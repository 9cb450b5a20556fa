"""Keywords of the story, without those of the site, of its system and of its headline."""

from __future__ import annotations

import json

import pytest
from html_pages import fields, page

URL = "https://www.valleycourier.example/town/2026/bridge"
HEADLINE = "Council of Millbrook repairs the old bridge over the river"


def keywords(head: str, headline: str = HEADLINE) -> list[str]:
    named = '<meta property="og:site_name" content="Valley Courier">'
    return fields(page(f"<title>{headline}</title>{named}{head}", f"<h1>{headline}</h1>"), url=URL).keywords


def meta(content: str, name: str = "keywords") -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("bridge, council, winter", ["bridge", "council", "winter"]),
        ("#Bridge; „council“; «winter»", ["Bridge", "council", "winter"]),
        ("Cancer (disease), winter", ["Cancer (disease)", "winter"]),
        # The site's name, and what every story is.
        ("Valley Courier, bridge, news, Breaking News, noticias de hoy", ["bridge"]),
        # Codes and fields of systems.
        ("bridge, magazin_feature, ISIN_US34, 100312362, type_news, 2026", ["bridge", "2026"]),
        ("Tag:Bridges, Section: News:Politics, clone:no, path:news, type: news, lite:true", ["Bridges", "Politics"]),
        # The headline or the description, whole or cut up; not a topic that it holds.
        (HEADLINE, []),
        (f"river, {HEADLINE}", ["river"]),
        ("Council, Millbrook, repairs, old, bridge, river, winter", ["winter"]),
        ("Council, Millbrook, repairs", ["Council", "Millbrook", "repairs"]),
        ("bridge, river, council, Millbrook", ["bridge", "river", "council", "Millbrook"]),
    ],
)
def test_what_is_kept_of_a_list(value: str, kept: list[str]) -> None:
    assert keywords(meta(value)) == kept


def test_a_sentence_is_no_list_of_keywords() -> None:
    text = "The engineers, who had warned of cracks, want to begin before winter"
    assert keywords(f'<meta name="description" content="{text}">{meta(text)}') == []


def test_keywords_that_are_those_of_every_page_are_left_out() -> None:
    site = "football, recipes, horoscope, cinema, stock market, cars"
    assert keywords(meta(site)) == []
    assert keywords(meta("football, bridge repair, cinema, cars")) == ["football", "bridge repair", "cinema", "cars"]
    # Inflected forms count, and what an editor tagged is kept though the story may not say it.
    assert keywords(meta("football, bridges, cinema, cars"))
    assert keywords(meta("architecture, safety, public money, heritage", "article:tag"))


@pytest.mark.parametrize(
    "trade",
    [
        "breaking news, today news", "berita hari ini, berita terkini", "haberler, son dakika",
        "новости, последние новости", "stiri, noutati", "últimas noticias, noticias de hoy",
        "নিউজ, সংবাদ, খবর", "ताजा खबर, हिंदी समाचार",
        "ข่าว, ข่าววันนี้",
        "أخبار اليوم, آخر الاخبار", "최신뉴스, 실시간뉴스",
    ],
)  # fmt: skip
def test_a_list_that_names_the_trade_is_read_with_less_faith(trade: str) -> None:
    assert keywords(meta("bridge, cinema, cars, recipes"))
    assert keywords(meta(f"bridge, cinema, cars, recipes, {trade}")) == []
    assert keywords(meta(f"bridge, council, engineers, {trade}"))[:3] == ["bridge", "council", "engineers"]


def test_lists_are_compared_with_text_outside_paragraphs_as_well() -> None:
    site = meta("football, recipes, horoscope, cinema, stock market, cars")
    html = page(site, f"<h1>{HEADLINE}</h1>").replace(b"<p>", b"<div>").replace(b"</p>", b"</div>")
    assert fields(html, url=URL).keywords == []
    assert fields(html.replace(b"horoscope", b"bridges"), url=URL).keywords


def test_the_next_place_is_asked_where_one_holds_the_site_s_words() -> None:
    head = meta("football, recipes, horoscope, cinema", "news_keywords") + meta("bridge, engineers")
    assert keywords(head) == ["bridge", "engineers"]


def test_keywords_of_json_ld() -> None:
    node = {
        "@type": "NewsArticle",
        "headline": HEADLINE,
        "keywords": ["Tag:Bridge", "Elevated:false", "Valley Courier"],
    }
    assert keywords(f'<script type="application/ld+json">{json.dumps(node)}</script>') == ["Bridge"]


def declared(value: object) -> str:
    node = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "author": "Ann Smith", "keywords": value})
    return f'<script type="application/ld+json">{node}</script>'


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("bridge, 26157981-b4f7-4929-adc1-e860c6f03636, NLP Category: General", ["bridge"]),
        ("Business, Finance, & Economics", ["Business", "Finance & Economics"]),
        ("深空探测 航天技术 太空 外空", ["深空探测", "航天技术", "太空", "外空"]),
        ("bridge, Ann Smith, council", ["bridge", "council"]),
    ],
)
def test_codes_names_and_glued_lists(value: str, kept: list[str]) -> None:
    assert keywords(declared(value)) == kept


def test_the_words_of_the_address_are_no_keywords() -> None:
    words = "mueren, seis, personas, incendio, forestal"
    url = "https://www.valleycourier.example/2026/mueren-seis-personas-incendio-forestal.html"
    found = fields(page(declared(words), f"<h1>{HEADLINE}</h1>"), url=url).keywords
    assert (found, keywords(declared(words))) == ([], words.split(", "))


def test_a_list_whose_parts_another_one_has_is_glued() -> None:
    parts = meta("Fairs, Valley, Building")
    assert keywords(declared("Valley Building Fairs") + parts) == ["Fairs", "Valley", "Building"]
    assert keywords(declared("Valley Building Fairs")) == ["Valley Building Fairs"]


def test_what_a_system_adds_to_the_editor_s_keywords() -> None:
    stated = declared(["bridge", "floods", "pillars", "RED", "splitscreenleft"])
    # "pillars" is in the story; the other two are in one list only and not in it.
    assert keywords(stated + meta("bridge, floods, water")) == ["bridge", "floods", "pillars", "RED", "splitscreenleft"]
    assert keywords(stated + meta("bridge, floods, pillars")) == ["bridge", "floods", "pillars"]
    more = declared(["bridge", "floods", "winter", "engineers", "RED"])
    assert keywords(more + meta("bridge, floods, winter")) == ["bridge", "floods", "winter", "engineers"]
