"""Boxes with a title of their own above and below the text, the foot of the page, and what looks like them."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs

BOX = f"<section class=zq-d><h3>Disclosure statement</h3><p>{OTHER[0]}</p></section>"
TEXT = f"<div><div class=zq-t>{paragraphs()}{paragraphs(OTHER[1:])}</div></div>"
WHOLE = [*STORY, *OTHER[1:]]


@pytest.mark.parametrize("parts", [f"<div>{BOX}</div>{TEXT}", f"{TEXT}<div>{BOX}</div>"])
def test_a_titled_box_beside_the_text_goes(parts: str) -> None:
    assert body_text(f"<article><header><h1>{HEADLINE}</h1></header>{parts}</article>") == WHOLE


def test_the_rules_of_the_comments_above_the_main_heading_go() -> None:
    rules = (
        "<div><h2>Comments</h2><p>Welcome to our comments. Please be polite, or we will close the section.</p></div>"
    )
    again = f"<div>{HEADLINE}</div>"
    found = body_text(f"<main>{again}{rules}<article><h1>{HEADLINE}</h1>{TEXT}</article></main>")
    assert found == WHOLE


def test_a_chapter_in_a_section_of_its_own_stays() -> None:
    chapters = (
        f"<section><p>{STORY[0]}</p>{paragraphs(STORY[1:])}</section><section><h2>Flour</h2><p>{OTHER[0]}</p></section>"
    )
    found = body_text(f"<article><h1>{HEADLINE}</h1>{chapters}</article>")
    assert OTHER[0] in found


def test_a_lead_below_a_kicker_beside_the_headline_stays() -> None:
    head = f"<header><h2>In the valley</h2><h1>{HEADLINE}</h1><p>{OTHER[0]}</p></header>"
    assert OTHER[0] in body_text(f"<article>{head}{TEXT}</article>")


def test_the_foot_of_the_page_in_the_table_of_the_text_goes() -> None:
    links = " | ".join(f"<a href='/{name}'>{name}</a>" for name in ("About us", "Terms of use", "Contact us"))
    foot = f"<tr><td>{links}</td></tr><tr><td>{OTHER[0]} {OTHER[1]}</td></tr>"
    page = f"<table><tr><td><h1>{HEADLINE}</h1>{paragraphs()}</td></tr>{foot}</table>"
    assert body_text(page) == list(STORY)


def test_an_initial_in_a_box_of_its_own_belongs_to_the_first_word() -> None:
    first, *rest = STORY
    text = f"<div class=zq>{first[0]}</div><p>{first[1:]}</p>{paragraphs(tuple(rest))}"
    assert body_text(f"<article><h1>{HEADLINE}</h1><div>{text}</div></article>") == list(STORY)
