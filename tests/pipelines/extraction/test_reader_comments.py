"""A row of signed remarks below the text is no part of it, whatever its section is called."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs

ARTICLE = f"<div class='qa'><h1>{HEADLINE}</h1><div class='qb'>{paragraphs()}</div></div>"


def remarks(names: list[str], texts: tuple[str, ...] = OTHER) -> str:
    return "".join(
        f"<div class='vx'><div class='vh'><a href='/u/{name}'>{name}</a> <time>{day} May 10:4{day}</time></div>"
        f"<div class='vm'><p>{text}</p></div></div>"
        for day, (name, text) in enumerate(zip(names, texts, strict=False), start=1)
    )


def test_remarks_that_are_longer_than_the_article_go() -> None:
    names = ["reed77", "harbour_cat", "ilse", "pilot", "anna b.", "oldsalt"]
    section = f"<div class='vz'><div><span>What readers think 6</span></div>{remarks(names)}</div>"
    assert body_text(f"<div>{ARTICLE}{section}</div>") == list(STORY)


def test_below_a_heading_of_comments_all_goes() -> None:
    texts = "".join(
        f"<div class=w><b>Reader</b> <span>10 May</span><p>{text} {at}</p></div>" for at in "abc" for text in OTHER
    )
    assert body_text(f"<div>{ARTICLE}<h3>Comments (12)</h3>{texts}</div>") == list(STORY)


def test_the_entries_of_a_live_blog_stay() -> None:
    entries = "".join(
        f"<div class='vx'><div class='vh'><time>10:4{number}</time></div><div><p>{text}</p></div></div>"
        for number, text in enumerate(OTHER)
    )
    page = f"<article><h1>{HEADLINE}</h1><p>{STORY[0]}</p><div>{entries}</div></article>"
    assert set(OTHER) <= set(body_text(page))


def test_remarks_without_any_names_of_classes_and_short_ones_among_them_go() -> None:
    names = ["Ann Reed", "Jo Berg", "Ilse Kern", "Mo Lind", "Kai Falk"]
    texts = (OTHER[0], "Well said, neighbour", OTHER[1], "They never will", OTHER[2])
    section = "".join(
        f"<div><div><b>{name}</b> <span>3.5.2026 1{at}:15</span></div><p>{text}</p></div>"
        for at, (name, text) in enumerate(zip(names, texts, strict=True))
    )
    assert body_text(f"<main><div><h1>{HEADLINE}</h1><div>{paragraphs()}</div></div>{section}</main>") == list(STORY)


@pytest.mark.parametrize(
    "heading",
    [
        f"6 comments on “{HEADLINE}”",
        f"One thought on “{HEADLINE}”",
        f"6 Gedanken zu „{HEADLINE}“",
        f"6 respuestas a «{HEADLINE}»",
        "Comentarios de los lectores (6)",
        "6 yorum",
        "آراء القراء",
        "۶ دیدگاه",
        "Maoni ya wasomaji",
        "पाठकों की राय",
        "لێدوانی خوێنەران",
    ],
)
def test_headings_of_comments_in_other_words_and_with_the_headline(heading: str) -> None:
    texts = "".join(f"<p><b>Reader</b></p><p>{text}</p>" for text in OTHER)
    assert body_text(f"<div>{ARTICLE}<h3>{heading}</h3>{texts}</div>") == list(STORY)


def test_points_of_a_list_that_are_called_comments_go_with_the_short_ones() -> None:
    texts = (OTHER[0], "Well said.", OTHER[1], "They never will", OTHER[2])
    points = "".join(f"<li class='acme-comment acme-fold'><div><div>{text}</div></div></li>" for text in texts)
    assert body_text(f"<div>{ARTICLE}<ul>{points}</ul></div>") == list(STORY)


def test_remarks_that_are_dated_by_how_long_ago_they_were_go() -> None:
    texts = (OTHER[0], "Well said.", OTHER[1], OTHER[3], OTHER[2])
    section = "".join(
        f"<div><div>{name}</div><div>{hours} hours ago</div><div>{text}</div></div>"
        for hours, (name, text) in enumerate(zip(("Ann", "Jo", "Ilse", "Mo", "Kai"), texts, strict=True), start=2)
    )
    assert body_text(f"<div>{ARTICLE}{section}</div>") == list(STORY)
