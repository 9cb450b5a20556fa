"""The first words of other articles below a text, each under a headline that links to it: "Read next", "More news"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.cards import is_linked_headline
from wiredesk.pipelines.extraction.body.next_article import has_a_part_of_its_own, leads_elsewhere
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.document import Document

LEAST_BEFORE: Final = 300
LEAST_PARAGRAPHS: Final = 2
"""Characters and paragraphs of running text above; with less, the entries are the article: a digest, a list."""
MOST_BELOW: Final = 0.6
MOST_IN_ROWS: Final = 0.75
"""Of the text, that one such entry may be, and several: where a text is short, the model takes rows of teasers too."""
LONGEST_WORDS: Final = 650
"""Characters of the first words of an article; a longer paragraph below a linked heading is text."""
LEAST_LINKED: Final = 160
"""Characters of first words that are one link; a shorter link is a headline, and stands in a list of links."""
_REACH: Final = 3
"""Blocks above the first words among which the headline is: a section, a day, a byline may be between."""


def before_closing_cards(kept: Sequence[Block], page: BlockPage, document: Document) -> list[Block]:
    """The blocks of a text (in page order) before such entries."""
    end, heads = len(kept), list[Block]()
    while end > 1 and _is_words(kept[end - 1]):
        head = _headline_of(kept[end - 1], page)
        if head is None:
            break
        start = end - 1
        while start and kept[start - 1].place >= head.place:
            start -= 1  # the headline, the line of the day
        if not start:
            return list(kept)
        if not has_a_part_of_its_own(head, kept[start - 1], kept[end - 1]):
            break  # a chapter
        heads.append(head)
        end = start
    if not heads:
        return list(kept)
    before = list(kept[:end])
    paragraphs = [block for block in before if first_look(block).prose]
    size, read = _size(kept), _size(before)
    enough = read >= LEAST_BEFORE and len(paragraphs) >= LEAST_PARAGRAPHS
    most = MOST_BELOW if len(heads) == 1 else MOST_IN_ROWS
    is_foot = enough and size - read <= most * size and all(leads_elsewhere(head, document) for head in heads)
    return before if is_foot else list(kept)


def _is_words(block: Block) -> bool:
    """Whether a block is the first words of an article, which may be one link as well."""
    return first_look(block).prose > 0 or LEAST_LINKED <= len(block.text) <= LONGEST_WORDS


def _headline_of(block: Block, page: BlockPage) -> Block | None:
    """The linked headline of which a block is the first words, or which it is."""
    if len(block.text) > LONGEST_WORDS:
        return None
    for one in reversed(page.blocks[max(0, block.place - _REACH) : block.place + 1]):
        if is_linked_headline(one):
            return one
        if one is not block and first_look(one).prose:
            return None
    return None


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
