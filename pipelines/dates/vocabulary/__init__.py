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
        # Every process that reads dates waits for this: nine thousand entries share a thousand meanings.
        known: dict[tuple[str, str], Meaning] = {}
        self.words: dict[str, tuple[Meaning, ...]] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], tuple[Meaning, ...]]]] = {}
        longest: dict[str, int] = {}
        for phrase, entries in table.items():
            meanings = tuple([known.get(entry) or _meaning(known, entry) for entry in entries.items()])
            if " " in phrase:
                parts = tuple(phrase.split())
                self.phrases.setdefault(parts[0], []).append((parts, meanings))
                word = parts[0]
            else:
                word = phrase
                self.words[word] = meanings
            if len(word) > longest.get(word[0], 0):
                longest[word[0]] = len(word)
        for candidates in self.phrases.values():
            if len(candidates) > 1:
                candidates.sort(key=lambda candidate: -len(candidate[0]))
        self.longest_by_first_letter = longest
        self.languages = frozenset().union(*(one.languages for one in known.values() if one.kind == "month"))
        """The languages whose month names are known."""


def _meaning(known: dict[tuple[str, str], Meaning], entry: tuple[str, str]) -> Meaning:
    kind, value, number = entry[0].split("/")
    known[entry] = Meaning(kind, value.replace(":", "/"), int(number), frozenset(entry[1].split()))
    return known[entry]


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The compiled vocabulary, read once a process."""
    return Vocabulary(json.loads((Path(__file__).parent / "vocabulary.json").read_text(encoding="utf-8")))
