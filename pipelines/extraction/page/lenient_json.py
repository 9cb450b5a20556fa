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
_LINE_COMMENT = re.compile(r"^[ \t]{0,200}//[^\n]*$|(?<=[,{\[])[ \t]{0,200}//[^\"\n]*$", re.M)
"""A comment of JavaScript on a line of its own, or behind a value."""
_QUOTE_OR_NEST = re.compile(r'\\.|["{}\[\]]', re.S)
_ENDS_VALUE = re.compile(r'\s{0,200}(?:[}\]]|,?\s{0,200}(?:"[^"\\\n]{1,80}"\s{0,20}:|[}\]]|//)|$)')
"""What stands behind the quote that ends a value of an object: the next name (its comma may be forgotten), a comment,
or the end of the object."""
_ENDS_ITEM = re.compile(r'\s{0,200}(?:[}\]]|,\s{0,200}["{\[\]]|$)')
"""The same in a list, where another item may follow."""
_ENDS_NAME = re.compile(r"\s{0,200}:")
MAX_QUOTES = 200_000
"""Quotes that are looked at to tell those of JSON from those of the text: more than any story has."""
_SALVAGED = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|description|articleSection|inLanguage|@type)"\s*:\s*"((?:[^"\\]|\\.){1,1000})"'
    r'(?=\s{0,200}(?:[,}\]]|"[^"\\\n]{1,80}"\s{0,20}:|$))'
)
_SALVAGED_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]}]{0,300}?"name"\s*:\s*"((?:[^"\\]|\\.){1,200})"')


def read_json(script: str) -> tuple[list[Any], bool]:
    """The JSON values of one script and whether it had to be mended. Never raises."""
    try:
        return [json.loads(script, strict=False)], False
    except (ValueError, RecursionError):
        pass
    text = _COMMENT_EDGES.sub("", _COMMENT_EDGES.sub("", script)).strip().rstrip(";")
    text = _LINE_COMMENT.sub("", text) if "//" in text else text
    for mend in (_unchanged, _mend_commas, _mend_entities, _mend_quotes):
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


def _mend_quotes(text: str) -> str:
    """With the quotation marks of the text escaped that stand between those of JSON: "He said "no" to it"."""
    parts: list[str] = []
    nest: list[str] = []
    ends: re.Pattern[str] | None = None
    """What must stand behind the quote that ends the open string; None between two strings."""
    done = 0
    for number, match in enumerate(_QUOTE_OR_NEST.finditer(text)):
        if number >= MAX_QUOTES:
            return ""
        mark, at = match[0], match.start()
        if mark == '"':
            if ends is None:
                is_name = text[max(0, at - 200) : at].rstrip()[-1:] in ("{", ",")
                ends = _ENDS_ITEM if nest and nest[-1] == "[" else _ENDS_NAME if is_name else _ENDS_VALUE
            elif ends.match(text, at + 1):
                ends = None
            else:
                parts += [text[done:at], '\\"']
                done = at + 1
        elif ends is None and mark in "{[":
            nest.append(mark)
        elif ends is None and mark in "}]" and nest:
            nest.pop()
    return _mend_commas("".join((*parts, text[done:]))) if parts else ""


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
