"""The dateline at the head of the copy: place, agency and day in front of the first sentence.

The forms are those of the agencies' own style books: "HASAKAH, Syria (North Press) – ", "BERLIN (dpa) - ",
"القاهرة (رويترز) - ", "МОСКВА, 3 мая - РИА Новости.", "(서울=연합뉴스) … 기자 = ", "新华社北京5月3日电".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from wiredesk.pipelines.extraction.fields.dateline_agencies import (
    agency_as_known,
    is_credible_agency,
    is_known_agency,
    is_newsroom,
    is_outlet,
    is_uncased,
    names_agency,
    signs_alone,
    without_reporter,
)
from wiredesk.pipelines.extraction.fields.dateline_forms import (
    AGENCY_FIRST,
    AGENCY_IN_BRACKETS,
    ARABIC,
    BARRED,
    BOLD_PLACE,
    BRACKETED_PLACE,
    CAPITALS,
    EAST_BRACKETS,
    IN_ONE_BRACKET,
    INDIA,
    IRAN,
    JAPAN,
    JAPAN_DATED,
    KOREA,
    KOREAN_PLACE,
    MIXED,
    MONTH_DAY,
    NAMED_ALONE,
    ONE_WORD,
    OUTLET_FIRST,
    PIPE,
    PORTUGUESE,
    REPORTER,
    REPORTER_BETWEEN,
    SAUDI,
    SLAVIC,
    STOPPED_CAPITALS,
    TAIWAN,
    VIETNAM,
    XINHUA,
)
from wiredesk.pipelines.extraction.fields.dateline_parts import Parts, agency_of_report, read_parts
from wiredesk.pipelines.extraction.fields.dateline_places import (
    is_place,
    is_short_place,
    is_shouted_place,
    with_stop_of_state,
    written_place,
)
from wiredesk.pipelines.extraction.fields.name_kinds import DESKS, is_named_organization
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.countries import names_country
from wiredesk.pipelines.extraction.page.plain_text import clean_line, is_small

MAX_DATELINE = 160
"""A dateline with two cities, a country, a day and two agencies fits; a sentence that long is none."""
MIN_REST = 12
"""Characters that must follow a dateline without an agency: a heading is no sentence."""
_COMPILED = frozenset("綜合 综合 即時 即时 專題".split())
"""Stands for the place where copy was put together at a desk."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """``place`` as a reader would write it, ``source`` the agency's usual name, ``rest`` the paragraph without both."""

    place: str | None
    source: str | None
    rest: str
    reporter: str | None = None
    """Who is named behind the agency, or before the place."""


def read_dateline(first_paragraph: str, language: str | None = None) -> Dateline:
    """Takes the dateline off an article's first paragraph; ``rest`` is the input where none is found. Never raises.

    What is told by its parts alone, without a form that agencies use, is named and stays in the text: were it the first
    words of a sentence, nothing would be lost.

    >>> read_dateline("HASAKAH, Syria (North Press) – A fire broke out.")
    Dateline(place='Hasakah, Syria', source='North Press', rest='A fire broke out.')
    """
    found = _read(first_paragraph, language)
    if found.place is not None and found.place.casefold() in DESKS:
        found = replace(found, place=None)  # "NAVENDA NÛÇEYAN - "
    if found.source and found.place and agency_name(found.source) is None and names_country(found.source, language):
        return replace(found, place=f"{found.place}, {found.source}", source=None)
    return found


def _read(first_paragraph: str, language: str | None) -> Dateline:
    none = Dateline(None, None, first_paragraph)
    head = first_paragraph[: MAX_DATELINE + 200]
    text = head.lstrip("\ufeff\u200e\u200f \t\n")
    offset = len(head) - len(text)
    for pattern in (XINHUA, EAST_BRACKETS, JAPAN, JAPAN_DATED):
        match = pattern.match(text)
        if match is not None and (match["agency"] or pattern is JAPAN):
            agency = without_reporter(match["agency"] or "")
            swapped = pattern is EAST_BRACKETS and is_newsroom(match["place"] or "") and KOREAN_PLACE.fullmatch(agency)
            if swapped and not is_newsroom(agency):
                return _result(match, agency, match["place"], first_paragraph, offset, language)  # "[경남신문=진주]"
            if pattern is EAST_BRACKETS and not names_agency(agency):
                agency = ""
            if not agency and is_newsroom(match["place"] or ""):  # "[헤럴드경제=김민수 기자]"
                return _result(match, None, match["place"], first_paragraph, offset, language)
            return _result(match, match["place"], agency, first_paragraph, offset, language)
    if (match := KOREA.match(text)) is not None:
        return replace(_result(match, None, match["agency"], first_paragraph, offset, language), reporter=match["who"])
    if (match := TAIWAN.match(text)) is not None:
        place = match["place"] if match["place"] not in _COMPILED else None
        return _result(match, place, None, first_paragraph, offset, language)
    match = IRAN.match(text) or SAUDI.match(text)
    if match is not None and is_known_agency(match["agency"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = INDIA.match(text)
    if match is not None and is_known_agency(match["agency"]):
        place = re.sub(r"\s*[(\[]", ", ", match["place"].replace(")", "").replace("]", ""))
        return _result(match, place, match["agency"], first_paragraph, offset, language)
    match = BARRED.match(text)
    if match is not None and is_place(match["place"]) and "|" not in text[match.end() :]:  # more are cells of a table
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = AGENCY_FIRST.match(text)
    if match is not None and is_credible_agency(match["agency"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = NAMED_ALONE.match(text)
    if match is not None and signs_alone(match["agency"], language):
        return _result(match, None, match["agency"], first_paragraph, offset, language)
    match = VIETNAM.match(text) if language == "vi" else None
    if match is not None:
        return _result(match, None, match["agency"], first_paragraph, offset, language)
    match = IN_ONE_BRACKET.match(text)
    if match is not None and is_known_agency(match["agency"]) and is_place(match["place"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = OUTLET_FIRST.match(text)
    if match is not None and is_outlet(match["agency"]) and is_short_place(match["place"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = REPORTER_BETWEEN.match(text)
    if match is not None and is_known_agency(match["agency"]) and is_place(match["place"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = AGENCY_IN_BRACKETS.match(text)
    if match is not None:
        agency = clean_line(match["agency"] or match["slashed"])
        place = MONTH_DAY.sub("", match["place"]).strip(" ,.-–—ـ/|").removesuffix(" في")  # "in … on"
        dashed = re.search(r"[-–—―−ـ=:|;]", match["gap"]) is not None
        known = is_known_agency(agency) or agency.casefold() in DESKS
        place_ok = is_place(place)
        running_on = is_small(text[match.end() : match.end() + 1]) and not dashed
        if (known and (place_ok or not place) and not running_on) or (
            place and place_ok and dashed and (is_credible_agency(agency) or is_shouted_place(place))
        ):
            return _result(match, place, agency, first_paragraph, offset, language)
    match = PIPE.match(text)
    if match is not None and (
        is_known_agency(match["agency"]) or (match["place"] and is_shouted_place(match["place"]))
    ):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    parts = read_parts(text, language)
    if parts is not None and parts.place and not is_place(parts.place):
        parts = None
    match = SLAVIC.match(text) if parts is None or parts.reporter is None else None
    if match is not None and is_known_agency(match["agency"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    if parts is not None and parts.sure:
        return _told(parts, first_paragraph[offset + parts.end :], language)
    # "Santarém - O barco …" is how Brazilian newsrooms print it; elsewhere a hyphen may follow any first word.
    hyphened = (PORTUGUESE,) if (language or "").startswith("pt") else ()
    for pattern in (CAPITALS, MIXED, ONE_WORD, BRACKETED_PLACE, *hyphened):
        match = pattern.match(text)
        if match is not None:
            place = MONTH_DAY.sub("", match["place"]).strip(" ,.-–—")
            rest = text[match.end() :]
            if is_place(place) and len(rest) > MIN_REST and not rest[:MIN_REST].isupper():
                if parts is not None and parts.agency:
                    return _told(parts, first_paragraph[offset + max(match.end(), parts.end) :].lstrip(), language)
                return _result(match, place, None, first_paragraph, offset, language)
    match = ARABIC.match(text)
    if match is not None and is_place(match["place"]) and len(text) - match.end() > MIN_REST:
        agency = clean_line(match["agency"]) if match["agency"] else ""
        if agency and not is_known_agency(agency):
            return none if parts is None else _told(parts, first_paragraph, language)
        if parts is not None and parts.agency and not agency:
            return _told(parts, first_paragraph[offset + parts.end :].lstrip(), language)
        separator = text[match.end("place") :].lstrip()[:1]
        if agency or (separator in "-–—ـ" and len(match["place"].split()) <= 2):
            return _result(match, match["place"], agency, first_paragraph, offset, language)
    if parts is not None:
        return _told(parts, first_paragraph[offset + parts.end :] if parts.sure else first_paragraph, language)
    match = STOPPED_CAPITALS.match(text)
    if match is not None and is_place(match["place"]) and match["place"].casefold() not in DESKS:
        return Dateline(written_place(match["place"], language), None, first_paragraph)
    return Dateline(None, agency_of_report(text), first_paragraph)


def bold_place(first_paragraph: str, bold: int) -> str | None:
    """The place that opens a text in bold type, where nothing else of it is bold: "**Ebersdorf.** The dam …".

    ``bold``: characters of the paragraph that are in bold type.
    """
    match = BOLD_PLACE.match(first_paragraph)
    if match is None or abs(len(match[0].rstrip()) - bold) > 1 or not is_place(match["place"]):
        return None
    return match["place"] if match["place"].casefold() not in DESKS else None


def _told(parts: Parts, rest: str, language: str | None) -> Dateline:
    return Dateline(written_place(parts.place, language), agency_as_known(parts.agency or ""), rest, parts.reporter)


def _result(
    match: re.Match[str], place: str | None, agency: str | None, paragraph: str, offset: int, language: str | None
) -> Dateline:
    if place and not agency and is_named_organization(place) and is_uncased(place):
        place, agency = None, place  # "خبرگزاری آریا - …"
    written = with_stop_of_state(written_place(place, language), match[0])
    signed = REPORTER.match(clean_line(place)) if place else None
    reporter = signed["who"] if signed is not None else None
    return Dateline(written, agency_as_known(agency or ""), paragraph[offset + match.end() :].lstrip(), reporter)
