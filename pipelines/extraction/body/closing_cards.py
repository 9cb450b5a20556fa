"""The first words of other articles below a text, each under a headline that links to it: "Read next", "More news"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.cards import is_linked_headline
from wiredesk.pipelines.extraction.body.next_article import leads_elsewhere
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
    end, heads = len(kept), dict[int, Block]()
    while end > 1 and _is_words(kept[end - 1]):
        head = _headline_of(kept[end - 1], page)
        if head is None or _holds_text_above(head, kept[end - 1], kept[: end - 1], heads):
            break
        heads[head.place] = head
        end -= 1
        while end > 1 and kept[end - 1].place >= head.place:
            end -= 1  # the headline, the line of the day
    before = kept[:end]
    if not heads or len(before) == len(kept):
        return list(kept)
    paragraphs = [block for block in before if first_look(block).prose]
    size, read = _size(kept), _size(before)
    enough = read >= LEAST_BEFORE and len(paragraphs) >= LEAST_PARAGRAPHS
    most = MOST_BELOW if len(heads) == 1 else MOST_IN_ROWS
    if not enough or size - read > most * size or not all(leads_elsewhere(head, document) for head in heads.values()):
        return list(kept)
    return list(before)


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


def _holds_text_above(head: Block, words: Block, above: Sequence[Block], heads: Collection[int]) -> bool:
    """Whether the smallest part of the page with a headline and its words holds text above it as well: a chapter."""
    inner = set(head.containers())
    box = next((one for one in words.containers() if one in inner), None)
    if box is None or box.parent is None:
        return True
    return any(box in block.containers() for block in above if block.place < head.place and block.place not in heads)


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
