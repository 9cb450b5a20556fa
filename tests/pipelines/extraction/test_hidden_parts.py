"""Text that no reader sees is left out; text that a paywall hides by the same means is the article."""

import pytest
from lxml.html import document_fromstring

from wiredesk import extract_article
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.hidden_parts import LEAST_WITHHELD

SENTENCE = (
    "The ferry company will run two boats a day to the outer islands from the first of May until the end of June. "
)
NOTE = "Note for the desk: the picture is not cleared yet."


def texts_of(body: str) -> list[str]:
    return [block.text for block in read_blocks(document_fromstring(f"<html><body>{body}</body></html>")).blocks]


@pytest.mark.parametrize(
    "part",
    [
        f'<div style="display:none"><p>{NOTE}</p></div>',
        f'<div style="color:red; DISPLAY: none;"><p>{NOTE}</p></div>',
        f'<p style="visibility: hidden">{NOTE}</p>',
        f"<section hidden><p>{NOTE}</p></section>",
        f'<p class="sr-only">{NOTE}</p>',
        f'<div class="screen-reader-text">{NOTE}</div>',
        f'<p>{SENTENCE}<span class="visually-hidden">{NOTE}</span></p>',
        f'<p><span class="ds_c-visually-hidden">{NOTE}</span>{SENTENCE}</p>',
        f"<p><span hidden>{NOTE}</span>{SENTENCE}</p>",
    ],
)
def test_hidden_notes_are_left_out(part: str) -> None:
    assert NOTE not in " ".join(texts_of(f"<p>{SENTENCE * 3}</p>{part}<p>{SENTENCE * 3}</p>"))


def test_a_decoration_without_a_word_is_left_out_and_a_word_is_kept() -> None:
    stars = '<span aria-hidden="true">★★☆</span>'
    drop_cap = '<span aria-hidden="true">T</span><span class="sr-only">T</span>'
    assert texts_of(f"<p>{stars} {SENTENCE}</p>{'<p>' + SENTENCE * 3 + '</p>'}")[0] == SENTENCE.strip()
    assert texts_of(f"<p>{drop_cap}{SENTENCE[1:]}</p><p>{SENTENCE * 3}</p>")[0] == SENTENCE.strip()


@pytest.mark.parametrize(
    "withheld",
    [
        f'<div style="display:none">{"<p>" + SENTENCE * 3 + "</p>"}{"<p>" + SENTENCE * 3 + "</p>"}</div>',
        "".join(f'<p style="display:none">{SENTENCE * 2}</p>' for _ in range(4)),
        "".join(f"<p hidden>{SENTENCE * 2}</p>" for _ in range(4)),
    ],
)
def test_what_a_paywall_hides_is_read(withheld: str) -> None:
    assert sum(SENTENCE.strip() in text for text in texts_of(f"<p>{SENTENCE * 3}</p><div>{withheld}</div>")) >= 3
    assert len(SENTENCE) * 6 > LEAST_WITHHELD


def test_the_rest_of_a_sentence_that_a_click_unfolds_is_kept() -> None:
    page = f'<p>{SENTENCE}<span style="display:none">{SENTENCE * 2}</span></p><p>{SENTENCE * 3}</p>'
    assert texts_of(page)[0] == (SENTENCE * 3).strip()


def test_a_page_that_is_hidden_until_its_script_has_run_is_read() -> None:
    page = f'<main style="visibility:hidden"><h1>Two boats a day</h1><p>{SENTENCE * 2}</p></main>'
    assert texts_of(page) == ["Two boats a day", (SENTENCE * 2).strip()]


def test_the_article_has_none_of_it() -> None:
    paragraphs = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(4))
    page = (
        "<html><head><meta property='og:type' content='article'></head><body><article><h1>Two boats a day</h1>"
        f"<div class='text'><div style='display:none'><p>{NOTE}</p></div>{paragraphs}</div></article></body></html>"
    )
    article = extract_article(page.encode(), "https://www.island-post.example/2026/05/boats")
    assert article is not None
    assert article.body_text == "\n\n".join([(SENTENCE * 3).strip()] * 4)


def test_a_short_article_does_not_publish_its_hidden_note() -> None:
    assert texts_of(f"<h1>Two boats</h1><p>{SENTENCE}</p><p hidden>{NOTE} It is Ida's.</p>") == [
        "Two boats",
        SENTENCE.strip(),
    ]
