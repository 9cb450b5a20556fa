"""Searching class names and addresses for telling words, cheaply.

A pattern of many alternatives is tried at every letter. Nearly no name holds any of the words, and whether one is there
at all is known ten times faster by plain comparison; only then is the pattern asked where it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

_NAMES = 1_000
"""Names whose answers are kept: those of one page recur on it, and on the other pages of its site."""
_LONGEST_KNOWN = 200


class NamedSearch:
    """Whether a name holds a match of a pattern, case aside.

    ``parts`` are lower-case pieces one of which is in every match; ``pattern`` (lower case) says more exactly where it
    must stand, and is left out where each piece is a match by itself.
    """

    def __init__(self, parts: str, pattern: str | None = None) -> None:
        self._parts = shortest(parts.split())
        self._pattern = re.compile(pattern) if pattern is not None else None
        self._known = lru_cache(maxsize=_NAMES)(self._search)

    def __call__(self, name: str) -> bool:
        return self._known(name) if len(name) <= _LONGEST_KNOWN else self._search(name)

    def _search(self, name: str) -> bool:
        lowered = name.lower()
        for part in self._parts:
            if part in lowered:
                return self._pattern is None or self._pattern.search(lowered) is not None
        return False


def shortest(parts: Sequence[str]) -> tuple[str, ...]:
    """The parts without those that contain another one: after a search for "date", "updated" need not be looked for."""
    return tuple(part for part in parts if not any(other in part for other in parts if other != part))


class JoinedNames:
    """The names or addresses of a page in one text, searched for all of them at once: far cheaper than one by one."""

    def __init__(self, values: Iterable[str], longest: int = 500) -> None:
        self.values = list(values)
        lines = [value if len(value) <= longest else value[:longest] for value in self.values]
        self.text = "\n".join(lines).lower()
        if self.text.count("\n") >= len(lines):
            lines = [" ".join(line.split()) for line in lines]
            self.text = "\n".join(lines).lower()
        # Lower case can be longer than what it was made of ("İ"); then each line is measured again.
        same_length = len(self.text) == sum(map(len, lines)) + max(0, len(lines) - 1)
        lengths = map(len, lines if same_length else self.text.split("\n"))
        self.starts = [0, *accumulate(length + 1 for length in lengths)]

    def holding(self, parts: Sequence[str]) -> list[str]:
        """The values that hold one of the parts (lower case), in their order."""
        text, starts = self.text, self.starts
        lines: set[int] = set()
        for part in parts:
            at = text.find(part)
            while at >= 0:
                line = bisect_right(starts, at) - 1
                lines.add(line)
                at = text.find(part, starts[line + 1])
        return [self.values[line] for line in sorted(lines)]
