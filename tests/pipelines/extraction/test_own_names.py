"""The site's own name among the authors: its parts are nobody, and a person in the title is not the site."""

from __future__ import annotations

from tests.pipelines.extraction.html_pages import fields, page

HEADLINE = "Old bridge to be repaired before winter"
H1 = f"<h1>{HEADLINE}</h1>"
URL = "https://bridgeandriver.example.org/town/bridge-to-be-repaired"


def authors(head: str, body: str = "") -> list[tuple[str, str]]:
    return [(one.name, one.type) for one in fields(page(head, H1 + body), URL).authors]


def test_a_name_with_and_in_it_is_not_split_into_persons():
    head = "<meta property='og:site_name' content='Bridge and River'>"
    assert authors(head + "<meta name='author' content='Bridge and River, Northtown, Germany'>") == []


def test_persons_beside_the_site_s_name_stay():
    head = "<meta property='og:site_name' content='Bridge and River'>"
    value = "Mara Lind and Jo Berg, Bridge and River"
    assert authors(f"{head}<meta name='author' content='{value}'>") == [("Mara Lind", "person"), ("Jo Berg", "person")]


def test_the_author_between_headline_and_site_in_the_title_is_a_person():
    head = f"<title>{HEADLINE} | Mara Lind | Bridge &amp; River</title><meta name='author' content='Mara Lind'>"
    assert authors(head) == [("Mara Lind", "person")]


def test_the_last_part_of_the_title_is_the_site():
    head = f"<title>{HEADLINE} | Town | Mara Mirror</title><meta name='author' content='Mara Mirror'>"
    assert authors(head) == [("Mara Mirror", "organization")]


def test_a_place_or_a_section_beside_the_site_s_name_is_nobody():
    head = "<meta property='og:site_name' content='Bridge and River'>"
    for value in ("(Northtown - Bridge and River)", "Crime and local news - Bridge and River"):
        assert [kind for _, kind in authors(f'{head}<meta name="dc.creator" content="{value}">')] in (
            [],
            ["organization"],
        )
    value = "Mara Lind - Bridge and River"
    assert authors(f'{head}<meta name="author" content="{value}">') == [("Mara Lind", "person")]


def test_a_legal_form_and_a_paper_called_after_its_place_are_organizations():
    for name in ("Verband der Fährleute e.V.", "River Media Ltd", "El Sol de Talheim"):
        assert authors(f'<meta name="author" content="{name}">') == [(name.rstrip("."), "organization")]
