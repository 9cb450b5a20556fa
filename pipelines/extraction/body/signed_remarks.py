"""Readers' comments that single lines sign, above each remark or below it: "Posted by: Ann, 27 Sep 2026 | 15:22"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from typing import Final

from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage

LEAST_REMARKS: Final = 3
"""Signed lines that are comments: a story has one of its own, and one of an update or a correction."""
LEAST_NAMED: Final = 0.8
"""Of these lines, that hold more than the words which most of them share and a moment."""
LEAST_ARTICLE: Final = 250
LEAST_SHARE: Final = 0.1
"""Characters, and share of the text, before the remarks; with less, they are the text: a live blog, a forum."""
LONGEST_SIGNATURE: Final = 100
"""Characters of a label, a name, a town and a moment."""
_MOMENT: Final = re.compile(
    r"(?<!\d)\d{4}(?!\d).{0,30}(?<!\d)\d{1,2}[:.h]\d\d(?!\d)|(?<!\d)\d{1,2}[:.h]\d\d.{1,30}(?<!\d)\d{4}(?!\d)"
)
"""A year and a clock. A day alone also stands above the chapters of a chronicle, a clock above those of a live blog."""
_WORD: Final = re.compile(r"[^\W\d]+")


def before_signed_remarks(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) before such remarks."""
    if len(kept) < 2:
        return list(kept)
    least = max(LEAST_ARTICLE, LEAST_SHARE * sum(len(block.text) for block in kept))
    signed = [block for block in page.blocks[kept[0].place :] if _is_signature(block)]
    for at in range(len(signed) - LEAST_REMARKS + 1):
        if kept[-1].place < signed[at].place or any(map(_made_as(signed[at]), signed[:at])):
            break  # the lines are below the text, or the first post of a forum is signed as the answers are
        start = _start_of(signed[at:], page, kept[-1].place)
        before = [block for block in kept if block.place < start]
        if sum(len(block.text) for block in before) >= least:
            return before if _are_names(signed[at:]) else list(kept)
    return list(kept)


def _is_signature(block: Block) -> bool:
    """Whether a short line has a moment, or a writer behind a label and a day."""
    if len(block.text) > LONGEST_SIGNATURE:
        return False
    look = first_look(block)
    if not look.dated or look.prose or look.link_share > 0.8:
        return False
    return bool(look.cues & BITS["byline"]) or _MOMENT.search(block.text) is not None


def _made_as(block: Block) -> Callable[[Block], bool]:
    """Whether another block is made as a block is."""
    own, depth = block.container.own, block.container.depth
    return lambda one: (one.tag, one.container.own, one.container.depth) == (block.tag, own, depth)


def _are_names(signed: Sequence[Block]) -> bool:
    """Whether lines name different writers: what is left of each beside its numbers and what most of them share."""
    lines = [set(_WORD.findall(block.text.casefold())) for block in signed]
    times = Counter(word for words in lines for word in words)
    names = [frozenset(word for word in words if 2 * times[word] < len(lines)) for words in lines]
    return sum(map(bool, names)) >= LEAST_NAMED * len(names) and len(set(names) - {frozenset()}) >= LEAST_REMARKS


def _start_of(signed: Sequence[Block], page: BlockPage, last: int) -> int:
    """The place where the remark of the first signature begins: with it, where its box does, or as far above as the
    signatures are from each other, where nothing stands below the last of them."""
    others = {container for block in signed[1:] for container in block.containers()}
    boxes = list(takewhile(lambda one: one not in others, signed[0].containers()))
    if boxes and boxes[-1].count > 1:
        return next((block.place for block in page.blocks if boxes[-1] in block.containers()), signed[0].place)
    if last > signed[-1].place:
        return signed[0].place
    return signed[0].place - min(after.place - one.place - 1 for one, after in pairwise(signed))
