"""Authors in the forms in which single newsrooms print them, and declared values that are nobody's name."""

from __future__ import annotations

import json

import pytest

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction import extract_article

TEXTS = {
    "ckb": "شارەوانی پردێکی نوێی کردەوە کە دروستکردنی دوو ساڵی خایاند و سەرۆکی شارەوانی وتی کە قەرەباڵغی کەم دەبێتەوە.",
    "de": "Die Stadt hat nach zwei Jahren Bauzeit eine neue Brücke eröffnet, die den Verkehr entlasten soll, sagte die "
    "Bürgermeisterin bei der Feier am Ufer.",
    "el": "Ο δήμος άνοιξε μια νέα γέφυρα ύστερα από δύο χρόνια εργασιών, και η δήμαρχος είπε ότι η κίνηση θα μειωθεί.",
    "en": "The city opened a new bridge after two years of work. The mayor said that it takes traffic off the centre "
    "and that work on the second one begins in spring.",
    "he": "העירייה פתחה גשר חדש בעיר לאחר שנתיים של עבודה, וראשת העיר אמרה שהתנועה תוקל ושהתושבים ייהנו מכך מאוד.",
    "kmr": "Şaredariyê pireke nû vekir ku çêkirina wê du salan dom kir û şaredar got ku dê trafîk kêm bibe.",
    "pt": "A prefeitura abriu uma nova ponte depois de dois anos de obras, e a prefeita disse que isso ajuda.",
    "sr": "Grad je otvorio novi most posle dve godine radova, a gradonačelnica kaže da će se saobraćaj rasteretiti.",
}


def article(
    language: str, *, above: str = "", below: str = "", head: str = "", title: str = "Viadukt Ost 7"
) -> Article:
    text = "".join(f"<p>{TEXTS[language]} {number}.</p>" for number in range(4))
    html = f"<html lang={language}><title>{title}</title>{head}<h1>Viadukt Ost 7</h1>{above}{text}{below}</html>"
    found = extract_article(html.encode(), "https://paper.example/viadukt")
    assert found is not None
    return found


def names(found: Article) -> list[str]:
    return [author.name for author in found.authors]


@pytest.mark.parametrize(
    ("language", "line", "authors"),
    [
        ("el", "<p>Γράφτηκε από τον Νίκο Παππά</p>", ["Νίκο Παππά"]),
        ("pt", "<p>Por <b>Redação</b>, com informações de <b>Ana Souza</b></p>", ["Ana Souza"]),
        ("de", "<p>Text: Karin Vogel Foto: Jan Meier</p>", ["Karin Vogel"]),
        ("kmr", "<p>Hevpeyvîn: Zana Farqînî</p>", ["Zana Farqînî"]),
        ("ckb", "<p>24/11/2026، 12:10  نووسینی: ئازاد عومەر - هەولێر</p>", ["ئازاد عومەر"]),
        ("sr", "<font>24. 11. 2026. u 13:05 h | Autor: S. Đukić</font>", ["S. Đukić"]),
        ("en", "<p>By ANN LEE Associated Press</p>", ["ANN LEE", "Associated Press"]),
        ("en", "<p>By Ann Lee Reuters</p>", ["Ann Lee", "Reuters"]),
        ("en", "<div class=byline>By ANN LEE Associated Press</div>", ["ANN LEE", "Associated Press"]),
        ("he", "<div class=author>מאת יעל כהן, באר שבע</div>", ["יעל כהן"]),
        ("en", "<div class=author>By Ann Lee, New York</div>", ["Ann Lee"]),
        ("en", "<div class=author>By Ann Lee, Bob Jones</div>", ["Ann Lee", "Bob Jones"]),
    ],
)
def test_line_below_the_headline(language: str, line: str, authors: list[str]) -> None:
    assert names(article(language, above=line)) == authors


@pytest.mark.parametrize("line", ["<p><b>Ann Lee</b></p>", "<b>Ann Lee</b>", "<div><b>Ann Lee</b></div>"])
def test_bold_signature_at_the_end(line: str) -> None:
    assert names(article("en", below=line)) == ["Ann Lee"]


def test_title_that_ends_with_the_byline() -> None:
    found = article("en", above="<p>By Tetee Gbaye</p>", title="Viadukt Ost 7, by Tetee Gbaye")
    assert (found.headline, names(found)) == ("Viadukt Ost 7", ["Tetee Gbaye"])


@pytest.mark.parametrize(
    ("declared", "authors"),
    [
        ("Ann Lee - Leeds", ["Ann Lee"]),
        ("Ann Lee - Hill Radio", ["Ann Lee", "Hill Radio"]),
        ("Ann \n Lee", ["Ann Lee"]),
        ("Ann Lee\nBob Jones", ["Ann Lee", "Bob Jones"]),
        ("undefined undefined", []),
        ("Politics", []),
        ("Администратор", []),
        ("Yönetici", []),
        ("مدير الموقع", []),
    ],
)
def test_declared_author(declared: str, authors: list[str]) -> None:
    data = json.dumps({"@type": "NewsArticle", "author": {"@type": "Person", "name": declared}})
    assert names(article("en", head=f'<script type="application/ld+json">{data}</script>')) == authors
