"""Running text out of a value of the state: strings with and without markup, lists of blocks, trees of rich text.

The forms are told by their shape. Sources: the documents of Contentful, ProseMirror, Slate, Lexical, Portable Text,
Draft.js, Editor.js and Arc's ANS; React elements as flight data prints them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.page.element_kinds import INLINE, SILENT
from wiredesk.pipelines.extraction.page.plain_text import squash, unescape
from wiredesk.pipelines.extraction.rejection import PageRefused
from wiredesk.pipelines.extraction.state.key_names import (
    ASIDE,
    BLOCK_KINDS,
    ELEMENTS,
    HEADINGS,
    INLINE_KINDS,
    OTHER_WORDS,
    TEXT_KEYS,
    field_name,
    is_dated_or_linked,
    is_tagged,
    kind_words,
    name_words,
)
from wiredesk.pipelines.extraction.state.state_graph import MAX_DEPTH, MAX_STEPS, StateGraph
from wiredesk.pipelines.extraction.state.string_forms import ADDRESS, PROSE, is_running_text, without_markdown

MAX_TEXT: Final = 1_000_000
"""Characters of text that are read out of one state: shared parts of it could be read again and again."""
MAX_PARSES: Final = 3_000
"""Texts with markup that are parsed."""
_MARKUP = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,2000})?/?|!--)>|<br|&(?:#\d{1,6}|[a-zA-Z]{2,8});")
_PARAGRAPH_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|li|blockquote|table|figure|section)\b", re.I)
_LONGEST_TITLE: Final = 600
_BREAK: Final = "\n"


class TextReader:
    """Reads values of one state as text, within bounds that all readings share."""

    def __init__(self, graph: StateGraph, titles: Sequence[str] = ()) -> None:
        """`titles`: those of the page's own story, as `squash` makes them; an object with another is another story."""
        self.graph = graph
        self.titles = titles
        self.steps = MAX_STEPS
        self.characters = MAX_TEXT
        self.parses = MAX_PARSES
        self.parsed: dict[str, list[str]] = {}
        """Markup and its lines: an object is read again with each of those around it."""

    def paragraphs(self, value: Any) -> list[str]:
        """The paragraphs of a value, empty where it holds no text."""
        lines = "".join(self._pieces(value, 0, False, True)).split(_BREAK)
        return [line for line in (" ".join(line.split()) for line in lines) if line]

    def _pieces(self, value: Any, depth: int, in_line: bool, trusted: bool) -> list[str]:
        """Pieces of text in order, with _BREAK between lines. `in_line`: inside a node that is one line; `trusted`: a
        short string is text here too."""
        self.steps -= 1
        if self.steps < 0 or self.characters < 0 or depth > MAX_DEPTH:
            return []
        value = self.graph.follow(value)
        if isinstance(value, str):
            return self._of_string(value, in_line) if trusted or is_running_text(value) else []
        if isinstance(value, list):
            if len(value) > 3 and value[0] == "$" and isinstance(value[1], str):
                return self._of_element(value[1], value[3], depth, in_line)
            if len(value) > 1 and isinstance(value[0], str) and is_tagged(value):
                return self._of_tagged(value, depth, in_line)
            return [piece for item in value for piece in self._pieces(item, depth + 1, in_line, trusted)]
        if isinstance(value, dict):
            return self._of_node(value, depth, in_line)
        return []

    def _of_string(self, text: str, in_line: bool) -> list[str]:
        if not text or (not in_line and ADDRESS.match(text)) or (text[0] == "$" and self.graph.is_reference(text)):
            return []
        self.characters -= len(text)
        if "&lt;" in text and "</" not in text:
            text = unescape(text)  # markup that was escaped as a whole
        if not _MARKUP.search(text):
            text = without_markdown(text)
            return [text.replace(_BREAK, " ")] if in_line else [_BREAK, text, _BREAK]
        lines = self._of_markup(text)
        if in_line and not _PARAGRAPH_MARKUP.search(text):
            space = " "
            return [space * text[0].isspace(), *lines, space * text[-1].isspace()]
        return [_BREAK, *(piece for line in lines for piece in (line, _BREAK))]

    def _of_markup(self, text: str) -> list[str]:
        known = self.parsed.get(text)
        if known is not None:
            return known
        self.parses -= 1
        if self.parses < 0:
            return []
        try:
            document = parse_document(f"<meta charset=utf-8><body><div>{text}</div>".encode("utf-8", "replace"), "")
        except PageRefused:
            return []
        lines = [block.text for block in read_blocks(document.tree).blocks if block.tag != "figcaption"]
        self.parsed[text] = lines
        return lines

    def _of_element(self, kind: Any, properties: Any, depth: int, in_line: bool) -> list[str]:
        """The text of a React element of this type with these properties."""
        kind, properties = self.graph.follow(kind), self.graph.follow(properties)
        if not isinstance(properties, dict):
            return []
        if not isinstance(kind, str) or kind not in ELEMENTS | INLINE | SILENT:
            return self._of_node(properties, depth, in_line)  # a component
        raw = self.graph.follow(properties.get("dangerouslySetInnerHTML"))
        inner = raw.get("__html") if isinstance(raw, dict) else properties.get("children")
        return self._in_element(kind, inner, depth, in_line)

    def _of_tagged(self, element: list[Any], depth: int, in_line: bool) -> list[str]:
        """The text of an element in the notation of JsonML: name, attributes or none, children."""
        children = element[2:] if isinstance(element[1], dict) and "type" not in element[1] else element[1:]
        if element[0] not in ELEMENTS and name_words(element[0]) & OTHER_WORDS:
            return []
        return self._in_element(element[0], children, depth, in_line)

    def _in_element(self, kind: str, children: Any, depth: int, in_line: bool) -> list[str]:
        if kind in SILENT or kind in ASIDE:
            return []
        if kind in INLINE:
            return self._pieces(children, depth + 1, True, True)
        return [_BREAK, *self._pieces(children, depth + 1, True, True), _BREAK]

    def _of_node(self, node: dict[str, Any], depth: int, in_line: bool) -> list[str]:
        kind = kind_words(node)
        if kind & OTHER_WORDS:
            return []
        is_line = bool(kind & BLOCK_KINDS)
        within = in_line or is_line
        if depth and self.titles and self._is_other_story(node):
            return []
        if all(key.isdecimal() for key in node):
            return [piece for child in node.values() for piece in self._pieces(child, depth + 1, within, False)]
        is_pair = "value" in node and ("name" in node or "key" in node)  # an attribute: {"name": "size", "value": "Sm"}
        best: list[str] = []
        size = 0
        for key, child in node.items():
            if not self._is_content(key, child):
                continue
            found = self._pieces(child, depth + 1, within, field_name(key).lower() in TEXT_KEYS and not is_pair)
            if (length := sum(map(len, found))) > size:
                best, size = found, length
        if not best:
            return []
        heading = next((node[key] for key in HEADINGS if isinstance(node.get(key), str)), "")
        if not is_line and heading and len(heading) < PROSE * 3 and not is_dated_or_linked(node):
            best = [_BREAK, *self._of_string(heading, True), _BREAK, *best]
        if is_line or not (within and (not kind or kind & INLINE_KINDS)):
            return [_BREAK, *best, _BREAK]
        return best

    def _is_other_story(self, node: dict[str, Any]) -> bool:
        """Whether an object has a title of its own, and an address or a date: a teaser or another article."""
        if not is_dated_or_linked(node) and not node.get("headline"):
            return False
        title = next((node[key] for key in ("headline", "title", "headlines", "name") if node.get(key)), None)
        if isinstance(title, dict):  # {"rendered": …}, {"basic": …}
            title = next((value for value in title.values() if isinstance(value, str)), None)
        if not isinstance(title, str) or not title or len(title) > _LONGEST_TITLE:
            return False
        own = squash(title)
        return bool(own) and not any(own in one or one in own for one in self.titles)

    def _is_content(self, key: str, value: Any) -> bool:
        if key.startswith("_") and key not in ("_children",):
            return False
        if name_words(field_name(key)) & OTHER_WORDS:
            return False
        value = self.graph.follow(value)
        if not isinstance(value, str):
            return isinstance(value, (list, dict))
        return field_name(key).lower() in TEXT_KEYS or is_running_text(value)
