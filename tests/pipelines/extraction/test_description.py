"""The publisher's summary, and what stands in its place and is none."""

from __future__ import annotations

import pytest
from html_pages import fields, page

URL = "https://www.valleycourier.example/2026/bridge"
HEADLINE = 'Council repairs the "old lady" over the river'
SUMMARY = "Engineers had warned of cracks in two of its pillars."


def description(*values: str) -> str | None:
    names = ("og:description", "description", "twitter:description")
    head = '<meta property="og:site_name" content="Valley Courier">'
    head += "".join(f"<meta name='{name}' content='{value}'>" for name, value in zip(names, values, strict=False))
    return fields(page(f"<title>{HEADLINE}</title>{head}", f"<h1>{HEADLINE}</h1>"), url=URL).description


@pytest.mark.parametrize("other", [HEADLINE, "Council repairs the", "Valley Courier", "Written by Ann Smith", ""])
def test_what_is_no_summary_gives_way(other: str) -> None:
    assert description(other, SUMMARY) == SUMMARY
    assert description(other) is None


def test_of_two_that_begin_alike_the_whole_one_is_taken() -> None:
    assert description(f"{SUMMARY[:30]}…", SUMMARY) == SUMMARY


def told(*values: str, body: str = "", head: str = "", headline: str = HEADLINE) -> str | None:
    """The description of a page with these descriptions and this markup below the headline."""
    names = ("og:description", "description", "twitter:description")
    head += "".join(f"<meta name='{name}' content='{value}'>" for name, value in zip(names, values, strict=False))
    return fields(page(f"<title>{headline}</title>{head}", f"<h1>{headline}</h1>{body}"), url=URL).description


def test_the_caption_of_a_picture_gives_way_to_a_summary() -> None:
    caption = "The old lady over the river in the first snow of this long winter."
    figure = f"<figure><img src='/b.jpg'><figcaption>{caption} Foto: Ann Smith</figcaption></figure>"
    assert told(caption, SUMMARY, body=figure) == SUMMARY
    assert told(caption, body=figure) == caption


@pytest.mark.parametrize(
    ("stated", "whole"),
    [
        (f"{SUMMARY} {SUMMARY}", SUMMARY),
        (f"{SUMMARY} • Foto: Ann Smith/PP", SUMMARY),
        (f"{SUMMARY} By Ann Smith", SUMMARY),
        (f"{SUMMARY} By Bob Miller", f"{SUMMARY} By Bob Miller"),
        (f"{SUMMARY} The council meets again on … Continue reading", f"{SUMMARY} The council meets again on …"),
    ],
)
def test_what_stands_behind_a_summary(stated: str, whole: str) -> None:
    assert told(stated, head="<meta name='author' content='Ann Smith'>") == whole


def test_a_summary_takes_the_place_of_the_first_words_of_the_text() -> None:
    whole = "The council repairs the bridge over the river before winter."
    assert told("The council of the town met on Monday evening and decided…", whole) == whole
    slogan = "The Valley Courier: all the news of the valley, every day."
    cut = "The council of the town met on Monday evening and decided…"
    assert told(cut, slogan) == cut


@pytest.mark.parametrize(
    ("stated", "whole"),
    [
        (f"Council repairs the bridge - {SUMMARY}", SUMMARY),
        (f"Council repairs the bridge: {SUMMARY}", SUMMARY),
        (f"Council repairs the bridge{SUMMARY}", SUMMARY),
        # The headline's words begin the sentence.
        ("Council repairs the bridge after engineers had warned of cracks in it.",) * 2,
        ("Pillars&amp;amp;nbsp;of the bridge are cracked.", "Pillars of the bridge are cracked."),
        ("Valley Courier | All the news of the valley", None),
    ],
)
def test_what_stands_before_a_summary(stated: str, whole: str | None) -> None:
    head = '<meta property="og:site_name" content="Valley Courier">'
    assert told(stated, head=head, headline="Council repairs the bridge") == whole
