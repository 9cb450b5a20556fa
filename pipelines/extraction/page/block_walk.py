"""The walk over a page that ends a line where a browser would, and makes a text block of every line."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.explanation import note_taker
from wiredesk.pipelines.extraction.page.blocks import Block
from wiredesk.pipelines.extraction.page.containers import Attributes
from wiredesk.pipelines.extraction.page.controls import TAGS, control, control_of_link
from wiredesk.pipelines.extraction.page.element_kinds import (
    ARTICLE_TEXT,
    BLOCK,
    CELL,
    KINDS,
    LINE_BREAK,
    LINE_PART,
    NOSCRIPT,
    PICTURE,
    SWALLOWER,
    UNKNOWN,
    stands_in_line,
)
from wiredesk.pipelines.extraction.page.hidden_parts import HiddenParts
from wiredesk.pipelines.extraction.page.line_looks import (
    is_called_place,
    is_line_of_its_own,
    is_style_of_kept_lines,
)
from wiredesk.pipelines.extraction.page.open_elements import OpenElements
from wiredesk.pipelines.extraction.page.plain_text import whole_text
from wiredesk.pipelines.extraction.page.protected_email import PROTECTED, email_address
from wiredesk.pipelines.extraction.page.side_sections import is_side_section

MAX_BLOCKS = 4_000
"""Blocks read of one page; the most seen in an article page is 2,240."""
MAX_BLOCK_CHARACTERS = 60_000
"""Of one block; text beyond belongs to a data dump, not to a paragraph."""
MAX_CAPTIONS = 300
MAX_CHARACTERS = 3_000_000
"""Of all blocks together: three long novels."""
CELL_SEPARATOR: Final = " | "
_SOFT_HYPHEN: Final = "\u00ad"
"""Marks where a word may be divided; a word with one in it is found by no search and no pattern."""
_TERMS: Final = frozenset({"dt", "dd", "tr"})
"""A picture and its caption as two terms of one list or two rows of a table: SPIP, Blogger, PHP-Nuke."""
_EMOJI: Final = 8
"""Characters; the picture of a letter or sign is described by that sign."""
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LONG_CELL = 150
"""Characters; a longer cell is no cell of a table of data but a part of the layout, and its own block."""


class BlockWalk:
    """One walk over a page or a part of it: the blocks, the containers around them, the captions on the way."""

    def __init__(self, start: _Element, whole: bool, unseen: bool) -> None:
        self.open = OpenElements(start)
        self.hidden = HiddenParts()
        self.whole = whole
        """Whether comments, menus and their like are read too (see side_sections)."""
        self.unseen = unseen
        """Whether what is hidden is read too (see hidden_parts)."""
        self.left_out: set[str] = set()
        """The rules (see explanation) by which something was left out."""
        self.blocks: list[Block] = []
        self.captions: list[str] = []
        self.parts: list[str] = []
        self.links = 0
        self.link_characters = 0
        self.strong_characters = 0
        self.in_link = 0
        self.in_strong = 0
        self.pictured = False
        self.below_picture = False
        self.characters = 0
        self.full = False
        """Whether a bound ended the reading."""
        self.cut = False
        """Whether the end of a block was left out."""

    def read(self, element: _Element) -> None:
        """Reads an element's text and children; the depth is bounded by the parser (256 levels)."""
        parts = self.parts
        text = element.text
        if text and (parts or not text.isspace()):
            self.add(text)
        if not len(element):
            return
        children: list[_Element] = element[:]  # type: ignore[index,assignment]  # made four times as fast as an iterator
        for child in children:
            tag = child.tag
            kind = KINDS.get(tag, UNKNOWN)
            if kind == UNKNOWN:
                kind = LINE_PART if stands_in_line(child, bool(parts)) else BLOCK
            if kind <= CELL:
                if self.full:
                    return
                if kind == SWALLOWER and tag in TAGS:
                    self.open.note_control(control(child, tag))
                if kind == CELL:
                    self.read_cell(child)
                elif (
                    kind == BLOCK
                    or (kind == SWALLOWER and len(child) and child.find(".//p") is not None)
                    or (kind == NOSCRIPT and len(child) and child.find(ARTICLE_TEXT) is not None)
                ):
                    if parts:
                        self.flush()
                    if not isinstance(tag, str):
                        pass
                    elif not len(child) and not (child.text and child.text.strip()):
                        self.pictured = self.pictured and tag in _TERMS  # nothing in it: it does not count as entered
                    elif self.hidden.hides(child, attributes := _attributes(child)) and not self.unseen:
                        self.left_out.add("hidden")
                        _noted("hidden", child, tag)
                    elif is_side_section(child, tag, attributes) and not self.whole:
                        self.left_out.add("side_section")
                        _noted("side_section", child, tag)
                    else:
                        self.pictured = self.pictured and (tag in _TERMS or (tag == "div" and _follows_picture(child)))
                        self.open.enter(child, attributes)
                        self.full = self.full or self.open.is_full
                        self.read(child)
                        if parts:
                            self.flush()
                        self.open.leave()
                        self.pictured = self.pictured and tag in _TERMS
            elif kind == LINE_PART and not (tag == "span" and is_line_of_its_own(child)):
                self.read_inline(child, tag)
            elif kind == LINE_PART:
                if parts:
                    self.flush()
                self.read_inline(child, tag)
                if parts:
                    self.flush()
            elif kind == LINE_BREAK:
                if parts:
                    self.flush()
            elif kind == PICTURE:
                shown = child.find(".//img") if tag == "picture" else child  # libxml2 puts it into `source`
                alt = shown.get("alt") if shown is not None else None
                if not parts and (not alt or len(alt) > _EMOJI):
                    self.pictured = self.below_picture = True
                    self.open.note_picture(shown)
                if alt and len(alt) > 15 and len(self.captions) < MAX_CAPTIONS:
                    self.captions.append(alt)
            elif tag in TAGS:
                self.open.note_control(control(child, tag))
            tail = child.tail
            if tail and (parts or not tail.isspace()):
                self.add(tail)

    def read_inline(self, child: _Element, tag: str) -> None:
        if self.hidden.hides_in_line(child) and not self.unseen:
            self.left_out.add("hidden")
            return
        if (protected := child.get(PROTECTED)) is not None and (address := email_address(protected)):
            self.add(address)
        elif tag == "a":
            self.links += 1
            self.in_link += 1
            self.open.note_control(control_of_link(child))
            self.read(child)
            self.in_link -= 1
        elif tag in ("b", "strong"):
            self.in_strong += 1
            self.read(child)
            self.in_strong -= 1
        else:
            begins = not self.parts
            self.read(child)
            if begins and self.parts and child.tail and is_called_place(child):
                before, behind = self.parts[-1], child.tail
                if before[-1:].isalpha() and behind[:1].isalpha():
                    self.parts.append(" – ")  # the dash is drawn by a style

    def read_cell(self, child: _Element) -> None:
        """The cells of a row of data are one line; a cell of layout is a container as any other."""
        parts = len(self.parts)
        if sum(map(len, self.parts)) > _LONG_CELL:
            self.flush()
        elif parts:
            self.parts.append(CELL_SEPARATOR)
        blocks = len(self.blocks)
        self.open.enter(child, _attributes(child))
        self.read(child)
        if len(self.blocks) > blocks or sum(map(len, self.parts[parts:])) > _LONG_CELL:
            self.flush()
        self.open.leave()

    def add(self, text: str) -> None:
        if text.count("\n") > 1 and not text.isspace() and self.keeps_lines():
            first, *others = _BLANK_LINE.split(text)
            self.add_part(first)
            for part in others:
                self.flush()
                self.add_part(part)
        else:
            self.add_part(text)

    def keeps_lines(self) -> bool:
        """Whether line breaks are shown where the reading is: in plain text, and where a style says so."""
        element, attributes = self.open.innermost
        if element.tag == "pre":  # the text of the page, where it is the only one and no listing of code
            is_listing = element.find(".//code") is not None or element.find(".//span") is not None
            return not is_listing and len(list(islice(self.open.root.iter("pre"), 2))) == 1
        return any(name == "style" and is_style_of_kept_lines(value) for name, value in attributes)

    def add_part(self, text: str) -> None:
        """Text that is a part of the line that is read."""
        if not text:
            return
        self.parts.append(text)
        if self.in_link:
            self.link_characters += len(text)
        if self.in_strong:
            self.strong_characters += len(text)

    def flush(self) -> None:
        """Ends the line that is read: its text is a block of the innermost element of the path."""
        if not self.parts:
            return
        text = "".join(self.parts)
        in_cells = CELL_SEPARATOR in self.parts
        self.parts.clear()
        if not text.isspace():
            self.cut = self.cut or len(text) > MAX_BLOCK_CHARACTERS
            text = " ".join(text[:MAX_BLOCK_CHARACTERS].replace(_SOFT_HYPHEN, "").split())
            if in_cells:
                text = text.strip(" |")
            self.characters += len(text)
            if not text:
                pass
            elif len(self.blocks) >= MAX_BLOCKS or self.characters > MAX_CHARACTERS:
                self.full = True
            else:
                here = self.open.container()
                self.blocks.append(
                    Block(
                        text,
                        here,
                        here.tag,
                        self.links,
                        self.link_characters,
                        self.strong_characters,
                        len(self.blocks),
                        self.pictured,
                        self.below_picture,
                        self.open.around_picture() if self.below_picture else None,
                    )
                )
                self.pictured = self.below_picture = False
        self.links = self.link_characters = self.strong_characters = 0


def _attributes(element: _Element) -> Attributes:
    return element.items()  # type: ignore[return-value]


def _noted(rule: str, element: _Element, tag: str) -> None:
    if (notes := note_taker()) is None:
        return
    name = " ".join(f".{one}" for one in (element.get("class") or "").split()[:3])
    text = " ".join(whole_text(element).split())
    if text:
        notes.text(text, rule, element=f"{tag}{name}")


def _follows_picture(element: _Element) -> bool:
    before = element.getprevious()
    return before is not None and before.tag == "img"
