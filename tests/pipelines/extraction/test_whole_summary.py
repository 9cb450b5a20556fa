"""A stated summary that is cut off becomes whole by what the page prints."""

from __future__ import annotations

import pytest
from story_pages import HEADLINE, STORY, paragraphs

from wiredesk import extract_article


def description(stated: str, *, above: str = "", texts: tuple[str, ...] = STORY) -> str | None:
    """The description of a page that states one, with something printed above its text."""
    head = f"<title>{HEADLINE}</title><meta property='og:type' content='article'>"
    head += f"<meta property='og:description' content='{stated}'>"
    page = (
        f"<html><head>{head}</head><body><h1>{HEADLINE}</h1>{above}<article>{paragraphs(texts)}</article></body></html>"
    )
    article = extract_article(page.encode(), "https://www.pier-post.example/town/2026/council-rebuilds-the-broken-pier")
    assert article is not None
    return article.description


@pytest.mark.parametrize("mark", ["…", "...", " […]", " [...]", ""])
def test_first_words_of_the_text_go_on_to_the_end_of_their_sentence(mark: str) -> None:
    assert description(STORY[0][:80] + mark) == STORY[0]
    two = f"{STORY[0]} {STORY[1]}"
    assert description(two[:160] + mark) == two[: two.index(";")] + STORY[1][STORY[1].index(";") :]


def test_a_standfirst_that_the_page_prints_elsewhere_is_taken_whole() -> None:
    standfirst = "Worms have eaten the old pier, and the town has to find two million before the summer guests come."
    box = f"<aside class='note'><p>{standfirst}</p></aside>"
    assert description(f"{standfirst[:60]}…", above=box) == standfirst


def test_without_its_end_on_the_page_the_cut_sentence_goes() -> None:
    first = "The old pier of the town will be built anew until the autumn of next year."
    assert description(f"{first} A diver has looked at the…") == first
    assert (
        description("A diver has looked at the foot of all its sixty…")
        == "A diver has looked at the foot of all its sixty…"
    )


@pytest.mark.parametrize(
    "opening",
    [
        "The work on the pier and on the old quay goes to Miller & Co. Upper Valley, which built the first one too.",
        "Divers looked at all the piles of the pier on the morning of the 12. November and found worms in most.",
        "The council of the town wants to rebuild (as it said on Monday. And on Tuesday) the old pier in summer.",
    ],
)
def test_a_full_stop_within_a_sentence_does_not_end_it(opening: str) -> None:
    assert description(f"{opening[:44]}…", texts=(opening, *STORY[1:])) == opening


@pytest.mark.parametrize(
    "stated",
    [
        "Worms have eaten the pier of the town and the council rebuilds it.",
        "Worms have eaten the pier of the town, and the council rebuilds it until the autumn of next year",
    ],
)
def test_a_summary_that_is_not_cut_stays(stated: str) -> None:
    assert description(stated) == stated
