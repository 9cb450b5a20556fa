"""Lines below the last sentence that are no text: credits, sources, desks, appeals, offers."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.body.desk_label import without_desk_label
from wiredesk.pipelines.extraction.body.signature_lines import is_contact, is_desk
from wiredesk.pipelines.extraction.fields.byline_labels import begins_with_source, credits_another_trade
from wiredesk.pipelines.extraction.fields.closing_credit import agency_at_the_end
from wiredesk.pipelines.extraction.lexicon.caption_labels import is_labelled_caption
from wiredesk.pipelines.extraction.lexicon.cue_lines import AROUND, BITS, cue_mask, is_cue_line
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.platforms import names_platform
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence, ends_with_colon
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

_SOURCE_LINE: Final = 80  # characters of "Source: one agency, another"; longer lines quote
_CREDIT: Final = 60  # characters of a sentence about a picture at the end: "Photo, AFP has sent it."
_CREDIT_COMMA: Final = re.compile(r"\W*\w+\s*,")
_OFFER: Final = 250  # characters of what a subscription costs, or of those who helped
_CANCELLED: Final = re.compile(any_of(phrases("cancel_any_time")))
"""How offers of subscriptions end: "Cancel any time"."""
_CONTRIBUTED: Final = re.compile(rf"(?<!\w)(?:{any_of(phrases('contributions'))})\W*$")
"""Asked of text in lower case."""
_ANNOUNCEMENT: Final = 90  # characters of the line that announces what is no text: "See the film here:"
_STOP: Final = re.compile(r"[.!?…。！？।۔؟։።](?=\s)")
_SIGNED: Final = 40  # characters of agencies and initials alone: "sda/kab", "Mit Material der dpa"
_LABEL: Final = 120  # characters; an appeal is shorter
_NO_LETTER: Final = re.compile(r"[\W\d_]+")
"""The number of an article, stars, a dash."""


def is_tail_line(text: str) -> bool:
    """Whether a paragraph at the end is a cue, a source, the name of a desk or an appeal."""
    if without_desk_label(text) != text:
        return False  # the desk speaks, in a talk
    if is_cue_line(text, AROUND) or is_desk(text) or _is_appeal(text):
        return True
    if is_labelled_caption(text) or (len(text) <= _OFFER and _CONTRIBUTED.search(text.lower()) is not None):
        return True
    if is_contact(text) or _NO_LETTER.fullmatch(text) is not None or credits_another_trade(text):
        return True
    if len(text) <= _OFFER and _CANCELLED.search(text.lower()) is not None:
        return True
    if len(text) <= _ANNOUNCEMENT and ends_with_colon(text) and len(_STOP.findall(text)) == 0:
        return True
    if len(text) <= _CREDIT and cue_mask(text) & BITS["credit"] and _CREDIT_COMMA.match(text) is not None:
        return True
    if len(text) <= _SIGNED and not ends_sentence(text) and agency_at_the_end(text) is not None:
        return True
    return len(text) <= _SOURCE_LINE and begins_with_source(text)


def _is_appeal(text: str) -> bool:
    """Whether a short line at the end names a place to follow the site at, and is no sentence: "Our Telegram page"."""
    return len(text) <= _LABEL and names_platform(text) and not ends_sentence(text)
