"""The head of another article below the text: a headline of any element, a date line, and text of its own, in a
part of the page beside the one with the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import PARTS
from wiredesk.pipelines.extraction.page.page_hints import COMPARED
from wiredesk.pipelines.extraction.page.plain_text import squash

LEAST_READ: Final = 150
"""Characters that the first article has before another may follow it."""
LEAST_PARAGRAPHS: Final = 2
"""Of running text above a head that is no main heading: one may be this article's own lead, above its own byline."""
MOST_HEADS: Final = 2
"""Where more headlines of one element have a date, they are the entries of a list, a live report or a chronicle."""
MOST_TRIES: Final = 20
"""Headlines with a date that are looked at: a page with more is a list, and each costs a look at all of the text."""
LONGEST_SIGNATURE: Final = 120  # characters; longer blocks are text
LEAST_WIDE: Final = 20
"""Chinese or Japanese characters of a paragraph."""
_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_HEADLINE: Final = range(12, 220)  # characters; shorter lines are labels, longer ones text
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_REACH: Final = 4
"""Blocks above a byline among which its headline is: a standfirst, a section and a share bar may be between."""
_DAY: Final = re.compile(
    r"\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}|(?<![\d.])\d{1,2}\D{1,20}\d{4}(?!\d)|(?<!\d)\d{4}\D{1,15}\d{1,2}(?!\d)"
)
"""A day, a month and a year in any script: "1978 to 2026" and "14:05" are none."""


def other_head(kept: Sequence[Block], page: BlockPage, headline: str) -> Block | None:
    """The headline of another article that begins behind the first of the kept blocks; None where none does.

    ``headline`` is this article's own, which many pages print twice.
    """
    if len(kept) < 2:
        return None
    places = [block.place for block in kept]
    sizes = list(accumulate((len(block.text) for block in kept), initial=0))
    chosen = set(places)
    same = squash(headline[:COMPARED])
    tries = MOST_TRIES
    for block in page.blocks[places[0] + 1 : places[-1]]:
        if not first_look(block).dated or not _is_signature(block):
            continue
        head = _headline_above(block, page, chosen)
        if head is None or squash(head.text[:COMPARED]) == same:
            continue
        above = bisect_left(places, head.place)
        if sizes[above] >= LEAST_READ and _is_beside(head, block, kept[:above], kept[above:]):
            span = page.blocks[places[0] : places[-1] + 1]
            return head if head.tag == "h1" or _heads_like(head, span) <= MOST_HEADS else None
        tries -= 1
        if not tries:
            break
    return None


def _runs(block: Block) -> bool:
    """Whether a block is running text; a Chinese or Japanese paragraph says as much in a third of the characters."""
    look = first_look(block)
    return look.prose > 0 or (look.sentence_ends > 0 and len(_WIDE.findall(block.text)) >= LEAST_WIDE)


def _is_signature(block: Block) -> bool:
    """Whether a block is a line with a whole day in it, and not that of a quoted post: "— Ann Lee, 3 May 2026"."""
    text = block.text
    if len(text) > LONGEST_SIGNATURE or first_look(block).prose or text[0] in "—–-―":
        return False
    return not block.container.inside & PARTS["blockquote"] and _DAY.search(text) is not None


def _headline_above(signature: Block, page: BlockPage, chosen: set[int]) -> Block | None:
    """The nearest heading above a date line, or else the line above it, with no running text between; the line too
    where it stands in the same box as the date, and the heading does not."""
    line = None
    box = signature.container.parent
    for block in reversed(page.blocks[max(0, signature.place - _REACH) : signature.place]):
        if len(block.text) in _HEADLINE:
            if block.tag in _HEADINGS:
                around = block.containers()
                is_apart = line is not None and line.container.parent is box and all(one is not box for one in around)
                return line if is_apart else block
            if line is None and not _DAY.search(block.text) and not block.text.rstrip().endswith((".", ":", "。", "।")):
                line = block
        if block.place in chosen and _runs(block):
            break
    return line


def _is_beside(head: Block, signature: Block, above: Sequence[Block], below: Sequence[Block]) -> bool:
    """Whether the headline, its date and running text share a part of the page that has none of the text above, and
    the text above does not go on behind it."""
    around = set(above[-1].containers())
    part = next((one for one in reversed(list(head.containers())) if one not in around), None)
    if part is None or part not in signature.containers():
        return False
    prose = [block for block in above if _runs(block)]
    if len(prose) < (1 if head.tag == "h1" else LEAST_PARAGRAPHS):
        return False
    row = prose[-1].container.parent
    if row is part.parent and head.tag != "h1":
        return False  # a box or a chapter among the paragraphs
    inside = False
    for block in below:
        if _runs(block):
            if part in block.containers():
                inside = True
            elif row is not None and row in block.containers():
                return False
    return inside


def _heads_like(head: Block, blocks: Sequence[Block]) -> int:
    """How many of these blocks of the element of a headline have a date line below them."""
    count = 0
    for block, below in pairwise(blocks):
        if block.tag == head.tag and len(block.text) in _HEADLINE and first_look(below).dated and _is_signature(below):
            count += 1
    return count
