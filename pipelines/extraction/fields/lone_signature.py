"""The name below the last sentence, however the page sets it: "Ani Hakobyan", "Aynur Mammadova" and the paper's name.

Only in scripts with capitals: elsewhere any two words look like a name. A person who is named in the text as well is
somebody that it tells of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Final, NamedTuple

from wiredesk.pipelines.extraction.fields.name_kinds import is_organization
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.signatures import has_one_place
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.plain_text import squash

LEAST_ABOVE: Final = 3
"""Paragraphs above a signature; in a shorter text the last line is as likely a part of it."""
LEAST_SENTENCE: Final = 60
"""Characters of the paragraph above it; below short ones stands the next of a list."""
MAX_LINE: Final = 60
MAX_NAMES: Final = 2
MAX_WORDS: Final = 3
"""Of a name."""
LEAST_TOLD: Final = 4
"""Letters of a name's part that is looked for in the text."""
_AROUND: Final = " –—-*•()[]«»“”\"'"
_PICTURE: Final = re.compile(rf"\.\s+(?:{any_of(phrases('bylines.other_trade'))})(?!\w).{{0,30}}$", re.I)
"""Whose the picture is, behind the name: "Ann Smith. Photo by the author."."""
_FOR_PAPER: Final = re.compile(
    r",\s(?:спеціально для|специально для|special (?:to|for)|specially for|especial para|exclusivo para|für die|pour)"
    r"\s.{2,40}$",
    re.I,
)
"""For whom it was written, behind the name: "Ann Smith, special to the Post"."""
_IN_CAPITALS: Final = re.compile(r"[^\W\d_]{3,20}\s[^\W\d_a-zа-яіїєґ]{4,25}\.")
"""A first name and, in capitals, the family name with a full stop: "Ирина САМОЙЛОВА."."""
_WORD: Final = re.compile(r"[^\W\d_]+")


class Signed(NamedTuple):
    """The names, the line that holds them, and the paragraphs without it and what stands below it."""

    names: list[str]
    line: str
    paragraphs: list[str]


def lone_signature(paragraphs: Sequence[str], own_names: Set[str]) -> Signed | None:
    """The signature at the end, or None. ``own_names`` (squashed) are the paper's; its name may stand below."""
    kept = list(paragraphs)
    if len(kept) > LEAST_ABOVE and squash(kept[-1].strip(_AROUND)) in own_names:
        kept.pop()
    if len(kept) <= LEAST_ABOVE:
        return None
    *above, line = kept
    if len(above[-1]) < LEAST_SENTENCE or not ends_sentence(above[-1]):
        return None
    bare = _FOR_PAPER.sub("", _PICTURE.sub("", line)).strip(_AROUND)
    if _IN_CAPITALS.fullmatch(bare) is not None:
        bare = bare.removesuffix(".")
    if not 5 <= len(bare) <= MAX_LINE or ends_sentence(bare) or cue_mask(bare):
        return None
    names = split_names(bare)
    if len(names) > 1 and has_one_place(bare, names[:1]):
        names = names[:1]  # "Serhat Polat / Van"
    elif sum(map(_letters, names)) < _letters(bare) - LEAST_TOLD:
        return None
    if not 1 <= len(names) <= MAX_NAMES or not all(map(_is_signed, names)):
        return None
    text = " ".join(above).casefold()
    told = (part.casefold() for name in names for part in _WORD.findall(name) if len(part) >= LEAST_TOLD)
    if any(part in text for part in told):
        return None
    return Signed(names, bare, above)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _is_signed(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= MAX_WORDS
        and all(word[:1].isupper() for word in words)
        and looks_like_person(name)
        and not is_organization(name)
    )
