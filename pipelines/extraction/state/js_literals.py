"""Values written in JavaScript's own notation: what is in a page's scripts and is no JSON.

Source: ECMA-262, 12 and 13 (literals, array and object initialisers). Nothing is run: names stand for themselves until
`bound` puts the arguments of the surrounding function in their place, as Nuxt 2 prints its state.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

MAX_DEPTH: Final = 60
"""Arrays and objects in one another; the deepest rich text seen in a state has 31."""

_BLANK = re.compile(r"(?:\s+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'|`(?:[^`\\]|\\.)*+`', re.S)
_NUMBER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]{1,16}|(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,3})?)n?")
_NAME = re.compile(r"[A-Za-z_$][\w$]{0,200}+")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.S)
_SINGLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_WORDS: Final[dict[str, Any]] = {
    "null": None, "undefined": None, "true": True, "false": False, "NaN": None, "Infinity": None,
}  # fmt: skip
_FUNCTION = re.compile(r"\(?\s*function\s*\(([\w$,\s]{0,50000})\)\s*\{")
_RETURN = re.compile(r"\breturn\s*(?=[{\[])")


class NotLiteral(ValueError):
    """The text is no literal; `place` is where it ceases to be one."""

    def __init__(self, place: int) -> None:
        super().__init__(f"no literal at {place}")
        self.place = place


@dataclass(frozen=True, slots=True)
class Named:
    """A name that stands in the place of a value."""

    name: str


def read_literal(text: str, place: int = 0) -> tuple[Any, int]:
    """The value that begins at `place`, and the place behind it. Raises NotLiteral; linear in what it reads."""
    return _value(text, place, 0)


def read_call(text: str, place: int = 0) -> tuple[Any, int]:
    """The value of ``(function(a, b) { return {…} }(1, 2))`` that begins at `place`. Raises NotLiteral."""
    head = _FUNCTION.match(text, place)
    back = _RETURN.search(text, head.end()) if head is not None else None
    if head is None or back is None:
        raise NotLiteral(place)
    value, place = _value(text, back.end(), 0)
    end = text.find("(", place)
    if end < 0 or text[place:end].strip(" \t\r\n;})"):
        raise NotLiteral(place)
    arguments, place = _items(text, end + 1, ")", 0)
    names = [name.strip() for name in head[1].split(",")]
    return bound(value, dict(zip(names, arguments, strict=False))), place


def bound(value: Any, values: dict[str, Any]) -> Any:
    """The value with each Named replaced by what it stands for, None where that is unknown."""
    if isinstance(value, Named):
        found = values.get(value.name)
        return None if isinstance(found, Named) else found
    if isinstance(value, list):
        return [bound(item, values) for item in value]
    if isinstance(value, dict):
        return {key: bound(item, values) for key, item in value.items()}
    return value


def _after_blank(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found is not None else place


def _value(text: str, place: int, depth: int) -> tuple[Any, int]:
    place = _after_blank(text, place)
    sign = text[place : place + 1]
    if sign == "{":
        return _object(text, place + 1, depth + 1)
    if sign == "[":
        return _items(text, place + 1, "]", depth + 1)
    if sign in ('"', "'", "`"):
        found = _STRING.match(text, place)
        if found is None:
            raise NotLiteral(place)
        return _unescaped(found.group()), found.end()
    if sign == "!":  # as minifiers write true and false
        inner, end = _value(text, place + 1, depth + 1) if depth < MAX_DEPTH else (None, place)
        return not inner, end
    if (found := _NUMBER.match(text, place)) is not None and found.end() > place:
        return _number(found.group()), found.end()
    found = _NAME.match(text, place)
    if found is None:
        raise NotLiteral(place)
    word, end = found.group(), found.end()
    if word in ("void", "new"):  # void 0, new Date(…)
        return (
            (None, _value(text, end, depth + 1)[1]) if word == "void" and depth < MAX_DEPTH else _call(text, end, depth)
        )
    if word in _WORDS:
        return _WORDS[word], end
    return _call(text, place, depth) if text[end : end + 1] == "(" else (Named(word), end)


def _call(text: str, place: int, depth: int) -> tuple[Any, int]:
    """The first argument of a call such as ``new Date(0)`` or ``Object(1)``; other values have no such form."""
    name = _NAME.match(text, _after_blank(text, place))
    if name is None or text[name.end() : name.end() + 1] != "(" or depth >= MAX_DEPTH:
        raise NotLiteral(place)
    arguments, end = _items(text, name.end() + 1, ")", depth + 1)
    return (arguments[0] if arguments else None), end


def _items(text: str, place: int, closing: str, depth: int) -> tuple[list[Any], int]:
    if depth > MAX_DEPTH:
        raise NotLiteral(place)
    items: list[Any] = []
    while True:
        place = _after_blank(text, place)
        sign = text[place : place + 1]
        if sign == closing:
            return items, place + 1
        if sign == ",":
            place += 1
            continue
        item, place = _value(text, place, depth)
        items.append(item)
        place = _after_blank(text, place)
        if text[place : place + 1] not in (",", closing):
            raise NotLiteral(place)


def _object(text: str, place: int, depth: int) -> tuple[dict[str, Any], int]:
    if depth > MAX_DEPTH:
        raise NotLiteral(place)
    found: dict[str, Any] = {}
    while True:
        place = _after_blank(text, place)
        sign = text[place : place + 1]
        if sign == "}":
            return found, place + 1
        if sign == ",":
            place += 1
            continue
        key = _STRING.match(text, place) or _NAME.match(text, place) or _NUMBER.match(text, place)
        if key is None:
            raise NotLiteral(place)
        name = _unescaped(key.group()) if sign in "\"'`" else key.group()
        place = _after_blank(text, key.end())
        if text[place : place + 1] != ":":
            raise NotLiteral(place)
        found[name], place = _value(text, place + 1, depth)


def _number(text: str) -> float | int | None:
    try:
        return json.loads(text.lstrip("+"))  # type: ignore[no-any-return]
    except ValueError:
        return None  # hexadecimal and the like: no text


def _unescaped(quoted: str) -> str:
    inner = quoted[1:-1]
    if "\\" not in inner:
        return inner
    plain = _ESCAPE.sub(_character, inner)
    try:  # two halves of one sign, as JSON and JavaScript write what is beyond 16 bits
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return plain


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _SINGLE.get(match[4], match[4])
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"
