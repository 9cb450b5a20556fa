"""Small boxes around something to press, choose or fill in, whatever their classes are called: a newsletter, a poll,
the consent to a film of another site, the app."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import PARTS, Container
from wiredesk.pipelines.extraction.page.controls import APP_LINK, CHOICE, FIELD

MOST_BOXES: Final = 3
"""Of a text; more are the text: questions that open their answers, the entries of a live blog."""
MOST_TEXT: Final = 0.2
"""Of the text, that such boxes may be."""
LONGEST_BOX: Final = 600
MOST_BLOCKS: Final = 12
"""Characters and blocks of a box: a poll has a line for each answer."""
_REACH: Final = 4
"""Containers from a block outwards among which its box is."""
_TEXT_TAGS: Final = frozenset({"p", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"})
"""A control in one of them stands in a line of the text."""
_KEPT_PARTS: Final = PARTS["figure"] | PARTS["blockquote"] | PARTS["table"]


def without_operated_boxes(kept: Sequence[Block], page: BlockPage, headline: Block | None) -> list[Block]:
    """The blocks of a text (in page order) without those of such boxes.

    ``headline`` is the block that prints the headline: the part of the page with it is no such box.
    """
    if not any(container.controls for container in islice(page.containers, 1, None)):
        return list(kept)
    not_boxes = set(headline.containers()) if headline is not None else set()
    boxes: dict[Container, list[Block]] = {}
    for block in kept:
        box = _box(block)
        if box is not None and box not in not_boxes:
            boxes.setdefault(box, []).append(block)
    rows: dict[tuple[str, int], list[str]] = {}
    for box, blocks in boxes.items():
        rows.setdefault((box.tag, box.own), []).append(" ".join(block.text for block in blocks))
    boxes = {box: blocks for box, blocks in boxes.items() if _is_none_of_text(box, blocks, rows[box.tag, box.own])}
    found = {block.place for blocks in boxes.values() for block in blocks}
    size = sum(len(block.text) for block in kept)
    if not 0 < len(boxes) <= MOST_BOXES or sum(len(b.text) for b in kept if b.place in found) > MOST_TEXT * size:
        return list(kept)
    return [block for block in kept if block.place not in found]


def _box(block: Block) -> Container | None:
    """The smallest container around a block with something to fill in or choose, or else with any control; None where
    that is no box."""
    smallest = None
    for box in islice(block.containers(), _REACH):
        if not box.controls:
            continue
        if box.tag in _TEXT_TAGS:
            return None
        if box.characters > LONGEST_BOX or box.count > MOST_BLOCKS:
            break
        smallest = smallest or box
        if box.controls & (FIELD | CHOICE):
            return box
    return smallest


def _is_none_of_text(box: Container, blocks: Sequence[Block], alike: Sequence[str]) -> bool:
    """Whether a box with a control is none of the text; ``alike`` are the texts of the boxes that are made like it.

    What is to be filled in or chosen is not. A button may stand in a summary, below an entry of a live blog (which has
    its time), at a list of products: there the text must open with a heading or the like, once, and be no list.
    """
    if any(block.container.inside & _KEPT_PARTS for block in blocks):
        return False
    if box.controls & (FIELD | CHOICE):
        return True
    if any(block.tag == "li" for block in blocks) or len(set(alike)) > 1:
        return False
    if box.controls & APP_LINK or len(alike) > 1:
        return True
    return len(blocks) > 1 and not first_look(blocks[0]).prose and not any(first_look(one).dated for one in blocks)
