"""Persons near the headline without a label, and the site under its many names."""

from __future__ import annotations

import json

import pytest

from tests.pipelines.extraction.html_pages import fields, page

H1 = "<h1>Old bridge to be repaired before winter</h1>"


def persons(html: bytes, url: str = "https://valleynews.example.org/town/bridge-to-be-repaired") -> list[str]:
    return [author.name for author in fields(html, url).authors if author.type == "person"]


def stated(**properties: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **properties}
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


@pytest.mark.parametrize(
    "below",
    [
        "<p>04.11.2026 - Mara Lindqvist</p>",
        "<div><span>Mara Lindqvist |</span> <span>04.11.2026 - Update: 05.11.2026</span></div>",
        "<div><span>04.11.2026 | 13:10 | Mara Lindqvist</span></div>",
        "<div>Mara Lindqvist</div><div>Wed Nov 04 2026</div>",
        "<div>Mara Lindqvist</div><div>Wednesday, 4 November 2026 | 13:10</div>",
    ],
)
def test_a_name_that_stands_with_the_day(below):
    assert persons(page(body=H1 + below)) == ["Mara Lindqvist"]


NEWS = (
    "The old bridge over the mill race will be repaired before winter, the district said on Monday evening.",
    "Lorries have to take the road through the upper village until then, and the bus will not stop at the mill.",
)


def test_a_name_below_a_standfirst_and_a_caption() -> None:
    above = f"<p>{NEWS[0]}</p><figure><figcaption>{NEWS[1]}</figcaption></figure>"
    assert persons(page(body=f"{H1}{above}<div>Mara Lindqvist | 04.11.2026</div>")) == ["Mara Lindqvist"]


def test_a_reader_below_a_short_article_has_not_written_it() -> None:
    remarks = "".join(
        f"<div><div><b>{name}</b> <span>{day}.11.2026 10:15</span></div><p>Good for all of us</p></div>"
        for day, name in enumerate(("Jo Berg", "Ilse Kern", "Kai Falk"), start=5)
    )
    assert persons(page(body=f"{H1}<p>{NEWS[0]}</p>{remarks}")) == []


def test_the_writer_of_the_next_article_has_not_written_a_short_one() -> None:
    other = f"<div>Ferry runs again after the flood</div><div>Jo Berg | 05.11.2026</div><p>{NEWS[1]}</p>"
    text = "".join(f"<p>{line}</p>" for line in NEWS)
    assert persons(page(body=f"<div>{H1}{text}</div><div>{other}</div>")) == []


def test_a_teaser_that_names_the_writer_makes_no_section_of_the_name() -> None:
    teaser = "<div class='related'><a href='/author/mara-lindqvist/'>Mara Lindqvist</a></div>"
    line = "<div><span>Comment</span></div><div>4 November 2026</div><div>Mara Lindqvist</div>"
    assert persons(page(body=f"{H1}{line}{teaser}")) == ["Mara Lindqvist"]


def test_a_box_with_no_telling_name_around_the_byline() -> None:
    line = "<h6>Mara Lindqvist | Publicado hace 3 horas</h6>"
    box = f"<div class='block-date information'><div class='tools'><div class='autor'>{line}</div></div></div>"
    assert persons(page(stated(author={"@type": "Organization", "name": "Valley News"}), H1 + box)) == [
        "Mara Lindqvist"
    ]


def test_an_initial_and_a_name_without_a_space_before_the_day() -> None:
    line = "<div>Б.Энхтуяа &nbsp; 2026-06-18 15:40 &nbsp; <span>Сэтгэгдэл: 3</span></div>"
    assert persons(page(body=H1 + line)) == ["Б.Энхтуяа"]
    assert persons(page(body=H1 + "<p>Б.Энхтуяа | 2026-06-18</p>")) == ["Б.Энхтуяа"]


@pytest.mark.parametrize(
    ("before", "below"),
    [
        ("<nav><a href='/c'>Town Council</a></nav>", "<p>Town Council | 04.11.2026</p>"),
        ("", "<p><a rel='category tag' href='/r'>Region North</a> | 04.11.2026</p>"),
        ("", "<p>04.11.2026, 02:32 PM IST</p>"),
        ("", "<p>2026-11-04 Good Language</p>"),
        ("", "<p>Good Language of ours</p><p>Wednesday, 4 November 2026</p>"),
    ],
)
def test_sections_zones_and_titles_beside_the_day_are_nobody(before, below):
    assert persons(page(body=before + H1 + below)) == []


def test_a_slogan_beside_the_site_s_name_is_nobody():
    name = "Valley News - News of the North | Every Day"
    head = f"<meta property='og:site_name' content='{name}'>" + stated(author={"@type": "Person", "name": name})
    assert persons(page(head, H1)) == []
    assert persons(page(head, H1 + "<p class='byline'>By Mara Lindqvist</p>")) == ["Mara Lindqvist"]


@pytest.mark.parametrize("account", ["valley", "editornorth"])
def test_the_newsroom_s_account_is_nobody(account):
    assert persons(page(stated(author={"@type": "Person", "name": account}), H1)) == []


def test_a_byline_that_leads_to_the_first_page_names_the_site():
    link = "<a href='https://valleynews.example.org/en/'>Pomona Verde - VALLEY.example</a>"
    byline = f"<div class='article-author'>{link}</div>"
    assert persons(page(body=H1 + byline)) == []


def test_readings_that_agree_outvote_the_account_that_typed_the_story():
    head = stated(author={"@type": "Person", "name": "Kim Typist"}) + "<meta name='author' content='Mara Lindqvist'>"
    byline = "<p class='byline'>By <a rel='author' href='/authors/mara'>Mara Lindqvist</a></p>"
    assert persons(page(head, H1 + byline)) == ["Mara Lindqvist"]
    assert persons(page(head, H1)) == ["Kim Typist"]


def test_the_newsroom_behind_a_name_goes():
    assert persons(page(body=H1 + "<p class='author'>Иван Петров ИА «Дол 24»</p>")) == ["Иван Петров"]


def test_a_section_or_keyword_of_the_page_is_no_name():
    head = "<meta property='article:section' content='Patient Affairs'>"
    assert persons(page(head, H1 + "<p>Patient Affairs | 04.11.2026</p>")) == []
    assert persons(page("", H1 + "<p>Regulated Product(s) | 04.11.2026</p>")) == []
