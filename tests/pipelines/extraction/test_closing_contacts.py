"""Whom the press may ask is no part of a release."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, body_text, paragraphs


def page(*lines: str) -> str:
    return f"<main><h1>{HEADLINE}</h1><div>{paragraphs()}{''.join(lines)}</div></main>"


@pytest.mark.parametrize(
    "lines",
    [
        ("Pressekontakt:", "Hafenverein Nordsand e. V.", "Dr. Ida Holm", "Am Kai 3", "20459 Nordsand", "040 555709-40"),
        ("Media contact", "Ida Holm, head of communications", "Tel. 555 0142-771"),
        ("Contact: Ida Holm, spokeswoman, phone 0555-014 27 71, and the press office, press@harbour.example",),
        ("Contatto stampa:", "Ida Holm", "ida.holm@porto.example"),
        ("Контакты для прессы:", "Ида Хольм", "тел. +7 555 014-27-71"),
        ("Ihre Ansprechpartnerin für Fragen der Medien:", "Ida Holm", "040 555709-40"),
        ("For more information, please contact:", "Ida Holm", "Tel. 555 0142-771"),
        ("報道関係者の問い合わせ先：", "港湾局 田中", "電話 0555-0142-7711"),
        ("媒体联系人：", "陈明", "电话：0555-0142-7711"),
        ("Lisätietoja: Ida Holm, satamapäällikkö, puh. 0555 014 2771",),
    ],
)
def test_the_entry_below_a_release_goes(lines: tuple[str, ...]) -> None:
    assert body_text(page(*(f"<p>{line}</p>" for line in lines))) == list(STORY)


def test_a_label_that_the_model_leaves_out_begins_the_entry_too() -> None:
    lines = "<h2>Pressekontakt</h2><p>Hafenamt der Stadt, Pressestelle</p><p>Tel.: 0555-999582-5777</p>"
    assert body_text(page(lines)) == list(STORY)


@pytest.mark.parametrize(
    "lines",
    [
        ("Contact with the seals is forbidden, the mayor said at the end of the meeting in the town hall.",),
        ("Contact:", "The mayor has spoken to the fishermen, and they will move their boats before the work begins."),
        ("Tickets: 0555-014 27 71, at the door from seven o'clock.",),
    ],
)
def test_sentences_and_what_readers_need_stay(lines: tuple[str, ...]) -> None:
    assert body_text(page(*(f"<p>{line}</p>" for line in lines)))[-1] == lines[-1]


def test_an_entry_in_the_midst_ends_nothing() -> None:
    lines = ["Contact: Ida Holm, 0555-014 27 71", "The work begins in May, and the mayor wants to be there, he said."]
    assert body_text(page(*(f"<p>{line}</p>" for line in lines)))[-1] == lines[-1]
