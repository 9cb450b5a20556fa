"""What is dated and signed below a heading of comments or of other articles is not the story."""

import pytest

from tests.pipelines.extraction.html_pages import fields, page

TIME = "<time datetime='2026-11-02'>2 November 2026</time>"
REMARK = f"<div class='q'><span class='author'>John Doe</span>{TIME}<p>Well said.</p></div>"


def with_below(below: str) -> bytes:
    return page(body="<h1>Bridge</h1>").replace(b"</main>", f"{below}</main>".encode())


@pytest.mark.parametrize(
    "below",
    [
        f"<section><h3>2 comments</h3>{REMARK}</section>",
        f"<div><div><h3>2 comments on “Bridge”</h3></div>{REMARK}</div>",
        f"<h4>تعليقات القراء</h4>{REMARK}{REMARK}",
        f"<section><h3>Related</h3>{REMARK}</section>",
        f"<h3>Noticias relacionadas</h3><div>{REMARK}</div>",
    ],
)
def test_comments_and_other_articles_give_neither_author_nor_date(below):
    found = fields(with_below(below))
    assert (found.authors, found.date_published) == ([], None)


def test_what_follows_a_box_of_pointers_is_the_story_s_again():
    box = "<h3>Read also</h3><ul><li><a href='/x'>Other</a></li></ul>"
    below = f"{box}<p>It rained.</p><p class='author'>By Ann Smith</p>"
    assert [author.name for author in fields(with_below(below)).authors] == ["Ann Smith"]
