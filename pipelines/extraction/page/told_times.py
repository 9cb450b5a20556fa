"""``time`` elements within a sentence: they date what the article tells, not the article."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element

LEAST_BEFORE: Final = 12
"""Letters before the time in its paragraph: a dateline or "Posted on" is shorter or stands alone."""
LEAST_SENTENCE: Final = 80
"""Characters of the paragraph beside the time; date lines with byline and section are shorter."""
_PARAGRAPHS: Final = frozenset({"p", "li", "blockquote", "td", "dd"})
_LIMIT: Final = 600  # characters of a paragraph that are looked at
_REACH: Final = 4  # inline elements between a time and its paragraph


def is_told_in_text(time: _Element) -> bool:
    """Whether a ``time`` element stands in a sentence of running text."""
    inside, paragraph = time, time.getparent()
    before = 0
    for _ in range(_REACH):
        if paragraph is None or paragraph.tag in _PARAGRAPHS:
            break
        before += _text_before(inside, paragraph)
        inside, paragraph = paragraph, paragraph.getparent()
    if paragraph is None or paragraph.tag not in _PARAGRAPHS:
        return False
    before += _text_before(inside, paragraph)
    return before >= LEAST_BEFORE and _size(paragraph) - _size(time) >= LEAST_SENTENCE


def _text_before(child: _Element, parent: _Element) -> int:
    """Characters of text in a parent before one of its children."""
    size = len((parent.text or "").strip())
    for one in parent:
        if one is child or size > _LIMIT:
            break
        size += (_size(one) if isinstance(one.tag, str) else 0) + len((one.tail or "").strip())  # no comment
    return size


def _size(element: _Element) -> int:
    size = 0
    for text in element.itertext():
        size += len(str(text).strip())
        if size > _LIMIT:
            break
    return size
