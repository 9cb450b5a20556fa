"""A text that the page prints twice is published once."""

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, body_text, paragraphs
from wiredesk.pipelines.extraction.body.twins import without_twins
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.blocks import Block
from wiredesk.pipelines.extraction.page.document import parse_document


def blocks_of(lines: list[str]) -> list[Block]:
    html = "".join(f"<p>{line}</p>" for line in lines)
    return read_blocks(parse_document(f"<body>{html}</body>".encode(), "https://a.example/1").tree).blocks


def test_a_text_for_wide_and_for_narrow_screens_is_one() -> None:
    wide = f"<div class='wide'><h1>{HEADLINE}</h1><div>{paragraphs()}</div></div>"
    narrow = f"<div class='narrow'><h1>{HEADLINE}</h1><div>{paragraphs()}</div></div>"
    assert body_text(wide + narrow) == list(STORY)


def test_subheadings_go_with_their_paragraphs() -> None:
    lines = ["What is known", *STORY[:2], "What comes next", *STORY[2:]]
    assert [block.text for block in without_twins(blocks_of(lines * 2))] == lines


def test_a_lead_that_is_printed_twice_is_one() -> None:
    lines = [STORY[0], STORY[0], *STORY[1:], *(f"{text} Again." for text in STORY)]
    assert [block.text for block in without_twins(blocks_of(lines))] == lines[1:]


def test_a_lead_with_which_a_paragraph_below_begins_is_told_once() -> None:
    lead, rest = STORY[0].removesuffix("."), STORY[1:]
    for opening in (f"{lead} on Monday.", f"PIER TOWN (Pier Post / PP - 29th April) {STORY[0]}"):
        lines = [lead, rest[0], opening, *rest[1:]]
        assert [block.text for block in without_twins(blocks_of(lines))] == lines[1:]
    quoted = [lead, *rest, f"The mayor told the council in a long speech on the same evening: {STORY[0]}"]
    assert [block.text for block in without_twins(blocks_of(quoted))] == quoted


def test_a_lead_that_is_cut_off_for_lists_is_a_twin() -> None:
    lines = [STORY[0][:60] + "...", *STORY]
    assert [block.text for block in without_twins(blocks_of(lines))] == list(STORY)
    open_end = [*STORY, "And then nobody in the town has said a word…"]
    assert [block.text for block in without_twins(blocks_of(open_end))] == open_end


def test_of_a_standfirst_and_its_paragraph_the_paragraph_stays() -> None:
    html = f"<h4>{STORY[0]}</h4><p>{STORY[0]}</p><p>{STORY[1]}</p><p>{STORY[2]}</p>"
    blocks = read_blocks(parse_document(f"<body>{html}</body>".encode(), "https://a.example/1").tree).blocks
    assert [block.tag for block in without_twins(blocks)] == ["p", "p", "p"]


def test_what_a_text_repeats_itself_stays() -> None:
    plan = [line for day in range(7) for line in (f"Day {day}", STORY[0], f"Then rest for {day} hours.")]
    assert [block.text for block in without_twins(blocks_of(plan))] == plan
    song = ["Row, row, row", "the boat", "Row, row, row", "ashore", *STORY]
    assert [block.text for block in without_twins(blocks_of(song))] == song


def test_the_first_words_of_a_paragraph_and_the_text_in_one_line_are_twins() -> None:
    long = [*STORY, *(f"Later {text[0].lower()}{text[1:]}" for text in STORY)]
    pull = f"{STORY[1]} And nobody had looked at them before that storm came."
    lines = [long[0], pull, *long[2:]]
    html = "".join(f"<p>{line}</p>" for line in (long[0], pull, *long[2:])).replace(
        "<p>", f"<div class='q'><b>{STORY[1]}</b></div><p>", 1
    )
    blocks = read_blocks(parse_document(f"<body>{html}</body>".encode(), "https://a.example/1").tree).blocks
    assert [block.text for block in without_twins(blocks)] == lines
    assert [block.text for block in without_twins(blocks_of(["".join(STORY[:3]), *STORY]))] == list(STORY)
    refrain = ["Row the boat to the other side of the lake, and back again before the night."]
    verses = [f"{refrain[0]} It is verse {number}." for number in range(2)]
    assert [block.text for block in without_twins(blocks_of([*refrain, *verses]))] == [*refrain, *verses]


def test_a_part_that_stands_once_more_right_below_itself_is_one() -> None:
    long = [f"{text} So they said at the meeting, and nobody in the hall disagreed with it." for text in STORY]
    part = [long[0], "What is known", long[1]]
    for times in (2, 3):
        lines = [*part * times, *long[2:], *(f"Later: {text}" for text in long)]
        once = [*part, *long[2:], *(f"Later: {text}" for text in long)]
        assert [block.text for block in without_twins(blocks_of(lines))] == once
