"""The form in which texts are compared, so that differences of typography do not count."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORDS = re.compile(r"[\W_]+")
_ASCII_MARKS = bytes(code if code > 127 or chr(code).isalnum() else ord(" ") for code in range(256))
"""For ``bytes.translate``: a space for every mark of ASCII. UTF-8 has none of these bytes inside other letters."""
PRINTED_MARKS = "’“”–—„«»…‘"
"""The marks beyond ASCII that most texts have: to replace them one by one takes half of one search for all marks."""


def words_alone(text: str) -> str:
    """Words with single spaces between them, in compatibility form (Unicode's NFKC) and without case."""
    whole = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = whole.casefold().encode("utf-8", "surrogatepass").translate(_ASCII_MARKS).decode("utf-8", "surrogatepass")
    if not plain.isascii():
        for mark in PRINTED_MARKS:
            plain = plain.replace(mark, " ")
        if not plain.replace(" ", "").isalnum():
            plain = _NOT_WORDS.sub(" ", plain)
    return " ".join(plain.split())
