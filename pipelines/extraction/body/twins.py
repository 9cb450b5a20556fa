"""The same text twice on one page: once for wide screens and once for narrow ones, or once more in a box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.blocks import Block
from wiredesk.pipelines.extraction.page.plain_text import squash

LEAST_TWIN: Final = 50
"""Letters and digits of a block from which on a second block with the same is a twin: refrains are shorter."""
LEAST_SHARE: Final = 0.3
"""Of the text: twins of a whole article are half of it. Less is what a text repeats itself, such as a weekly plan."""
LEAST_JOINED: Final = 120
"""Letters and digits of a block that holds several others one behind the other."""
MOST_COMPARED: Final = 500
"""Blocks of a text in which excerpts are looked for, as each is searched in all: a live blog repeats itself anyway."""
LEAST_CUT: Final = 25
"""Letters and digits of a beginning that is cut off."""
_CUT: Final = ("...", "…")
LEAST_RUN: Final = 2
LEAST_PARAGRAPH: Final = 120
"""Paragraphs, and letters and digits of each, that stand once more right below themselves: a part printed twice. What a
text repeats on purpose, such as a day of a plan, is shorter, or has another name each time."""
LONGEST_DATELINE: Final = 60
"""Characters of place, agency and day in front of a lead that is repeated."""
_QUOTES: Final = "\"'”“’»«」』"
_LEAD: Final = 5
"""Blocks at the head of the text among which a single one may be a twin: the lead for wide and for narrow screens."""


def without_twins(kept: Sequence[Block]) -> list[Block]:
    """The blocks (in page order) without the second half of a text that the page prints twice. Short blocks, such as
    subheadings, go only where they stand beside a repeated paragraph."""
    kept = _without_repeated_lead(_without_second_run(kept))
    kept = _without_excerpts(_without_joined(_without_cut_twins(kept)))
    plain = [squash(block.text) for block in kept]
    counts = Counter(plain)
    seen: set[str] = set()
    again = []
    for text in plain:
        again.append(text in seen and counts[text] == 2)
        seen.add(text)
    twin = [repeated and len(text) >= LEAST_TWIN for text, repeated in zip(plain, again, strict=True)]
    repeated_size = sum(len(text) for text, repeated in zip(plain, twin, strict=True) if repeated)
    if repeated_size < LEAST_SHARE * sum(map(len, plain)):
        twin[_LEAD:] = [False] * len(twin[_LEAD:])
    if not any(twin):
        return list(kept)
    for order in (range(len(kept)), range(len(kept) - 1, -1, -1)):
        beside = False
        for place in order:
            twin[place] = twin[place] or (again[place] and beside)
            beside = twin[place]
    _prefer_paragraphs(kept, plain, twin)
    return [block for block, repeated in zip(kept, twin, strict=True) if not repeated]


def _without_second_run(kept: Sequence[Block]) -> Sequence[Block]:
    """The blocks without a row of them that repeats the one right above, word for word."""
    if len(kept) > MOST_COMPARED:
        return kept
    plain = [squash(block.text) for block in kept]
    last: dict[str, int] = {}
    place, left = 0, list[Block]()
    while place < len(kept):
        text = plain[place]
        above = last.get(text, -1)
        size = place - above
        again = plain[place : place + size] if above >= 0 and len(text) >= LEAST_TWIN else []
        if again == plain[above:place] and sum(len(one) >= LEAST_PARAGRAPH for one in again) >= LEAST_RUN:
            last |= {one: at for at, one in enumerate(again, place)}
            place += size
            continue
        last[text] = place
        left.append(kept[place])
        place += 1
    return left if len(left) < len(kept) else kept


def _without_repeated_lead(kept: Sequence[Block]) -> Sequence[Block]:
    """The blocks without a first one with which one of the next begins and goes on, or behind a place and an agency."""
    lead = squash(kept[0].text) if len(kept) > LEAST_RUN else ""
    if len(lead) < LEAST_TWIN:
        return kept
    begun = 0
    for block in kept[1:_LEAD]:
        head = squash(block.text[: len(kept[0].text) + LONGEST_DATELINE])
        begun += head != lead and 0 <= head.find(lead) <= LONGEST_DATELINE
    return kept[1:] if begun == 1 else kept  # of two it is a refrain


def _without_cut_twins(kept: Sequence[Block]) -> Sequence[Block]:
    """The blocks without those that are the beginning of another, cut off with dots: a lead made for lists."""
    beginnings = {block: squash(block.text) for block in kept if block.text.endswith(_CUT)}
    cut = [block for block, text in beginnings.items() if len(text) >= LEAST_CUT]
    if not cut or len(cut) == len(kept):
        return kept
    whole = [squash(block.text) for block in kept if block not in cut]
    twins = [block for block in cut if any(text.startswith(beginnings[block]) for text in whole)]
    return [block for block in kept if block not in twins]


def _without_excerpts(kept: Sequence[Block]) -> Sequence[Block]:
    """The blocks without those that are words of another one and made otherwise: quotations that a page sets large,
    summaries that a system made of the text."""
    if len(kept) > MOST_COMPARED:
        return kept
    plain = [squash(block.text) for block in kept]
    whole = "\n".join(plain)
    shorter = {
        place
        for place, text in enumerate(plain)
        if len(text) >= LEAST_TWIN
        and (kept[place].tag not in HEADINGS or ends_sentence(kept[place].text) or kept[place].text[-1] in _QUOTES)
        and whole.count(text) > 1
        and any(
            len(other) > len(text) and text in other and not _is_made_alike(kept[place], kept[at])
            for at, other in enumerate(plain)
        )
    }
    if not shorter or sum(len(plain[place]) for place in shorter) > LEAST_SHARE * sum(map(len, plain)):
        return kept
    return [block for place, block in enumerate(kept) if place not in shorter]


def _is_made_alike(one: Block, other: Block) -> bool:
    """Whether two blocks are paragraphs of one text: then it repeats itself on purpose."""
    mine, theirs = one.container, other.container
    return one.tag == other.tag and mine.own == theirs.own and mine.parent is theirs.parent


def _without_joined(kept: Sequence[Block]) -> Sequence[Block]:
    """The blocks without one near the head that holds what follows in several: the text once more, as one line."""
    plain = [squash(block.text) for block in kept]
    for place, text in enumerate(plain[:_LEAD]):
        if len(text) < LEAST_JOINED or any(text in other for at, other in enumerate(plain) if at != place):
            continue
        if text in "".join(plain[place + 1 :]):
            return [*kept[:place], *kept[place + 1 :]]
    return kept


def _prefer_paragraphs(kept: Sequence[Block], plain: Sequence[str], twin: list[bool]) -> None:
    """Of a standfirst set as heading and the paragraph that repeats it, the heading is the twin."""
    first = {text: place for place, text in reversed(list(enumerate(plain)))}
    for place, text in enumerate(plain):
        earlier = first[text]
        if twin[place] and kept[earlier].tag in HEADINGS and kept[place].tag not in HEADINGS:
            twin[place], twin[earlier] = False, True
