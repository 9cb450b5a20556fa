"""The marks that end a sentence, and the colon that does so in some scripts and announces something in others."""

from __future__ import annotations

import re
from typing import Final

COLON_AS_STOP: Final = "(?<=[\u0561-\u0587]):|(?<=[\u1200-\u135a])::"
"""A pattern: Armenian ends its sentences with a mark that looks like a colon and is mostly typed as one, Amharic and
Tigrinya with a mark of four dots that is typed as two colons."""
_END: Final = re.compile(rf"(?:[.!?…。！？।۔؟։።]|፡፡|{COLON_AS_STOP})['\"”’»)\]]*$")
LINE_END: Final = re.compile(r"[.!?…。！？।۔؟։።:][\"'”’»)\]]*$")
"""The same, or a colon of any kind: what ends so is no headline and no caption."""
OPENING_QUOTES: Final = ('"', "“", "„", "«", "‘", "'", "「", "『")
"""Open what somebody says in the story."""
CUT_OFF: Final = ("…", "...", "[…]", "[...]")
"""Ends of a summary that a system has cut off."""
_COLONS: Final = (":", "：", "꞉")
_LAST: Final = 12
"""Characters at the end of a text that are looked at: the mark, and the quotes and brackets behind it."""


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, in any script.

    >>> ends_sentence("Կամուրջը բացվեց:"), ends_sentence("See the film here:")
    (True, False)
    """
    return _END.search(text[-_LAST:]) is not None


def ends_with_colon(text: str) -> bool:
    """Whether a text ends with a colon that announces what follows.

    >>> ends_with_colon("Կամուրջը բացվեց:"), ends_with_colon("See the film here:")
    (False, True)
    """
    return text.endswith(_COLONS) and not ends_sentence(text)
