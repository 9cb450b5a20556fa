"""Lines that are no article text wherever they stand: appeals, pointers to other articles, counters of views."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.extraction.lexicon.counter_lines import is_counter_line
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, CALLS, cue_mask, is_cue_line, is_label_line, tells_cue
from wiredesk.pipelines.extraction.lexicon.platforms import asks_to_follow_at_platform, names_platform
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence

_POINTERS: Final = BITS["related"] | BITS["share"] | BITS["tags"]
"""Cues that are none wherever they stand alone or with a colon: "Read also: …"."""
_FOLLOW: Final = BITS["share"] | BITS["subscribe"]
_SHARE: Final = 40  # characters of "Share this story"; longer lines tell with whom
_LABEL: Final = 120  # characters; an appeal is shorter
_CALL: Final = 100  # characters; a longer paragraph that opens like an appeal may be a quotation of one


def is_litter(text: str) -> bool:
    """Whether a paragraph is no article text wherever it stands: an appeal, a counter of views."""
    if len(text) < _CALL and is_cue_line(text, CALLS):
        return True
    if len(text) <= _LABEL and not ends_sentence(text) and _asks_to_follow(text):
        return True
    if asks_to_follow_at_platform(text):
        return True
    return is_label_line(text, _POINTERS) or is_counter_line(text)


def _asks_to_follow(text: str) -> bool:
    """Whether a line without a full stop asks to follow the site at a platform, or in so many words to share."""
    if cue_mask(text) & _FOLLOW and names_platform(text):
        return True
    return len(text) <= _SHARE and tells_cue(text, BITS["share"])
