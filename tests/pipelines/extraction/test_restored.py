"""Sentences that are links as a whole, and lists of links that a colon announces, are text."""

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text


def test_a_linked_sentence_in_the_midst_is_text() -> None:
    linked = f"<div class='pw'><p><a href='/court/1'><b>{OTHER[0]}</b></a></p></div>"
    text = "".join(f"<div class='pw'><p>{one}</p></div>" for one in STORY[:2])
    rest = "".join(f"<div class='pw'><p>{one}</p></div>" for one in STORY[2:])
    found = body_text(f"<div><h1>{HEADLINE}</h1><div class='text'>{text}{linked}{rest}</div></div>")
    assert found == [*STORY[:2], OTHER[0], *STORY[2:]]


def test_an_announced_list_of_links_is_text() -> None:
    offices = ["Harbour office north", "Harbour office south"]
    items = "".join(f"<li><a href='/o/{one[-5:]}'>{one}</a></li>" for one in offices)
    page = f"<p>{STORY[0]}</p><p>{STORY[1]}</p><p>Answers are given at:</p><ul>{items}</ul><p>{STORY[2]}</p>"
    found = body_text(f"<div><h1>{HEADLINE}</h1>{page}</div>")
    assert found == [*STORY[:2], "Answers are given at:", *offices, STORY[2]]


def test_a_link_to_another_article_is_none() -> None:
    link = "<p><a href='/2'>The mill has burnt down and nobody knows why it did</a></p>"
    page = f"<p>{STORY[0]}</p><p>{STORY[1]}</p>{link}<p>{STORY[2]}</p>"
    assert body_text(f"<div><h1>{HEADLINE}</h1>{page}</div>") == list(STORY[:3])
