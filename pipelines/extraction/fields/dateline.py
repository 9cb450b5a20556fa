"""The dateline at the head of the copy: place, agency and day in front of the first sentence.

The forms are those of the agencies' own style books: "HASAKAH, Syria (North Press) – ", "BERLIN (dpa) - ",
"القاهرة (رويترز) - ", "МОСКВА, 3 мая - РИА Новости.", "(서울=연합뉴스) … 기자 = ", "新华社北京5月3日电".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    XINHUA,
)
from wiredesk.pipelines.extraction.fields.dateline_parts import REGIONS, Parts, agency_of_report, read_parts
from wiredesk.pipelines.extraction.fields.name_kinds import DESKS, is_named_organization, is_organization
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name, first_agency
from wiredesk.pipelines.extraction.page.plain_text import clean_line, is_small

MAX_DATELINE = 160
"""A dateline with two cities, a country, a day and two agencies fits; a sentence that long is none."""

MIN_REST = 12
"""Characters that must follow a dateline without an agency: a heading is no sentence."""

_COMPILED = frozenset("綜合 综合 即時 即时 專題".split())
"""Stands for the place where copy was put together at a desk."""
_NOT_PLACES = frozenset(
    """
    update updated breaking exclusive watch video live photos opinion analysis editorial column note correction report
    editor's interview review comment q a advertisement read more news new just in developing warning alert fact check
    factcheck explainer eilmeldung liveblog kommentar anzeige urgente exclusivo última atualizado vídeo exclusif direct
    mira vea lea lee resumen resumé résumé sommaire zusammenfassung fazit hintergrund riassunto contexto antecedentes
    summary quick overview introduction intro conclusion background highlights key tl;dr tldr disclaimer about faq tip
    tips step part chapter verdict pros cons score result results related what why how who when where ingredients
    method directions recipe caption credit
    mise à jour срочно обновлено
    عاجل خاص حصري تحديث بالفيديو شاهد بيان مصدر مصادر تقرير
    """.split()
)


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
    none = Dateline(None, None, first_paragraph)
    head = first_paragraph[: MAX_DATELINE + 200]
    text = head.lstrip("\ufeff\u200e\u200f \t\n")
    offset = len(head) - len(text)
    for pattern in (XINHUA, EAST_BRACKETS, JAPAN, JAPAN_DATED):
        match = pattern.match(text)
        if match is not None and (match["agency"] or pattern is JAPAN):
            agency = _without_reporter(match["agency"] or "")
            if pattern is EAST_BRACKETS and not _names_agency(agency):
                agency = ""
            if not agency and _is_newsroom(match["place"] or ""):  # "[헤럴드경제=김민수 기자]"
                return _result(match, None, match["place"], first_paragraph, offset, language)
            return _result(match, match["place"], agency, first_paragraph, offset, language)
    if (match := TAIWAN.match(text)) is not None:
        place = match["place"] if match["place"] not in _COMPILED else None
        return _result(match, place, None, first_paragraph, offset, language)
    match = IRAN.match(text) or SAUDI.match(text)
    if match is not None and _known(match["agency"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = INDIA.match(text)
    if match is not None and _known(match["agency"]):
        place = re.sub(r"\s*[(\[]", ", ", match["place"].replace(")", "").replace("]", ""))
        return _result(match, place, match["agency"], first_paragraph, offset, language)
    match = BARRED.match(text)
    if match is not None and _place_like(match["place"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = AGENCY_FIRST.match(text)
    if match is not None and _credible(match["agency"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = NAMED_ALONE.match(text)
    if match is not None and _signs_alone(match["agency"], language):
        return _result(match, None, match["agency"], first_paragraph, offset, language)
    match = IN_ONE_BRACKET.match(text)
    if match is not None and _known(match["agency"]) and _place_like(match["place"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = OUTLET_FIRST.match(text)
    if match is not None and _is_outlet(match["agency"]) and _is_short_place(match["place"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = REPORTER_BETWEEN.match(text)
    if match is not None and _known(match["agency"]) and _place_like(match["place"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = AGENCY_IN_BRACKETS.match(text)
    if match is not None:
        agency = clean_line(match["agency"] or match["slashed"])
        place = MONTH_DAY.sub("", match["place"]).strip(" ,.-–—ـ/|").removesuffix(" في")  # "in … on"
        dashed = re.search(r"[-–—―−ـ=:|;]", match["gap"]) is not None
        known = _known(agency) or agency.casefold() in DESKS
        place_ok = _place_like(place)
        running_on = is_small(text[match.end() : match.end() + 1]) and not dashed
        if (known and (place_ok or not place) and not running_on) or (
            place and place_ok and dashed and (_credible(agency) or _shouted(place))
        ):
            return _result(match, place, agency, first_paragraph, offset, language)
    match = PIPE.match(text)
    if match is not None and (_known(match["agency"]) or (match["place"] and _shouted(match["place"]))):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    parts = read_parts(text, language)
    if parts is not None and parts.place and not _place_like(parts.place):
        parts = None
    match = SLAVIC.match(text) if parts is None or parts.reporter is None else None
    if match is not None and _known(match["agency"]):
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
            if _place_like(place) and len(rest) > MIN_REST and not rest[:MIN_REST].isupper():
                if parts is not None and parts.agency:
                    return _told(parts, first_paragraph[offset + max(match.end(), parts.end) :].lstrip(), language)
                return _result(match, place, None, first_paragraph, offset, language)
    match = ARABIC.match(text)
    if match is not None and _place_like(match["place"]) and len(text) - match.end() > MIN_REST:
        agency = clean_line(match["agency"]) if match["agency"] else ""
        if agency and not _known(agency):
            return none if parts is None else _told(parts, first_paragraph, language)
        if parts is not None and parts.agency and not agency:
            return _told(parts, first_paragraph[offset + parts.end :].lstrip(), language)
        separator = text[match.end("place") :].lstrip()[:1]
        if agency or (separator in "-–—ـ" and len(match["place"].split()) <= 2):
            return _result(match, match["place"], agency, first_paragraph, offset, language)
    if parts is not None:
        return _told(parts, first_paragraph[offset + parts.end :] if parts.sure else first_paragraph, language)
    match = STOPPED_CAPITALS.match(text)
    if match is not None and _place_like(match["place"]) and match["place"].casefold() not in DESKS:
        return Dateline(_written(match["place"], language), None, first_paragraph)
    return Dateline(None, agency_of_report(text), first_paragraph)


def bold_place(first_paragraph: str, bold: int) -> str | None:
    """The place that opens a text in bold type, where nothing else of it is bold: "**Ebersdorf.** The dam …".

    ``bold``: characters of the paragraph that are in bold type.
    """
    match = BOLD_PLACE.match(first_paragraph)
    if match is None or abs(len(match[0].rstrip()) - bold) > 1 or not _place_like(match["place"]):
        return None
    return match["place"] if match["place"].casefold() not in DESKS else None


def _signs_alone(agency: str, language: str | None) -> bool:
    """Whether what stands in brackets at the head is an agency: a known one, letters, or any name in Vietnamese."""
    if agency.split()[0].casefold() in _NOT_PLACES:
        return False
    return _known(agency) or agency.isupper() or language == "vi"


def _told(parts: Parts, rest: str, language: str | None) -> Dateline:
    return Dateline(_written(parts.place, language), _agency(parts.agency or ""), rest, parts.reporter)


def _result(
    match: re.Match[str], place: str | None, agency: str | None, paragraph: str, offset: int, language: str | None
) -> Dateline:
    if place and not agency and is_named_organization(place) and _is_uncased(place):
        place, agency = None, place  # "خبرگزاری آریا - …"
    written = _with_stop(_written(place, language), match[0])
    signed = REPORTER.match(clean_line(place)) if place else None
    reporter = signed["who"] if signed is not None else None
    return Dateline(written, _agency(agency or ""), paragraph[offset + match.end() :].lstrip(), reporter)


def _is_short_place(text: str) -> bool:
    return _place_like(text) and len(text.split()) < 3 and not is_named_organization(text)


def _is_outlet(text: str) -> bool:
    """Whether words in a script without capitals are an agency's or a newsroom's name."""
    return _is_uncased(text) and len(text.split()) < 4 and (_known(text) or is_named_organization(text))


def _is_uncased(text: str) -> bool:
    return text.lower() == text.upper()


_KOREAN_REPORTER = re.compile("[ ·]?[\uac00-\ud7af]{2,4}\\s?(?:선임|인턴|수습|전문|객원)?\\s?(?:기자|특파원)$")
_NEWSROOM = re.compile(
    "(?:경제|뉴스|일보|신문|투데이|타임스|미디어|스포츠|데일리|방송|통신|저널|헤럴드|닷컴)$|網$|网$|社$|報$|报$|新聞$"
)


def _without_reporter(agency: str) -> str:
    """The newsroom without its reporter: "스포츠조선 김민수 기자"; empty where the reporter stands alone."""
    return _KOREAN_REPORTER.sub("", agency).strip()


def _is_newsroom(place: str) -> bool:
    return _NEWSROOM.search(place) is not None


_STATE = re.compile(r"[A-Z]{2}")
"""Two capitals that are no known agency are a state's: "Natal (RN)"."""


def _agency(printed: str) -> str | None:
    source = _DAY_BEHIND.sub("", clean_line(printed).strip(" .\"'«»"))
    if _STATE.fullmatch(source):
        return agency_name(source)
    return first_agency(source) or agency_name(source.rpartition(" ")[2]) or source or None


def _written(place: str | None, language: str | None) -> str | None:
    """A place as a reader would write it, without the reporter in front ("Ali KAYA/ANKARA")."""
    line = clean_line(place).strip(" ,.-–—ـ/|") if place else ""
    return _as_written(REPORTER.sub("", line), language) or None


_SHORT_STATE = re.compile(r",\s(?:[^\W\d_]\.){1,2}[^\W\d_]$|,\s[A-Z][a-z]{1,4}$")
"""A state's short form, which keeps its full stop: "St. Louis, Mo.", "Victoria, B.C."."""


def _with_stop(place: str | None, printed: str) -> str | None:
    """The place with the full stop of its state's short form, where the text has it behind the place."""
    if place is None or _SHORT_STATE.search(place) is None:
        return place
    at = printed.casefold().find(place.casefold())
    return f"{place}." if at >= 0 and printed[at + len(place) :][:1] == "." else place


_DAY_BEHIND = re.compile(r"\s*[,،;]\s*\d{1,2}[.\s][^\d()\n]{2,20}(?:\d{2,4})?$")
"""A day that shares the brackets with the agency: "(پژواک، ۳ قوس ۱۴۰۵)"."""


def _known(agency: str) -> bool:
    """Whether a text is, or begins with, a known agency; two capitals and a comma are a state's."""
    return first_agency(_DAY_BEHIND.sub("", agency)) is not None


def _credible(agency: str) -> bool:
    return _known(agency) or is_organization(agency)


def _names_agency(printed: str) -> bool:
    """Whether what stands behind the place is an agency rather than the reporter: "【東京=山田太郎】"."""
    return (
        _credible(printed)
        or re.search("[\uac00-\ud7afA-Za-z]|社$|通信|新聞|时报|時報|網$|网$|台$", printed) is not None
    )


def _shouted(place: str) -> bool:
    first = re.split(r"[,\s/-]", place)[0]
    return len(first) > 2 and first.isupper()


def is_place(text: str) -> bool:
    """Whether words in front of the copy can be a place: no number, no label such as "Update", no small letters."""
    return _place_like(text)


def _place_like(place: str) -> bool:
    words = [word for word in re.split(r"[\s,/،.-]+", place) if word]
    if not 1 <= len(words) <= 8 or any(letter.isdigit() for letter in place):
        return False
    if (
        (words[0].casefold() in _NOT_PLACES and place.split()[0].casefold() != "new")
        or len(place) < 2
        or place.casefold() == "new"
    ):
        return False
    small = [word for word in words[1:] if is_small(word) and len(word) > 3 and word.casefold() not in REGIONS]
    return not small and not (is_small(words[0]) and len(words[0]) > 3)


def _as_written(place: str, language: str | None) -> str:
    """``"HASAKAH, Syria"`` → ``"Hasakah, Syria"``; initials and short forms stay as they are."""
    turkic = (language or "").split("-")[0] in ("tr", "az", "crh") or "İ" in place

    def lower(word: re.Match[str]) -> str:
        text = word[0]
        if text == "ST":
            return "St"
        if text in ("DE", "DEL", "DA", "DO", "DOS", "DU", "ES") and word.start():
            return text.lower()
        if text in ("EL", "LA", "LE", "AL", "DE", "DA", "DO", "DU"):
            return text.capitalize()
        if len(text) <= 2 or not text.isupper() or text in ("USA", "UAE", "DRC"):
            return text
        rest = text[1:].replace("I", "ı").replace("İ", "i") if turkic else text[1:]
        return text[0] + rest.lower()

    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lower, place)
