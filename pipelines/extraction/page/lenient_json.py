"""JSON as publishers really print it: with comments around it, trailing commas, HTML entities, or broken off."""

from __future__ import annotations

import json
import re
from typing import Any

from wiredesk.pipelines.extraction.page.plain_text import unescape

MAX_VALUES = 40
"""JSON values that are read of one script: pages have a few."""

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_COMMENT_EDGES = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_SALVAGED = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|description|articleSection|inLanguage|@type)"\s*:\s*"((?:[^"\\]|\\.){1,1000})"'
)
_SALVAGED_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]}]{0,300}?"name"\s*:\s*"((?:[^"\\]|\\.){1,200})"')


def read_json(script: str) -> tuple[list[Any], bool]:
    """The JSON values of one script and whether it had to be mended. Never raises."""
    try:
        return [json.loads(script, strict=False)], False
    except (ValueError, RecursionError):
        pass
    text = _COMMENT_EDGES.sub("", _COMMENT_EDGES.sub("", script)).strip().rstrip(";")
    for mend in (_unchanged, _mend_commas, _mend_entities):
        values = _values(mend(text))
        if values:
            return values, True
    return _salvage(text), True


def _unchanged(text: str) -> str:
    return text


def _mend_commas(text: str) -> str:
    return _BAD_ESCAPE.sub(r"\\\\", _TRAILING_COMMA.sub(r"\1", text))


def _mend_entities(text: str) -> str:
    return _mend_commas(unescape(text)) if "&quot;" in text or "&#34;" in text else ""


def _values(text: str) -> list[Any]:
    """All JSON values that stand one after another in the text; a broken end is left out."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    at = 0
    while at < len(text) and len(found) < MAX_VALUES:
        while at < len(text) and text[at] in " \t\r\n,;\ufeff\xa0":
            at += 1
        if at >= len(text):
            break
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
    return [value for value in found if isinstance(value, (dict, list))]


def _salvage(text: str) -> list[Any]:
    """The plain properties that can still be told in a script that is no JSON, as one object."""
    node: dict[str, Any] = {}
    for match in _SALVAGED.finditer(text[:200_000]):
        node.setdefault(match[1], _string(match[2]))
    author = _SALVAGED_AUTHOR.search(text[:200_000])
    if author:
        node["author"] = {"@type": "Person", "name": _string(author[1])}
    return [node] if node else []


def _string(raw: str) -> str:
    try:
        value = json.loads(f'"{raw}"', strict=False)
    except (ValueError, RecursionError):
        return raw
    return value if isinstance(value, str) else raw
