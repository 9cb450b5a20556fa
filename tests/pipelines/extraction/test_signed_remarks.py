"""Remarks of readers that single lines sign, below the text."""

from collections.abc import Callable

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs

NAMES = ("Ann Reed", "jo_berg", "Ilse K.", "Mo", "Kai Falk", "Old Salt")
DAYS = ("May 3, 2026 at 10:15 am", "May 3, 2026 at 11:02 am", "May 4, 2026 at 9:40 pm", "May 5, 2026 at 8:05 am",
        "May 6, 2026 at 7:31 am", "May 6, 2026 at 7:59 am")  # fmt: skip


def page(remark: Callable[[str, str, str], str]) -> str:
    below = "".join(map(remark, NAMES, DAYS, OTHER))
    return f"<div class=qa><h1>{HEADLINE}</h1><p>{STORY[0]}</p>{paragraphs(STORY[1:])}{below}</div>"


@pytest.mark.parametrize(
    "remark",
    [
        lambda name, day, text: f"<p>{name} says: {day}</p><p>{text}</p>",
        lambda name, day, text: f"<p><b>{name}</b> | {day}</p><p>{text}</p>",
        lambda name, day, text: f"<h4>Posted by {name}, {day}</h4><p>{text}</p>",
        lambda name, day, text: f"<p>Gönderen: {name}, 3 Mayıs 2026</p><p>{text}</p>",
        lambda name, day, text: f"<p>{text}</p><p>Posted by: {name}, 27 Sep 2026 | 15:22</p>",
        lambda name, day, text: f"<div><h3>Read this</h3><p>{text}</p><p>Posted by: {name}, {day}</p></div>",
        lambda name, day, text: f"<div><p>{text}</p><div>{name}, {day}</div></div>",
        lambda name, day, text: f"<dl><dt>{name} {day}</dt><dd>{text}</dd></dl>",
    ],
)
def test_signed_remarks_go(remark: Callable[[str, str, str], str]) -> None:
    assert body_text(page(remark)) == list(STORY)


def test_the_chapters_of_a_chronicle_stay() -> None:
    chapters = "".join(
        f"<p><b>{day} May 2026, 10:1{day}</b></p><p>{text}</p>" for day, text in enumerate(OTHER, start=1)
    )
    assert set(OTHER) <= set(body_text(f"<div><h1>{HEADLINE}</h1>{paragraphs()}{chapters}</div>"))


def test_the_answers_of_a_forum_stay() -> None:
    posts = "".join(
        f"<div class=m><p>{name}, {day}</p><p>{text}</p></div>"
        for name, day, text in zip(("Starter", *NAMES), (DAYS[0], *DAYS), (" ".join(STORY), *OTHER), strict=True)
    )
    assert set(OTHER[1:4]) <= set(body_text(f"<div><h1>{HEADLINE}</h1>{posts}</div>"))
