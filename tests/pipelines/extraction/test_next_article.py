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
