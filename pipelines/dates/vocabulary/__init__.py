"""The words of dates: what each means, and in which languages."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple


class Meaning(NamedTuple):
    """What a word can mean: ``kind`` (month, weekday, unit, ago …), its value, and the languages where it does."""

    kind: str
    value: str
    number: int
    languages: frozenset[str]


class Vocabulary:
    """Looks words and phrases up. Load it with ``load_vocabulary``."""

    def __init__(self, table: dict[str, dict[str, str]]) -> None:
        language_sets: dict[str, frozenset[str]] = {}
        self.words: dict[str, tuple[Meaning, ...]] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], tuple[Meaning, ...]]]] = {}
        for phrase, entries in table.items():
            meanings = []
            for entry, languages in entries.items():
                kind, value, number = entry.split("/")
                if languages not in language_sets:
                    language_sets[languages] = frozenset(languages.split())
                meanings.append(Meaning(kind, value.replace(":", "/"), int(number), language_sets[languages]))
            parts = tuple(phrase.split())
            if len(parts) == 1:
                self.words[phrase] = tuple(meanings)
            else:
                self.phrases.setdefault(parts[0], []).append((parts, tuple(meanings)))
        for candidates in self.phrases.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))
        longest: dict[str, int] = {}
        for word in self.words:
            longest[word[0]] = max(longest.get(word[0], 0), len(word))
        for first in self.phrases:
            longest[first[0]] = max(longest.get(first[0], 0), len(first))
        self.longest_by_first_letter = longest
        known = [*self.words.values(), *(meanings for rows in self.phrases.values() for _, meanings in rows)]
        months = [one.languages for meanings in known for one in meanings if one.kind == "month"]
        self.languages = frozenset().union(*set(months))
        """The languages whose month names are known."""


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The compiled vocabulary, read once a process."""
    return Vocabulary(json.loads((Path(__file__).parent / "vocabulary.json").read_text(encoding="utf-8")))
