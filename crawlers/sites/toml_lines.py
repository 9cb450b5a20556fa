"""The line on which each key of a TOML text stands: `tomllib` gives values alone, an error message needs the place."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

KeyPath = tuple[str | int, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL_STRING = re.compile(r"'[^'\n]*'")
# A multi-line string may end with up to two quotes of its own right before the closing three (TOML 1.0, "String").
_MULTILINE_BASIC = re.compile(r'"""(?:[^"\\]|\\.|"(?!"")|"(?="""))*"""', re.DOTALL)
_MULTILINE_LITERAL = re.compile(r"'''(?:[^']|'(?!'')|'(?='''))*'''", re.DOTALL)
_OTHER_VALUE = re.compile(r"[^,\]}#\n]*")  # numbers, booleans and dates, which may hold a space
_BLANK = re.compile(r"[ \t]*")
_BLANK_LINES = re.compile(r"(?:[ \t\n]|#[^\n]*)*")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Map the path of every key, table and array element of `text` to the line (from 1) where it is first named.

    The text must be valid TOML 1.0 (as `tomllib` reads it). An element of an array or of an array of tables has its
    index, from 0, in the path: ``("sources", 1, "type")``.
    """
    return _Walk(text.replace("\r\n", "\n")).lines


class _Walk:
    """One pass over the text; `lines` is the outcome."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line_ends = [place for place, letter in enumerate(text) if letter == "\n"]
        self._table_counts: dict[KeyPath, int] = {}
        self.lines: dict[KeyPath, int] = {}
        table: KeyPath = ()
        while self._skip(_BLANK_LINES) < len(text):
            start = self._at
            if text.startswith("[", start):
                table = self._header(start)
            else:
                self._pair(table)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()
        return self._at

    def _line(self, place: int) -> int:
        return bisect_right(self._line_ends, place - 1) + 1

    def _note(self, path: KeyPath, place: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], self._line(place))

    def _header(self, start: int) -> KeyPath:
        repeated = self._text.startswith("[[", start)
        self._at += 2 if repeated else 1
        path: KeyPath = ()
        names = self._key()
        self._at += 2 if repeated else 1
        for depth, name in enumerate(names, start=1):
            path = (*path, name)
            if repeated and depth == len(names):
                self._table_counts[path] = self._table_counts.get(path, 0) + 1
            if path in self._table_counts:
                path = (*path, self._table_counts[path] - 1)
        self._note(path, start)
        return path

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip(_BLANK)
            start = self._at
            if self._text[start] in "\"'":
                self._skip(_BASIC_STRING if self._text[start] == '"' else _LITERAL_STRING)
                names.append(tomllib.loads(f"key = {self._text[start : self._at]}")["key"])
            else:
                self._skip(_BARE_KEY)
                names.append(self._text[start : self._at])
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                return names
            self._at += 1

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        path = (*table, *self._key())
        self._at += 1  # the equals sign
        self._note(path, start)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip(_BLANK)
        text, start = self._text, self._at
        if text.startswith('"""', start):
            self._skip(_MULTILINE_BASIC)
        elif text.startswith("'''", start):
            self._skip(_MULTILINE_LITERAL)
        elif text.startswith('"', start):
            self._skip(_BASIC_STRING)
        elif text.startswith("'", start):
            self._skip(_LITERAL_STRING)
        elif text.startswith("[", start):
            self._elements(path)
        elif text.startswith("{", start):
            self._inline_table(path)
        else:
            self._skip(_OTHER_VALUE)

    def _elements(self, path: KeyPath) -> None:
        self._at += 1
        index = 0
        while not self._text.startswith("]", self._skip(_BLANK_LINES)):
            self._note((*path, index), self._at)
            self._value((*path, index))
            index += 1
            if self._text.startswith(",", self._skip(_BLANK_LINES)):
                self._at += 1
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while not self._text.startswith("}", self._skip(_BLANK_LINES)):
            self._pair(path)
            if self._text.startswith(",", self._skip(_BLANK_LINES)):
                self._at += 1
        self._at += 1
