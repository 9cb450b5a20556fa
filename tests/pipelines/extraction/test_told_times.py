"""A ``time`` within a sentence dates what is told, not the article."""

import pytest
from lxml.html import document_fromstring

from tests.pipelines.extraction.html_pages import fields
from wiredesk.pipelines.extraction.page.told_times import is_told_in_text

REST = "when a crane fell into the inner basin and crushed two empty lorries of the port authority."


@pytest.mark.parametrize(
    ("html", "told"),
    [
        (f"<p>The last accident was on <time>3 March</time>, {REST}</p>", True),
        (f"<li>The last accident was on <b><i><time>3 March</time></i></b>, {REST}</li>", True),
        (f"<p><time>3 March</time> — The last accident was long ago, {REST}</p>", False),
        (f"<p>It fell <!-- so long ago --> on <time>3 March</time>, {REST}</p>", False),
        ("<p>Published on <time>3 March 2026</time> by Ida Holm in Harbour</p>", False),
        ("<div>The harbour post, your paper <time>3 March 2026</time></div>", False),
    ],
)
def test_times_in_sentences(html: str, told: bool) -> None:
    tree = document_fromstring(f"<html><body>{html}</body></html>")
    assert is_told_in_text(next(tree.iter("time"))) is told


def test_the_declared_date_stands_against_one_that_is_told() -> None:
    told = f"<p>The last accident was on <time datetime='2025-03-03'>3 March</time>, {REST}</p>"
    html = (
        "<html><head><meta property='article:published_time' content='2026-11-18T08:00:00+00:00'></head>"
        f"<body><article><h1>Harbour crane falls at Port Wexley</h1>{told}{told}</article></body></html>"
    )
    assert fields(html.encode()).date_published == "2026-11-18T08:00:00+00:00"
