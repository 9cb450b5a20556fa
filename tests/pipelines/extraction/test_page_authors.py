"""The authors of whole pages."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import fields, ld, page
from wiredesk.pipelines.extraction.fields.fields import Fields


def names(found: Fields) -> list[tuple[str, str]]:
    return [(author.name, author.type) for author in found.authors]


def test_authors_of_json_ld_are_split_and_cleaned():
    head = ld(headline="B", author=[{"@type": "Person", "name": "By Ann Smith and Bob Jones"}])
    assert names(fields(page(head))) == [("Ann Smith", "person"), ("Bob Jones", "person")]


def test_an_agency_is_an_organization_and_the_source():
    found = fields(page(ld(author=[{"name": "Ann Smith"}, {"@type": "Person", "name": "dpa"}])))
    assert names(found) == [("Ann Smith", "person"), ("dpa", "organization")]
    assert found.source == "dpa"


def test_the_publisher_is_an_author_only_when_nobody_else_is_credited():
    publisher = {"@type": "Organization", "name": "Town News"}
    head = ld(author=publisher, publisher=publisher)
    assert names(fields(page(head))) == [("Town News", "organization")]
    byline = "<h1>Bridge</h1><div class='byline'>By <a rel='author' href='/ann'>Ann Smith</a></div>"
    assert names(fields(page(head, byline))) == [("Ann Smith", "person")]


def test_the_byline_as_printed():
    body = "<h1>Bridge</h1><p class='byline'>By Ann Smith, Political Editor</p>"
    found = fields(page(body=body))
    assert found.byline == "By Ann Smith, Political Editor"
    assert names(found) == [("Ann Smith", "person")]


def test_a_line_without_any_class_is_read_behind_the_headline():
    assert names(fields(page(body="<h1>الجسر</h1><div>بقلم: أحمد علي</div>", language="ar"))) == [
        ("أحمد علي", "person")
    ]


def test_a_credit_in_the_last_paragraphs():
    html = page(body="<h1>Bridge</h1>").replace(b"</main>", b"<p><em>Reporting by: Ann Smith</em></p></main>")
    found = fields(html)
    assert (names(found), found.byline) == ([("Ann Smith", "person")], "Reporting by: Ann Smith")


def test_a_page_without_headings_or_classes():
    head = "<title>Le Courrier - Le pont sera repeint</title><meta property='og:site_name' content='Le Courrier'>"
    body = "<table><tr><td><font size=4><b>Le pont sera repeint</b></font><br><font>19 novembre 2026</font><br>"
    body += "<font>par Awa Ndiaye</font><hr></td></tr></table>"
    found = fields(page(head, body, language="fr"))
    assert (found.headline, found.date_published) == ("Le pont sera repeint", "2026-11-19")
    assert names(found) == [("Awa Ndiaye", "person")]


def test_the_installation_s_account_is_nobody():
    head = ld(author={"@type": "Person", "name": "zpadmin"}) + "<meta name='author' content='zpadmin'>"
    assert fields(page(head)).authors == []


def test_a_full_name_in_print_is_better_than_one_word_in_json_ld():
    head = ld(author={"@type": "Person", "name": "KatieS"})
    assert names(fields(page(head, "<h1>Bridge</h1><p class='byline'>By Ann Smith</p>"))) == [("Ann Smith", "person")]
    assert names(fields(page(head, "<h1>Bridge</h1>"))) == [("KatieS", "person")]


def test_whoever_uses_the_installation_s_account_is_the_site():
    head = ld(author={"@type": "Person", "name": "Ilanga D", "url": "https://news.example.org/author/admin/"})
    body = "<h1>Bridge</h1><div class='byline'>By Ilanga D</div>"
    signed = page(head, body).replace(b"</main>", b"<p><strong>Ann Smith</strong></p></main>")
    assert names(fields(signed)) == [("Ann Smith", "person")]
    assert names(fields(page(head, body))) == [("Ilanga D", "organization")]


@pytest.mark.parametrize("line", ["تابعونا على فيسبوك", "Follow us on Telegram", "Lesen Sie auch: Anna Schmidt"])
def test_cue_lines_among_bylines_are_nobody(line):
    assert fields(page(body=f"<h1>Bridge</h1><div class='author-box'>{line}</div>")).authors == []


def test_an_agency_s_full_name_is_no_person():
    head = ld(author={"@type": "Person", "name": "SID"})
    found = fields(page(head, "<h1>Bridge</h1><p class='author'>SID Nachrichtenagentur</p>"))
    assert names(found) == [("SID", "organization")]


def test_authors_in_comments_and_teasers_are_not_the_article_s():
    body = "<h1>Bridge</h1>"
    tail = "<div class='comments'><span class='author'>Angry Reader</span></div>"
    html = page(body=body).replace(b"</main>", f"</main>{tail}".encode())
    assert fields(html).authors == []


def test_somebody_who_writes_under_the_installation_s_account_is_a_person():
    head = ld(author={"@type": "Person", "name": "Jane Mwangi", "url": "https://news.example.org/author/admin/"})
    assert names(fields(page(head, "<h1>Bridge</h1>"))) == [("Jane Mwangi", "person")]
    head = ld(author={"@type": "Person", "name": "Example Town", "url": "https://news.example.org/author/admin/"})
    assert names(fields(page(head, "<h1>Bridge</h1>"))) == [("Example Town", "organization")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Author: Jane Mwangi Date: 3 May 2026", "Jane Mwangi"),
        ("Autor: Juan Pérez Fecha: 3 de mayo de 2026", "Juan Pérez"),
        ("Yazar: Ayşe Yıldız Tarih: 3 Mayıs 2026", "Ayşe Yıldız"),
        ("الكاتب: محمد الهادي التاريخ: 3 مايو 2026", "محمد الهادي"),
        ("Mwandishi: Juma Hamisi Tarehe: 3 Mei 2026", "Juma Hamisi"),
        ("लेखक: रवि शर्मा तारीख: 3 मई 2026", "रवि शर्मा"),
        ("نووسەر: ئازاد کەریم بەروار: ٣/٥/٢٠٢٦", "ئازاد کەریم"),
        ("نویسنده: علی رضایی تاریخ: ۱۴۰۵/۰۲/۱۳", "علی رضایی"),
    ],
)
def test_the_word_for_the_date_is_no_part_of_the_name(line, name):
    assert names(fields(page(body=f"<h1>Bridge</h1><div class='byline'>{line}</div>"))) == [(name, "person")]
