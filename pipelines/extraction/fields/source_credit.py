"""The agency that a line of the page credits: "Source: ARA News", "المصدر: سانا", "Kaynak: AA"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml.etree import _Element

from wiredesk.pipelines.extraction.lexicon.agencies import first_agency
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, cue_mask
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text

MAX_LINE = 100
"""Characters; a longer line that begins with "Source" is a sentence or a list of references."""
MAX_WORDS = 7
MAX_ELEMENTS = 2_500

_PHRASES = phrases("bylines.source_label")
_LABELS = frozenset(_PHRASES)
_BEFORE = " \t\r\n\xa0([（【–—*-"
_LABEL = re.compile(rf"^[\s(\[（【–—*-]*(?:{any_of(_PHRASES)})\s*(?P<colon>[:：፦፡៖՝=＝／/–—-])?\s*", re.I)
_COLONS = (":", "：", "፦", "፡", "៖", "՝", "=", "＝")
"""What stands behind a label in the scripts of the world."""
_AS_COLON = {ord(mark): ":" for mark in _COLONS}
_NEEDS_NO_COLON = (*(phrase for phrase in _PHRASES if " " in phrase), "via")
"""Labels of several words tell enough."""
MAX_VIA = 5
"""Words of a line that begins with one word and no colon."""
_WITHIN = re.compile(rf"(?<=[\s|·•,，;/])(?:{any_of(_PHRASES)})\s?[:：፦]\s*", re.I)
_GAP = re.compile(r"\s*[|·•]\s*|\s{2,}|\xa0|\u3000|\s(?=\d)")
"""What parts the credits of a line."""
_NEXT_LABEL = re.compile(r"\s+[^\W\d_]{2,12}\s?[:：]")
MAX_HEAD = 200
"""Characters of a line with date, author, source, editor and counters."""
_NO_NAME = re.compile(
    r"://|www\.|^\d+$|©|^(?:wikimedia|giphy|flickr|imgur|unsplash|pixabay|pexels|shutterstock|i?stock|getty"
    r"|adobe ?stock|imago|alamy|depositphotos|east news)\b"
    r"|(?<!\w)(?:fot|foto|photos?|bild|image|imagen|fotograf|снимка|фото)\b",
    re.I,
)
"""Addresses, numbers, rights, and where pictures come from."""
SHORT = 120
"""Characters of a box that holds a picture and no text but its caption."""
_SHORTEST = min(map(len, _NEEDS_NO_COLON))
_HOLDERS = ("p", "div", "span", "font", "strong", "b", "td", "li", "em", "i", "small", "a", "dd", "br")
"""A line break holds no text itself: the line is what follows it."""


def read_source_line(page: PageMarkup, tree: _Element) -> str | None:
    """The name behind a "Source:" label that stands with the article, or None."""
    holder = page.body.getparent() if page.body is not None else None
    for count, element in enumerate((tree if holder is None else holder).iter(*_HOLDERS)):
        if count > MAX_ELEMENTS:
            break
        text = element.tail if element.tag == "br" else element.text
        if text is None or not 3 <= len(text) <= MAX_LINE:
            continue
        if element.tail is None and len(text) < _SHORTEST and not any(mark in text for mark in _COLONS):
            continue
        if not _labelled(text, element.tail) or page.is_aside(element) or _is_of_picture(element):
            continue
        name = _named(element, text)
        if name is not None:
            return first_agency(name) or name
    return None


def source_in_head(lines: Iterable[str]) -> str | None:
    """The name behind a label and a colon within one of the lines of the article's head, beside date and author:
    "2026-11-28 14:05  来源：湘西日报  作者：李明".
    """
    for line in lines:
        if len(line) > MAX_HEAD or cue_mask(line) & BITS["credit"]:
            continue  # what begins so is the credit of a picture
        for match in _WITHIN.finditer(line):
            rest = _NEXT_LABEL.split(line[match.end() :], maxsplit=1)[0]
            name = clean_line(_GAP.split(rest, maxsplit=1)[0]).strip(" .:()[]|–—-\"'«»“”")
            if _is_name(name):
                return first_agency(name) or name
    return None


def source_of_line(line: str) -> str | None:
    """The name that a line of the text credits behind "Source:" and the like; None for any other line."""
    match = _LABEL.match(line[:MAX_LINE]) if len(line) <= MAX_LINE else None
    if match is None:
        return None
    label = match[0].strip(_BEFORE + "".join(_COLONS) + "／/–—- ").casefold()
    rest = clean_line(line[match.end() :]).strip(" .:()[]|–—-\"'«»“”")
    if not (match["colon"] or label.startswith(_NEEDS_NO_COLON)) or not _is_name(rest):
        return None
    return first_agency(rest) or rest


def _is_name(rest: str) -> bool:
    return 0 < len(rest) <= 60 and len(rest.split()) <= MAX_WORDS and _NO_NAME.search(rest) is None


def _is_of_picture(element: _Element) -> bool:
    """Whether a line stands in a caption: its source is that of the picture."""
    for holder in (element, *islice(element.iterancestors(), 3)):
        if holder.tag in ("figure", "figcaption") or "caption" in naming(holder):
            return True
    before = element.getprevious()
    if before is None and (parent := element.getparent()) is not None:
        before = parent.getprevious()
    if before is None or not isinstance(before.tag, str):
        return False
    holds = before.tag == "img" or next(before.iter("img"), None) is not None
    return holds and len(element_text(before, limit=2 * SHORT)) < SHORT


def _labelled(text: str, tail: str | None) -> bool:
    """Whether a text is, or begins with, a label and a colon; cheap, because every short text of the page is asked."""
    beginning = text[:40]
    beginning = beginning.replace("=", ":") if beginning.isascii() else beginning.translate(_AS_COLON)
    head, colon, _ = beginning.partition(":")
    if colon or (tail is not None and tail.lstrip()[:1] in _COLONS):
        return head.strip(_BEFORE).casefold() in _LABELS
    return text.lstrip(_BEFORE)[:40].casefold().startswith(_NEEDS_NO_COLON)


def _named(element: _Element, text: str) -> str | None:
    """What stands behind the label: in the same element, behind it, or in the next one of the same holder."""
    for line in _lines(element):
        match = _LABEL.match(line)
        if match is None:
            continue
        rest = clean_line(line[match.end() :]).strip(" .:()[]|–—-\"'«»“”")
        bare = text.strip(_BEFORE).casefold()
        if not rest or not (match["colon"] or bare.startswith(_NEEDS_NO_COLON)):
            continue
        is_via = not match["colon"] and bare.startswith("via")
        if is_via and (len(line.split()) > MAX_VIA or rest[0].islower() or text.lstrip(_BEFORE).startswith("VIA")):
            continue  # a sentence, or the maker of chips
        if _is_name(rest):
            return rest
    return None


def _lines(element: _Element) -> list[str]:
    if element.tag == "br":
        return [clean_line(element.tail, limit=MAX_LINE)]
    own = element_text(element, limit=MAX_LINE + 40).replace("\n", " ")
    lines = [own]
    if element.tail and element.tail.strip():
        lines.append(f"{own} {clean_line(element.tail, limit=MAX_LINE)}")
    parent = element.getparent()
    if parent is not None and len(parent) <= 4:
        lines.append(element_text(parent, limit=MAX_LINE + 40, apart=True).replace("\n", " "))
    return [line for line in lines if len(line) <= MAX_LINE]
