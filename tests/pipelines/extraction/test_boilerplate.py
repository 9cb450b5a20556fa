"""Blocks whose place tells that they are none of the article's."""

from __future__ import annotations

from wiredesk.pipelines.extraction.body.boilerplate import without_intruders
from wiredesk.pipelines.extraction.body.standfirst import headline_block
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.document import parse_document

HEADLINE = "The old bridge is repaired at last"
FIRST = "The council of the town decided on Monday evening to repair the old bridge over the river."
SECOND = "Engineers had warned of cracks in two of its pillars, which carry four thousand people a day."
THIRD = "Work begins next week and takes three months, said the mayor."
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


def kept(body: str, chosen: set[str] | None = None) -> list[str]:
    """What is left of the page's lines, all of them chosen or those that hold one of the given words."""
    document = parse_document(f"<html><body>{body}</body></html>".encode(), "https://news.example.org/1")
    page = read_blocks(document.tree)
    blocks = [one for one in page.blocks if chosen is None or any(word in one.text for word in chosen)]
    return [one.text for one in without_intruders(blocks, page, document, headline_block(page, HEADLINE))]


def test_the_sum_of_a_comment_form_goes() -> None:
    assert kept(f"{TEXT}<p>17 + 5 =</p>") == [FIRST, SECOND, THIRD]


def test_a_short_line_in_the_paragraph_of_a_picture_is_its_caption() -> None:
    picture = "<p><img src='a.jpg'><span>The bridge on Monday</span></p>"
    table = "<table><tr><td><img src='a.jpg'></td></tr><tr><td>The bridge in May</td></tr></table>"
    terms = "<dl><dt><img src='a.jpg'></dt><dt>The bridge in June</dt></dl>"
    assert kept(f"<div>{picture}{TEXT}{table}{terms}</div>") == [FIRST, SECOND, THIRD]


def test_a_sentence_beside_a_picture_and_a_line_with_a_smiley_stay() -> None:
    smiley = "<p><img src='s.png' alt='🙂'> A line with a smiley</p>"
    assert kept(f"<p><img src='a.jpg'>{FIRST}</p><p>{SECOND}</p>{smiley}") == [FIRST, SECOND, "A line with a smiley"]


def test_a_lone_link_amid_the_text_goes_and_a_list_of_links_stays() -> None:
    link = "<ul><li><a href='/2'>Another bridge is closed</a></li></ul>"
    assert kept(f"<p>{FIRST}</p>{link}<p>{SECOND}</p><p>{THIRD}</p>") == [FIRST, SECOND, THIRD]
    chapters = "".join(f"<li><a href='/{n}'>Chapter {n}: bridges of the town</a></li>" for n in range(1, 5))
    assert len(kept(f"<p>{FIRST}</p><ul>{chapters}</ul>")) == 5


def test_what_follows_the_headline_of_the_next_article_goes() -> None:
    following = "<div class='more'><h2><a href='/2'>Fire in the mill</a></h2><p>Two men were hurt on Sunday.</p></div>"
    assert kept(f"<div>{TEXT}</div>{following}", {"The", "Engineers", "Work", "Two"}) == [FIRST, SECOND, THIRD]


def test_a_teaser_amid_the_text_does_not_end_it() -> None:
    teaser = "<div class='box'><h3><a href='/2'>Fire in the mill</a></h3></div>"
    body = f"<div><p>{FIRST}</p>{teaser}<p>{SECOND}</p><p>{THIRD}</p></div>"
    assert kept(body, {"The", "Engineers", "Work"}) == [FIRST, SECOND, THIRD]


def test_a_teaser_above_the_headline_goes() -> None:
    above = "<div><p>Two men were hurt in the mill on Sunday.</p></div>"
    assert kept(f"{above}<h1>{HEADLINE}</h1><div>{TEXT}</div>", {"Two", "The", "Engineers", "Work"})[-3:] == [
        FIRST, SECOND, THIRD,
    ]  # fmt: skip
    assert "Two men were hurt in the mill on Sunday." not in kept(f"{above}<h1>{HEADLINE}</h1><div>{TEXT}</div>")


def test_what_stands_below_a_picture_and_is_called_its_caption_goes() -> None:
    picture = "<img src='a.jpg'><p class='article-picture_caption'>Fishermen push a boat below the old bridge.</p>"
    assert kept(f"<h1>{HEADLINE}</h1><div>{picture}</div>{TEXT}") == [HEADLINE, FIRST, SECOND, THIRD]
    story = f"<h1>{HEADLINE}</h1>{TEXT}" + f"<div>{picture}</div>" * 4
    assert len(kept(story)) == 8
    block = f"<figure><img src='a.jpg'></figure><p class='wp-block-paragraph'>{THIRD}</p>"
    assert kept(f"<h1>{HEADLINE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>{FIRST} {SECOND}</p>{block}")[-1] == THIRD


def test_a_dialog_of_consent_that_is_longer_than_the_text_goes() -> None:
    asked = "Together with our 812 partners we store information on your device, such as cookies, and read it. " * 4
    dialog = f"<div class='x'><h2>We value your privacy</h2><p>{asked}</p><p>You can change this at any time.</p></div>"
    assert kept(f"{dialog}<h1>{HEADLINE}</h1>{TEXT}") == [HEADLINE, FIRST, SECOND, THIRD]


def test_readers_comments_go_from_their_heading_on() -> None:
    for heading in ("3 Comments", "التعليقات", "Yorumlar (1)", "পাঠকের মন্তব্য"):
        comment = f"<h4>{heading}</h4><p>Thank you, it was high time that somebody did this.</p>"
        assert kept(f"<div>{TEXT}{comment}</div>") == [FIRST, SECOND, THIRD]


def test_links_that_stand_alone_between_paragraphs_go_however_many() -> None:
    more = [f"On day {day}: {FIRST} {SECOND}" for day in range(6)]
    links = [f">>> <a href='/a/{day}'>Bridge number {day} of the valley is closed</a>" for day in range(6)]
    body = "".join(f"<p>{text}</p><p>{link}</p>" for text, link in zip(more, links, strict=True))
    assert kept(f"<div>{TEXT}{body}<p>{FIRST}</p></div>") == [FIRST, SECOND, THIRD, *more, FIRST]


def test_links_to_other_sites_above_what_is_said_of_each_stay() -> None:
    books = [f"<p><a href='https://books{day}.example/'>The bridges of river number {day}</a></p>" for day in range(6)]
    body = "".join(f"{book}<p>{FIRST} {SECOND} This is book {day}.</p>" for day, book in enumerate(books))
    assert "The bridges of river number 3" in kept(f"<div>{TEXT}{body}</div>")


def test_a_link_that_leads_back_again_and_again_goes() -> None:
    chapter = "<h3>Chapter</h3><p>{}</p><p><a href='#top'>To the top</a></p>"
    body = "".join(map(chapter.format, (f"Part {part}. {FIRST} {SECOND}" for part in range(4))))
    assert "To the top" not in kept(f"<div>{body}</div>")
    twice = "".join(map(chapter.format, (f"Part {part}. {FIRST} {SECOND}" for part in range(2))))
    assert "To the top" in kept(f"<div>{twice}</div>")
