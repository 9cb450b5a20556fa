"""Datelines that are told part by part, whatever stands between: "ЛЬВОВ. 3 мая. УНС.", "Medan, Beritanusa.com -".

The patterns of :mod:`dateline` know the agencies' own forms. Here the head of the copy is cut at its marks, and each
part must be a place, a day, or an agency, a domain or a desk; a head with any other part is a sentence.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from wiredesk.pipelines.extraction.fields.name_kinds import is_named_organization
from wiredesk.pipelines.extraction.fields.person_names import is_small_word, looks_like_person
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.plain_text import is_small

MAX_HEAD: Final = 110
"""Characters; two places, a day and an agency fit."""
MAX_PARTS: Final = 4
MAX_WORDS: Final = 3
"""Of a part; a fourth is read to tell that there are more."""
LEAST_REST: Final = 30
"""Characters that must follow a lone place: behind a mere label a short text follows."""
_WORD: Final = r"[^\s\d,،፣፡.।։:;/|()\[\]!?\"“”«»–—=-]+"
_DAY: Final = re.compile(
    rf"\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th|\.|-?го|º)?\s(?:de\s)?{_WORD}\.?(?:,?\s(?:de\s)?\d{{4}})?"
    rf"|\d{{1,2}}-[^\W\d_]{{3,10}}(?!\w)|\d{{4}}\.\s{_WORD}\s\d{{1,2}}\.|{_WORD}\s\d{{1,2}}(?:/\d{{4}}|\sቀን\s\d{{4}})?(?:\sዓ[./]?\s?ም\.?)?(?:[,፣]?\s\d{{4}})?(?!\d)|(?<=,\s)[^\W\d_]{{3,5}}\.\s\d{{1,2}}(?:,?\s\d{{4}})?(?!\d)"
)
_DOMAIN: Final = re.compile(
    r"[\w-]{2,20}(?:\.[\w-]{2,12})?\.(?:com|net|org|info|news|id|co|tv|kg|kz|uz|ru|ua|my|ph|vn|in|az|am|ge)(?!\w|\.\w)",
    re.I,
)
_BRACKET: Final = re.compile(r"\((?P<round>[^()\n]{2,40})\)|/\s?(?P<slashed>[^/()\n]{2,30}?)\s?/")
_WORDS: Final = re.compile(
    rf"[A-Za-zÀ-ԯ\u1e00-\u1fff][^\s\d,.:;/|()\[\]!?\"“”«»–—=-]*(?:[ -]{_WORD}){{0,3}}|{_WORD}(?: {_WORD}){{0,3}}"
)
_BROADCASTER: Final = re.compile(r"[A-Z]{3,6}\s[A-Z][a-z]{2,}")
"""A broadcaster and its country behind the place: "Jakarta, RTX Indonesia"."""
_ACRONYM: Final = re.compile(r"[A-ZА-ЯЁІЇЄҐ]{3,5}")
"""An agency that goes by its letters, behind place and day."""
_GOES_ON: Final = re.compile(r"-\w")
_MARKS: Final = re.compile(r"\s*[,،፣፡.।։:/|–—-]{0,3}\s*")
_CASED: Final = re.compile("[A-Za-zÀ-ɏͰ-ԯ\u1e00-\u1fff]")
_CLOSED_BY_DASH: Final = frozenset("id ms cs sk hr bs sr sl ro sq pt mr".split())
"""Languages whose newsrooms print "Bandung - …": elsewhere a hyphen may follow any first word."""
_CLOSED_BY_COLON: Final = frozenset("hi bn ta te kn ml gu mr pa or ur ne as".split())
"""Languages of newsrooms that print the place and a colon; their speakers are named behind what they say."""
_NO_PLACES: Final = frozenset((*phrases("no_places"), "q", "a"))  # the letters of questions and answers
REGIONS: Final = frozenset(phrases("regions"))
"""What follows a region's name in small letters: "Ростовская область"."""
_REPORTED_BY: Final = re.compile(
    r"^به گزارش\s(?:خبرگزاری\s)?(?P<agency>[\u0621-\u06cc\u200c]{3,15}(?:\s[\u0621-\u06cc\u200c]{2,12})?)[،,؛]"
)
"""Persian copy names its agency in the first words; they are part of the sentence and stay."""


class Parts(NamedTuple):
    """The place, the agency as printed, and where the copy begins."""

    place: str | None
    agency: str | None
    end: int
    reporter: str | None = None
    sure: bool = False
    """Whether place, day and a known agency are told: no sentence begins so."""


def read_parts(text: str, language: str | None = None) -> Parts | None:
    """The dateline at the head of a text, or None where its parts are others than those of datelines. Never raises."""
    place: str | None = None
    agency: str | None = None
    reporter: str | None = None
    day = False
    enclosed, before = False, ""
    at, best, closing = 0, None, ""
    tongue = (language or "").split("-")[0]
    for _ in range(MAX_PARTS):
        found = _next_part(text, at, day=day)
        if found is None:
            break
        apart = closing != "" or at == 0 or before == "day"
        kind, value, end = found
        if kind == "place" and reporter is None and agency_name(agency or "") is not None and looks_like_person(value):
            kind, reporter = "reporter", value
        if not apart and (kind == "place" or (kind == "agency" and text[at] not in "(/")):
            break  # words that no mark parts are one text
        before = kind
        again = kind == "place" and place is not None
        if (kind == "agency" and agency) or (again and (closing != "," or "," in (place or ""))):
            break
        if kind == "day" and (day or not place):
            break
        if kind == "place":
            place = f"{place}, {value}" if again else value
        enclosed = enclosed or (kind == "agency" and at > 0 and text[at] == "/")
        agency = value if kind == "agency" else agency
        day = day or kind == "day"
        at, closing = _behind_marks(text, end)
        if at >= len(text) or not _opens_copy(text[at]):
            continue
        if (enclosed and place and _BRACKET.match(text, at) is None) or _is_told(
            place, agency, day, closing, kind, tongue, len(text) - at
        ):
            known = agency is not None and agency_name(agency) is not None
            best = Parts(place, agency, at, reporter, sure=bool(place) and known and day)
    return best


def agency_of_report(text: str) -> str | None:
    """The known agency that a Persian first sentence refers to: "به گزارش ایرنا، …"."""
    match = _REPORTED_BY.match(text)
    if match is None:
        return None
    return agency_name(match["agency"]) or agency_name(match["agency"].split()[0])


def _is_told(place: str | None, agency: str | None, day: bool, closing: str, last: str, tongue: str, rest: int) -> bool:
    """Whether what was read so far, with the marks behind it, is a dateline."""
    if closing in (",", "،", "፣") or rest < 8:
        return False
    if agency is not None:
        known = agency_name(agency) is not None or _DOMAIN.fullmatch(agency) is not None
        if not known and closing[:1] == ":" and "/" in agency:
            return False  # who is told of, his country and his trade: "Ida Holm (NOR/biathlon):"
        if place is None:
            return known and last == "agency" and closing[:1] in (":", "-", "–", "—", "/", "|")
        if closing == "." and day and agency.isupper():
            return True  # "ЛЬВОВ. 3 мая. УНС."
        return (
            known
            or closing[:1] in (":", "-", "–", "—", "।", "|")
            or (closing == "" and _CASED.match(agency) is None and is_named_organization(agency))
        )
    if place is None or rest < LEAST_REST:
        return False
    if day:
        return closing != "" and closing != "/"
    if closing in (".-", ".–", ".—"):
        return True
    if closing == "|":
        return _is_shouted(place) or (tongue in _CLOSED_BY_COLON and len(place.split()) < 3)
    if closing in ("-", "–"):
        return tongue in _CLOSED_BY_DASH
    if closing == "।":
        return len(place.split()) < 3
    return closing == ":" and ((tongue in _CLOSED_BY_COLON and len(place.split()) < 3) or _is_shouted(place))


def _is_shouted(place: str) -> bool:
    return place.isupper() and len(place) > 3


def _next_part(text: str, at: int, *, day: bool) -> tuple[str, str, int] | None:
    """The kind, the text and the end of the part that begins at a place; None where it is no part of datelines."""
    if at >= min(len(text), MAX_HEAD):
        return None
    if (match := _DAY.match(text, at)) is not None and _is_day(match[0]):
        return "day", match[0], match.end()
    if (match := _BRACKET.match(text, at)) is not None:
        return ("agency", (match["round"] or match["slashed"]).strip(), match.end()) if at else None
    if (match := _DOMAIN.match(text, at)) is not None:
        return "agency", match[0], match.end()
    match = _WORDS.match(text, at)
    if match is None:
        return None
    words = match[0]
    if _GOES_ON.match(text, match.end()) is not None and len(re.split("[ -]", words)) > MAX_WORDS:
        return None  # cut amid a word: "La criée de Port-Brillac"
    if not at and is_named_organization(words) and agency_name(words) is None and _CASED.match(words):
        return None  # the subject of a sentence
    if _is_agency(words) or (at and _BROADCASTER.match(words)) or (day and _ACRONYM.fullmatch(words)):
        return "agency", words, match.end()
    for end in _word_ends(words):  # "AZƏRTAC Köhnə …": an agency and no mark
        if at and _is_agency(words[:end]) and agency_name(words[:end]) is not None:
            return "agency", words[:end], at + end
    return ("place", words, match.end()) if _is_place(words) else None


def _behind_marks(text: str, end: int) -> tuple[int, str]:
    """Where the next part begins, and the marks in front of it; those of an enclosed agency belong to that."""
    start = end + len(text[end : end + 2]) - len(text[end : end + 2].lstrip())
    if _BRACKET.match(text, start) is not None:
        return start, ""
    mark = _MARKS.match(text, end)
    return (mark.end(), mark[0].strip()) if mark is not None else (end, "")


def _word_ends(words: str) -> list[int]:
    return [match.start() for match in re.finditer(" ", words)][::-1]


def _is_day(text: str) -> bool:
    """Whether a match of the day's pattern is no place with a number: a month has three letters at least."""
    return any(len(word) > 2 or word > "\u0900" for word in re.findall(_WORD, text)) or text[-1].isdigit()


def _is_agency(words: str) -> bool:
    if agency_name(words) is not None:
        return len(words) > 3 or not words.islower() or words > "\u0590"
    return is_named_organization(words)


def _is_place(words: str) -> bool:
    parts = re.split("[ -]", words)
    if len(parts) > 3 or any(part.casefold() in _NO_PLACES for part in parts) or any(len(part) > 22 for part in parts):
        return False
    if _CASED.match(words) is None:
        return not any(is_small_word(part) for part in parts) and len(words) > 1
    if len(parts) > 1 and parts[-1].casefold() in REGIONS:
        parts = parts[:-1]
    return (
        parts[0][0].isupper() and all(part[0].isupper() or len(part) < 4 for part in parts) and parts[-1][0].isupper()
    )


def _opens_copy(letter: str) -> bool:
    return not is_small(letter) and letter not in ",.;:!?)]}/|-–—"
