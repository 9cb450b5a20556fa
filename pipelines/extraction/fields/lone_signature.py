"""The name below the last sentence, however the page sets it: "Ani Hakobyan", "Aynur Mammadova" and the paper's name.

Only in scripts with capitals: elsewhere any two words look like a name. A person who is named in the text as well is
somebody that it tells of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import islice, takewhile
from typing import Final, NamedTuple

from wiredesk.pipelines.extraction.fields.name_kinds import is_organization
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.signatures import has_one_place
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.plain_text import squash

LEAST_ABOVE: Final = 3
"""Paragraphs above a signature; in a shorter text the last line is as likely a part of it."""
LEAST_SENTENCE: Final = 60
"""Characters of the paragraph above it; below short ones stands the next of a list."""
MAX_LINE: Final = 60
MAX_NAMES: Final = 2
MAX_WORDS: Final = 3
"""Of a name."""
MAX_BELOW: Final = 3
"""Lines taken off below the text of which one may be the signature; below stand the rights, tags and pointers."""
LEAST_TOLD: Final = 4
"""Letters of a name's part that is looked for in the text."""
_AROUND: Final = " –—-*•()[]«»“”\"',،"
_COMMAS: Final = (",", "،")
_BEHIND: Final = re.compile(r"\s?(?:[,،|/]|\s[–—-])\s?(?=[^,،|/]{3,50}$)")
"""What parts a name from the paper behind it: "Ann Smith, «Valley News»"."""
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
    bare = _without_paper(_FOR_PAPER.sub("", _PICTURE.sub("", line)), own_names).strip(_AROUND)
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


def signature_below(read: Sequence[str], kept: Sequence[str], own_names: Set[str]) -> Signed | None:
    """The signature among the lines that were taken off below the text, or None.

    ``read`` are the paragraphs before the ends were trimmed, ``kept`` those after.
    """
    if not kept or kept[-1] not in read:
        return None
    last = len(read) - 1 - list(reversed(read)).index(kept[-1])
    for line in read[last + 1 : last + 1 + MAX_BELOW]:
        if (signed := lone_signature([*kept, line], own_names)) is not None:
            return signed
    return None


def signed_with_paper(chosen: Sequence[Block], page: BlockPage, own_names: Set[str]) -> list[str]:
    """The lines right below the last of the ``chosen`` blocks, in its own part of the page, that hold the paper's own
    name, or end with a comma above it: any other two words there may be tags, a pointer, a greeting."""
    if not chosen:
        return []
    last = chosen[-1]
    parts = set(islice(last.containers(), 2))
    below = page.blocks[last.place + 1 : last.place + 1 + MAX_BELOW]
    near = takewhile(lambda block: not parts.isdisjoint(islice(block.containers(), 2)), below)
    lines = [block.text for block in near]
    signs = [*(_names_paper(line, own_names) for line in lines), False]
    return [line for place, line in enumerate(lines) if signs[place] or (signs[place + 1] and line.endswith(_COMMAS))]


def _names_paper(line: str, own_names: Set[str]) -> bool:
    plain = squash(line[: 2 * MAX_LINE])
    return any(len(own) >= LEAST_TOLD and own in plain for own in own_names)


def _without_paper(line: str, own_names: Set[str]) -> str:
    behind = _BEHIND.search(line)
    return (
        line[: behind.start()]
        if behind is not None and squash(line[behind.end() :].strip(_AROUND)) in own_names
        else line
    )


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
