"""The card of another article in the midst of a text, whatever its classes are called: picture, headline that links to
it, and its first words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from wiredesk.pipelines.extraction.body.link_lines import LONGEST_HEADLINE, is_link_line
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import PARTS, Container
from wiredesk.pipelines.extraction.page.plain_text import reading_length

MOST_CARDS: Final = 2
"""Of a text; more are the text: a list of works, a tour of a town."""
MOST_BLOCKS: Final = 4
"""Of a card: section, headline, first words, the day."""
LONGEST_WORDS: Final = 350
"""Characters of the first words in a card."""
MOST: Final = 0.2
"""Of the text, that cards may be."""
LEAST_AROUND: Final = 2
"""Blocks of the text on each side of a card: at its ends stand leads and boxes about the author."""
_LEAST_HEADLINE: Final = 20
"""Length (see `reading_length`) of the headline."""
_BOXES: Final = 3


def without_cards(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) without those of cards in its midst."""
    cards = [
        block for block in kept[LEAST_AROUND : max(LEAST_AROUND, len(kept) - LEAST_AROUND)] if _in_card(block, page)
    ]
    size = sum(len(block.text) for block in kept)
    if not cards or len(cards) > MOST_CARDS or sum(len(block.text) for block in cards) > MOST * size:
        return list(kept)
    boxes = {id(box) for block in cards if (box := _card_around(block, page)) is not None}
    return [block for block in kept if not any(id(one) in boxes for one in islice(block.containers(), _BOXES))]


def _in_card(block: Block, page: BlockPage) -> bool:
    """Whether a block is the first words in a card."""
    return not block.links and len(block.text) <= LONGEST_WORDS and _card_around(block, page) is not None


def _card_around(block: Block, page: BlockPage) -> Container | None:
    """The box that holds a block, a picture, and a link as headline above the block, and hardly more."""
    for box in islice(block.containers(), _BOXES):
        if box.parent is None or box.inside & PARTS["figure"]:
            return None
        inside = _blocks_in(box, block, page)
        if inside is None:
            return None
        above = [one for one in inside if one.place < block.place]
        heads = [one for one in above if is_linked_headline(one)]
        if heads and any(one.below_picture or one.pictured for one in above):
            others = [one for one in inside if one is not block and not one.links and len(one.text) > LONGEST_HEADLINE]
            return None if others else box
    return None


def _blocks_in(box: Container, block: Block, page: BlockPage) -> list[Block] | None:
    """The blocks in a box around one of them; None where there are many."""
    found = [block]
    for step in (-1, 1):
        place = block.place + step
        while 0 <= place < len(page.blocks) and box in page.blocks[place].containers():
            found.append(page.blocks[place])
            if len(found) > MOST_BLOCKS:
                return None
            place += step
    return found


def is_linked_headline(block: Block) -> bool:
    """Whether a block is a link as long as a headline, and no sentence."""
    text = block.text
    return (
        is_link_line(block)
        and reading_length(text) >= _LEAST_HEADLINE
        and not text.endswith(".")
        and (not ends_sentence(text) or text.endswith(("?", "!", "؟", "？", "！")))
    )
