"""Sentences that are links as a whole, and lists of links that a colon announces, are text."""

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs
from wiredesk import extract_article
from wiredesk.pipelines.extraction.body.restored import with_left_out
from wiredesk.pipelines.extraction.body.text_behind_box import with_text_behind_box
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.block_walk import MAX_BLOCKS
from wiredesk.pipelines.extraction.page.document import parse_document


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


def test_an_announced_list_is_text_whatever_its_items_hold_and_whatever_follows() -> None:
    models = ["The small boat (6 m)", "The long boat (9 m)", "The ferry (14 m)"]
    items = "".join(f"<li><p>{one}</p></li>" for one in models)
    figure = "<div class='pic'><img src='/ferry.jpg'><div>The ferry on Monday</div></div>"
    announced = "Three boats may moor at the old quay:"
    for behind in ("", figure):
        page = f"<p>{STORY[0]}</p><p>{STORY[1]}</p><p>{announced}</p><ul>{items}</ul>{behind}<p>{STORY[2]}</p>"
        parsed = read_blocks(parse_document(page.encode(), "https://a.example/1").tree)
        chosen = [block for block in parsed.blocks if block.text in (*STORY, announced)]
        assert [block.text for block in with_left_out(chosen, parsed)] == [*STORY[:2], announced, *models, STORY[2]]
    linked = "".join(f"<li><p><a href='/{at}'>{one}</a></p></li>" for at, one in enumerate(OTHER))
    page = f"<p>{STORY[0]}</p><p>{STORY[1]}</p><p>{announced}</p><ul>{linked}</ul><p>{STORY[2]}</p>"
    parsed = read_blocks(parse_document(page.encode(), "https://a.example/1").tree)
    chosen = [block for block in parsed.blocks if block.text in (*STORY, announced)]
    assert with_left_out(chosen, parsed) == chosen


def test_a_link_to_another_article_is_none() -> None:
    link = "<p><a href='/2'>The mill has burnt down and nobody knows why it did</a></p>"
    page = f"<p>{STORY[0]}</p><p>{STORY[1]}</p>{link}<p>{STORY[2]}</p>"
    assert body_text(f"<div><h1>{HEADLINE}</h1>{page}</div>") == list(STORY[:3])


def test_a_paragraph_among_many_alike_is_text_whatever_the_model_says() -> None:
    lines = [f"Report {number}: {STORY[number % 4]}" for number in range(40)]
    page = read_blocks(parse_document("".join(f"<p>{line}</p>" for line in lines).encode(), "https://a.example/1").tree)
    chosen = [block for block in page.blocks if block.place not in (7, 39)]
    assert [block.text for block in with_left_out(chosen, page)] == lines
    few = [block for block in page.blocks if block.place % 2]
    assert with_left_out(few, page) == few


def test_a_live_blog_of_a_thousand_entries_is_whole() -> None:
    lines = [f"Report {number}: {OTHER[number % 6]}" for number in range(1_000)]
    found = body_text(f"<article><h1>{HEADLINE}</h1>{paragraphs(tuple(lines))}</article>")
    assert found == lines


def test_a_page_beyond_all_bounds_says_so() -> None:
    lines = "".join(f"<p>Report {number}: {OTHER[number % 6]}</p>" for number in range(MAX_BLOCKS + 10))
    html = f"<html><body><article><h1>{HEADLINE}</h1>{lines}</article></body></html>".encode()
    article = extract_article(html, "https://www.pier-post.example/town/2026/council-rebuilds-the-broken-pier")
    assert article is not None
    assert "truncated" in article.extraction.warnings


def test_a_heading_between_two_paragraphs_is_their_subheading() -> None:
    html = f"<div><p>{STORY[0]}</p><h3>Worms in the piles</h3><p>{STORY[1]}</p><h3><a href='/2'>Fire</a></h3></div>"
    page = read_blocks(parse_document(f"{html}<p>{STORY[2]}</p>".encode(), "https://a.example/1").tree)
    chosen = [block for block in page.blocks if block.tag == "p"]
    assert [block.text for block in with_left_out(chosen, page)] == [
        STORY[0], "Worms in the piles", STORY[1], STORY[2],
    ]  # fmt: skip


def left_out(html: str, *missing: str) -> list[str]:
    """The texts that come back where the model has chosen all blocks but these."""
    page = read_blocks(parse_document(f"<html><body>{html}</body></html>".encode(), "https://a.example/1").tree)
    chosen = [block for block in page.blocks if block.text not in missing]
    known = {block.place for block in chosen}
    return [block.text for block in with_left_out(chosen, page) if block.place not in known]


def test_the_text_below_a_chosen_subheading_is_text() -> None:
    box = f"<div><h3>How it came to this</h3><p>{OTHER[0]}<br>{OTHER[1]}</p></div>"
    html = f"<div>{paragraphs(STORY[:2])}{box}{paragraphs(STORY[2:])}</div>"
    assert left_out(html, OTHER[0], OTHER[1]) == list(OTHER[:2])


def test_the_text_below_the_first_heading_may_be_a_standfirst() -> None:
    html = f"<div><h3>How it came to this</h3><p>{OTHER[0]}</p></div><div>{paragraphs()}</div>"
    assert left_out(html, OTHER[0]) == []


def test_a_subheading_with_an_anchor_is_text_and_one_inside_a_link_is_none() -> None:
    anchored, linked = "<h4><a name='x'></a>Worms in the piles</h4>", "<a href='/2'><h4>Worms in the piles</h4></a>"
    for heading, is_text in ((anchored, True), (linked, False)):
        html = f"<div>{paragraphs(STORY[:2])}{heading}{paragraphs(STORY[2:])}</div>"
        assert left_out(html, "Worms in the piles") == ["Worms in the piles"] * is_text


def test_a_lead_with_a_dateline_right_above_the_text_is_text() -> None:
    lead = f"TALHEIM, Nov 24 (AP) - {STORY[0]}"
    assert left_out(f"<div><p>{lead}</p>{paragraphs(STORY[1:])}</div>", lead) == [lead]
    assert left_out(f"<div><p>{STORY[0]}</p>{paragraphs(STORY[1:])}</div>", STORY[0]) == []


def test_text_that_stands_bare_among_the_paragraphs_is_text() -> None:
    first, second, bare, last = STORY[:4]
    html = f"<div><p>{first}</p><p>{second}</p><ul><li>a</li></ul>{bare}<p>{last}</p><p>{OTHER[0]}</p>{OTHER[1]}</div>"
    page = read_blocks(parse_document(html.encode(), "https://a.example/1").tree)
    chosen = [block for block in page.blocks if block.tag == "p"]
    found = [block.text for block in with_left_out(chosen, page)]
    assert found == [first, second, bare, last, OTHER[0]], "what stands bare at the end is a note"


def test_the_short_items_of_a_list_that_is_text_are_text_as_well() -> None:
    items = [
        "Hours: 5 to 18.",
        "Way in: only by the gate of the northern quay, next to the old customs house.",
        "Dogs: no.",
    ]
    rows = "".join(f"<li>{one}</li>" for one in items)
    page = read_blocks(parse_document(f"<p>{STORY[0]}</p><ul>{rows}</ul>".encode(), "https://a.example/1").tree)
    assert [block.text for block in with_left_out([page.blocks[0], page.blocks[2]], page)] == [STORY[0], *items]
    few = [page.blocks[0], page.blocks[1]]
    assert with_left_out(few, page) == few


def test_the_last_paragraph_behind_a_box_is_text() -> None:
    text = "".join(f"<p>{one}</p>" for one in (*STORY, *OTHER[:1]))
    box = "<div class='q'><q>We have had boats that lay outside</q><cite>Steen Dal, master of the harbour</cite></div>"
    last = "It is to be ready in the autumn of 2028."
    page = read_blocks(
        parse_document(
            f"<div><div>{text}</div>{box}<div><p>{last}</p></div></div>".encode(), "https://a.example/1"
        ).tree
    )
    chosen = [block for block in page.blocks if block.text in (*STORY, OTHER[0])]
    found = with_text_behind_box(chosen, page, [0.3] * len(page.blocks))
    assert [block.text for block in found[len(chosen) :]] == [last]
    assert with_text_behind_box(chosen, page, [0.1] * len(page.blocks)) == chosen
