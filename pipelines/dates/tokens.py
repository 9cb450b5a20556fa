"""The tokens of a text, and the questions that the rules ask of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wiredesk.pipelines.dates.vocabulary import Meaning


@dataclass(slots=True)
class Token:
    """One number, word (or known phrase) or punctuation mark of the text."""

    kind: Literal["number", "word", "mark"]
    text: str
    spaced: bool
    """White space stands before it."""
    value: int = -1
    meanings: tuple[Meaning, ...] = ()
    used: bool = False
    """A rule has consumed it."""
    upper: bool = False
    """All its letters are capitals, as those of EST and GMT."""

    def meaning(self, kind: str) -> Meaning | None:
        """Its first meaning of that kind."""
        for meaning in self.meanings:
            if meaning.kind == kind:
                return meaning
        return None


def is_mark(tokens: list[Token], index: int, texts: str) -> bool:
    """Whether one of the punctuation marks ``texts`` stands at ``index``; False beyond the ends."""
    return 0 <= index < len(tokens) and tokens[index].kind == "mark" and tokens[index].text in texts


def is_number(tokens: list[Token], index: int, *lengths: int) -> bool:
    """Whether a number that no rule has used yet stands at ``index``, with one of these numbers of digits."""
    if not 0 <= index < len(tokens):
        return False
    token = tokens[index]
    return token.kind == "number" and not token.used and len(token.text) in lengths


def has_meaning(tokens: list[Token], index: int, kind: str) -> bool:
    """Whether a word with a meaning of that kind stands at ``index``."""
    return 0 <= index < len(tokens) and tokens[index].kind == "word" and tokens[index].meaning(kind) is not None
