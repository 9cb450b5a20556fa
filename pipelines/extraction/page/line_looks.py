"""What a style or a class name says of how a text stands in its line."""

from __future__ import annotations

import re
from typing import Final

from lxml.etree import _Element

_KEEPS_LINES = re.compile(r"(?:^|;)\s*white-space\s*:\s*(?:pre|break-spaces)", re.I)
_BLOCK_STYLE = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|list-item)\b", re.I)
_PLACE_CLASS = re.compile(r"(?<![a-z])(?:location|dateline|place|city|lugar|ort)(?![a-z])")
_LONGEST: Final = 300
"""Characters of an attribute that are looked at; a style or class that says something is shorter."""


def is_style_of_kept_lines(style: str) -> bool:
    """Whether a style shows the line breaks of a text as they are."""
    return _KEEPS_LINES.search(style[:_LONGEST]) is not None


def is_line_of_its_own(span: _Element) -> bool:
    """Whether a style makes a line of its own of an element that else stands within one."""
    style = span.get("style")
    return style is not None and _BLOCK_STYLE.search(style[:_LONGEST]) is not None


def is_called_place(element: _Element) -> bool:
    """Whether a class calls an element the place in front of the text."""
    return _PLACE_CLASS.search((element.get("class") or "")[:_LONGEST].lower()) is not None
