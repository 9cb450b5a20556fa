"""Empty elements and boxes in boxes hide no text; what a bound leaves out is told."""

from time import process_time

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, body_text, paragraphs
from wiredesk import extract_article
from wiredesk.pipelines.extraction import extract_page
from wiredesk.pipelines.extraction.page.deep_markup import flattened, without_empty_elements
from wiredesk.pipelines.extraction.rejection import Rejection
from wiredesk.pipelines.page import page_from_bytes

ARTICLE = f"<h1>{HEADLINE}</h1>{paragraphs()}"
URL = "https://www.pier-post.example/town/2026/council-rebuilds-the-broken-pier"


@pytest.mark.parametrize(
    "empty", ["<p></p>", "<div> </div>", "<div class='a'></div>", "<div><span></span></div>", "<p>", "<br>"]
)
def test_seventy_thousand_empty_elements_hide_no_text(empty: str) -> None:
    assert body_text(empty * 70_000 + ARTICLE) == list(STORY)


@pytest.mark.parametrize(
    ("opened", "closed"),
    [("<div>", "</div>"), ("<div class='x'>", "</div>"), ("<font>", ""), ("<div><section>", "</section></div>")],
)
def test_five_thousand_boxes_in_boxes_hide_no_text(opened: str, closed: str) -> None:
    assert body_text(opened * 5_000 + ARTICLE + closed * 5_000) == list(STORY)


def test_a_paragraph_that_is_cut_is_told() -> None:
    long = " ".join(STORY) * 200
    html = f"<html><head><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1><p>{long}</p></body></html>"
    article = extract_article(html.encode(), URL)
    assert article is not None
    assert len(article.body_text) < len(long)
    assert article.extraction.warnings == ["truncated"]


def test_a_page_of_markup_alone_says_so() -> None:
    html = "<html><body>" + "<x-a><x-b></x-b></x-a>" * 70_000 + ARTICLE + "</body></html>"
    found = extract_page(page_from_bytes(html.encode(), URL, None, None))
    assert isinstance(found, Rejection)
    assert "too much markup" in (found.detail or "")


def test_shallow_pages_are_left() -> None:
    markup = b"<div><p>One</p><br><img></div>" * 100
    assert flattened(markup) == markup
    assert without_empty_elements(markup) == markup


def test_hostile_markup_takes_no_time() -> None:
    started = process_time()
    for markup in (b"<div " * 300_000, b"<div>" + b" " * 2_000_000, b"<p> " * 300_000, b"</div>" * 300_000):
        flattened(markup)
        without_empty_elements(markup)
    assert process_time() - started < 5
