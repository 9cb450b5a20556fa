"""Whether words of the page's layout can be the name of a person."""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.fields.east_asian_names import names_a_trade
from wiredesk.pipelines.extraction.fields.name_kinds import FURNITURE, NAMES_TOO, is_organization
from wiredesk.pipelines.extraction.lexicon.agencies import AGENCIES
from wiredesk.pipelines.extraction.lexicon.language_files import function_words
from wiredesk.pipelines.extraction.lexicon.platforms import names_platform
from wiredesk.pipelines.extraction.page.plain_text import is_small

_NOT_IN_NAMES = re.compile(r"[\d!?:;()\[\]{}<>|@#&=+*_~^%$€£\"]")
_EAST_NAME = re.compile("[\u3041-\u30fc\u3400-\u9fff\uac00-\ud7af]{2,8}")
_INITIALLED = re.compile(r"[A-ZÀ-ÞА-ЯЁӨҮ]\.[A-ZÀ-ÞА-ЯЁӨҮ][^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?")
"""An initial and a name without a space, as Mongolian and Russian papers print it: "Б.Энхтуяа"."""
_NAMES_TOO = frozenset("علی على أبو ابو بن ابن ال بنت".split())
"""Parts of names that are spelled like function words."""
_SMALL_WORDS = (
    frozenset(word for _, words in function_words() for word in words if len(word) > 1 and word > "\u058f") - _NAMES_TOO
)
"""Function words of the scripts without capitals."""
_PARTICLES = frozenset(
    "de da di do del della dos das du des la le las los van von vom der den dem ter ten te zu zur af av bin ibn bint al"
    " el ul abu y e i und and d ben ap mac mc san st".split()
)


def looks_like_person(name: str, *, alone: bool = False) -> bool:
    """Whether a text taken from the page's running layout can be a person's name.

    Two to five capitalised words (with particles such as "de" and "bin"), none of them of the page's furniture; names
    in scripts without capitals by their length. ``alone``: one word is enough, as the place says that it is a name.
    """
    if is_initialled(name):
        name = name.replace(".", ". ", 1)
    words = name.split()
    if not 1 <= len(words) <= 6 or _NOT_IN_NAMES.search(name) or is_organization(name) or names_platform(name):
        return False
    if len(words) > 1 and _is_wire(words):
        return False
    if len(words) == 1 and alone:
        east = _EAST_NAME.fullmatch(name) is not None
        if east and names_a_trade(name):
            return False
        least = 2 if east else 3
        return least <= len(name) <= 20 and name.casefold() not in FURNITURE and not is_small(name)
    if len(words) == 1 or _is_phrase(words):
        return False
    for at, word in enumerate(words):
        bare = word.strip(".,'’\"")
        lowered = bare.casefold()
        if alone and 0 < at < len(words) - 1 and (bare == "von" or words[at - 1] == "von"):
            continue  # elsewhere it is "Zitat von Ann Smith"
        if (lowered in FURNITURE and lowered not in NAMES_TOO) or len(bare) > 22:
            return False
        first = bare[:1]
        if is_small(first) and lowered not in _PARTICLES and not lowered.startswith(("d'", "d’", "al-", "el-", "o'")):
            return False
    return True


def is_initialled(name: str) -> bool:
    """Whether a word is an initial and a name: "Б.Энхтуяа"."""
    return _INITIALLED.fullmatch(name) is not None


def _is_wire(words: list[str]) -> bool:
    """Whether an agency in capitals stands beside words that are none, or among initials: "Via AFP", "PTI SKL MNK"."""
    agencies = sum(word.isupper() and 2 < len(word) < 6 and word.casefold() in AGENCIES for word in words)
    return agencies > 0 and (not all(map(str.isupper, words)) or all(len(word) < 5 for word in words))


def _is_phrase(words: list[str]) -> bool:
    """Whether words in a script without capitals hold a function word, as sentences do and names do not.

    One letter in front is the rest of a clock: "م" for "p.m.".
    """
    return words[0][:1] > "\u058f" and (len(words[0]) == 1 or any(word in _SMALL_WORDS for word in words))


def is_small_word(word: str) -> bool:
    """Whether a word of a script without capitals is a function word, as sentences have and names have not."""
    return word in _SMALL_WORDS
