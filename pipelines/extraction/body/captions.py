"""The lines of pictures among the text: called captions by their class, in one paragraph with the picture, or the few
words below it in a figure or in a box of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Final

from wiredesk.pipelines.extraction.fields.picture_credit import split_credit
from wiredesk.pipelines.extraction.lexicon.sentence_marks import LINE_END
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.container_words import BITS
from wiredesk.pipelines.extraction.page.containers import PARTS, Container
from wiredesk.pipelines.extraction.page.page_hints import COMPARED
from wiredesk.pipelines.extraction.page.plain_text import squash

LONGEST_SHARED: Final = 160
"""Characters of a text beside a picture that is taken for its caption."""
LONGEST_NAMED: Final = 300
"""Characters of a caption that is called so and stands below its picture, as some tell the whole scene."""
LONGEST_BOX: Final = 450
LONGEST_FIGURE: Final = 800
MOST_BLOCKS: Final = 4
"""Characters and blocks of a caption with its credit; a larger box is a part of the story."""
MOST_SENTENCES: Final = 2
"""Of a caption; with a link it is the card of a product or of another story (see `cards`)."""
MOST_TEXT: Final = 0.2
"""Of the text, that such captions may be: where more stands below pictures, they tell the story."""
LEAST_TOGETHER: Final = 0.5
"""Of the text that must stand side by side in one container; else there are no paragraphs to tell a box from."""
LEAST_ROW: Final = 3
"""Boxes with nothing between them that are a list."""
_BLOCK_OF_EDITOR: Final = BITS["wordpress"] | BITS["box"]
"""The bits of "wp-block-paragraph": "wp" alone has that of "wp-caption" as well."""
_PARAGRAPHS: Final = frozenset({"p", "div", "td", "tr", "center", "dt", "dd"})
_MARKED: Final = PARTS["figure"] | PARTS["figcaption"]
_FIGURE_TAGS: Final = frozenset({"figure", "figcaption"})
_REACH: Final = 6
"""Containers from a box outwards among which is that of the paragraphs."""


def without_captions(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) without the lines of its pictures."""
    left = [block for block in kept if not _is_line_of_picture(block, page)]
    left = _without(left, {block.place for block in left if _is_called_so(block)})
    return _without(left, _in_boxes(left, page))


def _without(kept: list[Block], captions: set[int]) -> list[Block]:
    """The blocks without those at some places, unless these tell the story."""
    size = sum(len(block.text) for block in kept if block.place in captions)
    if not captions or size > MOST_TEXT * sum(len(block.text) for block in kept):
        return kept
    return [block for block in kept if block.place not in captions]


def _is_line_of_picture(block: Block, page: BlockPage) -> bool:
    """Whether a block is called a caption by its class, and is the picture's own description; or is a short text
    without a sentence's end that shares its paragraph with the picture."""
    if block.pictured and block.tag in _PARAGRAPHS and len(block.text) < LONGEST_SHARED and not block.link_characters:
        return LINE_END.search(block.text) is None
    if not block.container.own & BITS["caption"]:
        return False
    text = squash(block.text[:COMPARED])
    return any(squash(caption[:COMPARED]) == text for caption in page.captions)


def _is_called_so(block: Block) -> bool:
    """Whether the text right below a picture is called its caption."""
    own = block.container.own
    is_called = own & BITS["caption"] and own & _BLOCK_OF_EDITOR != _BLOCK_OF_EDITOR
    return bool(block.below_picture and is_called and block.tag in _PARAGRAPHS and len(block.text) <= LONGEST_NAMED)


def _in_boxes(kept: Sequence[Block], page: BlockPage) -> set[int]:
    """The places of the blocks that stand below a picture in a box of its own."""
    boxes = {box: block.place for block in kept if (box := _box(block)) is not None}
    found: set[int] = set()
    if not boxes or _is_row(kept, boxes):
        return found
    line = _line_of_text(kept)
    for box, place in boxes.items():
        near = page.blocks[max(0, place - MOST_BLOCKS) : place + MOST_BLOCKS]
        within = [block for block in near if box in block.containers()]
        if _is_caption(box, within, line):
            found.update(block.place for block in within)
    return found


def _is_row(kept: Sequence[Block], boxes: dict[Container, int]) -> bool:
    """Whether as many boxes as make a list stand one behind the other: points with a picture before each."""
    within = [not boxes.keys().isdisjoint(block.containers()) for block in kept]
    run = 0
    for block, inside in zip(kept, within, strict=True):
        run = run + (block.picture_box in boxes) if inside else 0
        if run >= LEAST_ROW:
            return True
    return False


def _box(block: Block) -> Container | None:
    """The figure around a block, or the smallest container with the picture above it, where it is small enough."""
    inside = block.container.inside
    if inside & PARTS["blockquote"]:
        return None
    box, longest = block.picture_box, LONGEST_BOX
    if inside & _MARKED and not inside & PARTS["table"] and block.tag != "pre":
        box = next((one for one in islice(block.containers(), _REACH) if one.tag in _FIGURE_TAGS), box)
        longest = LONGEST_FIGURE
    elif block.container is box:
        return None
    if box is None or box.characters > longest or box.count > MOST_BLOCKS or box.headings:
        return None
    return box


def _is_caption(box: Container, blocks: Sequence[Block], line: Container | None) -> bool:
    """Whether a box holds a caption: it is called so, stands among the paragraphs, or ends with a credit."""
    if box.inside & _MARKED:
        return True
    if box.links or sum(first_look(block).sentence_ends for block in blocks) > MOST_SENTENCES:
        return False
    if line is not None and line in islice(box.with_outer(), 1, _REACH):
        return True
    if line is not None and box in line.with_outer():
        return False
    return split_credit(" ".join(block.text for block in blocks))[1] is not None


def _line_of_text(kept: Sequence[Block]) -> Container | None:
    """The container whose lines or children the paragraphs are."""
    prose: dict[Container, float] = defaultdict(float)
    whole = 0.0
    for block in kept:
        size = first_look(block).prose
        whole += size
        prose[block.container] += size
        if block.container.parent is not None:
            prose[block.container.parent] += size
    line = max(prose, key=lambda one: (prose[one], one.depth), default=None)
    return line if line is not None and prose[line] >= LEAST_TOGETHER * whole else None
