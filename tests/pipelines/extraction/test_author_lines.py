"""Authors in the forms in which single newsrooms print them, and declared values that are nobody's name."""

from __future__ import annotations

import json

import pytest

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.extraction.fields.lone_signature import lone_signature

TEXTS = {
    "ar": "افتتحت البلدية جسراً جديداً بعد عامين من العمل، وقالت رئيسة البلدية إن ذلك سيخفف الازدحام في وسط المدينة.",
    "ckb": "شارەوانی پردێکی نوێی کردەوە کە دروستکردنی دوو ساڵی خایاند و سەرۆکی شارەوانی وتی کە قەرەباڵغی کەم دەبێتەوە.",
    "de": "Die Stadt hat nach zwei Jahren Bauzeit eine neue Brücke eröffnet, die den Verkehr entlasten soll, sagte die "
    "Bürgermeisterin bei der Feier am Ufer.",
    "el": "Ο δήμος άνοιξε μια νέα γέφυρα ύστερα από δύο χρόνια εργασιών, και η δήμαρχος είπε ότι η κίνηση θα μειωθεί.",
    "en": "The city opened a new bridge after two years of work. The mayor said that it takes traffic off the centre "
    "and that work on the second one begins in spring.",
    "he": "העירייה פתחה גשר חדש בעיר לאחר שנתיים של עבודה, וראשת העיר אמרה שהתנועה תוקל ושהתושבים ייהנו מכך מאוד.",
    "kmr": "Şaredariyê pireke nû vekir ku çêkirina wê du salan dom kir û şaredar got ku dê trafîk kêm bibe.",
    "pt": "A prefeitura abriu uma nova ponte depois de dois anos de obras, e a prefeita disse que isso ajuda.",
    "ro": "Primăria a deschis un pod nou după doi ani de lucrări, iar primarul spune că traficul va scădea.",
    "sr": "Grad je otvorio novi most posle dve godine radova, a gradonačelnica kaže da će se saobraćaj rasteretiti.",
    "tr": "Belediye iki yıllık çalışmanın ardından yeni bir köprü açtı ve başkan trafiğin azalacağını söyledi.",
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
        ("ro", "<div>Postat de: <b>Maria Ungur</b>, în <a href=/a>Actualitate</a>, acum 2 zile</div>", ["Maria Ungur"]),
        ("de", "<p>Von unserem Redaktionsmitglied Anna Müller</p>", ["Anna Müller"]),
        ("tr", "<div>Muhabir: Ali Can Demir Kameraman: Veli Su Editör: Ayça Er</div>", ["Ali Can Demir"]),
        ("en", "<ul><li><i>مصنف, </i>عمران یوسفزئی</li><li><i>عہدہ, </i>نامہ نگار</li></ul>", ["عمران یوسفزئی"]),
        ("en", "<ul><li>Author, Ann Lee</li><li>Role, Reporter in Jos</li></ul>", ["Ann Lee"]),
        ("pt", "<p>Repórter: Ana Souza</p>", ["Ana Souza"]),
        ("en", "<p>opr. Anna Nowak</p>", ["Anna Nowak"]),
        (
            "en",
            "<div class=contributor-name>Staff Correspondent</div><div class=author-location>Kemsley</div>",
            ["Staff Correspondent"],
        ),
        ("he", "<div class=writer><span>מאת: דנה לוי</span><span>פורסם: 28.11.26, 14:05</span></div>", ["דנה לוי"]),
    ],
)
def test_line_below_the_headline(language: str, line: str, authors: list[str]) -> None:
    assert names(article(language, above=line)) == authors


@pytest.mark.parametrize("line", ["<p><b>Ann Lee</b></p>", "<b>Ann Lee</b>", "<div><b>Ann Lee</b></div>"])
def test_bold_signature_at_the_end(line: str) -> None:
    assert names(article("en", below=line)) == ["Ann Lee"]


LAST = "The mayor said that work would go on until the spring of next year."


@pytest.mark.parametrize(
    "line",
    [
        "<p>Ani Hakobyan</p>",
        "<p><b>Ani Hakobyan</b><br>“Paper Example”</p>",
        "<p>Ani Hakobyan. Photo by the author.</p>",
        "<p>* Ani Hakobyan and Vahan Petrosyan</p>",
        "<p>Ani Hakobyan / Gyumri</p>",
        "<p>Ani Hakobyan, special to the Example</p>",
        "<p>Ani Hakobyan, «Paper Example»</p>",
        "<div style='text-align:right'><b>Ani Hakobyan,<br>«Paper Example»</b></div>",
    ],
)
def test_name_below_the_last_sentence(line: str) -> None:
    head = "<meta property=og:site_name content='Paper Example'>"
    found = article("en", below=f"<p>{LAST}</p>{line}", head=head)
    assert names(found)[0] == "Ani Hakobyan"
    assert found.body_text.endswith(LAST)


@pytest.mark.parametrize(
    "above", ["Its engineer Hakobyan has built three other bridges in the region before this one.", "The winners:"]
)
def test_last_line_that_the_text_is_about_is_no_signature(above: str) -> None:
    assert lone_signature(["A bridge.", "It is new.", "It is long.", above, "Ani Hakobyan"], frozenset()) is None
    assert lone_signature(["A bridge.", "It is new.", "It is long.", LAST, "Ani Hakobyan"], frozenset()) is not None
    assert lone_signature(["A bridge.", LAST, "Ani Hakobyan"], frozenset()) is None


@pytest.mark.parametrize(
    ("line", "authors", "source", "place"),
    [
        ("Rıza ÖZGÜR/DİYARBAKIR, (DHA)-", ["Rıza ÖZGÜR"], "DHA", "Diyarbakır"),
        ("DİYARBAKIR, (DHA)", [], "DHA", "Diyarbakır"),
        ("DİYARBAKIR (DHA) - ", [], "DHA", "Diyarbakır"),
    ],
)
def test_dateline_of_an_agency_below_the_headline(line: str, authors: list[str], source: str, place: str) -> None:
    found = article("tr", above=f"<div class=kunye><span>{line}</span></div>")
    assert (names(found), found.source, found.dateline) == (authors, source, place)


@pytest.mark.parametrize("line", ["البصرة/ زينب كاظم", "زينب كاظم - البصرة"])
def test_correspondent_and_place_above_the_text(line: str) -> None:
    found = article("ar", above=f"<p><strong>{line}</strong></p>")
    assert names(found) == ["زينب كاظم"]
    assert "زينب" not in found.body_text


@pytest.mark.parametrize(
    ("line", "source"), [("Paper Example - Raqqa", None), ("Hill News Agency / Raqqa", "Hill News Agency")]
)
def test_paper_and_place_above_the_text(line: str, source: str | None) -> None:
    head = "<meta property=og:site_name content='Paper Example'>"
    found = article("en", above=f"<p>{line}</p>", head=head)
    assert (found.source, found.dateline, names(found)) == (source, "Raqqa", [])
    assert found.body_text.startswith("The city")


def test_place_in_an_element_of_its_own_is_not_glued_to_the_text() -> None:
    first = "<p><span class='location-stamp'>Raqqa</span>The pier of the harbour is open again after two years.</p>"
    found = article("en", above=first)
    assert found.dateline == "Raqqa"
    assert found.body_text.startswith("The pier of the harbour")


@pytest.mark.parametrize("line", ["Na Mwandishi Wetu, Lamu", "Mwandishi Wetu, Lamu"])
def test_our_writer_is_nobody(line: str) -> None:
    found = article("en", above=f"<p>{line}</p>")
    assert [one for one in found.authors if one.type == "person"] == []


def test_label_in_the_first_of_several_lines() -> None:
    text = "<br><br>".join(f"{TEXTS['en']} {number}." for number in range(3))
    box = f"<div>Viadukt Ost 7</div><div>Written by: Ann Lee<br>3 May 2026<br>{text}</div>"
    html = f"<html lang=en><title>Viadukt Ost 7</title>{box}</html>"
    found = extract_article(html.encode(), "https://paper.example/viadukt")
    assert found is not None
    assert names(found) == ["Ann Lee"]


def test_correspondent_in_a_box_called_signature() -> None:
    box = "<div class=firma><img src=a.jpg><strong>Mariela Ríos</strong><span>Corresponsal en Resistencia</span></div>"
    assert names(article("pt", above=box)) == ["Mariela Ríos"]


@pytest.mark.parametrize("line", ["<p>Ann Lee, Raqqa</p>", "<p><b>Ann LEE / RAQQA</b></p>"])
def test_name_and_place_below_the_text(line: str) -> None:
    found = article("en", below=line)
    assert [one.casefold() for one in names(found)] == ["ann lee"]
    assert found.body_text.endswith("3.")


@pytest.mark.parametrize("line", ["Լուսանկարը՝ Անի Հակոբյանի", "مترجم: شیلان مرادی"])
@pytest.mark.parametrize("form", ["<div class=byline>{}</div>", "<p><b>{}</b></p>"])
def test_photographers_and_translators_are_no_authors(line: str, form: str) -> None:
    assert names(article("en", above=form.format(line))) == []


def test_picture_credit_with_a_house_is_no_signature() -> None:
    assert names(article("de", above="<p><em>Foto: MDR/Bernd Cramer</em></p>")) == []


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
