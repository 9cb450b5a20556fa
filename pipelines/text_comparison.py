"""The form in which texts are compared, so that differences of typography do not count."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORDS = re.compile(r"[\W_]+")


def words_alone(text: str) -> str:
    """Words with single spaces between them, in compatibility form (Unicode's NFKC) and without case."""
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
