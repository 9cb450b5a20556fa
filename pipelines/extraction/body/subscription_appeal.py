"""The appeal to subscribe that ends an article behind a wall: several paragraphs of what subscribers get."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, is_cue_line
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

LEAST_BEFORE: Final = 2
"""Paragraphs of the article before the appeal."""
LEAST_SIGNS: Final = 2
"""Paragraphs of the appeal that speak of subscribers; those before speak of none, or it is a story about them."""
MOST: Final = 0.6
LONGEST: Final = 1_500
"""Of the text, and characters, that an appeal may be: what a wall shows of an article is short."""
_LONGEST_CALL: Final = 140  # characters of the line that it begins with
_SUBSCRIBER: Final = re.compile(any_of(phrases("subscribers")))
"""Asked of text in lower case: without ``re.I`` the search finds its places by their first letters, ten times faster.
"""


def _speaks_of_subscribers(text: str) -> bool:
    # "Remember" holds a word for members
    return _SUBSCRIBER.search(text.lower().replace("remember", "")) is not None


def before_appeal(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs of a body before such an appeal."""
    if not any(map(_speaks_of_subscribers, paragraphs[-2:])):  # as on nearly all pages
        return list(paragraphs)
    signs = [_speaks_of_subscribers(text) for text in paragraphs]
    whole = sum(map(len, paragraphs))
    if any(signs[:LEAST_BEFORE]):
        return list(paragraphs)
    for place in range(LEAST_BEFORE, len(paragraphs)):
        text = paragraphs[place]
        if signs[place - 1]:
            break
        is_call = is_cue_line(text, BITS["subscribe"])
        if len(text) > _LONGEST_CALL or not (is_call or signs[place]):
            continue
        rest = paragraphs[place:]
        speaks = sum(signs[place:])
        size = sum(map(len, rest))
        enough = speaks >= LEAST_SIGNS and any(signs[-2:]) if is_call else speaks > LEAST_SIGNS and signs[-1]
        if enough and size <= min(MOST * whole, LONGEST):
            return list(paragraphs[:place])
    return list(paragraphs)
