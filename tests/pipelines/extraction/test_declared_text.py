"""The text that JSON-LD declares, with markup, in steps or in entries."""

import json

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY
from wiredesk import extract_article
from wiredesk.pipelines.extraction.state.declared_text import declared_text

LINES = "\n".join(STORY)
STEPS = [{"@type": "HowToStep", "name": f"Step {n}", "text": text} for n, text in enumerate(STORY)]


@pytest.mark.parametrize(
    ("node", "text"),
    [
        ({"articleBody": "\n\n".join(STORY)}, LINES),
        ({"articleBody": list(STORY)}, LINES),
        ({"articleBody": "".join(f"<p>{text}</p>" for text in STORY)}, LINES),
        ({"articleBody": "".join(f"&lt;p&gt;{text}&lt;/p&gt;" for text in STORY)}, LINES),
        ({"articleBody": "A &amp; B go on.<br>They <b>stay</b>."}, "A & B go on.\nThey stay."),
        ({"@type": "HowTo", "step": STEPS[:1]}, f"Step 0\n{STORY[0]}"),
        (
            {"@type": "HowTo", "step": [{"@type": "HowToSection", "name": "Wood", "itemListElement": STEPS[:1]}]},
            f"Wood\nStep 0\n{STORY[0]}",
        ),
        ({"@type": "Recipe", "recipeInstructions": ["Stir it.", "Bake it."]}, "Stir it.\nBake it."),
        ({"step": [{"name": STORY[0][:30] + "…", "text": STORY[0]}]}, STORY[0]),
        (
            {"@type": "LiveBlogPosting", "liveBlogUpdate": [{"headline": "Noon", "articleBody": STORY[0]}]},
            f"Noon\n{STORY[0]}",
        ),
        ({"articleBody": {"a": 1}}, None),
        ({}, None),
    ],
)
def test_text_is_declared_in_many_ways(node: dict[str, object], text: str | None) -> None:
    assert declared_text(node) == text


def test_steps_within_steps_end() -> None:
    step: dict[str, object] = {"text": "The end."}
    for _ in range(400):
        step = {"name": "Again", "step": [step]}
    assert (declared_text({"step": [step]}) or "").count("Again") < 10


def test_markup_in_the_declared_text_is_not_published() -> None:
    body = "".join(f"<p>{text}</p>" for text in STORY) * 2
    data = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": body})
    head = f"<title>{HEADLINE}</title><script type='application/ld+json'>{data}</script>"
    html = f"{head}<h1>{HEADLINE}</h1><p>Log in.</p>"
    found = extract_article(html.encode(), "https://pier.example/a/broken-pier")
    assert found is not None
    assert found.body_text.startswith("\n\n".join(STORY))
