"""Lines that are recognised by their first words in many languages: "Read also", "Source:", "Subscribe", "بقلم"."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

KINDS: Final = ("related", "share", "subscribe", "credit", "byline", "notice", "tags")
"""The kinds of cue lines, in the order of the bits; part of the trained model: append only."""
BITS: Final = {kind: 1 << place for place, kind in enumerate(KINDS)}

MAX_CUE_LINE: Final = 160
"""Characters; longer lines are sentences that may begin like a cue."""
_KEY: Final = 3  # characters of a phrase by which it is found; shorter phrases are found by all of theirs
_KEYS: Final = (3, 2, 1)
_WORD_GOES_ON = re.compile(r"\w")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_OPENING = " \t•·-–—>»›▶►→*#|([\"'“”„«:\u200e\u200f\u200b\ufeff"


def cue_mask(line: str) -> int:
    """The kinds of cue that a line opens with, as bits; 0 for ordinary and for long lines."""
    if len(line) > MAX_CUE_LINE:
        return 0
    plain = line.lower().lstrip(_OPENING)
    mask = 0
    phrases = _phrases()
    for size in _KEYS:
        for phrase, bit in phrases.get(plain[:size], ()):
            if plain.startswith(phrase) and _ends_word(plain, len(phrase), phrase):
                mask |= bit
    return mask


def _ends_word(line: str, end: int, phrase: str) -> bool:
    if not phrase[-1].isalnum():
        return True
    return end >= len(line) or _WORD_GOES_ON.match(line, end) is None or _SPACELESS.match(phrase[-1]) is not None


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[tuple[str, int], ...]]:
    """The phrases of cue_lines.txt by their first characters."""
    found: dict[str, list[tuple[str, int]]] = {}
    bit = 0
    for line in files("pipelines.extraction").joinpath("cue_lines.txt").read_text("utf-8").splitlines():
        phrase = line.strip().lower()
        if not phrase or phrase.startswith("#"):
            continue
        if phrase.startswith("[") and phrase.endswith("]"):
            bit = BITS[phrase[1:-1]]
        else:
            found.setdefault(phrase[:_KEY], []).append((phrase, bit))
    return {key: tuple(phrases) for key, phrases in found.items()}
