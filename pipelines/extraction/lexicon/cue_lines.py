"""Lines that are recognised by their first words in many languages: "Read also", "Source:", "Subscribe", "بقلم"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import category

from wiredesk.pipelines.extraction.lexicon.language_files import CUES, phrases
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

BITS: Final = {kind: 1 << place for place, kind in enumerate(CUES)}
"""The bit of each kind of cue line."""
CALLS: Final = BITS["subscribe"] | BITS["notice"]
"""Cues that are no article text wherever they stand; "Share …" and "Follow …" also open steps of advice."""
AROUND: Final = CALLS | BITS["share"] | BITS["credit"] | BITS["byline"] | BITS["related"] | BITS["tags"]
"""Cues that are none at the beginning or the end; inside, "Source: …" may be a sentence of its own."""

MAX_CUE_LINE: Final = 160
"""Characters; longer lines are sentences that may begin like a cue."""
_KEY: Final = 3  # characters of a phrase by which it is found; shorter phrases are found by their first
_WORD_GOES_ON = re.compile(r"\w")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_OPENING = "¿¡ \t•·-–—>»›▶►→*#|([\"'“”„«:\u200e\u200f\u200b\ufeff"


def cue_mask(line: str) -> int:
    """The kinds of cue that a line opens with, as bits; 0 for ordinary and for long lines."""
    if len(line) > MAX_CUE_LINE:
        return 0
    plain = _plain(line)
    mask = 0
    for phrase, bit in _candidates(plain):  # as _opening_phrases does; a generator would cost more for each block
        if plain.startswith(phrase) and _ends_word(plain, len(phrase), phrase):
            mask |= bit
    return mask


def is_cue_line(line: str, kinds: int) -> bool:
    """Whether a line opens with a cue of these kinds (bits) and is no sentence that merely begins with such a word.

    A phrase of several words, or one with a colon behind it, is a cue whatever follows. One word is also the first of
    ordinary sentences ("Por su parte, …", "شارك في …", "Theo ông …"): these are told by their end and their length.
    """
    if len(line) > MAX_CUE_LINE:
        return False
    plain = _plain(line)
    for phrase, bit in _opening_phrases(plain):
        if not bit & kinds or (phrase in _RIGHTS_SIGNS and _speaks_of_sign(plain)):
            continue
        if _is_telling(phrase) or _colon_at(plain, len(phrase)) or not _is_sentence(line):
            return True
    return False


def is_label_line(line: str, kinds: int) -> bool:
    """Whether a line is nothing but a cue of these kinds, or a cue, a colon and what it points to: "Read also: …"."""
    if len(line) > MAX_CUE_LINE:
        return False
    plain = _plain(line)
    if plain.count("|") == 1:  # more are of a table
        plain = plain.replace(" |", ":")
    for phrase, bit in _opening_phrases(plain):
        rest = plain[len(phrase) :].strip(_CLOSING)
        announces = phrase.endswith(_COLONS) or _colon_at(plain, len(phrase)) or _is_dashed(plain, len(phrase), line)
        if bit & kinds and (not rest or (_is_telling(phrase) and announces)):
            return True
    return False


def tells_cue(line: str, kinds: int) -> bool:
    """Whether a line opens with a cue of these kinds that no sentence begins with by chance: several words, a mark."""
    plain = _plain(line) if len(line) <= MAX_CUE_LINE else ""
    return any(bit & kinds and _is_telling(phrase) for phrase, bit in _opening_phrases(plain))


def opens_with(line: str, phrase: str) -> bool:
    """Whether a line of any length opens with a phrase of the language files."""
    plain, wanted = _plain(line), _plain(phrase)
    return plain.startswith(wanted) and _ends_word(plain, len(wanted), wanted)


_RIGHTS_SIGNS: Final = frozenset({"©", "ⓒ"})
_SPOKEN_OF: Final = 60
"""Characters of a sentence that begins with such a sign and names neither year nor rights."""
_OF_RIGHTS = re.compile(rf"\d{{4}}|{any_of(phrases('rights'))}")


def _speaks_of_sign(plain: str) -> bool:
    return len(plain) >= _SPOKEN_OF and _is_sentence(plain) and _OF_RIGHTS.search(plain) is None


def _is_dashed(plain: str, place: int, line: str) -> bool:
    """Whether a dash stands behind a cue, and a headline behind that: "Read also – The ferry will be dearer"."""
    return plain[place:].lstrip()[:1] in _DASHES and not _is_sentence(line)


_DASHES: Final = ("-", "–", "—")
_COLONS: Final = (":", "：", "፦", "፡", "՝", "៖", "|", "»", "›")
_CLOSING: Final = " \t.…:：፦፡՝៖!|»›>-–—*)]"
_SENTENCE_WORDS: Final = 5
"""A line of fewer words is a label even with a full stop: "Comments are closed."."""
_SENTENCE_CHARACTERS: Final = 55
"""The same for scripts without spaces, some of which have no full stop either."""
_TELLING: Final = 4
_TELLING_ABUGIDA: Final = 9
"""Characters from which on a phrase is as telling as two words: of ideographs, of scripts that spell their words."""
_ABUGIDA = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def _colon_at(line: str, place: int) -> bool:
    return line[place:].lstrip()[:1] in _COLONS


def _is_telling(phrase: str) -> bool:
    if " " in phrase or (not phrase[-1].isalnum() and not _SPACELESS.match(phrase[-1])):
        return True
    if _SPACELESS.match(phrase[0]) is None:
        return False
    return len(phrase) >= (_TELLING_ABUGIDA if _ABUGIDA.match(phrase[0]) else _TELLING)


def _is_sentence(line: str) -> bool:
    if _SPACELESS.match(line[len(line) // 2]):
        return len(line) >= _SENTENCE_CHARACTERS
    return ends_sentence(line) and len(line.split()) >= _SENTENCE_WORDS


_FOLDED: Final = dict.fromkeys((0x0307, 0x0640, 0x0670, 0x200C, 0x200D, *range(0x064B, 0x0653))) | {
    ord(letter): plain
    for plain, letters in {"i": "ı", "ا": "أإآٱ", "ي": "ىی", "ك": "ک", "ه": "ة"}.items()
    for letter in letters
}
"""Letters that are written now so, now so (the Turkish İ and ı, hamza, the keyboards' two yehs and kafs); vowel signs,
tatweel and joiners are left out."""
_FOLDABLE = re.compile("[" + "".join(map(chr, _FOLDED)) + "]")


def _plain(line: str) -> str:
    """A line for comparison: lower case, without marks in front, letters folded."""
    line = line.lower().lstrip(_OPENING)
    if " :" in line or "\xa0:" in line:  # as French is set
        line = line.replace("\xa0:", ":").replace(" :", ":")
    return line if line.isascii() or _FOLDABLE.search(line) is None else line.translate(_FOLDED)


def _opening_phrases(plain: str) -> Iterator[tuple[str, int]]:
    """The phrases with which a line in lower case opens, with their bits."""
    for phrase, bit in _candidates(plain):
        if plain.startswith(phrase) and _ends_word(plain, len(phrase), phrase):
            yield phrase, bit


def _candidates(plain: str) -> tuple[tuple[str, int], ...]:
    """The phrases with which a line may open, with their bits."""
    known = _phrases()
    found, short = known.get(plain[:_KEY], ()), known.get(plain[:1])
    return found if short is None else found + short


def _ends_word(line: str, end: int, phrase: str) -> bool:
    if not phrase[-1].isalnum():
        return True
    if end >= len(line) or _SPACELESS.match(phrase[-1]) is not None:
        return True
    # A vowel sign of an Indic script goes on with the word.
    return _WORD_GOES_ON.match(line, end) is None and not category(line[end]).startswith("M")


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[tuple[str, int], ...]]:
    """The cues of all languages by their first characters."""
    found: dict[str, list[tuple[str, int]]] = {}
    for kind, bit in BITS.items():
        for phrase in map(_plain, phrases(f"cues.{kind}")):
            found.setdefault(phrase[: _KEY if len(phrase) >= _KEY else 1], []).append((phrase, bit))
    return {key: tuple(entries) for key, entries in found.items()}
