"""Lines that only count: "417 views", "عدد الزيارات: 417", "Okunma sayısı 1.204"."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.text_comparison import words_alone

_LONGEST: Final = 48  # characters; "Number of times this article was read: 12,345" has 45
_NUMBER: Final = re.compile(r"\d[\d.,'\u066b\u066c\s]*\s?(?:[km]|mil|bin|тыс|万)?(?!\w)")


_COUNTERS: Final = frozenset(map(words_alone, phrases("counters")))


def is_counter_line(line: str) -> bool:
    """Whether a line is a number with what it counts: views, reads, visits, comments. Digits of all scripts count."""
    if len(line) > _LONGEST or not any(character.isdigit() for character in line):
        return False
    words = words_alone(_NUMBER.sub(" ", unicodedata.normalize("NFKC", line).casefold()))
    return words in _COUNTERS
