"""Fingerprints by which copies of one text (agency copy on several sites) find each other: MinHash with banding.

Broder, "On the resemblance and containment of documents" (1997); banding after Leskovec, Rajaraman, Ullman, "Mining of
Massive Datasets", 3.4; one byte per permutation after Li and König, "b-Bit Minwise Hashing" (2010). The look-up itself
is part of publish.lua.
"""

from __future__ import annotations

import itertools
import re
import struct
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

ROWS = 2
BANDS = 32  # of 2 rows: a pair of similarity .45 shares a band with probability 1 - (1 - .45²)³² = .999
PERMUTATIONS = 128  # the bands use half; all give the estimate, whose standard error at .45 is then .044
NUMBER_PERMUTATIONS = 32
SEED = 1997  # any fixed number; another one makes all stored fingerprints worthless
LAYOUT = 1  # of what is stored; raise it with any change here that makes fingerprints incomparable

SHINGLE_HAN_KANA = 3  # characters; two Chinese or Japanese words are about three
SHINGLE_SOUTH_EAST_ASIAN = 5  # characters of Thai, Lao, Khmer, Burmese; two short words
FEWEST_SHINGLES = 25  # below, a sentence that both quote would make two notices copies
FEWEST_NUMBERS = 4  # distinct ones; fewer say nothing about two texts

THRESHOLD = 0.35
"""Two sites: copies of newsfarm's wire stories have .45 to .9, stories of one topic at most .2."""
THRESHOLD_SAME_SITE = 0.7
"""One site: appeals, standing paragraphs and series share half their words; what it prints twice is nearly equal."""
THRESHOLD_NUMBERS = 0.3
"""Of the numbers in two texts: a copy keeps them, reports from one form (rates, weather, quakes) differ in them."""

_HAN_KANA_SIGNS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST_ASIAN_SIGNS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_HAN_KANA = re.compile(f"[{_HAN_KANA_SIGNS}]")
_UNSPACED = re.compile(f"([{_HAN_KANA_SIGNS}]+|[{_SOUTH_EAST_ASIAN_SIGNS}]+)")
# Vowel points and the joiners of Persian and Indic spelling are no letters to Python, but parts of a word.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d"
_WORD = re.compile(rf"[\w{_MARKS}]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True)
class Fingerprint:
    """What publish.lua is given of a text.

    `bands`: keys of 7 bytes each, one byte for the band's number and three of each of its values. `signature`: one
    byte per permutation. `numbers`: the same of the numbers in the text, empty where they are too few to say anything.
    """

    bands: bytes
    signature: bytes
    numbers: bytes


@cache
def fingerprint_version() -> str:
    """Part of the keys: fingerprints of other versions cannot be compared (rensa's digests differ between minors)."""
    return f"{LAYOUT}-" + ".".join(version("rensa").split(".")[:2])


def fingerprint(text: str) -> Fingerprint | None:
    """The fingerprint of an article's body; None where the text is too short to tell a copy from chance."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = shingles(plain)
    if len(found) < FEWEST_SHINGLES:
        return None
    digest = _minhash(found, PERMUTATIONS)
    numbers = numbers_in(plain)
    return Fingerprint(
        bands=_bands(digest),
        signature=_low_bytes(digest),
        numbers=_low_bytes(_minhash(numbers, NUMBER_PERMUTATIONS)) if len(numbers) >= FEWEST_NUMBERS else b"",
    )


def shingles(plain: str) -> list[str]:
    """The distinct pairs of neighbouring words of a text in lower case, punctuation aside.

    Scripts that do not part their words give runs of characters instead.
    """
    if not any(map(_UNSPACED.match, set(plain))):  # ten times as fast as to split by that pattern
        return list(dict.fromkeys(map(" ".join, itertools.pairwise(_WORD.findall(plain)))))
    found: dict[str, None] = {}
    for at, stretch in enumerate(_UNSPACED.split(plain)):
        if at % 2:  # what the pattern found, between what it parted
            width = SHINGLE_HAN_KANA if _HAN_KANA.match(stretch) else SHINGLE_SOUTH_EAST_ASIAN
            found |= dict.fromkeys(stretch[i : i + width] for i in range(max(1, len(stretch) - width + 1)))
        else:
            words = _WORD.findall(stretch)
            # Pairs survive single-word edits best: copies with 2 × 8 % of the words changed still have .45.
            found |= dict.fromkeys(map(" ".join, itertools.pairwise(words)))
    return list(found)


def numbers_in(plain: str) -> list[str]:
    """The distinct numbers of a text, digits of every script alike."""
    return list(dict.fromkeys(_western(number) for number in _NUMBER.findall(plain)))


def _western(number: str) -> str:
    return number if number.isascii() else "".join(str(unicodedata.digit(sign, sign)) for sign in number)


def _minhash(items: list[str], permutations: int) -> list[int]:
    from rensa import RMinHash  # noqa: PLC0415  # 20 ms that commands which do not publish need not wait for

    minhash = RMinHash(num_perm=permutations, seed=SEED)
    minhash.update(items)
    digest: list[int] = minhash.digest()
    return digest


def _low_bytes(digest: list[int]) -> bytes:
    return bytes(value & 0xFF for value in digest)


def _bands(digest: list[int]) -> bytes:
    """The number of each band and the three low bytes of its two values: minima are small, their low bytes random."""
    raw = struct.pack(f"<{ROWS * BANDS}I", *digest[: ROWS * BANDS])
    return b"".join(
        b"%c%b%b" % (band, raw[at : at + 3], raw[at + 4 : at + 7]) for band, at in enumerate(range(0, len(raw), 8))
    )
