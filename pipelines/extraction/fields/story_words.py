"""The words of the page's story, by which keywords are told that are the site's or its system's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final

from wiredesk.pipelines.extraction.lexicon.platforms import UNPARTED
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import whole_text, without_accents

LEAST_TEXT: Final = 400
"""Characters of the story without which one cannot tell."""
MAX_TEXT: Final = 20_000
MAX_PARAGRAPHS: Final = 400
MAX_LOOSE: Final = 4_000
LEAST_PARAGRAPH: Final = 80
"""Characters; shorter ones are lines of menus, teasers and captions."""
LEAST_STEM: Final = 4
"""Letters of a word that are left, and of a word that says something."""
_WORD: Final = re.compile(r"[^\W_]+")


def story_words(page: PageMarkup, told: str) -> str:
    """The words of ``told`` and of the page's prose, each with a space in front; empty where there is too little."""
    parts = _prose(page) or _loose_prose(page)
    return " ".join(["", *_WORD.findall(without_accents(" ".join([told, *parts]).casefold()))]) if parts else ""


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters without accents."""
    return [without_accents(word.casefold()) for word in _WORD.findall(text[:1_000])]


def stem(word: str) -> str:
    """The beginning of a word that inflection leaves, with a space in front where the script parts its words."""
    return word if UNPARTED.match(word) else " " + word[: max(LEAST_STEM, len(word) - 2)]


def _prose(page: PageMarkup) -> list[str]:
    """The page's longer paragraphs; none where they are too few to tell."""
    elements = islice(page.tree.iter("p") if page.tree is not None else (), MAX_PARAGRAPHS)
    whole = ((element, whole_text(element)[:2_000]) for element in elements)
    return _enough(text for element, text in whole if len(text) > LEAST_PARAGRAPH and not page.is_aside(element))


def _loose_prose(page: PageMarkup) -> list[str]:
    """The longer texts of pages that set none in paragraphs."""
    if page.tree is None:
        return []
    elements = islice(page.tree.iter("div", "td", "span", "br", "article", "section"), MAX_LOOSE)
    texts = (text for element in elements for text in (element.text, element.tail) if text)
    return _enough(text[:2_000] for text in texts if len(text.strip()) > LEAST_PARAGRAPH)


def _enough(texts: Iterable[str]) -> list[str]:
    parts: list[str] = []
    size = 0
    for text in texts:
        parts.append(text)
        size += len(text)
        if size > MAX_TEXT:
            break
    return parts if size >= LEAST_TEXT else []
