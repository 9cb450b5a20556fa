"""Printed bylines and signatures on whole pages: who is a person, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import PARAGRAPH, fields, page

H1 = "<h1>Old bridge to be repaired before winter</h1>"
URL = "https://valleynews.example.org/town/bridge-to-be-repaired"


def persons(body: str, head: str = "") -> list[str]:
    return [one.name for one in fields(page(head, H1 + body), URL).authors if one.type == "person"]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "th",
            ["ชาวบ้านริมคลองบอกว่าสะพานนี้สร้างตั้งแต่สมัยปู่และทุกคนเคยตกลงไปอย่างน้อยหนึ่งครั้ง" * 2] * 3
            + ["พิธีเปิดเริ่มวันศุกร์ (3 เม.ย.) เวลาหกโมง"],
        ),
        (
            "zh",
            ["河上的旧桥将在冬天之前修好，居民等了两年，终于等到了开工的消息，大家都很高兴。" * 3] * 3
            + ["修桥计划在星期三（4日）公布。"],
        ),
        (
            "ja",
            ["川にかかる古い橋は冬の前に修理される予定だと町の担当者が発表し、住民は喜んでいる。" * 3] * 3
            + ["工事は水曜日（4日）に始まる見込み"],
        ),
    ],
)
def test_the_last_sentence_of_a_page_without_capitals_is_nobody(language, sentences):
    body = "<article>" + "".join(f"<p>{one}</p>" for one in sentences) + "</article>"
    assert fields(page("", H1 + body, language=language), URL).authors == []


def test_a_name_in_brackets_at_the_end_of_a_japanese_page_is_the_author():
    text = "川にかかる古い橋は冬の前に修理される予定だと町の担当者が発表し、住民は喜んでいる。" * 3
    body = f"<article><p>{text}</p><p>{text}</p><p>{text}</p><p>【山田花子】</p></article>"
    assert [one.name for one in fields(page("", H1 + body, language="ja"), URL).authors] == ["山田花子"]


@pytest.mark.parametrize(
    "last",
    ["Neuer Anstrich (c) Bauamt Nord", "„Auf ins Wasser.“", "Ort Nordstadt Datum 28.01.2026", "Eure Redaktion"],
)
def test_captions_quotations_and_forms_are_no_signature(last):
    body = f"<article><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p><p>{last}</p></article>"
    assert persons(body) == []


def test_a_list_of_sections_in_an_author_box_names_nobody():
    assert persons("<div class='author-materials'>Analysis, Interviews, Reports, Legends</div>") == []


def test_beside_a_full_name_one_word_is_a_topic():
    body = "<div class='author-info'>Mara Lind Follow Expert for new work. Topics: Home Office &amp; Meetings</div>"
    assert persons(body) == ["Mara Lind"]


def test_one_who_did_not_write_is_no_author():
    body = "<div class='author'><p>Autor Mara Lind</p><p>Übersetzung Jo Berg, 12.12.2025</p></div>"
    assert persons(body) == ["Mara Lind"]


def test_a_name_of_three_ideographs_in_a_writer_s_place_is_enough():
    assert persons("<span class='writer'>山田花子</span>") == ["山田花子"]


def test_an_advertisement_for_reporters_names_nobody():
    assert persons("<p class='author'>記者募集</p>") == []


def test_a_dated_source_line_names_no_author_unless_it_goes_on_with_one():
    assert persons("<p class='byline'>1.12.2025 | Quelle: Nord Electric</p>") == []
    assert persons("<p class='byline'>2025年12月1日 来源：北河日报　作者：张小军</p>") == ["张小军"]


@pytest.mark.parametrize("value", ["Copyright Example GmbH & Co. KG - all rights reserved", "publisher", "anónimo"])
def test_notes_of_rights_and_placeholders_are_nobody(value):
    assert persons("", f"<meta name='author' content='{value}'>") == []


def test_a_newsroom_with_its_name_stays_whole():
    head = "<meta name='author' content='Redaktion Nordblick Aktuell'>"
    found = fields(page(head, H1), URL).authors
    assert [(one.name, one.type) for one in found] == [("Redaktion Nordblick Aktuell", "organization")]


def test_a_noble_name_in_the_author_s_place():
    assert persons("<span class='author vcard'><a href='/author/wvm'>Walter von Mühl</a></span>") == ["Walter von Mühl"]
    assert persons("<div class='kontext-autor'>Pressemitteilung von Walter Mühl</div>") == []


def test_empty_boxes_do_not_hide_the_byline():
    boxes = "".join(f"<div class='info-{at}'><span class='icon-info'> </span></div>" for at in range(30))
    assert persons(f"{boxes}<div class='autor'><h6>Mara Lind | Publicado hace 3 horas</h6></div>") == ["Mara Lind"]


def test_one_word_behind_the_date_and_a_small_label():
    assert persons("<h2>News <span style='color:red'>06.11.2025 13:30 von Jana </span></h2>") == ["Jana"]


def test_a_label_behind_the_date_of_a_line_without_class():
    line = "<div><span>05.02.2026</span> <span>-&nbsp;Redaktion: Mara Lind (Sprecherin)</span></div>"
    assert persons(line) == ["Mara Lind"]
    links = "出处：<a href='/'>北河快讯</a> 作者：<a href='/a'>林玲</a>　编辑：<a href='/b'>李四</a>"
    assert persons(f"<div>2026-11-10 10:22:14　{links}</div>") == ["林玲"]


def test_brackets_and_names_in_elements_of_their_own():
    assert persons("<div id='byline'><b>[</b>佐藤健，<b>時計日報]</b></div>") == ["佐藤健"]


def test_a_button_and_a_link_at_the_end_are_no_signature():
    owner = (
        "<meta name='author' content='Carla Hollis Brandt'><meta property='og:site_name' content='Carla Hollis Brandt'>"
    )
    text = f"<article><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p>"
    found = fields(page(owner, f"{H1}{text}<p>Autumn Garden Ideas</p></article>"), URL).authors
    assert [one.name for one in found] == ["Carla Hollis Brandt"]
    assert persons(f"{text}<p>SCHEDULE AN APPOINTMENT</p></article>") == []


def test_persons_in_the_news_are_no_authors():
    players = "".join(f"<a href='/people/p{at}'>{name}</a> " for at, name in enumerate(("Ana Sol", "Bea Luna")))
    assert persons(f"<p>Tags: {players}</p>") == []
    assert persons("<p class='byline'>By Valley Sports Staff</p><p>About <a href='/people/p1'>Ana Sol</a></p>") == []
    assert persons("<p class='byline'>By <a href='/people/ml'>Mara Lind</a></p>") == ["Mara Lind"]


def test_a_block_that_holds_the_headline_is_no_byline():
    body = f"<article class='hentry author-mara'>{H1}<p>December 4, 2025</p><p>{PARAGRAPH}</p></article>"
    assert [one.name for one in fields(page("", body), URL).authors] == []


def test_the_line_of_author_and_date_may_be_called_navigation() -> None:
    author = "<span itemprop='author' itemscope><span itemprop='name'>Mara Lind</span></span>"
    assert persons(f"<nav class=line><ul><li>{author}</li><li>3 May 2026</li></ul></nav>") == ["Mara Lind"]


def test_a_label_behind_a_line_break() -> None:
    assert persons("", f"<p>{PARAGRAPH}</p>") == []
    line = "Symbol picture: river<br><br>Author: <a href='/staff'>Journalist</a> Mara Lind"
    assert persons(f"<div>{line}</div>") == ["Mara Lind"]


def test_a_reader_s_remark_behind_the_headline_is_no_byline() -> None:
    remark = "<ol class=commentlist><li><cite>Kommentar von Mara Lind — 2026-01-01 @ 10:15</cite></li></ol>"
    assert persons(remark) == []


def test_a_line_of_the_picture_s_credit_is_no_byline() -> None:
    found = fields(page("", f"{H1}<div class=author-line>Снимка: Мария Иванова</div>"), URL)
    assert (found.authors, found.byline) == ([], None)


def test_the_agency_of_a_printed_byline_is_the_source_where_markup_names_the_typist() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Mara Lind"}}</script>'
    found = fields(page(head, f"{H1}<div class=byline>Por: Agencia Talheim</div>"), URL)
    assert ([one.name for one in found.authors], found.source) == (["Mara Lind"], "Agencia Talheim")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<address>By <span>Ann Smith and Bo Ek, dpa</span></address>", ["Ann Smith", "Bo Ek"]),
        ("<div class=byline><span>Ann Smith</span> <span>Bo Ek Lund</span></div>", ["Ann Smith", "Bo Ek Lund"]),
        ("<aside><div class=author__item><span>by<br><span>Ann Smith</span></span></div></aside>", ["Ann Smith"]),
        ("<div class=byline><a href='/authors/ann'>Ann Smith</a> <i>Parliamentary editor</i></div>", ["Ann Smith"]),
    ],
)
def test_bylines_in_the_elements_of_their_systems(byline, names):
    assert persons(byline) == names


def test_authors_of_teasers_are_not_the_article_s():
    own = "<div><a href='/author/ann-smith/'>Ann Smith</a></div>"
    boxes = "".join("<div><i></i></div>" for _ in range(30))
    teasers = "".join(
        f"<div><div><i></i><b></b></div><a href='/author/{name.lower().replace(' ', '-')}/'>{name}</a></div>"
        for name in ("Bo Ek", "Cy Lund", "Di Holm")
    )
    assert persons(f"{own}{boxes}{teasers}") == ["Ann Smith"]


def test_capitals_of_a_printed_name_give_way_to_the_markup_s_writing():
    head = "<meta name='author' content='Ann Smith'>"
    assert persons("<div class=byline>By ANN SMITH</div>", head) == ["Ann Smith"]
