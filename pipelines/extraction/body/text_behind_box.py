"""The paragraph that goes on with the text behind a box below its last chosen one: a quotation, a picture, a film."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage

LEAST_PROBABILITY: Final = 0.2
"""That the model gives such a paragraph: it knows notes about the writer and appeals better than this rule does."""
REACH: Final = 4
"""Blocks behind the last chosen one within which the text goes on."""
LEAST_ALIKE: Final = 3
"""Paragraphs of the text that are made like it."""
LEAST_TEXT: Final = 20  # characters


def with_text_behind_box(chosen: list[Block], page: BlockPage, probabilities: Sequence[float]) -> list[Block]:
    """The chosen blocks (in page order) with such a paragraph."""
    if not chosen:
        return chosen
    last = chosen[-1]
    alike = [_shape(block) for block in chosen if block.tag == "p"]
    for block in page.blocks[last.place + 1 : last.place + 1 + REACH]:
        if block.tag in HEADINGS or block.links or block.tag == "li":
            return chosen  # what a heading opens is another part of the page
        look = first_look(block)
        if block.tag == "p" and alike.count(_shape(block)) >= LEAST_ALIKE:
            is_text = len(block.text) >= LEAST_TEXT and ends_sentence(block.text) and not look.cues
            return [*chosen, block] if is_text and probabilities[block.place] >= LEAST_PROBABILITY else chosen
    return chosen


def _shape(block: Block) -> tuple[object, ...]:
    """What the paragraphs of one text have in common, in whatever box of their part of the page they stand."""
    box = block.container.parent
    part = box.parent if box is not None else None
    return block.container.own, block.container.depth, box.tag if box else "", box.own if box else 0, part
