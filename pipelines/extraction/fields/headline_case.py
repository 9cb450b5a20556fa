"""Headlines in capitals: some systems put the title into capitals for the heading, the tab or the markup."""

from __future__ import annotations

from typing import Final

LEAST_SHOUTED: Final = 12
"""Letters; a shorter headline in capitals may be a name or an abbreviation."""


def is_shouted(text: str) -> bool:
    """Whether a text is all in capitals, in a script that has them.

    >>> is_shouted("WATER OF THE LAKE FALLS"), is_shouted("Water of the lake falls")
    (True, False)
    """
    cased = [letter for letter in text if letter.isupper() or letter.islower()]
    return len(cased) >= LEAST_SHOUTED and all(map(str.isupper, cased))
