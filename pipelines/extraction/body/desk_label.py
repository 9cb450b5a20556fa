"""The desk that signs in front of the first sentence: "Agencies: The council …", "ডেস্ক রিপোর্ট: …", "Redacción.- …"."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.fields.name_kinds import DESKS, is_named_organization
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, is_label_line
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.plain_text import reading_length

LEAST_SENTENCE: Final = 30
"""Length (see `reading_length`) of what is a sentence if it ends as one; a name and a title are shorter, or have no
full stop."""
LEAST_UNSTOPPED: Final = 80
"""Length of what is text without a full stop: names of several reporters are shorter."""
_SIGNED_PARAGRAPHS: Final = 5  # at the head; a desk further down speaks in a talk
_LONGEST: Final = 600  # characters that are looked at
_LABEL: Final = re.compile(
    r"[(\[（【]?(?P<label>[^\W\d_][^:：፦|.()\[\]（）【】\n–—-]{1,38})[)\]）】]?\s?"
    r"(?:[:：፦|]|\.\s?[-–—]|(?<=\s)[-–—](?=\s)|//)\s*"
)


def without_desk_label(paragraph: str) -> str:
    """The paragraph without the desk in front of its first sentence; as it is where there is none.

    >>> without_desk_label("Agencies: The council decided on Monday to rebuild the pier.")
    'The council decided on Monday to rebuild the pier.'
    >>> without_desk_label("Agencies: Reuters, AP")
    'Agencies: Reuters, AP'
    """
    match = _LABEL.match(paragraph)
    if match is None or not _is_desk(match["label"].strip()):
        return paragraph
    rest = paragraph[match.end() :]
    length = reading_length(rest[:_LONGEST])
    is_text = length >= LEAST_UNSTOPPED or (length >= LEAST_SENTENCE and ends_sentence(rest))
    return rest if is_text else paragraph


def without_desk_labels(paragraphs: list[str]) -> list[str]:
    """The paragraphs of a text, the first sentence of which has no desk in front of it."""
    plain = [without_desk_label(text) if place < _SIGNED_PARAGRAPHS else text for place, text in enumerate(paragraphs)]
    signed = next((place for place, text in enumerate(plain) if text != paragraphs[place]), None)
    if signed is None or any(text != paragraphs[place] for place, text in enumerate(plain) if place != signed):
        return paragraphs  # none, or the speakers of a talk
    return [*paragraphs[:signed], plain[signed], *paragraphs[signed + 1 :]]


def _is_desk(label: str) -> bool:
    """Whether a label is the whole name of a desk, or a known opening of bylines that names one."""
    if label.casefold() in DESKS:
        return True
    return is_label_line(label, BITS["byline"]) and is_named_organization(label)
