"""The first look at a block: what is measured of every one, also of those that surely do not belong to the article."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.page.blocks import Block, BlockLook

_SENTENCE_END = re.compile(
    r"[.!?…。！？।۔؟։።፡:](?:(?<=[^፡:])|(?<=፡)፡|(?<=[\u0561-\u0587]:)|(?<=[\u1200-\u135a]:):)"
    r"(?=[\s\"'”’»)\]]|$|[^\x00-\x7f])"
)
"""The colons are those of `sentence_marks`. Opens with one class, by which the search finds its places fast."""
_UNSTOPPED = re.compile("[\u0e00-\u0eff]")
"""Thai and Lao: no full stop, a space parts clauses."""
_CLAUSES: Final = 80  # characters of Thai that are taken for a sentence; labels and headlines are shorter
_DATE_LIKE = re.compile(
    r"\d(?:\d{0,3}[./-]\d{1,2}[./-]\d{1,4}|\d?:\d\d|(?:(?<=1)9|(?<=2)0)\d\d|(?<=[١-٩۱-۹])[١-٩۱-۹])"
)  # 3/4/2026, 14:05, 2026, ۱۴۰۵; opens with one class, by which the search finds its places fast
_HEADINGS: Final = {"h1": 1.0, "h2": 2.0, "h3": 3.0, "h4": 4.0, "h5": 5.0, "h6": 6.0}
_DATED: Final = 200  # characters; a longer text with a date in it is no date line
PROSE_CHARACTERS: Final = 60
"""Characters outside links that make running text, if there is also the end of a sentence."""


def ends_unstopped(text: str) -> bool:
    """Whether a text ends in a script that has no full stop."""
    return _UNSTOPPED.search(text, max(0, len(text) - 2)) is not None


def first_look(block: Block) -> BlockLook:
    """The measures of a block's text; taken once."""
    if block.look is None:
        block.look = _measured(block)
    return block.look


def _measured(block: Block) -> BlockLook:
    text = block.text
    size = len(text)
    in_links = block.link_characters
    link_share = (1.0 if in_links >= size else in_links / size) if in_links else 0.0
    ends = len(_SENTENCE_END.findall(text))
    if not ends and size >= _CLAUSES and ends_unstopped(text):
        ends = size // _CLAUSES
    outside_links = size * (1 - link_share)
    return BlockLook(
        size,
        link_share,
        ends,
        _HEADINGS.get(block.tag, 0.0),
        cue_mask(text),
        1.0 if size < _DATED and _DATE_LIKE.search(text) is not None else 0.0,
        outside_links if outside_links >= PROSE_CHARACTERS and ends else 0.0,
    )
