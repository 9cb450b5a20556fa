"""Fingerprints by which copies of one text (agency copy on several sites) find each other: MinHash with banding.

Broder, "On the resemblance and containment of documents" (1997); banding after Leskovec, Rajaraman, Ullman, "Mining of
Massive Datasets", 3.4; one byte per permutation after Li and König, "b-Bit Minwise Hashing" (2010). The look-up itself
is part of publish.lua.
"""

from __future__ import annotations

import hashlib
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

SHINGLE_WORDS = 2  # pairs survive single-word edits best: copies with 2 × 8 % of the words changed still have .45
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

_HAN_KANA = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST_ASIAN = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d"
_TOKEN = re.compile(rf"([{_HAN_KANA}]+)|([{_SOUTH_EAST_ASIAN}]+)|(?:[^\W_{_HAN_KANA}{_SOUTH_EAST_ASIAN}]|[{_MARKS}])+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True)
class Fingerprint:
    """What publish.lua is given of a text.

    `bands`: keys of 7 bytes each, one byte for the band's number and six of its hash. `signature`: one byte per
    permutation. `numbers`: the same of the numbers in the text, empty where they are too few to say anything.
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
    rows = [digest[at : at + ROWS] for at in range(0, ROWS * BANDS, ROWS)]
    bands = b"".join(bytes((band,)) + _band_hash(values) for band, values in enumerate(rows))
    numbers = numbers_in(plain)
    return Fingerprint(
        bands=bands,
        signature=_low_bytes(digest),
        numbers=_low_bytes(_minhash(numbers, NUMBER_PERMUTATIONS)) if len(numbers) >= FEWEST_NUMBERS else b"",
    )


def shingles(plain: str) -> list[str]:
    """The distinct pairs of neighbouring words of a text in lower case, punctuation aside.

    Scripts that do not part their words give runs of characters instead.
    """
    found: dict[str, None] = {}
    before = ""
    for match in _TOKEN.finditer(plain):
        han_kana, south_east_asian = match.groups()
        if han_kana or south_east_asian:
            run, width = match[0], SHINGLE_HAN_KANA if han_kana else SHINGLE_SOUTH_EAST_ASIAN
            for at in range(max(1, len(run) - width + 1)):
                found[run[at : at + width]] = None
            before = ""
            continue
        if before:
            found[f"{before} {match[0]}"] = None
        before = match[0]
    return list(found)


def numbers_in(plain: str) -> list[str]:
    """The distinct numbers of a text, digits of every script alike."""
    return list(dict.fromkeys(_western(number) for number in _NUMBER.findall(plain)))


def _western(number: str) -> str:
    return number if number.isascii() else "".join(str(unicodedata.digit(sign, sign)) for sign in number)


def _minhash(items: list[str], permutations: int) -> list[int]:
    from rensa import RMinHash  # 20 ms that commands which do not publish need not wait for

    minhash = RMinHash(num_perm=permutations, seed=SEED)
    minhash.update(items)
    digest: list[int] = minhash.digest()
    return digest


def _low_bytes(digest: list[int]) -> bytes:
    return bytes(value & 0xFF for value in digest)


def _band_hash(values: list[int]) -> bytes:
    return hashlib.blake2b(struct.pack(f"<{ROWS}I", *values), digest_size=6).digest()
