"""Reading a page as text blocks: without side sections and hidden parts, unless too little would be left."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.explanation import note_taker
from wiredesk.pipelines.extraction.page.block_walk import BlockWalk
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage

LEAST_OUTSIDE: Final = 250
"""Characters of running text that a page must have outside its side sections; with less, they are its text: a forum."""
MUCH_MORE: Final = 2
"""With its hidden parts, a page must have this many times the visible text; else it is a short article with a hidden
note."""
_LABEL: Final = 80
"""Characters; longer blocks are running text."""


def read_blocks(root: _Element) -> BlockPage:
    """All text blocks of a page; bounded by MAX_BLOCKS, MAX_BLOCK_CHARACTERS and MAX_CHARACTERS."""
    body, head = root.find("body"), root.find("head")
    # On a page without a body tag the parser leaves the elements that it does not know in the head.
    misplaced = head is not None and head.find(".//p") is not None
    start = root if body is None or misplaced else body
    walk = _read(start)
    if "side_section" in walk.left_out and _running_text(walk.blocks) < LEAST_OUTSIDE:
        _forget("side_section")
        _forget("hidden")  # it is noted again
        walk = _read(start, whole=True)
    if "hidden" in walk.left_out and (seen := _running_text(walk.blocks)) < LEAST_OUTSIDE:
        revealed = _read(start, whole=True, unseen=True)
        if _running_text(revealed.blocks) >= MUCH_MORE * seen:
            _forget("hidden")
            walk = revealed
    return BlockPage(walk.blocks, walk.open.containers, walk.captions, walk.full or walk.cut)


def _forget(rule: str) -> None:
    if (notes := note_taker()) is not None:
        notes.forget(rule)


def _read(start: _Element, *, whole: bool = False, unseen: bool = False) -> BlockWalk:
    walk = BlockWalk(start, whole, unseen)
    walk.read(start)
    walk.flush()
    return walk


def _running_text(blocks: list[Block]) -> int:
    """Characters of the blocks that are longer than labels and not links for the most part."""
    sizes = [(len(block.text), block.link_characters) for block in blocks]
    return sum(size for size, links in sizes if size > _LABEL and 2 * links < size)
