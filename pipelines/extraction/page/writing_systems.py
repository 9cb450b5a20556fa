"""Writing systems: which one a text is written in, and the languages that it can be."""

from __future__ import annotations

import re
import string

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(f"[{letters}]"))
    for name, letters in (
        ("latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
        ("cyrillic", "\u0400-\u052f"),
        ("arabic", "\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f"),
        ("han", "\u4e00-\u9fff"),
        ("kana", "\u3040-\u30ff"),
        ("hangul", "\uac00-\ud7a3"),
        ("devanagari", "\u0904-\u0965\u0971-\u097f"),
        ("greek", "\u0370-\u03ff\u1f00-\u1fff"),
        ("hebrew", "\u05d0-\u05ea"),
        ("thai", "\u0e00-\u0e7f"),
        ("bengali", "\u0980-\u09ff"),
        ("ethiopic", "\u1200-\u137f"),
        ("gurmukhi", "\u0a00-\u0a7f"),
        ("gujarati", "\u0a80-\u0aff"),
        ("odia", "\u0b00-\u0b7f"),
        ("tamil", "\u0b80-\u0bff"),
        ("telugu", "\u0c00-\u0c7f"),
        ("kannada", "\u0c80-\u0cff"),
        ("malayalam", "\u0d00-\u0d7f"),
        ("sinhala", "\u0d80-\u0dff"),
        ("lao", "\u0e80-\u0eff"),
        ("tibetan", "\u0f00-\u0fff"),
        ("burmese", "\u1000-\u109f"),
        ("georgian", "\u10a0-\u10ff"),
        ("khmer", "\u1780-\u17ff"),
        ("mongolian", "\u1800-\u18af"),
        ("armenian", "\u0530-\u058f"),
        ("thaana", "\u0780-\u07bf"),
        ("syriac", "\u0700-\u074f"),
    )
)

ONE_LANGUAGE = {
    "hangul": "ko",
    "kana": "ja",
    "greek": "el",
    "thai": "th",
    "gurmukhi": "pa",
    "gujarati": "gu",
    "odia": "or",
    "tamil": "ta",
    "telugu": "te",
    "kannada": "kn",
    "malayalam": "ml",
    "sinhala": "si",
    "lao": "lo",
    "tibetan": "bo",
    "burmese": "my",
    "georgian": "ka",
    "khmer": "km",
    "armenian": "hy",
    "thaana": "dv",
    "mongolian": "mn",
    "syriac": "syr",
    "han": "zh",
    "hebrew": "he",
    "bengali": "bn",
}
"""Script → the language that is usually written in it, for scripts of one language above all."""
SCRIPT_MATES = {
    "han": {"zh", "ja", "yue", "wuu", "ko"},
    "kana": {"ja", "ryu"},
    "hebrew": {"he", "yi"},
    "bengali": {"bn", "as", "mni"},
    "georgian": {"ka", "xmf"},
    "burmese": {"my", "shn"},
    "thai": {"th"},
    "tibetan": {"bo", "dz"},
}
"""Other languages of a script that a declaration may name."""

_ASCII_LETTERS = string.ascii_letters.encode()
_TEN_LETTERS = re.compile(r"(?:[^A-Za-z]*+[A-Za-z]){10}")


def script_of(word: str) -> str | None:
    """The script of a word's letters, or None where it has no letter of a script told apart here."""
    return next((name for name, letters in _SCRIPTS if letters.search(word)), None)


def prevailing_script(sample: str) -> str | None:
    """The script of most letters of a sample; Japanese is recognised by its kana among any number of Chinese
    characters."""
    if sample.isascii():
        return "latin" if _TEN_LETTERS.match(sample) else None
    probe = sample if len(sample) <= 1_200 else sample[:600] + sample[len(sample) // 2 :][:600]
    ascii_signs = probe.encode("ascii", "ignore")
    if len(ascii_signs) - len(ascii_signs.translate(None, _ASCII_LETTERS)) > len(probe) // 2:
        return "latin"
    counts = {name: len(pattern.findall(probe)) for name, pattern in _SCRIPTS}
    east = counts["han"] + counts["kana"] + counts["hangul"]
    counts["kana"] = east if counts["kana"] * 12 > east else 0
    counts["hangul"] = east + 1 if counts["hangul"] * 4 > east else 0
    for name in ("han", "kana", "hangul", "thai", "khmer", "burmese", "lao"):
        counts[name] *= 2  # one sign carries as much as two or three letters
    name = max(counts, key=lambda script: counts[script])
    return name if counts[name] >= 6 else None
