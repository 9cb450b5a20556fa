"""The agency that a short line at the end of the article credits without a label: "(dpa)", "kel/AFP", "— Bernama".

Only agencies that are known: any other word at the end of a page may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.lexicon.agencies import first_agency
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, whole_text

MAX_LINE: Final = 70
"""Characters of a line that holds credits and nothing else."""
MAX_CHILDREN: Final = 12
"""Elements at the end of the text that are looked at; behind the text as many again."""
MAX_OTHER: Final = 4
"""Words beside the agency: "Mit Material der dpa"."""
LEVELS: Final = 3
"""Boxes around the text behind which the credit may stand."""
_TAIL: Final = re.compile(r"[(\[（]([^()\[\]（）]{2,40})[)\]）]\W{0,3}$")
_BEHIND_DASH: Final = re.compile(r"[.!?…]['\"”’»)]?\s(?:[—–]|--?)\s?([^—–.!?()]{2,30})\W{0,3}$")
"""Behind the last sentence and a dash: "… in Munich. — AFP"."""
_EDGES: Final = " \t()[]（）【】.,;:*–—-|«»\"'"
_OPENING: Final = ("(", "[", "—", "–", "-")
_WORDS_TOO: Final = frozenset(["dow jones", *"mehr trend map beta petra fars sana saba tap lana".split()])
"""Agencies whose names are words of other languages, or topics."""
_INITIALS: Final = frozenset({"id", "ms", "jv", "su"})
"""Languages in which "(vyp/kna)" are the initials of two editors; elsewhere agencies are credited so: "kel/afp"."""
_COPYRIGHT: Final = re.compile(
    r"(?:©|\(c\)|copyright)[\s©]*(?:\d{4})?\s*(?:by\s)?(?:the\s)?(?P<holder>[^.,:;\d]{2,30}?)(?:\s(?:gmbh|inc|ltd))?(?:[.,:;].*)?$",
    re.I,
)
"""Whose the copy is: "Copyright 2026 The Associated Press.", "© dpa-infocom, dpa:260503-99-1/2"."""
_PARTED: Final = re.compile(r"[\s/,;+&|()\[\]]+")
_WITH: Final = frozenset(
    word
    for phrase in (
        *phrases("bylines.conjunction"),
        *phrases("bylines.source_label"),
        "avec con com with mit ile von der",
    )
    for word in phrase.split()
) | frozenset("z s med från fra par por par by from material informationen inputs input".split())


def closing_agency(page: PageMarkup, language: str | None = None) -> str | None:
    """The usual name of the agency, or None. Never raises."""
    if page.body is None:
        return None
    for line in _closing_lines(page, page.body):
        if len(line) <= MAX_LINE and (name := _credited(line, language)) is not None:
            return name
    return None


def agency_at_the_end(paragraph: str, language: str | None = None) -> str | None:
    """The agency that a last paragraph is, or holds in brackets or behind a dash at its end: "… animals. (ats/nxp)"."""
    if len(paragraph) <= MAX_LINE:
        return _credited(paragraph, language)
    end = paragraph[-MAX_LINE:].strip()
    match = _TAIL.search(end) or _BEHIND_DASH.search(end)
    return _credited(f"({match[1]})", language) if match is not None else None


def _credited(line: str, language: str | None = None) -> str | None:
    if (holder := _COPYRIGHT.match(line)) is not None:
        return first_agency(holder["holder"])
    return _signed(line, language)


def _signed(line: str, language: str | None) -> str | None:
    """The agency of a line that is nothing but agencies, initials of their editors and words such as "with"."""
    bare = line.strip(_EDGES)
    if _is_word(bare) and (line[:1] not in _OPENING or bare.casefold() in _WORDS_TOO):
        return None
    if "/" in bare and bare.islower() and (language or "").split("-")[0] in _INITIALS:
        return None
    words = [word for word in _PARTED.split(bare) if word]
    whole = first_agency(bare)
    if whole is not None and len(words) < MAX_OTHER:
        return whole
    others = [word for word in words if first_agency(word) is None]
    if len(others) > MAX_OTHER or not all(_is_credit_word(word, bare) for word in others):
        return None
    named = [(word, name) for word in words if (name := first_agency(word)) is not None]
    in_capitals = [name for word, name in named if word.isupper() or "/" in bare]
    in_small = [name for word, name in named if word.islower() and len(word) > 2]
    return next(iter((*in_capitals, *in_small)), whole)


def _is_word(bare: str) -> bool:
    """Whether a line is one Latin word in small letters but for the first: "Bernama", but also "Mehr"."""
    return bare.isalpha() and bare[:1].isascii() and not bare.isupper()


def _is_credit_word(word: str, line: str) -> bool:
    """Initials, or a word that says with whom: in any other company a short name is a word of a sentence."""
    return word.casefold() in _WITH or len(word) < 4 or (word.isupper() and len(word) < 6) or "/" in line


def _closing_lines(page: PageMarkup, body: _Element) -> Iterator[str]:
    children = [child for child in islice(reversed(body), MAX_CHILDREN) if isinstance(child.tag, str)]
    for child in children:
        yield clean_line((child.tail or "")[-MAX_LINE * 4 :])
        if not page.is_aside(child):
            yield element_text(child, limit=MAX_LINE + 1)
    for child in children[:2]:
        end = whole_text(child)[-MAX_LINE:].strip()
        if (match := _TAIL.search(end)) is not None:
            yield match[1]
        elif (match := _BEHIND_DASH.search(end)) is not None:
            yield f"({match[1]})"
    node: _Element | None = body
    for _ in range(LEVELS):
        if node is None or node.tag in ("article", "main", "body"):
            return
        for sibling in islice(node.itersiblings(), MAX_CHILDREN):
            if isinstance(sibling.tag, str) and sibling.tag not in ("script", "style") and not page.is_aside(sibling):
                yield element_text(sibling, limit=MAX_LINE + 1)
        node = node.getparent()
