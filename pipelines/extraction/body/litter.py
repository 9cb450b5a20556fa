"""Lines that are no article text wherever they stand: appeals, pointers to other articles, counters of views."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.dates import parse_date
from wiredesk.pipelines.extraction.lexicon.counter_lines import is_counter_line
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, CALLS, cue_mask, is_cue_line, is_label_line, tells_cue
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.platforms import asks_to_follow_at_platform, names_platform
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence

_POINTERS: Final = BITS["related"] | BITS["share"] | BITS["tags"]
"""Cues that are none wherever they stand alone or with a colon: "Read also: …"."""
_FOLLOW: Final = BITS["share"] | BITS["subscribe"]
_SHARE: Final = 40  # characters of "Share this story"; longer lines tell with whom
_LABEL: Final = 120  # characters; an appeal is shorter
_GALLERIES: Final = frozenset(phrases("galleries"))
"""What opens the title of a gallery: "Bildergalerie: the car from all sides"."""
_POINTED_AT: Final = re.compile(r"(?:[^\W\d_]{1,5}\s)?(?:www\.)?[\w-]{2,40}\.[a-z]{2,10}")
"""Where a pointer without a link of its own leads: "Lire aussi sur paper.example"."""
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SPACE: Final = re.compile(r"\s+")
_GALLERY_TITLE: Final = 160
_SITE: Final = 60  # characters of such a line
_CALL: Final = 100  # characters; a longer paragraph that opens like an appeal may be a quotation of one


def is_litter(text: str) -> bool:
    """Whether a paragraph is no article text wherever it stands: an appeal, a counter of views."""
    if len(text) < _CALL and is_cue_line(text, CALLS):
        return True
    if len(text) <= _LABEL and not ends_sentence(text) and _asks_to_follow(text):
        return True
    if asks_to_follow_at_platform(text):
        return True
    if len(text) <= _GALLERY_TITLE and not ends_sentence(text) and _is_gallery(text):
        return True
    if len(text) <= _LABEL and not ends_sentence(text) and _is_signed_and_dated(text):
        return True
    return is_label_line(text, _POINTERS) or is_counter_line(text) or _points_at_site(text)


def _is_signed_and_dated(text: str) -> bool:
    """Whether a line opens as a byline and has a day and a year: what stands below a post that a story shows."""
    if _YEAR.search(text) is None or not is_cue_line(text, BITS["byline"]):
        return False
    return parse_date(text) is not None


def _is_gallery(text: str) -> bool:
    label, colon, _ = text.lower().partition(":")
    return colon != "" and label.strip() in _GALLERIES


def _points_at_site(text: str) -> bool:
    """Whether a line is a pointer and the name of a site: "LIRE AUSSI SUR PAPER.EXAMPLE"."""
    if len(text) > _SITE or not tells_cue(text, BITS["related"]):
        return False
    return any(_POINTED_AT.fullmatch(text[at:].lower()) for at in (found.end() for found in _SPACE.finditer(text)))


def _asks_to_follow(text: str) -> bool:
    """Whether a line without a full stop asks to follow the site at a platform, or in so many words to share."""
    if cue_mask(text) & _FOLLOW and names_platform(text):
        return True
    return len(text) <= _SHARE and tells_cue(text, BITS["share"])
