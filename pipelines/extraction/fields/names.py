"""Names out of bylines: prefixes, roles, e-mail addresses and credentials off, lists split, kinds told apart."""

from __future__ import annotations

import re
from functools import lru_cache

from wiredesk.pipelines.extraction.fields.byline_labels import (
    DATE,
    HARD_SPLIT,
    JOINT_LABEL,
    LABEL_END,
    SLASHED_LABEL,
    SMALL_LABEL,
    has_label,
    strip_label,
)
from wiredesk.pipelines.extraction.fields.east_asian_names import east_asian_names, without_other_trades
from wiredesk.pipelines.extraction.fields.name_kinds import (
    DESKS,
    is_named_organization,
    is_organization,
)
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.tidy_name import ROLE, tidy_name
from wiredesk.pipelines.extraction.lexicon.agencies import AGENCIES, agency_name
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash

MAX_NAMES = 30
"""More names than this are a list of something else; the first ones are kept."""
_DAY_OPENS = re.compile(r"\s(?-i:am|um|den|el|le|il|op)(?:\s[^\W\d_]{4,12})?,?\s*$")
"""What announced the date that stood behind: "Jana am Dienstag"."""
_RIGHTS = re.compile(r"^(?:copyright\b|©|\(c\)|all rights reserved|alle rechte vorbehalten)", re.I)
_LONE_LABEL = re.compile(r"^[^\W\d_]{3,20}\s?[:：]$")
_EMAIL = re.compile(
    r"[(<\[]?\s*[\w.+%-]{1,64}(?:@[\w-]{0,63}(?:\.[\w-]{1,63}){0,5}"
    r"|\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})\s*[)>\]]?"
)
"""An address with spaces around its ``@`` ends in a domain: "Ann Smith @annsmith" is a name and a handle."""
_ADDRESS = re.compile(r"\(?\b(?:https?://|www\.)\S{1,300}")
_BRACKETS = re.compile(
    rf"[(\[（]\s?(?P<with>(?:{any_of(phrases('bylines.conjunction'))}|con|com|z|s|med|met|ile)\s)?(?P<names>[^()\[\]（）]{{2,80}})[)\]）]",
    re.I,
)
"""Brackets behind a name: who helped, the agency, the trade, the place."""
_HANDLE = re.compile(r"(?<!\w)[(]?@\w{2,30}[)]?")
_NO_AUTHOR = re.compile(
    rf"^(?:{any_of(phrases('bylines.other_trade'))})(?:\s+(?:by|von|di|de|par|por|av|af|door|przez|oleh))?(?:{LABEL_END}|\s+)(?=\S)",
    re.I,
)
_OTHERS_LABEL = re.compile(rf"(?<=\w)\s(?=(?:{any_of(phrases('bylines.other_trade'))})\s?[:：])", re.I)
"""Where another's credit begins on the same line: "Text: Ann Smith Photo: Bob Jones"."""
_SOURCED = re.compile(rf"^(?:{any_of(one for one in phrases('bylines.source_label') if ' ' in one)})\s(?=\S)", re.I)
"""Who helped, behind the first name: "Por Redação, com informações de Ana Souza"."""
_DASHED_WORD = re.compile(r"\s[–—-]\s([^\W\d_]{3,20})$")
_PLACE_OF_TWO = re.compile(
    r"(?:new|tel|addis|kuala|abu|cape|bad|sankt|san|santa|são|saint|los|las|la|el|buenos|novi|nova|nový|нижний|великий|новый"
    r"|באר|תל|קריית|קרית|רמת|כפר|בית|ראש|פתח|גבעת|נווה)\s[^\W\d_][^\s]{2,15}$",
    re.I,
)
"""Towns of two words, by their first one; behind a name they are its reporter's place."""
_CONJUNCTION = re.compile(rf"\s*(?:\s(?:{any_of(phrases('bylines.conjunction'))})\s|\s?[&＆]\s?)\s*", re.I)
_LEADING_AND = re.compile(rf"^(?:{any_of(phrases('bylines.conjunction'))})\s(?=\S+\s\S)", re.I)
_SHORT_CONJUNCTION = re.compile(r"\s(?:y|e|i|a|û|u|и|та|і|й|و|ו)\s(?=\S)|\sو(?=[\u0621-\u064a]{3})", re.I)
"""One letter, and often part of a name ("Ortega y Gasset"): splits only where both sides have two words."""
_CREDENTIALS = frozenset(phrases("bylines.credential"))
_DESK_FIRST = re.compile(rf"^(?:{any_of(desk for desk in DESKS if ' ' in desk)})(?=\s)", re.I)
"""A desk of several words at the beginning of a line: what follows without a mark is its day."""


def split_names(text: str | None) -> list[str]:
    """The names that a byline credits, in its order, without duplicates.

    >>> split_names("By Ann Smith, Political Editor, and Bob Jones")
    ['Ann Smith', 'Bob Jones']
    >>> split_names("Von Birgit Baumann, dpa")
    ['Birgit Baumann', 'dpa']
    """
    if not text:
        return []
    return list(_split(text) if len(text) <= _REMEMBERED else _split.__wrapped__(text))


_REMEMBERED = 300
"""Characters; the same short texts stand in several places of a page and on many pages of a site."""


@lru_cache(maxsize=4_096)
def _split(text: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    lines = [clean_line(line, limit=600) for line in text[:4_000].split("\n")]
    east = [name for line in lines[:20] for name in east_asian_names(line)]
    for name in east or _parts("\n".join(_unbracketed(without_other_trades(line)) for line in lines)):
        key = squash(name)
        if key:
            found.setdefault(key, name)
        if len(found) >= MAX_NAMES:
            break
    return tuple(found.values())


def _unbracketed(line: str) -> str:
    """A byline that is set in brackets as a whole, without them."""
    return line[1:-1] if len(line) > 2 and line[0] in "[［【〔（(" and line[-1] in "]］】〕）)" else line


def _parts(text: str) -> list[str]:
    text = SLASHED_LABEL.sub("", JOINT_LABEL.sub("", text))
    text = _OTHERS_LABEL.sub("\n", text)
    text = "\n".join(map(_without_dashed_place, text.split("\n")))
    text = _BRACKETS.sub(_freed_names, text)
    text = _HANDLE.sub(" ", _ADDRESS.sub(" ", _EMAIL.sub(" , ", text)))
    dated = DATE.sub("\n", text)
    pieces = HARD_SPLIT.split(dated)
    if dated != text:
        pieces = [SMALL_LABEL.sub("", _DAY_OPENS.sub("", piece).strip()) for piece in pieces]
    names: list[str] = []
    for piece in pieces:
        behind = names and not has_label(piece)
        if piece and not (behind and (ROLE.search(piece) or _PLACE_OF_TWO.match(piece) or _FROM_PLACE.match(piece))):
            names += _from_piece(piece)
    return names


def _without_dashed_place(line: str) -> str:
    """A line without the single word that stands behind a full name and a dash: "Ann Smith - Leeds"."""
    match = _DASHED_WORD.search(line)
    if match is None or len(line[: match.start()].split()) < 2 or is_organization(match[1]):
        return line
    return line[: match.start()]


def _freed_names(match: re.Match[str]) -> str:
    """Who is named in brackets is credited as well: "Von Anna Müller (dpa)", "Par Jean Dupont (avec Luc Morel)".

    What else stands there is a trade or a place, and no list of names if it is separated by commas.
    """
    names = match["names"].strip()
    if names.casefold() in AGENCIES or (match["with"] and not names.islower()):
        return f" | {names} "
    return " " if _CONJUNCTION.search(names) or "," in names else match[0]


def _from_piece(piece: str) -> list[str]:
    piece = piece.strip()
    if piece.casefold() in DESKS:
        return [piece]
    if (desk := _DESK_FIRST.match(piece)) is not None:
        return [desk[0]]
    if _NO_AUTHOR.match(piece) or _RIGHTS.match(piece) or _LONE_LABEL.match(piece) or strip_label(f"{piece} x") == "x":
        return []
    piece = strip_label(piece)
    names: list[str] = []
    for part in _conjoined(piece):
        fragments = [fragment.strip() for fragment in re.split(r"\s*[,，]\s*", part) if fragment.strip()]
        names += _from_fragments(fragments)
    return names


_NO_SURNAMES = frozenset("reuters afp dpa efe ansa tass interfax xinhua yonhap bloomberg tasr mti kyodo".split())


def _without_agency(name: str) -> list[str]:
    """Name and agency of a line that no mark parts: "ANN LEE Associated Press"."""
    words = name.split()
    for size in (3, 2, 1):
        before, agency = " ".join(words[:-size]), " ".join(words[-size:])
        if len(words) - size not in (2, 3) or agency_name(agency) is None:
            continue
        if size == 1 and agency.casefold() not in _NO_SURNAMES and (not agency.isupper() or before.isupper()):
            continue  # agencies of one word are called like people
        if looks_like_person(before):
            return [before, agency]
    return [name]


_OF = re.compile(r"\b(?:of|for|für|der|des|de|du|di|per|van|voor)\b", re.I)


def _conjoined(piece: str) -> list[str]:
    """The parts between conjunctions, but for those within an organization's name or a post.

    "Ministry of Trade and Industry", "Ann Smith, Head of Marketing and Sales".
    """
    parts: list[str] = []
    at, joint = 0, ""
    for match in (*_CONJUNCTION.finditer(piece), None):
        part = piece[at : match.start() if match is not None else len(piece)]
        if parts and _goes_on(parts[-1], part):
            parts[-1] += f"{joint}{part}"
        else:
            parts.append(part)
        if match is not None:
            at, joint = match.end(), match[0]
    return parts


def _goes_on(before: str, part: str) -> bool:
    last = before.rpartition(",")[2].strip()
    if not last or _OF.search(last) is None:
        return False
    if "," in before and ROLE.search(last) is not None:
        return True
    return len(part.split()) == 1 and is_named_organization(last) and part.casefold() not in AGENCIES


def _from_fragments(fragments: list[str]) -> list[str]:
    """Names out of what stands between commas: credentials, roles and places after a name are left out."""
    names: list[str] = []
    for at, fragment in enumerate(fragments):
        if at:
            fragment = _SOURCED.sub("", fragment)
        if at and names and names[0].casefold() in DESKS and " " not in fragment and not is_organization(fragment):
            continue  # the place behind a desk
        parted = (one for part in _split_short(strip_label(fragment)) for one in _without_agency(part))
        for part in parted:
            name = tidy_name(_LEADING_AND.sub("", part))
            if not name:
                continue
            if at and (name.casefold().strip(".®™ ") in _CREDENTIALS or (names and ROLE.search(name))):
                continue
            told = len(fragments[0].split()) > 1 or is_named_organization(names[0]) if names else False
            if at and told and not is_organization(name) and _is_place(name):
                continue  # "Ann Smith, London", "example.org, Hamburg, Germany"
            names.append(name)
    return names


def _is_place(name: str) -> bool:
    return len(name.split()) == 1 or _PLACE_OF_TWO.match(name) is not None or _FROM_PLACE.match(name) is not None


_FROM_PLACE = re.compile(r"(?:de|do|da|em|en|from|in|aus|à|au|из|в)\s[A-ZÀ-ÞЀ-Я][^\W\d_]{2,20}$")
"""From where somebody writes, behind the name: "Por Rui Costa, de Manaus"."""


def _split_short(text: str) -> list[str]:
    sides = _SHORT_CONJUNCTION.split(text)
    if len(sides) > 1 and all(len(side.split()) > 1 for side in sides):
        return [side.removeprefix("و") if " و" + side in text and not text.startswith(side) else side for side in sides]
    return [text]
