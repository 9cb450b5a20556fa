"""Parts of a page that no reader sees: notes of the newsroom, words for screen readers, dialogs that wait to be opened.

A paywall hides the rest of an article by the same means. What tells them apart is the size: a paywall hides paragraph
after paragraph, the others a sentence or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, cast

from lxml.etree import XPath, _Element

LEAST_WITHHELD: Final = 400
"""Characters of hidden text beside each other from which on they may be an article that a paywall withholds; the body
model judges them then, with the knowledge that they are hidden."""
LEAST_UNFOLDED: Final = 120
"""Characters of hidden text within a line from which on they may be the rest of a sentence that a click unfolds."""
MAX_HIDDEN: Final = 2_000
"""Hidden elements that are looked at; the most seen in an article page is some 400."""

_CANDIDATES: Final = XPath(
    "//*[@hidden or @aria-hidden='true' or contains(@style, 'none') or contains(@style, 'idden')"
    " or contains(@style, 'NONE') or contains(@style, 'IDDEN')"
    " or contains(@class, 'sr-') or contains(@class, 'sr_') or contains(@class, 'isually') or contains(@class, 'creen')"
    " or contains(@class, 'a11y') or contains(@class, 'assistive') or contains(@class, 'invisible')]"
)
"""All elements that may be hidden: one pass of libxml2, so that the other elements cost nothing."""
_FOR_SCREEN_READERS: Final = re.compile(
    r"(?:[a-z0-9]{1,12}[-_]{1,2}){0,3}(?:sr[-_]?only|sr[-_]text|visually[-_]?hidden|hidden[-_]visually|screen[-_]?readers?[-_]?(?:only|text)?"
    r"|a11y[-_](?:hidden|only|text)|assistive[-_]text|element[-_]invisible|show[-_]for[-_]sr)",
    re.I,
)
"""The names that style frameworks give to text that is only read out."""
_STYLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_LETTER: Final = re.compile(r"\w")


def hidden_parts(root: _Element, inline: Iterable[str]) -> frozenset[_Element]:
    """The elements of a page whose text is left out because no reader sees it.

    `inline`: the tags of elements that stand within a line. Elements that a paywall may hide are not among them.
    """
    lines = frozenset(inline)
    hidden: list[_Element] = []
    withheld: dict[_Element | None, list[_Element]] = {}
    for element in cast(list[_Element], _CANDIDATES(root))[:MAX_HIDDEN]:
        in_line = element.tag in lines
        if _is_read_out(element):
            if _size(element, LEAST_WITHHELD) < LEAST_WITHHELD:
                hidden.append(element)
        elif _is_unseen(element):
            if not in_line:
                withheld.setdefault(element.getparent(), []).append(element)
            elif _size(element, LEAST_UNFOLDED) < LEAST_UNFOLDED:
                hidden.append(element)
        elif in_line and element.get("aria-hidden") == "true" and not _says_something(element):
            hidden.append(element)  # an arrow, a star
    for together in withheld.values():
        size = 0
        for element in together:
            size += _size(element, LEAST_WITHHELD - size)
        if size < LEAST_WITHHELD:
            hidden += together
    return frozenset(hidden)


def _is_read_out(element: _Element) -> bool:
    return any(map(_FOR_SCREEN_READERS.fullmatch, (element.get("class") or "")[:300].split()))


def _is_unseen(element: _Element) -> bool:
    hidden = element.get("hidden")
    if hidden is not None and hidden != "until-found":
        return True
    style = element.get("style")
    return style is not None and _STYLE.search(style[:500]) is not None


def _size(element: _Element, enough: int) -> int:
    """Characters of text in an element, counted up to `enough`."""
    size = 0
    for text in element.itertext():
        size += len(str(text).strip())
        if size >= enough:
            break
    return size


def _says_something(element: _Element) -> bool:
    return any(_LETTER.search(str(text)) for text in element.itertext())
