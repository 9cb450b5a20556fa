"""Whom the press may ask, below a press release: a label, names, an address, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage

MOST_LINES: Final = 16
"""Lines of the page from the label to the last one: several organizations name one person each."""
LONGEST_LINE: Final = 320
"""Characters of one of them: names, offices, addresses and numbers."""
LEAST_BEFORE: Final = 2
"""Paragraphs of the text above the label: a page that is one such entry is about it."""
_LABEL: Final = 70
"""Characters of a label: "For questions of the media about the study"."""
_BEFORE: Final = r"(?:.{0,20})"
_BEHIND: Final = r"(?: .{2,40})?"
"""What may be at the ends of a label: in front, in a script without spaces; behind, for whom or about what."""


def _labels() -> Iterator[str]:
    """The patterns of the labels, by where more may be."""
    listed = phrases("press_contacts")
    for before, behind in ((before, behind) for before in (False, True) for behind in (False, True)):
        some = [one for one in listed if (one.startswith("* "), one.endswith(" *")) == (before, behind)]
        if some:
            yield f"{_BEFORE * before}(?:{any_of(one.strip('* ') for one in some)}){_BEHIND * behind}"


_CONTACT: Final = re.compile("|".join(_labels()))
"""The label, alone or in front of a colon. Asked of text in lower case and without commas."""
_REACHED: Final = re.compile(
    r"\S@\S|\(at\)|\[at\]|(?:\(0\)|\+|\b0|\d\d)[\d)(/ .–-]{6,}\d|www\.|(?:^|\W)(?:tel|fon|phone|tél|тел)\b"
)
"""An address of electronic mail or of a site, a telephone number."""


def before_contacts(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) before such an entry at the end."""
    if not kept:
        return []
    last = kept[-1].place
    for label in reversed(page.blocks[max(0, last - MOST_LINES) : last + 1]):
        rest = [block for block in kept if block.place >= label.place]
        if rest and not all(map(_is_line, rest)):
            break
        if _is_label(label.text) and any(
            _REACHED.search(one.text.lower()) for one in page.blocks[label.place : label.place + MOST_LINES]
        ):
            before = [block for block in kept if block.place < label.place]
            if sum(first_look(block).prose > 0 for block in before) >= LEAST_BEFORE:
                return before
    return list(kept)


def _is_label(text: str) -> bool:
    label, colon, _ = text[: _LABEL + 1].lower().replace("：", ":").partition(":")
    if not colon and len(text) > _LABEL:
        return False
    return _CONTACT.fullmatch(label.strip(" \xa0-–—*").replace(",", "")) is not None


def _is_line(block: Block) -> bool:
    """Whether a block is a line of such an entry, and no sentence."""
    text = block.text
    if len(text) > LONGEST_LINE:
        return False
    return not ends_sentence(text) or not first_look(block).prose or _REACHED.search(text.lower()) is not None
