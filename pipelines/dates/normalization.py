"""One spelling for letters and digits, so that vocabulary and text meet whatever the keyboard that typed them."""

from __future__ import annotations

import re
import unicodedata

# Code points of the digit zero of the scripts that news is printed in (Unicode category Nd; each is followed by 1 to
# 9). Full-width digits are not listed: NFKD already makes them ASCII.
_ZEROS = (
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810,
)  # fmt: skip

_CHARACTERS: dict[int, str | None] = {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}
# Arabic script: Persian, Urdu and Kurdish variants of one letter, folded to the Arabic one.
_CHARACTERS.update(
    {ord(variant): letter for letter, variants in {
        "ي": "یىېێےۍ", "ك": "کڪ", "ه": "ہھەۀةۃ", "و": "ۆۇۈ", "ر": "ڕ", "ل": "ڵ",
    }.items() for variant in variants}
)  # fmt: skip
# Latin, Cyrillic and Greek letters that Unicode does not decompose, and their upper case.
_CHARACTERS.update(
    {ord(variant): letter for variant, letter in {
        "ı": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ə": "e", "Ə": "E",
        "ß": "ss", "ħ": "h", "Ħ": "H", "œ": "oe", "Œ": "Oe", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ς": "σ",
        "ғ": "г", "Ғ": "Г", "қ": "к", "Қ": "К", "ң": "н", "Ң": "Н", "ө": "о", "Ө": "О", "ү": "у", "Ү": "У",
        "ҳ": "х", "Ҳ": "Х", "ҷ": "ч", "Ҷ": "Ч", "ұ": "у", "Ұ": "У", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
        "Ɓ": "B", "Ɗ": "D", "Ƙ": "K", "Ƴ": "Y",
        "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "־": "-", "⁄": "/", "∕": "/", "؍": "/",
        "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "′": "'", "׳": "'", "״": "\"", "”": "\"", "“": "\"",
        "„": "\"", "٫": ".", "،": ",", "、": ",", "。": ".", "၊": ",", "؛": ";", "።": ".", "፣": ",", "፤": ";",
        "፥": ":", "፡": " ", "।": ".", "۔": ".",
    }.items()}
)  # fmt: skip

# Marks that are dropped: Latin, Greek and Cyrillic accents, Arabic harakat, hamza marks and tatweel, Hebrew points,
# soft hyphen, joiners, direction controls, byte order mark. Vowel signs of the Indic scripts are letters and stay.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
# Quotes inside Hebrew abbreviations (אחה"צ) belong to the word.
_HEBREW_QUOTES = re.compile(r"(?<=[א-ת])[\"'](?=[א-ת])|(?<=[א-ת])'")


def normalize(text: str) -> str:
    """``text`` in one spelling, letter case kept: compatibility forms and accents folded, digits ASCII, dashes one."""
    if text.isascii():
        return text
    decomposed = _DROPPED.sub("", unicodedata.normalize("NFKD", text))
    composed = unicodedata.normalize("NFC", decomposed).translate(_CHARACTERS)
    return _HEBREW_QUOTES.sub("", composed)


def fold(text: str) -> str:
    """``normalize`` without letter case: the form that the vocabulary is kept in."""
    return normalize(normalize(text).lower())
