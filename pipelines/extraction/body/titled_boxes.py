"""Boxes around the text with a title of their own: comments' rules, who paid for the research, the author's life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import Container

LEAST_MAIN: Final = 0.6
"""Of the running text, that stands in one part of the page: where it is spread, no part is the article's alone."""
LEAST_PARAGRAPHS: Final = 3
"""Of running text in that part; in fewer, a box may say more than the article."""
MOST_TEXT: Final = 0.2
MOST_BOXES: Final = 3
MOST_BLOCKS: Final = 4
"""Of the running text, that boxes may be; boxes of a text, and blocks of a box: more are its chapters."""
LONGEST_TITLE: Final = 40
"""Characters: "Disclosure statement", "Authors". A longer heading tells something, and belongs to a chapter."""
_REACH: Final = 3
"""Blocks above the first of a box's text among which its title is: a name and a picture's line may be between."""


def without_titled_boxes(kept: Sequence[Block], page: BlockPage, headline: Block | None) -> list[Block]:
    """The blocks of a text (in page order) without those of boxes above and below the part with nearly all of it.

    ``headline`` is the block that prints the headline: a box with it holds the lead.
    """
    main = _main_part(kept)
    if main is None:
        return list(kept)
    inside = [block for block in kept if main in block.containers()]
    first, last = inside[0].place, inside[-1].place
    around = set(main.with_outer())
    outside: dict[Container, list[Block]] = {}
    for block in kept:
        if not first <= block.place <= last and (box := _box(block, around)) is not None:
            outside.setdefault(box, []).append(block)
    own = set() if headline is None else set(headline.containers())
    boxes = {
        box: blocks
        for box, blocks in outside.items()
        if box not in own and _is_text_apart(blocks) and not _is_chapter(box, main) and _is_titled(box, blocks, page)
    }
    dropped = [block for blocks in boxes.values() for block in blocks]
    if not 0 < len(boxes) <= MOST_BOXES or _prose(dropped) > MOST_TEXT * _prose(kept):
        return list(kept)
    places = {block.place for block in dropped}
    return [block for block in kept if block.place not in places]


def _main_part(kept: Sequence[Block]) -> Container | None:
    """The part of the page whose paragraphs are nearly all of the text; None where there is none."""
    rows: Counter[Container] = Counter()
    numbers: Counter[Container] = Counter()
    for block in kept:
        look = first_look(block)
        if look.prose and block.container.parent is not None:
            rows[block.container.parent] += int(look.prose)
            numbers[block.container.parent] += 1
    if not rows:
        return None
    main, size = rows.most_common(1)[0]
    enough = size >= LEAST_MAIN * sum(rows.values()) and numbers[main] >= LEAST_PARAGRAPHS
    return main if enough else None


def _box(block: Block, around: set[Container]) -> Container | None:
    """The outermost part around a block that does not hold the main part as well."""
    box = None
    for container in block.containers():
        if container in around:
            return box
        box = container
    return None


def _is_text_apart(blocks: Sequence[Block]) -> bool:
    """Whether the blocks of a box are a few paragraphs; a list may be what the article says in short."""
    return len(blocks) <= MOST_BLOCKS and _prose(blocks) > 0 and all(block.tag != "li" for block in blocks)


def _is_chapter(box: Container, main: Container) -> bool:
    """Whether a box is made as the part beside it that holds the text: the sections of a long report are."""
    beside = next((one for one in main.with_outer() if one.parent is box.parent), None)
    return beside is not None and (beside.tag, beside.own) == (box.tag, box.own) and box.tag != "div"


def _is_titled(box: Container, blocks: Sequence[Block], page: BlockPage) -> bool:
    """Whether a short heading in the box stands above the first of its text, and no other chapter of the story."""
    first = blocks[0]
    above = page.blocks[max(0, first.place - _REACH) : first.place]
    titles = [block for block in (*above, first) if block.tag in HEADINGS and block.tag != "h1"]
    if not titles or box not in titles[-1].containers():
        return False
    text = titles[-1].text
    return len(text) <= LONGEST_TITLE and not ends_sentence(text)


def _prose(blocks: Iterable[Block]) -> float:
    return sum(first_look(block).prose for block in blocks)
