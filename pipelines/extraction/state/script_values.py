"""The values that a page's scripts and attributes carry: JSON scripts, assignments (``window.__STATE__ = {…}``),
``JSON.parse("…")``, and attributes that hold JSON (``data-page``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import unquote

from lxml.etree import _Element

from wiredesk.pipelines.extraction.state.js_literals import NotLiteral, read_call, read_literal

MAX_CHARACTERS: Final = 6_000_000
"""Of all scripts that are read; the largest state of an article page seen has 2.4 million."""
MAX_LITERAL: Final = 1_000_000
"""Characters that are read as JavaScript's own notation, at about three million a second."""
MAX_TRIES: Final = 300
"""Places of a page at which a value may begin."""
LEAST: Final = 300
"""Characters of a value; a shorter one holds no article."""

_BEGINNING = re.compile(
    r"[=(]\s{0,20}(?:(?P<parse>JSON\.parse\s{0,9}\(\s{0,9}(?P<encoded>decodeURIComponent\s{0,9}\(\s{0,9})?)(?=[\"'`])"
    r"|(?=[{\[])|(?P<call>(?=\(?\s{0,9}function\s{0,9}\())|(?=\"\s{0,9}[{\[]))"
)
"""Where a value may begin: behind "=" and as the first argument of a call."""
_CODE_TYPES: Final = ("", "text/javascript", "application/javascript", "module", "text/partytown")


_FLIGHT: Final = "__next_f"
"""In the scripts of flight data, which is read apart (see flight)."""


class _Budget:
    def __init__(self) -> None:
        self.characters = 2 * MAX_CHARACTERS
        """What may be read in vain and in earnest: a value that breaks off late may be tried again further in."""
        self.literal = MAX_LITERAL
        self.tries = MAX_TRIES


def script_values(elements: Iterable[_Element]) -> tuple[list[Any], list[str]]:
    """The values of a page's scripts and attributes, in page order, and the texts of its scripts of code.

    Bounded by MAX_CHARACTERS; what cannot be read is left out. JSON-LD is not among them (see structured_data).
    """
    values: list[Any] = []
    code: list[str] = []
    budget = _Budget()
    size = 0
    for element in elements:
        if element.tag != "script":
            for value in element.values():
                text = str(value)
                if len(text) >= LEAST and text[0] in "{[" and (size := size + len(text)) <= MAX_CHARACTERS:
                    values += _json(text)
            continue
        text = element.text or ""
        if len(text) < LEAST or (size := size + len(text)) > MAX_CHARACTERS:
            continue
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if "json" in kind and "ld+json" not in kind:
            values += _json(text)
        elif kind in _CODE_TYPES:
            code.append(text)
            if _FLIGHT not in text:
                values += _assigned(text, budget)
    return values, code


def _json(text: str) -> list[Any]:
    text = text.strip().removeprefix("<!--").removesuffix("-->")
    try:
        value = json.loads(text, strict=False)
        if isinstance(value, str):  # JSON in JSON
            value = json.loads(value, strict=False)
    except (ValueError, RecursionError):
        return []
    return [value] if isinstance(value, (dict, list)) else []


def _assigned(text: str, budget: _Budget) -> list[Any]:
    """The values that are assigned or handed over in a script."""
    found: list[Any] = []
    at = 0
    while budget.tries > 0 and budget.characters > 0 and (begin := _BEGINNING.search(text, at)) is not None:
        budget.tries -= 1
        start = begin.end()
        value, end = _read(text, start, begin, budget)
        budget.characters -= end - start
        if isinstance(value, str):
            found += _json(unquote(value) if begin["encoded"] else value)
        elif isinstance(value, (dict, list)) and end - start >= LEAST:
            found.append(value)
        at = max(end, start) if value is not None else start
    return found


def _read(text: str, start: int, begin: re.Match[str], budget: _Budget) -> tuple[Any, int]:
    """The value at a place and its end; None and how far the reading went where there is none."""
    plain = begin["parse"] is None and begin["call"] is None
    end = start
    if plain:
        try:
            return json.JSONDecoder(strict=False).raw_decode(text, start)
        except json.JSONDecodeError as problem:
            end = problem.pos
        except (ValueError, RecursionError):
            return None, len(text)
    if budget.literal <= 0 or (plain and text[begin.start()] == "("):
        return None, end
    window = text if len(text) - start <= MAX_LITERAL else text[: start + MAX_LITERAL]
    try:
        value, end = read_call(window, start) if begin["call"] is not None else read_literal(window, start)
    except NotLiteral as problem:
        value, end = None, max(end, problem.place)
    except RecursionError:
        value, end = None, len(window)
    budget.literal -= end - start
    return value, end
