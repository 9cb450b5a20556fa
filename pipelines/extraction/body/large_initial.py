"""The first letter of a text, set large and apart from its word: "T he council met"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import function_words
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage

_INITIAL: Final = re.compile(r"([^\W\d_]) ([^\W\d_]{1,20})(?![^\W\d_])")


def with_large_initial(text: str, paragraphs: Sequence[str]) -> str:
    """The first paragraph of a text with its initial joined to its word, where that gives a word that every language
    knows or that the `paragraphs` have again; "A tap", "T cells" and "X verliert" stay."""
    found = _INITIAL.match(text)
    if found is None or not found[1].isupper() or not found[2].islower() or found[1].lower() in _function_words():
        return text
    word = found[1] + found[2]
    again = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.I)
    known = word.lower() in _function_words() or any(map(again.search, paragraphs))
    return word + text[found.end() :] if known else text


def text_with_initial(block: Block, page: BlockPage) -> str:
    """The text of a block that opens in small letters, with the capital that is the whole block above it."""
    above = page.blocks[block.place - 1].text if block.place else ""
    is_initial = len(above) == 1 and above.isupper() and block.text[:1].islower()
    return above + block.text if is_initial else block.text


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(word for _, words in function_words() for word in words)
