"""The promotion that ends an article: the newsletter, the app, the channel of the paper, in whole sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.platforms import UNPARTED, asks_to_follow, names_platform
from wiredesk.pipelines.extraction.lexicon.sentence_marks import OPENING_QUOTES
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

LONGEST: Final = 400
"""Characters of one paragraph of a promotion; longer ones tell a story, about a newsletter too."""
LONGEST_BLOCK: Final = 1_500
MOST_BLOCK: Final = 0.5
"""Characters, and share of the text, of several such paragraphs."""
MOST_PARAGRAPHS: Final = 8
LEAST_BEFORE: Final = 2
"""Paragraphs of the article before a promotion of several: a text that is one is no article."""
LONGEST_TITLE: Final = 100
"""Characters of the line above it: "Join our WhatsApp community!", "No time to read the news?"."""
_QUOTED: Final = (*OPENING_QUOTES, "—", "–", "-")
"""Opens what somebody says in the story."""
_OFFER: Final = re.compile(any_of(phrases("offers")))
_CALL: Final = any_of(call for call in phrases("calls") if not UNPARTED.match(call))
_UNPARTED_CALL: Final = any_of(call for call in phrases("calls") if UNPARTED.match(call))
_CALLS: Final = re.compile(
    rf"(?:^|[.!?:;…।۔؟]\s{{1,3}})\W{{0,3}}(?:{_CALL})(?![^\W\d_])"  # opens a sentence
    rf"|(?<![^\W\d_])(?:{_CALL})(?:\s[^\W\d_]{{1,12}})?\W{{0,3}}(?:$|[.!?…।۔؟])"  # ends it, as in Turkish and Hindi
    rf"|{_UNPARTED_CALL}"
)
"""Asked of text in lower case."""
_STEP: Final = re.compile(rf"(?<![^\W\d_])(?:{_CALL})(?![^\W\d_])|{_UNPARTED_CALL}")
"""The same anywhere in a sentence: what the paragraphs below such a title go on with."""


def is_promotion(text: str) -> bool:
    """Whether a paragraph at the end asks to subscribe, to join or to download, and names what.

    >>> is_promotion("Get the news of the coast to your inbox. Sign up for the Harbour newsletter.")
    True
    >>> is_promotion("Residents can sign up for the county's newsletter at the town hall.")
    False
    """
    if len(text) > LONGEST or text.startswith(_QUOTED):
        return False
    plain = text.lower()
    if asks_to_follow(text):
        return names_platform(text) or _OFFER.search(plain) is not None
    if _CALLS.search(plain) is None:
        return False
    return _OFFER.search(plain) is not None or (len(text) <= LONGEST_TITLE and names_platform(text))


def before_promotion(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs of a body before the promotion that ends it; all of them where none does."""
    end = len(paragraphs)
    while end > 1 and is_promotion(paragraphs[end - 1]):
        end -= 1
    end = _start_of_block(paragraphs[:end])
    if LEAST_BEFORE < end < len(paragraphs) and _is_title(paragraphs[end - 1]):
        end -= 1
    return list(paragraphs[:end])


def _is_title(text: str) -> bool:
    """Whether a line above a promotion asks something of the reader: "No time to read the news?"."""
    return len(text) <= LONGEST_TITLE and text.endswith(("?", "!", "？", "！", "؟")) and not text.startswith(_QUOTED)


def _start_of_block(paragraphs: Sequence[str]) -> int:
    """Where the promotion of several paragraphs begins, by the line above it; their number where there is none."""
    least = max(LEAST_BEFORE, len(paragraphs) - MOST_PARAGRAPHS)
    for place in range(len(paragraphs) - 2, least - 1, -1):
        text = paragraphs[place]
        if len(text) > LONGEST_TITLE or not is_promotion(text):
            continue
        rest = paragraphs[place + 1 :]
        size = sum(map(len, rest))
        if size <= min(LONGEST_BLOCK, MOST_BLOCK * sum(map(len, paragraphs))) and _goes_on(rest):
            return place
    return len(paragraphs)


def _goes_on(rest: Sequence[str]) -> bool:
    """Whether what stands below the title calls as well, and tells nothing at length."""
    calls = any(_STEP.search(text.lower()) is not None or asks_to_follow(text) for text in rest)
    return calls and all(len(text) <= LONGEST for text in rest)
