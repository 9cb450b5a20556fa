"""Markup that holds no text and hides it from the parser: elements without content by the ten thousand, and boxes in
boxes deeper than libxml2 reads."""

from __future__ import annotations

import re
from typing import Final

MAX_DEPTH: Final = 90
"""Boxes within boxes that are left; libxml2 reads 256 elements deep, and paragraphs and items of lists stand between
the boxes. The deepest article page seen has 64."""
_EMPTY: Final = re.compile(
    rb"<(p|div|span|section|li|td|tr|b|i|em|strong|font|a|ul|ol)(?:\s[^<>]{0,300})?>\s*+</\1\s*>", re.I
)
_BOX: Final = re.compile(
    rb"<(?P<end>/?)(?:div|span|section|article|main|center|font|b|i|u|em|strong|small|big|a|blockquote|ul|ol|dl|table|tbody"
    rb"|tr|td|th|form|fieldset|ins|del|label|header|footer|aside|figure|details)(?=[\s>/])[^<>]*+>",
    re.I,
)


def without_empty_elements(markup: bytes) -> bytes:
    """The page without elements that have no content; in one pass, so that those around them may be empty then.

    >>> without_empty_elements(b"<div><p> </p></div>Text")
    b'<div> </div>Text'
    """
    return _EMPTY.sub(b" ", markup)


def flattened(markup: bytes) -> bytes:
    """The page without the tags of boxes that stand in more than MAX_DEPTH others; their content stays."""
    depth = 0

    def kept(tag: re.Match[bytes]) -> bytes:
        nonlocal depth
        if tag["end"]:
            depth = max(0, depth - 1)
            return tag.group() if depth < MAX_DEPTH else b" "
        depth += 1
        return tag.group() if depth <= MAX_DEPTH else b" "

    return _BOX.sub(kept, markup)
