"""Script code that is printed as text goes; the code of an article about programming stays."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, body_text
from wiredesk.pipelines.extraction.body.code_text import is_code_text
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.document import parse_document

CODE = [
    'window.playerQueue=window.playerQueue||{};playerQueue.config={"autoplay":false,"id":"v-17"};',
    "(function(d,s){var js=d.createElement(s);js.async=true;d.body.appendChild(js);})(document,'script');",
    "var slots = [[300,250],[728,90]]; googletag.cmd.push(function() { googletag.display('top'); });",
    ".box-17 { float: left; margin: 0 1em; } .box-17 p { color: #333; }",
]


@pytest.mark.parametrize("code", CODE)
def test_code_between_paragraphs_goes(code: str) -> None:
    page = f"<h1>{HEADLINE}</h1><div><p>{STORY[0]}</p><div>{code}</div><p>{STORY[1]}</p><p>{STORY[2]}</p></div>"
    assert body_text(f"<article>{page}</article>") == list(STORY[:3])


@pytest.mark.parametrize("line", [*STORY, "The function (see page 4) is to let people in; var. sylvestris is rarer."])
def test_sentences_are_no_code(line: str) -> None:
    page = read_blocks(parse_document(f"<body><p>{line}</p></body>".encode(), "https://a.example/1").tree)
    assert not is_code_text(page.blocks[0])


def test_code_that_is_shown_as_code_stays() -> None:
    page = read_blocks(parse_document(f"<body><pre>{CODE[0]}</pre></body>".encode(), "https://a.example/1").tree)
    assert not is_code_text(page.blocks[0])
