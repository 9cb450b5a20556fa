"""What stands below a text under "About the author" is none of it."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, body_text, paragraphs
from wiredesk.pipelines.extraction.body.author_box import before_author_box
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.document import parse_document

LIFE = "Born in 1983, she has written for the paper since 2015, and before that studied the history of harbours."


def page(end: str) -> str:
    return f"<main><h1>{HEADLINE}</h1><div>{paragraphs()}</div>{end}</main>"


@pytest.mark.parametrize("title", ["About the author", "Autor:innen", "Über die Autorin:", "Об авторе", "作者简介"])
@pytest.mark.parametrize("tag", ["div", "h3"])
def test_the_life_of_the_author_goes_with_its_title(title: str, tag: str) -> None:
    assert body_text(page(f"<div><{tag}>{title}</{tag}><p>{LIFE}</p><p>{LIFE} So they say.</p></div>")) == list(STORY)
    assert body_text(page(f"<div><{tag}>{title}</{tag}><div>Ida Holm</div></div>")) == list(STORY)


def test_a_chapter_about_the_author_of_a_book_stays() -> None:
    chapter = "".join(f"<p>So she told the readers on day {n}: {text}</p>" for n, text in enumerate(STORY))
    html = page(f"<h3>About the author</h3>{chapter}").encode()
    blocks = read_blocks(parse_document(html, "https://a.example/1").tree)
    assert before_author_box(blocks.blocks, blocks) == blocks.blocks
