"""Values that systems print where they have none: "undefined", "null", "[object Object]", a template's own words."""

from __future__ import annotations

import re
from typing import Final

MAX_PLACEHOLDER: Final = 200
"""Characters; what is longer was written."""
_TEMPLATE: Final = re.compile(
    r"\{\{[^{}]{0,120}\}\}|\$\{[^{}]{0,120}\}|<%[^<>%]{0,120}%>|\{%[^{}%]{0,120}%\}|%%\w{1,40}%%"
)
_EMPTY: Final = re.compile(r"undefined|null|NULL|Null|None|none|NONE|NaN|nil|n/?a|N/?A|#N/A|\[object \w{2,12}\]")
_BETWEEN: Final = re.compile(r"[\s,;|/–—:_-]+")
_CLUE: Final = re.compile(r"undefined|object |\{\{|\$\{|<%|\{%|%%")
"""One of them is in each longer placeholder: a cheap test."""
_FIRST: Final = frozenset("unN#[$<{%")
"""With one of these signs each placeholder begins."""
_SHORT: Final = 12
"""Characters of several empty values beside each other ("null, null") that are told without such a clue."""


def is_placeholder(value: str) -> bool:
    """Whether a value stands for none.

    >>> is_placeholder("undefined"), is_placeholder("{{ post.title }}"), is_placeholder("Nina undefined")
    (True, True, False)
    """
    if len(value) > MAX_PLACEHOLDER:
        return False
    line = value.strip()
    if line[:1] not in _FIRST or (len(line) > _SHORT and _CLUE.search(line) is None):
        return False
    if _EMPTY.fullmatch(line) is not None:
        return True
    bare = _TEMPLATE.sub(" ", line)
    if bare != line and not any(map(str.isalnum, bare)):
        return True
    words = [word for word in _BETWEEN.split(bare.replace("[object Object]", "undefined")) if word]
    return bool(words) and all(_EMPTY.fullmatch(word) is not None for word in words)
