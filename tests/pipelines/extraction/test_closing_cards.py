"""Rows of other articles below a text, each a linked headline and its first words; lists that are the text."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs

HEADLINES = (
    "Flour is dear in the valley this spring",
    "The ferry is late again, and nobody knows why",
    "No snow yet on the northern slopes",
)


def card(number: int, words: str) -> str:
    link = f"<a href='/n/{number}'>{HEADLINES[number % 3]} ({number})</a>"
    more = f"<a href='/n/{number}'>The rest</a>"
    return f"<li><div class=zq><header><h2>{link}</h2></header><p>{words} {more}</p></div></li>"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_cards_below_the_text_go(count: int) -> None:
    rows = "".join(card(number, words) for number, words in enumerate(OTHER[:count]))
    article = f"<article><h1>{HEADLINE}</h1><div>{paragraphs()}</div><section><ul>{rows}</ul></section></article>"
    assert body_text(article) == list(STORY)


def test_a_card_that_is_one_link_goes() -> None:
    words = f"<p><a href='/n/1'>{OTHER[0]} {OTHER[1]}</a></p>"
    box = f"<div class=zq><h2><a href='/n/1'>{HEADLINES[0]}</a></h2>{words}</div>"
    assert body_text(f"<main><div><h1>{HEADLINE}</h1><div>{paragraphs()}</div></div>{box}</main>") == list(STORY)


def test_works_that_the_text_is_about_stay() -> None:
    works = "".join(
        f"<h2><a href='/n/{number}'>{HEADLINES[number]}</a></h2><p>{words}</p>"
        for number, words in enumerate(OTHER[:3])
    )
    found = body_text(f"<article><h1>{HEADLINE}</h1><div>{paragraphs()}{works}</div></article>")
    assert set(STORY + OTHER[:3]) <= set(found)


def test_answers_below_linked_questions_of_the_page_itself_stay() -> None:
    answers = "".join(
        f"<div><h3><a href='#{number}'>{HEADLINES[number]}</a></h3><div><p>{words}</p></div></div>"
        for number, words in enumerate(OTHER[:3])
    )
    found = body_text(f"<article><h1>{HEADLINE}</h1><div>{paragraphs()}{answers}</div></article>")
    assert set(STORY + OTHER[:3]) <= set(found)
