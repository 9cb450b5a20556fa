"""What stands below a text under "About the author": a name, a life, a picture's line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.text_comparison import words_alone

LONGEST: Final = 900
"""Characters of the lives of one or two authors. Where the text above has less, the page is about them."""
_LONGEST_TITLE: Final = 40
_TITLES: Final = frozenset(map(words_alone, phrases("author_headings")))


def before_author_box(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) before such a box at the end."""
    size = 0
    for place in range(len(kept) - 1, -1, -1):
        block = kept[place]
        start = kept[place - 1].place + 1 if place else 0
        titles = [one for one in page.blocks[start : block.place + 1] if _is_title(one)]
        size += len(block.text) if block not in titles else 0
        if size > LONGEST:
            break
        if titles:
            before = [one for one in kept if one.place < titles[0].place]
            if sum(first_look(one).prose for one in before) > size:
                return before
    return list(kept)


def _is_title(block: Block) -> bool:
    return len(block.text) <= _LONGEST_TITLE and words_alone(block.text) in _TITLES
