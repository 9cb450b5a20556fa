"""The page as a row of text blocks."""

from __future__ import annotations

from lxml.html import document_fromstring

from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.block_walk import MAX_BLOCKS
from wiredesk.pipelines.extraction.page.containers import HIDDEN, PARTS


def texts(html: str) -> list[str]:
    return [block.text for block in read_blocks(document_fromstring(html)).blocks]


def test_inline_elements_do_not_end_a_line_and_blocks_do() -> None:
    assert texts("<p>One <b>bold</b> <a href=x>link</a>.</p><p>Two</p>three<div>four</div>five") == [
        "One bold link.",
        "Two",
        "three",
        "four",
        "five",
    ]


def test_line_breaks_end_a_line() -> None:
    assert texts("<div>first<br><br>second<br>third</div>") == ["first", "second", "third"]


def test_blank_lines_part_plain_text() -> None:
    plain = "first line\ngoes on\n\nsecond\n \t\nthird"
    parted = ["first line goes on", "second", "third"]
    assert texts(f"<pre>{plain}</pre>") == parted
    assert texts(f"<div style='color:red; white-space: pre-line'>{plain}</div>") == parted
    assert texts(f"<p>{plain}</p>") == ["first line goes on second third"]


def test_a_listing_of_code_is_one_block() -> None:
    assert texts("<pre><code>a = 1\n\nb = 2</code></pre>") == ["a = 1 b = 2"]
    assert texts("<pre>a = 1\n\nb = 2</pre><pre>c</pre>") == ["a = 1 b = 2", "c"]


def test_an_inline_element_may_be_shown_as_a_line_of_its_own() -> None:
    assert texts(
        "<div><span style='display:block'>one</span><span style='display:inline-block'>two</span> x</div>"
    ) == [
        "one",
        "two x",
    ]


def test_scripts_forms_and_pictures_are_silent_but_descriptions_are_kept() -> None:
    page = read_blocks(
        document_fromstring(
            "<p>text</p><script>var a</script><style>p{}</style><noscript><p>no</p></noscript>"
            "<select><option>one</select><img src=a alt='A long description of the picture'>"
        )
    )
    assert [block.text for block in page.blocks] == ["text"]
    assert page.captions == ["A long description of the picture"]


def test_a_row_of_a_table_is_one_line() -> None:
    assert texts("<table><tr><th>Team<th>Points<tr><td>Erbil<td>12</table>") == ["Team | Points", "Erbil | 12"]


def test_cells_of_a_layout_are_blocks_of_their_own() -> None:
    long = "A sentence of the article that fills the cell. " * 5
    html = f"<table><tr><td>menu<td><p>{long}</p><td>side</table>"
    assert texts(html) == ["menu", long.strip(), "side"]


def test_a_lost_end_tag_does_not_swallow_the_page() -> None:
    assert "The article." in texts("<button>Menu<div><main><article><p>The article.</p></article></main></div>")


def test_an_article_for_readers_without_scripts_is_read_and_a_request_for_scripts_is_not() -> None:
    assert texts("<noscript><p>One.</p><p>Two.</p><p>Three.</p></noscript>") == ["One.", "Two.", "Three."]
    assert texts("<p>text</p><noscript><p>Please switch scripts on.</p></noscript>") == ["text"]


def test_containers_say_what_part_of_the_page_they_are() -> None:
    page = read_blocks(
        document_fromstring(
            "<nav><p>menu</p></nav><article class='post-content'><p>text</p></article>"
            "<div style='display:none'><p>secret</p></div>"
        )
    )
    menu, text, secret = (block.container for block in page.blocks)
    assert menu.inside & PARTS["nav"]
    assert text.inside & PARTS["article"]
    assert not text.inside & PARTS["nav"]
    assert secret.inside & HIDDEN


def test_only_elements_that_hold_text_are_containers_outer_before_inner() -> None:
    page = read_blocks(
        document_fromstring("<body><div><p></p><img src=a></div><main><section><p>text</p></section> more</main>")
    )
    assert [container.tag for container in page.containers] == ["body", "main", "section", "p"]
    assert [block.container.tag for block in page.blocks] == ["p", "main"]


def test_links_are_counted() -> None:
    (block,) = read_blocks(document_fromstring("<p>See <a href=x>this</a> and <a href=y>that one</a>.</p>")).blocks
    assert (block.links, block.link_characters) == (2, len("this") + len("that one"))


def test_the_number_of_blocks_is_bounded() -> None:
    assert len(texts("<p>a</p>" * (MAX_BLOCKS + 500))) == MAX_BLOCKS


def test_an_element_that_html_does_not_know_is_part_of_the_line() -> None:
    assert texts("<p>The <x-place>harbour</x-place> of <place>Tarn</place> is closed.</p>") == [
        "The harbour of Tarn is closed."
    ]


def test_an_unknown_element_with_lines_of_its_own_is_none() -> None:
    assert texts("<x-page>Menu<x-story><p>One.</p><p>Two.</p></x-story></x-page>") == ["Menu", "One.", "Two."]
    assert texts("<x-page><x-head>Head</x-head><x-text>Text</x-text></x-page>") == ["Head", "Text"]
