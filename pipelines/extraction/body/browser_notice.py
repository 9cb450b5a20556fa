"""The note that a page has for readers of old browsers: it stands among the text, and only a script hides it."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

LONGEST: Final = 500
"""Characters; a text that tells of browsers is longer, or names them in sentences of their own."""
LEAST_NAMES: Final = 2
"""Browsers that the note recommends."""
_BROWSER: Final = re.compile(any_of(phrases("browsers")), re.I)
_NAME: Final = re.compile(r"chrome|firefox|safari|\bedge\b|\bopera\b|internet explorer|\bIE ?\d+", re.I)
_SCRIPT: Final = re.compile(r"java ?script", re.I)
_TELLING: Final = re.compile(r"[jcfseoi](?:ava|hrome|irefox|afari|dge|pera|nternet|e ?\d)")
"""One of these is in every note. Opens with one class, by which the search finds its places fast."""


def is_browser_notice(text: str) -> bool:
    """Whether a paragraph asks for a newer browser, or for JavaScript in it.

    >>> is_browser_notice("Your browser is too old. Please take a current one such as Chrome, Firefox or Safari.")
    True
    """
    if len(text) > LONGEST or _TELLING.search(text.lower()) is None:
        return False
    names = {name.casefold() for name in _NAME.findall(text)}
    return (len(names) >= LEAST_NAMES or _SCRIPT.search(text) is not None) and _BROWSER.search(text) is not None


def without_browser_notices(paragraphs: list[str], headline: str) -> list[str]:
    """The paragraphs without such a note at either end; all of them where the story is one of browsers."""
    # First what nearly every page fails: the search of all paragraphs is long.
    ends = [text for text in {*paragraphs[:1], *paragraphs[-1:]} if is_browser_notice(text)]
    if not ends or len(ends) == len(paragraphs):
        return paragraphs
    if _BROWSER.search(headline) or _NAME.search(headline) or _SCRIPT.search(headline):
        return paragraphs
    noted = [text for text in paragraphs if _BROWSER.search(text[:LONGEST])]
    if len(noted) > len(ends):
        return paragraphs
    return [text for text in paragraphs if text not in ends]
