"""Parts of a page that no reader sees: notes of the newsroom, words for screen readers, dialogs that wait to be opened.

A paywall hides the rest of an article by the same means. What tells them apart is the size: a paywall hides paragraph
after paragraph, the others a sentence or two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from lxml.etree import _Element

LEAST_WITHHELD: Final = 400
"""Characters of hidden text beside each other from which on they may be an article that a paywall withholds; the body
model judges them then, with the knowledge that they are hidden."""
LEAST_UNFOLDED: Final = 120
"""Characters of hidden text within a line from which on they may be the rest of a sentence that a click unfolds."""

_FOR_SCREEN_READERS: Final = re.compile(
    r"(?:[a-z0-9]{1,12}[-_]{1,2}){0,3}"
    r"(?:sr[-_]?only|sr[-_]text|visually[-_]?hidden|hidden[-_]visually|screen[-_]?readers?[-_]?(?:only|text)?"
    r"|a11y[-_](?:hidden|only|text)|assistive[-_]text|element[-_]invisible|show[-_]for[-_]sr)",
    re.I,
)
"""The names that style frameworks give to text that is only read out."""
_READ_OUT_PARTS: Final = ("sr", "visually", "screen", "a11y", "assistive", "invisible")
"""One of them is in each of these names: a cheaper test."""
_MAX_NAME: Final = 300  # characters of a class attribute or a style that are looked at
_STYLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_LETTER: Final = re.compile(r"\w")


class HiddenParts:
    """Tells which elements of one page no reader sees. Asked about each element as it is reached."""

    def __init__(self) -> None:
        self._withheld: dict[_Element | None, bool] = {}
        """Elements with hidden children → whether these hold so much text that it may be the article."""

    def hides(self, element: _Element, attributes: Sequence[tuple[str, str]]) -> bool:
        """Whether an element that is a line of its own, with these attributes, is left out."""
        for name, value in attributes:
            if name == "class" and _is_read_out(value) and _size(element, LEAST_WITHHELD) < LEAST_WITHHELD:
                return True
        return bool(attributes) and _is_unseen(element) and not self._may_be_withheld(element)

    def hides_in_line(self, element: _Element) -> bool:
        """Whether an element within a line is left out: hidden, only read out, or a decoration without a word."""
        if is_unseen(element):
            return _size(element, LEAST_UNFOLDED) < LEAST_UNFOLDED
        return element.get("aria-hidden") == "true" and not any(
            _LETTER.search(str(text)) for text in element.itertext()
        )

    def _may_be_withheld(self, element: _Element) -> bool:
        """Whether an element and its hidden siblings hold as much text as a paywall hides."""
        parent = element.getparent()
        known = self._withheld.get(parent)
        if known is None:
            size = 0
            for one in (element,) if parent is None else parent:
                if size < LEAST_WITHHELD and _is_unseen(one):
                    size += _size(one, LEAST_WITHHELD - size)
            known = self._withheld[parent] = size >= LEAST_WITHHELD
        return known


def is_unseen(element: _Element) -> bool:
    """Whether an element is hidden by its own attributes, style or a name for screen readers."""
    return _is_unseen(element) or _is_read_out(element.get("class") or "")


def _is_unseen(element: _Element) -> bool:
    style = element.get("style")
    return (style is not None and _STYLE.search(style[:_MAX_NAME]) is not None) or element.get(
        "hidden", "until-found"
    ) != "until-found"


@lru_cache(maxsize=5_000)  # the names of about ten sites
def _is_read_out(name: str) -> bool:
    if not any(map(name.lower().__contains__, _READ_OUT_PARTS)):
        return False
    return any(map(_FOR_SCREEN_READERS.fullmatch, name[:_MAX_NAME].split()))


def _size(element: _Element, enough: int) -> int:
    """Characters of text in an element, counted up to `enough`."""
    size = 0
    for text in element.itertext():
        size += len(str(text).strip())
        if size >= enough:
            break
    return size
