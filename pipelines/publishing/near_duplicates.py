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

PERMUTATIONS = 64
ROWS = 2  # 32 bands of 2: a pair of similarity .4 shares a band with probability 1 - (1 - .4²)³² = .996
BANDS = PERMUTATIONS // ROWS
SEED = 1997  # any fixed number; a change makes all stored fingerprints worthless
SHINGLE_WORDS = 3
THRESHOLD = 0.4
FEWEST_SHINGLES = 20

_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True)
class Fingerprint:
    """What publish.lua is given of a text: band keys of 7 bytes each, and a signature of one byte per permutation."""

    bands: bytes
    signature: bytes


@cache
def fingerprint_version() -> str:
    """Part of the keys: fingerprints of other versions cannot be compared (rensa's digests differ between minors)."""
    return "1-" + ".".join(version("rensa").split(".")[:2])


def fingerprint(text: str) -> Fingerprint | None:
    """The fingerprint of an article's body; None where the text is too short to tell a copy from chance."""
    from rensa import RMinHash

    found = shingles(text)
    if len(found) < FEWEST_SHINGLES:
        return None
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(found)
    digest: list[int] = minhash.digest()
    rows = [digest[at : at + ROWS] for at in range(0, PERMUTATIONS, ROWS)]
    bands = b"".join(bytes((band,)) + _band_hash(values) for band, values in enumerate(rows))
    return Fingerprint(bands, bytes(value & 0xFF for value in digest))


def shingles(text: str) -> list[str]:
    """The distinct runs of neighbouring words, case and punctuation aside."""
    words = _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    return list({" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)})


def _band_hash(values: list[int]) -> bytes:
    return hashlib.blake2b(struct.pack(f"<{ROWS}I", *values), digest_size=6).digest()
