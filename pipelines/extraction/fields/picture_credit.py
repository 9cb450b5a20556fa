"""Whose picture it is: the credit that a caption ends with, in the world's languages, apart from the caption."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.lexicon.agencies import first_agency
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.plain_text import clean_line

MAX_CREDIT: Final = 120
"""Characters; a longer text behind "Photo:" goes on to tell something."""
MAX_COLONS: Final = 3
_COLONS: Final = ":：՝፡፦៖"
_LABELS: Final = frozenset(one.rstrip(_COLONS + "/").lower() for one in phrases("cues.credit")) | frozenset(
    "copyright © ©foto ©photo crédit photo photographer fotograf fotografin bild foto".split()
)
_UNSPACED: Final = tuple(
    one
    for one in sorted(_LABELS, key=len, reverse=True)
    if re.match("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]", one)
)
_PREPOSITIONS: Final = frozenset("by av di nga na of courtesy courtesy: من из จาก".split())
_SIGNED: Final = re.compile(
    r"(?:^|(?<=[\s(\[.|–—-]))(?:(?:"
    + "|".join(
        re.escape(one) + r"(?:\s+of)?\s+" for one in sorted(_LABELS, key=len, reverse=True)
        if " " in one and one.rpartition(" ")[2] in _PREPOSITIONS
    )
    + r")|(?:©|\(c\)|copyright\b)\s*)(?P<name>(?:[^.:!?]|[.:](?=\S)|(?<=\b[A-Z])\.){2,100})$",
    re.I,
)  # fmt: skip
_STOCK: Final = re.compile(
    r"getty|shutterstock|i ?stock|unsplash|pexels|pixabay|adobe ?stock|alamy|imago|picture[- ]alliance|depositphotos"
    r"|fotolia|dreamstime|wikimedia|flickr|handout|courtesy|europa press|anadolu|nurphoto|zuma|sipa|abaca|picturedesk"
    r"|(?:file|stock|courtesy|handout|ap|afp|pti|ians|ani|epa|ht) photo",
    re.I,
)
"""Where pictures are from, beside the news agencies."""
_IN_BRACKETS: Final = re.compile(r"\s*[(\[](?P<name>[^()\[\]]{2,90})[)\]]\s*\.?$")
_END_OF_SENTENCE: Final = re.compile(r"(?<!\b[^\W\d_a-z])[.!?»”\"]\s*(?=\S)")
MAX_SENTENCES: Final = 5
_BEHIND_MARK: Final = re.compile(r"\s+[-–—|/·]\s*(?P<name>[^-–—|·]{2,60})$")
_SHARED: Final = re.compile(r"[^\W\d_]{2,}\.?\s?/\s?[^\W\d_]{2,}")
_LETTER: Final = re.compile(r"[^\W\d_]")
_OF_A_CAPTION: Final = re.compile(r"symbol|titel|artikel|beitrag|video|illustr|pictured", re.I)
"""Labels that tell what a picture shows where they stand in front of it."""
MOST_WORDS: Final = 8
"""Words of a credit; what the markup calls one may as well be the caption."""
MOST_NAMES: Final = 5
_WORD: Final = re.compile(r"[^\W_]+")
_EDGES: Final = " |/-–—·,;"
_MARKS: Final = " ()[]|/-–—·,;"


def split_credit(text: str, marked: str | None = None) -> tuple[str | None, str | None]:
    """The caption without its credit, and the credit; ``marked`` is the credit that the markup tells apart.

    >>> split_credit("The bridge in winter. Foto: Ann Smith/dpa")
    ('The bridge in winter.', 'Ann Smith/dpa')
    >>> split_credit("The bridge in winter (Ann Smith/AFP)"), split_credit("Note: the bridge is closed")
    (('The bridge in winter', 'Ann Smith/AFP'), ('Note: the bridge is closed', None))
    """
    line = clean_line(text, limit=1_000) or ""
    if marked and len(marked.split()) <= MOST_WORDS:
        name = _without_label(marked)
        part = marked if marked in line else name
        before, _, after = line.rpartition(part) if part else (line, "", "")
        if _LETTER.search(after) and not after[:1].isspace():  # a name in the sentence: "Etlaq's launch site"
            return line, name or None
        return _tidy(f"{before} {after}" if _LETTER.search(after) else before, is_label=True), name or None
    for start, end in _labels(line):
        name = _bare(line[end:])
        if name and (start > 0 or _names_somebody(line[:end], name)):
            return _tidy(line[:start]), name
    if (signed := _SIGNED.search(line)) and _LETTER.search(signed["name"]):
        return _tidy(line[: signed.start()], is_label=True), _bare(signed["name"])
    for found in reversed(list(_END_OF_SENTENCE.finditer(line))[-MAX_SENTENCES:]):
        name = line[found.end() :]
        before, bracket, _ = name.partition("(")
        if line.count("(", 0, found.end()) > line.count(")", 0, found.end()):
            continue  # the end of an initial, or of a sentence in brackets
        is_name = looks_like_person(name.strip()) and 1 < len(name.split()) <= 3
        if is_name or (_is_credit(name) and (not bracket or looks_like_person(before.strip()))):
            return _tidy(line[: found.start() + 1]), name.strip(_EDGES)
    if (found_in := _IN_BRACKETS.search(line)) and _is_credit(found_in["name"]):
        return _tidy(line[: found_in.start()]), found_in["name"].strip(_MARKS)
    if (behind := _BEHIND_MARK.search(line)) and _comes_from(behind["name"]):
        return _tidy(line[: behind.start()]), behind["name"].strip(_MARKS)
    if len(line) <= MAX_CREDIT // 2 and "/" in line and _comes_from(line):
        return None, line
    return line or None, None


def _labels(line: str) -> list[tuple[int, int]]:
    """Where the labels of a credit begin and end that stand before the last colons of a line."""
    found: list[tuple[int, int]] = []
    end = len(line)
    for _ in range(MAX_COLONS):
        end = max(line.rfind(colon, 0, end) for colon in _COLONS)
        if end < 0 or len(line) - end > MAX_CREDIT:
            break
        head = line[:end].rstrip()
        start = _start_of_label(head)
        if start is not None:
            found.append((start, end + 1))
    return found


def _start_of_label(head: str) -> int | None:
    low = head.lower()
    if len(low) != len(head):
        return None
    starts = [0, *(match.end() for match in re.finditer(r"[\s(\[|/–—.-]+", low))]
    for start in starts[-4:]:
        if low[start:].strip(_MARKS) in _LABELS:
            return start
    return next((len(head) - len(label) for label in _UNSPACED if low.endswith(label)), None)


def _names_somebody(label: str, name: str) -> bool:
    """Whether a line that is nothing but a label and a text is a credit, not a caption: "Symbolbild: a theatre"."""
    if _OF_A_CAPTION.search(label):
        return False
    words = [word for word in _WORD.findall(name) if len(word) > 2]
    return (len(words) <= MOST_NAMES and not any(word[0].islower() for word in words)) or _is_credit(name)


def _is_credit(name: str) -> bool:
    if _comes_from(name):
        return True
    return _SHARED.search(name) is not None and len(_WORD.findall(name)) <= 7 and not name[:1].islower()


def _comes_from(name: str) -> bool:
    return len(_WORD.findall(name)) <= MOST_WORDS and (
        _STOCK.search(name) is not None or first_agency(name) is not None
    )


def _without_label(credit: str) -> str:
    line = clean_line(credit, limit=200) or ""
    head, colon, rest = line.partition(next((one for one in line if one in _COLONS), ":"))
    if colon and head.strip(_MARKS).lower() in _LABELS:
        line = rest
    return _bare(re.sub(r"^(?:©|\(c\))\s*", "", line, flags=re.I))


def _bare(credit: str) -> str:
    """The credit without the marks around it, with the bracket that belongs to it."""
    line = credit.strip(_MARKS + _COLONS)
    return line + ")" if line.count("(") > line.count(")") else line


def _tidy(caption: str, *, is_label: bool = False) -> str | None:
    """The caption without what is left of the credit at its end: a bracket, a mark, a label."""
    line = " ".join(caption.split())
    for _ in range(2):
        has_colon = line.endswith(tuple(_COLONS)) or is_label
        line = line.rstrip("([|–—-/©·, ").rstrip(_COLONS).rstrip()
        start = _start_of_label(line)
        if start is not None and has_colon:
            line = line[:start]
    return line if _LETTER.search(line) else None
