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
from wiredesk.pipelines.extraction.state.state_graph import MAX_DEPTH, MAX_STEPS, StateGraph

MAX_TEXT: Final = 1_000_000
"""Characters of text that are read out of one state: shared parts of it could be read again and again."""
MAX_PARSES: Final = 3_000
"""Texts with markup that are parsed."""

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_MARKUP = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,2000})?/?|!--)>|<br|&(?:#\d{1,6}|[a-zA-Z]{2,8});")
_PARAGRAPH_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|li|blockquote|table|figure|section)\b", re.I)
_HEADINGS: Final = ("heading", "subheading", "subtitle", "crosshead", "header", "title")
"""Keys of a heading that a block of text has above it."""
_TEXT_KEYS: Final = frozenset(
    "text value content contents html body children data paragraph paragraphs items elements blocks nodes markup"
    " markdown richtext root document doc p copy texto contenido conteudo corpo cuerpo inhalt absatz texte contenu"
    " testo".split()
)
"""Keys whose short strings are text too; below others a string has to be running text."""
_OTHER_WORDS: Final = frozenset(
    "image images img photo photos picture pictures thumbnail gallery video videos audio podcast embed iframe media"
    " ad ads advert advertisement advertising promo promotion promoted newsletter subscribe subscription related"
    " recommended"
    " recommendation recommendations teaser teasers latest popular trending similar next previous prev more comment"
    " comments discussion replies author authors byline bio contributor contributors writer credit credits caption"
    " captions copyright alt tag tags keyword keywords topic topics category categories section sections breadcrumb"
    " breadcrumbs menu nav navigation footer sidebar widget widgets banner seo meta metadata og twitter facebook social"
    " share sharing url uri href link links slug path src id uuid key hash css style styles script scripts class"
    " classname schema jsonld tracking analytics translations messages locale config settings consent cookie cookies"
    " legal terms privacy paywall poll quiz login error errors excerpt summary description teaser abstract amp plain"
    " plaintext search query cta button disclaimer playlist sponsor sponsored relation relations recirculation".split()
)
"""Words in the names of keys and kinds below which other things stand than an article's text."""
_BLOCK_KINDS: Final = frozenset(
    "paragraph p heading header h1 h2 h3 h4 h5 h6 subheading crosshead subhead title quote blockquote pullquote list"
    " item listitem li ul ol block row cell tr td unstyled".split()
)
"""Words in the kind of a node that is a line of its own."""
_INLINE_KINDS: Final = INLINE | frozenset("text link hyperlink textrun linebreak mention bold italic".split())
_ELEMENTS: Final = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li blockquote section article main header table tbody thead tr td th dl dt dd pre"
    " figure aside nav footer figcaption".split()
)
_ASIDE: Final = frozenset({"aside", "nav", "footer", "figcaption"})
_OF_A_STORY: Final = frozenset("url href link slug path permalink canonical date published publish pub".split())
"""Words in the names of fields that say where and when a story was published."""
_LONGEST_TITLE: Final = 600
_PROSE: Final = 60  # characters of a string that is running text below a key of any name
_DENSE_PROSE: Final = 25
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"\s*(?:(?:https?:|www\.|/|data:|#)\S*\s*$|\{\s*[\"'}]|\[\s*[\"'{\[])")
"""Strings that are addresses or JSON."""
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{1,500}\)")
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500}?)\1")
_MARKDOWN_HEADING = re.compile(r"^#{1,6} +", re.M)
_TAG_NAME = re.compile(r"[a-z][a-z0-9]{0,20}(?:[:-][a-z0-9]{1,20}){0,4}")
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
            if len(value) > 1 and isinstance(value[0], str) and _is_tagged(value):
                return self._of_tagged(value, depth, in_line)
            return [piece for item in value for piece in self._pieces(item, depth + 1, in_line, trusted)]
        if isinstance(value, dict):
            return self._of_node(value, depth, in_line)
        return []

    def _of_string(self, text: str, in_line: bool) -> list[str]:
        if not text or (not in_line and _ADDRESS.match(text)) or (text[0] == "$" and self.graph.is_reference(text)):
            return []
        self.characters -= len(text)
        if "&lt;" in text and "</" not in text:
            text = unescape(text)  # markup that was escaped as a whole
        if not _MARKUP.search(text):
            text = _without_marks(text)
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
        if not isinstance(kind, str) or kind not in _ELEMENTS | INLINE | SILENT:
            return self._of_node(properties, depth, in_line)  # a component
        raw = self.graph.follow(properties.get("dangerouslySetInnerHTML"))
        inner = raw.get("__html") if isinstance(raw, dict) else properties.get("children")
        return self._in_element(kind, inner, depth, in_line)

    def _of_tagged(self, element: list[Any], depth: int, in_line: bool) -> list[str]:
        """The text of an element in the notation of JsonML: name, attributes or none, children."""
        children = element[2:] if isinstance(element[1], dict) and "type" not in element[1] else element[1:]
        if element[0] not in _ELEMENTS and _words(element[0]) & _OTHER_WORDS:
            return []
        return self._in_element(element[0], children, depth, in_line)

    def _in_element(self, kind: str, children: Any, depth: int, in_line: bool) -> list[str]:
        if kind in SILENT or kind in _ASIDE:
            return []
        if kind in INLINE:
            return self._pieces(children, depth + 1, True, True)
        return [_BREAK, *self._pieces(children, depth + 1, True, True), _BREAK]

    def _of_node(self, node: dict[str, Any], depth: int, in_line: bool) -> list[str]:
        kind = kind_words(node)
        if kind & _OTHER_WORDS:
            return []
        is_line = bool(kind & _BLOCK_KINDS)
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
            found = self._pieces(child, depth + 1, within, _field(key).lower() in _TEXT_KEYS and not is_pair)
            if (length := sum(map(len, found))) > size:
                best, size = found, length
        if not best:
            return []
        heading = next((node[key] for key in _HEADINGS if isinstance(node.get(key), str)), "")
        if not is_line and heading and len(heading) < _PROSE * 3 and not _is_dated_or_linked(node):
            best = [_BREAK, *self._of_string(heading, True), _BREAK, *best]
        if is_line or not (within and (not kind or kind & _INLINE_KINDS)):
            return [_BREAK, *best, _BREAK]
        return best

    def _is_other_story(self, node: dict[str, Any]) -> bool:
        """Whether an object has a title of its own, and an address or a date: a teaser or another article."""
        if not _is_dated_or_linked(node) and not node.get("headline"):
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
        if _words(_field(key)) & _OTHER_WORDS:
            return False
        value = self.graph.follow(value)
        if not isinstance(value, str):
            return isinstance(value, (list, dict))
        return _field(key).lower() in _TEXT_KEYS or is_running_text(value)


def is_running_text(text: str) -> bool:
    """Whether a string is sentences, by its length and its spaces."""
    if len(text) < _DENSE_PROSE or _ADDRESS.match(text):
        return False
    if len(_SPACELESS.findall(text, 0, 60)) > 15:
        return True
    return len(text) >= _PROSE and text.count(" ", 0, 600) * 14 >= min(len(text), 600)


def kind_words(node: dict[str, Any]) -> frozenset[str] | set[str]:
    """The words in what a node says of its kind."""
    for key in ("type", "_type", "nodeType", "__typename", "kind", "tag", "tagName", "@type", "component", "blockType"):
        value = node.get(key)
        if isinstance(value, str) and 0 < len(value) < 60:
            return _words(value)
    return frozenset()


def _is_tagged(value: list[Any]) -> bool:
    """Whether a list is an element: its first entry is the name of one, or a name in front of attributes."""
    name = value[0]
    return name in INLINE or name in _ELEMENTS or (isinstance(value[1], dict) and _TAG_NAME.fullmatch(name) is not None)


def _without_marks(text: str) -> str:
    """Text without the marks of Markdown."""
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1", text)
    if "**" in text or "__" in text:
        text = _MARKDOWN_STRONG.sub(r"\2", text)
    return _MARKDOWN_HEADING.sub("", text) if "# " in text else text


def _is_dated_or_linked(node: dict[str, Any]) -> bool:
    return any(_words(_field(key)) & _OF_A_STORY for key in node)


def _field(key: str) -> str:
    """The name of a field; Apollo keeps the arguments of a query with it: ``body({"ads": false})``."""
    return key.partition("(")[0]


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(name[:80])}
