"""Why an article came out so: every rule that takes text off says so, and nothing of the result changes by asking."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wiredesk import Article, SiteProfile, extract_page
from wiredesk.pipelines.extraction.assembly import read_page
from wiredesk.pipelines.extraction.explained_page import explain_page
from wiredesk.pipelines.extraction.explanation import LONGEST, MOST_NOTES, RULES, explaining
from wiredesk.pipelines.page import Page, page_from_bytes

ROOM = Path(__file__).resolve().parents[3] / "pipelines/extraction"
SENTENCES = (
    "The ferry between the two banks stopped on Monday because the water of the river had fallen below the mark. ",
    "Farmers of the eastern villages now drive forty kilometres to the bridge at Arden, the district said. ",
    "A pontoon is to be brought from the coast before the harvest, the head of the works told the council. ",
)
PAGE = f"""<html lang="en"><head><title>Ferry stops in Arden | Arden Courier</title>
<meta property="og:type" content="article"><meta property="og:title" content="Ferry stops in Arden">
<meta property="og:site_name" content="Arden Courier">
<meta property="article:published_time" content="2026-03-04T10:20:00+01:00">
<meta name="author" content="Mina Okafor"></head>
<body><nav class="main-menu"><a href="/sport">Sport and games of the weekend</a></nav>
<article><h1>Ferry stops in Arden</h1><p class="byline">By Mina Okafor</p>
<p>ARDEN (AFP) - {SENTENCES[0] * 3}</p><p>{SENTENCES[1] * 3}</p><p>{SENTENCES[2] * 3}</p>
<p>Follow us on Telegram</p></article>
<div id="comments"><p>{"What a pity that nobody has told us before this week. " * 5}</p></div></body></html>"""


def page(html: str = PAGE) -> Page:
    return page_from_bytes(
        html.encode(), "https://courier.example/news/ferry-stops-in-arden", None, datetime(2026, 3, 5, tzinfo=UTC)
    )


def dropped(html: str = PAGE) -> dict[str, str]:
    """Text → the rule that took it off."""
    return {note.text: note.rule for note in explain_page(page(html)).texts if note.rule}


def test_asking_changes_nothing():
    article = extract_page(page())
    explanation = explain_page(page())
    assert isinstance(article, Article)
    assert explanation.outcome == "article"
    kept = [note for note in explanation.texts if note.rule is None]
    paragraphs = article.body_text.split("\n\n")
    assert [note.characters for note in kept] == [len(text) for text in paragraphs]
    assert {one.field: one.value for one in explanation.fields}["headline"] == article.headline


def test_fields_tell_their_candidates_and_where_each_was_found():
    choices = {one.field: one for one in explain_page(page()).fields}
    assert choices["headline"].value == "Ferry stops in Arden"
    best, *others = choices["headline"].candidates
    assert best.value == "Ferry stops in Arden"
    assert "h1" in best.found
    assert all(best.score >= other.score for other in others)
    assert choices["authors"].value == "Mina Okafor"
    assert {one.found for one in choices["authors"].candidates} >= {"meta", "printed byline"}
    assert [one.value for one in choices["date_published"].candidates] == ["2026-03-04T10:20:00+01:00"]
    assert choices["dateline"].value == "Arden"
    assert choices["source"].value == "AFP"


def test_texts_tell_what_took_them_off():
    rules = dropped()
    assert rules["Sport and games of the weekend"] == "side_section"
    assert next(rule for text, rule in rules.items() if text.startswith("What a pity")) == "side_section"
    assert rules["ARDEN (AFP) -"] == "dateline"
    assert rules["Follow us on Telegram"] in ("model", "tail_line", "litter")
    assert rules["By Mina Okafor"] in ("model", "head_line")


def test_the_models_verdict_has_a_probability():
    notes = [note for note in explain_page(page()).texts if note.rule == "model"]
    explanation = explain_page(page())
    assert notes
    assert all(note.probability is not None and note.probability <= explanation.least_probability for note in notes)


def test_the_sites_own_selectors_are_named():
    site = SiteProfile.model_validate({"id": "courier", "extract": {"remove": ["article p:nth-of-type(2)"]}})
    notes = [note for note in explain_page(page(), site).texts if note.rule == "remove"]
    assert [note.element for note in notes] == ["article p:nth-of-type(2)"]


@pytest.mark.parametrize(
    ("html", "reason"),
    [("", "empty"), ("<html><body><p>too short</p></body></html>", "not_article"), ("%PDF-1.4 \x00", "not_html")],
)
def test_a_page_that_is_no_article_says_why(html, reason):
    explanation = explain_page(page(html))
    assert explanation.outcome == reason
    assert explanation.detail


def test_notes_are_bounded():
    lines = "".join(f"<div>line {number} {'x' * 2_000}</div>" for number in range(3_000))
    explanation = explain_page(page(PAGE.replace("</article>", f"</article>{lines}")))
    assert len(explanation.texts) <= MOST_NOTES
    assert max(len(note.text) for note in explanation.texts) <= LONGEST


def test_threads_do_not_mix():
    pages = [page(PAGE.replace("Arden", name)) for name in ("Arden", "Boral", "Cedona", "Delmar")]
    alone = [explain_page(one) for one in pages]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(explain_page, pages)) == alone


def test_every_rule_is_noted_somewhere_and_every_note_has_a_rule():
    noted = {
        argument.value
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in NOTES
        for argument in node.args[:2]
        if isinstance(argument, ast.Constant)
    }
    assert noted == set(RULES)
    with explaining() as explanation, pytest.raises(AssertionError):
        explanation.text("text", "no_such_rule")


NOTES = {"text", "_noted", "note_block", "note_dropped"}
"""Functions that note a rule as their first or second argument."""


def test_the_docs_name_every_rule():
    guide = (ROOM.parents[1] / "docs/wrong-article.md").read_text("utf-8")
    for rule, meaning in RULES.items():
        assert f"| `{rule}` | {meaning} |" in guide


def test_rules_without_effect_are_named():
    rules = {
        "headline": [".gone"], "authors": [".byline"], "date": ["nav"], "body": [".nothing"], "remove": ["#ad", "nav"],
    }  # fmt: skip
    idle = explain_page(page(), SiteProfile(id="courier", extract=rules)).idle_rules
    assert [line.partition(" = ")[0] for line in idle] == ["remove", "headline", "date", "body"]
    assert "can be read" in idle[2] or "no element" in idle[2]
    assert explain_page(page(), SiteProfile(id="courier")).idle_rules == []
    found = read_page(page(), SiteProfile(id="courier", extract=rules)).selectors
    assert found == {".gone": False, ".byline": True, "nav": False, ".nothing": False, "#ad": False}
    assert read_page(page(), SiteProfile(id="courier")).selectors == {}
