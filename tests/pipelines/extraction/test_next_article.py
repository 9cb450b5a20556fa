"""The article that an endless page goes on with is no part of the one that was asked for, even if it is longer."""

from time import process_time

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs


@pytest.mark.parametrize("tag", ["h1", "h2", "h3"])
@pytest.mark.parametrize("signature", ["<div>by Ida Holm | 3 May 2026</div>", "<p>03.05.2026 17:40</p>"])
def test_a_longer_article_with_headline_and_byline_of_its_own_goes(tag: str, signature: str) -> None:
    first = f"<div class='zq'><h1>{HEADLINE}</h1><div class='zq-t'>{paragraphs()}</div></div>"
    second = f"<div class='zq'><{tag}>Flour is dear</{tag}>{signature}<div class='zq-t'>{paragraphs(OTHER)}</div></div>"
    assert body_text(f"<main>{first}{second}</main>") == list(STORY)


def test_a_chapter_with_a_date_below_its_heading_stays() -> None:
    chapter = f"<h2>How it came to this</h2><p>1978 to 2026</p>{paragraphs(OTHER)}"
    found = body_text(f"<article><h1>{HEADLINE}</h1><div>{paragraphs()}{chapter}</div></article>")
    assert set(STORY + OTHER) <= set(found)


def test_a_page_of_nothing_but_signed_headlines_takes_no_longer_than_others() -> None:
    """Each headline is compared with one part of the page, not with all text above it."""
    entry = f"<div><div><h2>Flour is dear</h2><p>03.05.2026 17:40</p><p>{OTHER[0]}</p></div></div>"
    started = process_time()
    body_text(f"<main><h1>{HEADLINE}</h1>{paragraphs()}{entry * 1_300}</main>")
    assert process_time() - started < 10


CARDS = {
    "box with a label": "<div><b>See also</b><a href='/n/1'><h3>Flour is dear in the valley</h3></a></div>",
    "link around the heading": "<a href='/n/1'><h2>Flour is dear in the valley</h2></a>",
    "card with a teaser": f"<div><a href='/n/1'><h2>Flour is dear in the valley</h2></a><p>{OTHER[0]}</p></div>",
    "heading in a box": "<div><div><h3><a href='/n/1'>Flour is dear in the valley</a></h3></div></div>",
}


@pytest.mark.parametrize("after", [1, 2, 3, 5])
@pytest.mark.parametrize("card", CARDS)
def test_the_text_goes_on_behind_a_box_with_a_linked_headline(card: str, after: int) -> None:
    text = (*STORY, *OTHER[1:3])
    parts = f"{paragraphs(text[:after])}{CARDS[card]}{paragraphs(text[after:])}"
    found = body_text(f"<article><h1>{HEADLINE}</h1><div>{parts}</div></article>")
    assert [line for line in found if line in text] == list(text)
    if "box" in card:
        assert found == list(text)


def test_a_linked_headline_with_a_part_of_its_own_below_the_text_begins_the_next_article() -> None:
    first = f"<div><h1>{HEADLINE}</h1><div>{paragraphs()}</div></div>"
    second = f"<div><h2><a href='/n/1'>Flour is dear in the valley</a></h2><div>{paragraphs(OTHER[:2])}</div></div>"
    assert body_text(f"<main>{first}{second}</main>") == list(STORY)


@pytest.mark.parametrize("signature", ["<p>By Bo Ek | 23 Nov 2026</p>", "<p>23 Nov 2026</p>", "<p>By Bo Ek</p>"])
@pytest.mark.parametrize("length", [2, 6])
@pytest.mark.parametrize("page", ["<main>{}{}</main>", "<article>{}</article>{}", "<main><div>{}{}</div></main>"])
def test_a_second_main_heading_with_a_signature_like_its_paragraphs_begins_the_next_article(
    signature: str, length: int, page: str
) -> None:
    first = f"<div><h1>{HEADLINE}</h1><p>By Ann Lee | 24 Nov 2026</p>{paragraphs()}</div>"
    second = f"<div><h1>Flour is dear in the valley</h1>{signature}{paragraphs(OTHER[:length])}</div>"
    assert body_text(page.format(first, second)) == list(STORY)


def test_the_story_below_a_linked_headline_in_the_same_box_goes() -> None:
    linked = "<h2><a href='/n/1'>Bakers ask why flour costs twice as much</a></h2>"
    story = "Bakers say that flour costs twice as much since the mill burnt; they ask the town for help."
    more = "A mill in the next valley could grind for them, but the road there is closed."
    found = body_text(f"<article><h1>{HEADLINE}</h1>{paragraphs()}{linked}<p>{story}</p><p>{more}</p></article>")
    assert found == list(STORY)


def test_the_text_goes_on_behind_a_box_where_each_paragraph_has_a_box_of_its_own() -> None:
    box = "<section class='zq'><h3>ALSO READ</h3><a href='/n/1'><h4>Flour is dear in the valley</h4></a></section>"
    text = [f"<div class='pw'><p>{one}</p></div>" for one in STORY]
    found = body_text(f"<article><h1>{HEADLINE}</h1>{''.join(text[:2])}{box}{''.join(text[2:])}</article>")
    assert found == list(STORY)
