"""The agency that a line of the page credits: "Source: ARA News", "المصدر: سانا", "Kaynak: AA"."""

from __future__ import annotations

import re

from lxml.etree import _Element

from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text

MAX_LINE = 100
"""Characters; a longer line that begins with "Source" is a sentence or a list of references."""
MAX_WORDS = 7
MAX_ELEMENTS = 2_500

_PHRASES = phrases("bylines.source_label")
_LABELS = frozenset(_PHRASES)
_LABEL = re.compile(rf"^[\s(\[–—*-]*(?:{any_of(_PHRASES)})\s*(?P<colon>[:：፦／/–—-])?\s*", re.I)
_NEEDS_NO_COLON = (
    "con información",
    "com informações",
    "with information",
    "with reporting",
    "mit material",
    "نقلا عن",
    "به نقل از",
)
_SHORTEST = min(map(len, _NEEDS_NO_COLON))
_HOLDERS = ("p", "div", "span", "font", "strong", "b", "td", "li", "em", "i", "small", "a", "dd")


def read_source_line(page: PageMarkup, tree: _Element) -> str | None:
    """The name behind a "Source:" label that stands with the article, or None."""
    holder = page.body.getparent() if page.body is not None else None
    for count, element in enumerate((tree if holder is None else holder).iter(*_HOLDERS)):
        if count > MAX_ELEMENTS:
            break
        text = element.text
        if text is None or not 3 <= len(text) <= MAX_LINE:
            continue
        if ":" not in text and "：" not in text and "፦" not in text and element.tail is None and len(text) < _SHORTEST:
            continue
        if not _labelled(text, element.tail) or page.is_aside(element):
            continue
        name = _named(element, text)
        if name is not None:
            return agency_name(name) or name
    return None


def _labelled(text: str, tail: str | None) -> bool:
    """Whether a text is, or begins with, a label and a colon; cheap, because every short text of the page is asked."""
    head, colon, _ = text[:40].replace("：", ":").replace("፦", ":").partition(":")
    if colon or (tail is not None and tail.lstrip()[:1] in (":", "：", "፦")):
        return head.strip(" \t\r\n\xa0([–—*-").casefold() in _LABELS
    return text.lstrip()[:16].casefold().startswith(_NEEDS_NO_COLON)


def _named(element: _Element, text: str) -> str | None:
    """What stands behind the label: in the same element, behind it, or in the next one of the same holder."""
    for line in _lines(element):
        match = _LABEL.match(line)
        if match is None:
            continue
        rest = clean_line(line[match.end() :]).strip(" .:()[]|–—-\"'«»“”")
        if not rest or not (match["colon"] or text.strip().casefold().startswith(_NEEDS_NO_COLON)):
            continue
        if len(rest) <= 60 and len(rest.split()) <= MAX_WORDS and "://" not in rest and not rest.isdigit():
            return rest
    return None


def _lines(element: _Element) -> list[str]:
    own = element_text(element, limit=MAX_LINE + 40).replace("\n", " ")
    lines = [own]
    if element.tail and element.tail.strip():
        lines.append(f"{own} {clean_line(element.tail, limit=MAX_LINE)}")
    parent = element.getparent()
    if parent is not None and len(parent) <= 4:
        lines.append(element_text(parent, limit=MAX_LINE + 40, apart=True).replace("\n", " "))
    return [line for line in lines if len(line) <= MAX_LINE]
