"""Lines of pictures, called captions or not, and what stands below a picture and is the text."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs

SEEN = "Two men carry the old bell down from the tower of the mill, which has stood in the valley for 300 years."
CREDIT = "Photo: Ann Hall"
PICTURE = "<picture><source srcset=/bell.avif><img src=/bell.jpg alt=''></picture>"


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


def told(amid: str) -> list[str]:
    text = f"{paragraphs(STORY[:2])}{amid}{paragraphs(STORY[2:])}{paragraphs(OTHER)}"
    return body_text(f"<article><h1>{HEADLINE}</h1><div>{text}</div></article>")


@pytest.mark.parametrize(
    "box",
    [
        f"<div><img src=/bell.jpg><div>{SEEN}</div></div>",
        f"<div><div>{PICTURE}</div><div>{SEEN}</div></div>",
        f"<div><span><span>{PICTURE}</span></span><p>{SEEN}</p><p>{CREDIT}</p></div>",
        f"<figure><button><img src=/bell.jpg></button><div><span>{SEEN}</span></div></figure>",
        f"<figure><div><a href=/bell.jpg><img src=/bell.jpg></a></div><figcaption><p>{SEEN}</p></figcaption></figure>",
    ],
)
def test_the_words_in_the_box_of_a_picture_go(box: str) -> None:
    assert told(box) == [*STORY, *OTHER]


def test_a_box_apart_from_the_paragraphs_goes_where_it_ends_with_a_credit() -> None:
    box = f"<div><div>{PICTURE}<p>{SEEN}</p><p>{CREDIT}</p></div></div>"
    text = f"<div>{paragraphs(STORY)}{paragraphs(OTHER)}</div>"
    assert body_text(f"<article><h1>{HEADLINE}</h1>{box}{text}</article>") == [*STORY, *OTHER]


def test_a_paragraph_that_a_picture_precedes_stays() -> None:
    assert SEEN in told(f"<div>{PICTURE}</div><p>{SEEN}</p>")


def test_a_quotation_beside_the_portrait_of_who_said_it_stays() -> None:
    assert SEEN in told(f"<div><img src=/ann.jpg><blockquote><p>{SEEN}</p></blockquote></div>")


def test_the_card_of_a_product_stays() -> None:
    link = "<a href=https://mill.example>its page</a>"
    assert SEEN in told(f"<div>{PICTURE}<p>{SEEN}</p><p>It rings. It can be seen on {link}.</p></div>")


def test_a_story_told_below_its_pictures_stays() -> None:
    parts = "".join(f"<div><img src=/{number}.jpg><div>{text}</div></div>" for number, text in enumerate(STORY[1:]))
    found = body_text(f"<article><h1>{HEADLINE}</h1><div><p>{STORY[0]}</p>{parts}</div></article>")
    assert found == list(STORY)


def test_points_with_a_sign_or_a_picture_before_each_stay() -> None:
    for picture in ("<img src=/tick.svg>", "<img src=/tick.png width=24 height=24>", "<img src=/stone.jpg>"):
        points = "".join(
            f"<div>{picture}<div>The stone of the mill weighs {number} tons.</div></div>" for number in "246"
        )
        assert "The stone of the mill weighs 4 tons." in told(points)
