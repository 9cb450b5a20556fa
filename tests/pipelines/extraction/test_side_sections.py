"""Comments, menus and their like are left out of a page before its blocks are measured."""

import pytest
from lxml.html import document_fromstring

from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.side_sections import MAX_PARAGRAPHS

SENTENCE = "The council of the port town met on Monday evening to speak about the new breakwater and its price. "
ARTICLE = f"<article><h1>Breakwater agreed</h1><p>{SENTENCE * 2}</p><p>{SENTENCE * 2}</p></article>"
REMARK = "I have lived beside the harbour for thirty years and have never seen a wave that reached the old quay wall."


def texts_of(body: str) -> list[str]:
    return [block.text for block in read_blocks(document_fromstring(f"<html><body>{body}</body></html>")).blocks]


@pytest.mark.parametrize(
    "start",
    [
        '<div id="comments" class="comments-area">',
        '<ol class="commentlist">',
        '<div class="wp-block-comments">',
        '<div class="article-comments__list">',
        '<section id="disqus_thread">',
        '<div class="yorumlar">',
        '<div class="Kommentare-Liste">',
        '<li id="comment-1234" class="comment even depth-1">',
    ],
)
def test_comments_are_left_out_however_long_they_are(start: str) -> None:
    assert REMARK not in texts_of(ARTICLE + start + f"<p>{REMARK}</p>" * 40)


@pytest.mark.parametrize(
    "section",
    [
        "<nav><ul><li>Home</li><li>Sport</li></ul></nav>",
        "<footer>All rights reserved</footer>",
        '<ul class="navbar-nav"><li>Home</li></ul>',
        '<div class="sharedaddy sd-sharing-enabled">Share this</div>',
        '<div class="td-author-box">Our man at the port</div>',
        '<div id="cookie-law-info-bar">We use cookies</div>',
    ],
)
def test_menus_share_bars_and_their_like_are_left_out(section: str) -> None:
    assert len(texts_of(section + ARTICLE)) == len(texts_of(ARTICLE)) == 3


def test_a_forum_has_its_comments_read_because_nothing_else_is_there() -> None:
    assert texts_of("<h1>Waves</h1>" + f'<div class="comment"><p>{REMARK}</p></div>' * 3).count(REMARK) == 3


@pytest.mark.parametrize("name", ["comment", "has-comments", "category-comments-of-the-week", "comments-open"])
def test_an_opinion_piece_whose_container_is_called_comment_is_read(name: str) -> None:
    assert any("breakwater" in text for text in texts_of(f"<p>{SENTENCE * 5}</p><div class='{name}'>{ARTICLE}</div>"))


@pytest.mark.parametrize("tag", ["nav", "footer"])
def test_a_section_that_lost_its_end_tag_does_not_swallow_the_article(tag: str) -> None:
    paragraphs = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(MAX_PARAGRAPHS))
    assert f"0. {SENTENCE.strip()}" in texts_of(f"<div>{SENTENCE * 5}</div><{tag}>Home{paragraphs}")
