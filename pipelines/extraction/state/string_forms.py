"""What a string of the state is: running text, an address, Markdown."""

from __future__ import annotations

import re
from typing import Final

PROSE: Final = 60  # characters of a string that is running text below a key of any name
_DENSE_PROSE: Final = 25  # the same in scripts without spaces
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
ADDRESS = re.compile(r"\s*(?:(?:https?:|www\.|/|data:|#)\S*\s*$|\{\s*[\"'}]|\[\s*[\"'{\[])")
"""Strings that are addresses or JSON."""
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{1,500}\)")
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500}?)\1")
_MARKDOWN_HEADING = re.compile(r"^#{1,6} +", re.M)


def is_running_text(text: str) -> bool:
    """Whether a string is sentences, by its length and its spaces."""
    if len(text) < _DENSE_PROSE or ADDRESS.match(text):
        return False
    if len(_SPACELESS.findall(text, 0, 60)) > 15:
        return True
    return len(text) >= PROSE and text.count(" ", 0, 600) * 14 >= min(len(text), 600)


def without_markdown(text: str) -> str:
    """Text without the marks of Markdown."""
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1", text)
    if "**" in text or "__" in text:
        text = _MARKDOWN_STRONG.sub(r"\2", text)
    return _MARKDOWN_HEADING.sub("", text) if "# " in text else text
