"""Lines of pictures that are called captions and stand right below them; stories that are told in pictures."""

from __future__ import annotations

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs


def picture(text: str) -> str:
    return f"<div class='wp-caption'><img src='/pier.jpg' alt=''><p class='wp-caption-text'>{text}</p></div>"


def test_a_caption_right_below_its_picture_is_none_of_the_text() -> None:
    text = f"{paragraphs(STORY[:2])}{picture('The quay lies empty since the storm.')}{paragraphs(STORY[2:])}"
    assert body_text(f"<article><h1>{HEADLINE}</h1><div>{text}</div></article>") == list(STORY)


def test_a_story_told_in_pictures_keeps_its_words() -> None:
    pictures = "".join(map(picture, OTHER[:4]))
    found = body_text(f"<article><h1>{HEADLINE}</h1><div>{paragraphs(STORY[:2])}{pictures}</div></article>")
    assert set(OTHER[:4]) <= set(found)


def test_a_caption_below_a_picture_that_is_a_link_goes_by_its_credit() -> None:
    for caption in ("<p>The quay in May. Photo: Ann Hall</p>", "<p>The quay in May, Photo: Ann Hall/PA</p>"):
        shown = f"<a href='/large/pier.jpg'><img src='/pier.jpg' alt=''></a>{caption}"
        text = f"{paragraphs(STORY[:2])}{shown}{paragraphs(STORY[2:])}"
        assert body_text(f"<article><h1>{HEADLINE}</h1><div>{text}</div></article>") == list(STORY)
