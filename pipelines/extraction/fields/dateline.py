"""The dateline at the head of the copy: place, agency and day in front of the first sentence.

The forms are those of the agencies' own style books: "HASAKAH, Syria (North Press) – ", "BERLIN (dpa) - ",
"القاهرة (رويترز) - ", "МОСКВА, 3 мая - РИА Новости.", "(서울=연합뉴스) … 기자 = ", "新华社北京5月3日电".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wiredesk.pipelines.extraction.fields.dateline_parts import Parts, agency_of_report, read_parts
from wiredesk.pipelines.extraction.fields.name_kinds import is_organization
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name, first_agency
from wiredesk.pipelines.extraction.page.plain_text import clean_line, is_small

MAX_DATELINE = 160
"""A dateline with two cities, a country, a day and two agencies fits; a sentence that long is none."""

MIN_REST = 12
"""Characters that must follow a dateline without an agency: a heading is no sentence."""

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŐŌŒŔŘŚŞŠȘŤȚŪŮŰŲŹŻŽƏЀ-ЯҐҒҚҢӨҰҮҺΑ-ΩΆΈΉΊΌΎΏ"
_LETTER = r"[^\W\d_]"
_DASH = r"(?:[-–—―−ـ]{1,3})"

_MONTH_DAY = re.compile(
    rf"[,.]?\s*\(?(?:\d{{1,2}}(?:st|nd|rd|th|\.|er|º)?\s*(?:de\s+)?{_LETTER}{{3,12}}\.?"
    rf"|{_LETTER}{{3,12}}\.?\s+\d{{1,2}})(?:,?\s+\d{{4}})?\)?\s*[.,]?\s*$"
)

_AGENCY_IN_BRACKETS = re.compile(
    rf"^(?P<place>[^()（）:\n]{{0,90}}?)\s*(?:[(（](?P<agency>[^()（）\n]{{2,50}})[)）]"
    rf"|/\s?(?P<slashed>[^/()\n]{{2,30}})\s?/)"
    rf"(?P<gap>\s*[.,:]?\s*(?:{_DASH}|[:=.|])?\s*)(?=\S)"
)
_AGENCY_FIRST = re.compile(
    rf"^[(（](?P<agency>[^()（）\n]{{2,40}})[)）]\s*{_DASH}\s*(?P<place>[{_UPPER}][{_UPPER}'’ ./-]{{2,40}})"
    rf"(?P<day>,?\s*\d{{1,2}}\s+{_LETTER}{{3,10}})?\s*{_DASH}\s+"
)
_SHOUTED = rf"[{_UPPER}][{_UPPER}'’.]{{1,30}}"
_CAPITALS = re.compile(
    rf"^(?P<place>{_SHOUTED}(?:[ /-]{{1,2}}{_SHOUTED}){{0,3}}"
    rf"(?:,\s{_LETTER}[^\W\d_.’' -]{{1,25}}(?:\s[^\W\d_.]{{2,20}})?\.?){{0,2}}"
    rf"(?:[,.]\s*(?:\d{{1,2}}\.?\s+{_LETTER}{{3,10}}\.?|{_LETTER}{{3,10}}\.?\s\d{{1,2}})(?:,?\s\d{{4}})?)?)"
    rf"\s*(?:{_DASH}\s+|\.?\s*{_DASH}\s+|:\s+)(?=\S)"
)
_MIXED = re.compile(
    rf"^(?P<place>[{_UPPER}][^\W\d_’'.]{{2,25}}(?:[ -][{_UPPER}]{_LETTER}{{2,20}}){{0,2}}"
    rf",\s[{_UPPER}][^\W\d_.]{{1,25}}(?:\s[{_UPPER}]{_LETTER}{{2,20}})?\.?)"
    rf"\s+{_DASH}\s+(?=[{_UPPER}\"“„«'‘\d])"
)
_ONE_WORD = re.compile(rf"^(?P<place>[{_UPPER}][^\W\d_]{{3,20}})\s+[–—]\s+(?=[{_UPPER}\"“„«'‘])")
_CAPITALISED = rf"[{_UPPER}][^\W\d_’'.]{{2,20}}"
_BRACKETED_PLACE = re.compile(
    rf"^\((?P<place>{_CAPITALISED}(?:[ -](?:d[aeou]s?[ -])?{_CAPITALISED}){{0,2}})\)\s+(?=[{_UPPER}\"“„«'‘])"
)
_PORTUGUESE = re.compile(
    rf"^(?P<place>{_CAPITALISED}(?:\s(?:d[aeo]s?\s)?{_CAPITALISED}){{0,2}})\s-\s(?=[{_UPPER}\"“„«'‘])"
)
_PIPE = re.compile(
    rf"^(?:(?P<place>[{_UPPER}][{_UPPER}/ -]{{2,40}})\s+)?(?P<agency>[a-z]{{2,10}}(?:/[a-z]{{2,10}})?)\s+\|\s+"
)
_SLAVIC = re.compile(
    rf"^(?P<place>[{_UPPER}][{_UPPER}-]{{2,25}}(?:\s[{_UPPER}-]{{2,25}})?|[{_UPPER}]{_LETTER}{{2,20}}),?\.?\s*"
    rf"(?:\d{{1,2}}\s+{_LETTER}{{3,10}})?\s*[.,]?\s*{_DASH}?\s*"
    rf"/?(?P<agency>[{_UPPER}][^.,()/:\n]{{2,25}})(?:/\.?|\.)\s+(?=\S)"
)
_ARABIC_PLACE = "[\u0620-\u064a\u066e-\u06d3\u06d5]{2,15}"
_ARABIC = re.compile(
    rf"^(?P<place>{_ARABIC_PLACE}(?:\s{_ARABIC_PLACE}){{0,2}}(?:\s?[/،]\s?{_ARABIC_PLACE}){{0,1}})\s*(?:{_DASH}|/|:)\s*"
    rf"(?:(?P<agency>[\u0620-\u064a\u066e-\u06d3\u06d5 .\"«»]{{2,30}}?)\s*(?:{_DASH}|/|:)\s*)?(?=\S)"
)
_XINHUA = re.compile(
    r"^[(（【]?(?P<agency>新华社|新華社|中新社|中新网|中央社|人民网|央视网)(?:(?:记者"
    r"|記者)[\u4e00-\u9fff]{2,3})?(?P<place>[\u4e00-\u9fff]{2,4}?)\s?(?:\d{1,4}[年月日]?\s?){1,3}(?:电|電|讯"
    r"|訊)[)）】]?\s*(?:[(（](?:记者|記者)[^)）]{2,40}[)）])?[:：]?\s*"
)
_EAST_BRACKETS = re.compile(
    r"^[(（【\[](?P<place>[^=＝·()（）【】\[\]\n]{1,12})[=＝](?P<agency>[^()（）【】\[\]=\n]{2,16})[)）】\]]\s*(?:[\uac00-\ud7af·\s]{2,20}(?:기자"
    r"|특파원)\s*=\s*)?"
)
_JAPAN = re.compile(
    r"^【(?P<place>[\u30a0-\u30ff\u4e00-\u9fff・]{2,12}?)(?P<agency>共同|時事|ＡＦＰ時事|AFP時事|ロイター)?(?:[=＝][^】]{1,12})?】\s*"
)
_REPORTER = re.compile(
    rf"^(?:[{_UPPER}]{_LETTER}*[^\W\d_{_UPPER}]\s){{1,2}}[{_UPPER}]{{2,20}}\s?[/-]\s?(?=[{_UPPER}]{{3}})"
)
"""First name and, in capitals, the family name before the place: how Turkish agencies sign."""
_TAIWAN = re.compile(
    r"^[〔【（(\[](?:[\u3400-\u9fff]{2,6}\s?)?記者\s?[\u3400-\u9fff、]{2,8}[／/](?P<place>[\u3400-\u9fff]{2,4}?)(?:電|报道|報導)[〕】）)\]]\s*"
)
_COMPILED = frozenset("綜合 综合 即時 即时 專題".split())
"""Stands for the place where copy was put together at a desk."""
_NOT_PLACES = frozenset(
    """
    update updated breaking exclusive watch video live photos opinion analysis editorial column note correction report
    editor's interview review comment q a advertisement read more news new just in developing warning alert fact check
    factcheck explainer eilmeldung liveblog kommentar anzeige urgente exclusivo última atualizado vídeo exclusif direct
    mira vea lea lee
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
    for pattern in (_XINHUA, _EAST_BRACKETS, _JAPAN):
        match = pattern.match(text)
        if match is not None and (match["agency"] or pattern is _JAPAN):
            agency = match["agency"] if pattern is not _EAST_BRACKETS or _names_agency(match["agency"]) else None
            return _result(match, match["place"], agency, first_paragraph, offset, language)
    if (match := _TAIWAN.match(text)) is not None:
        place = match["place"] if match["place"] not in _COMPILED else None
        return _result(match, place, None, first_paragraph, offset, language)
    match = _AGENCY_FIRST.match(text)
    if match is not None and _credible(match["agency"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    match = _AGENCY_IN_BRACKETS.match(text)
    if match is not None:
        agency = clean_line(match["agency"] or match["slashed"])
        place = _MONTH_DAY.sub("", match["place"]).strip(" ,.-–—ـ/|")
        dashed = re.search(r"[-–—―−ـ=:|]", match["gap"]) is not None
        known = _known(agency)
        place_ok = _place_like(place)
        running_on = is_small(text[match.end() : match.end() + 1]) and not dashed
        if (known and (place_ok or not place) and not running_on) or (
            place and place_ok and dashed and (_credible(agency) or _shouted(place))
        ):
            return _result(match, place, agency, first_paragraph, offset, language)
    match = _PIPE.match(text)
    if match is not None and (_known(match["agency"]) or (match["place"] and _shouted(match["place"]))):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    parts = read_parts(text, language)
    if parts is not None and parts.place and not _place_like(parts.place):
        parts = None
    match = _SLAVIC.match(text)
    if match is not None and _known(match["agency"]):
        return _result(match, match["place"], match["agency"], first_paragraph, offset, language)
    # "Santarém - O barco …" is how Brazilian newsrooms print it; elsewhere a hyphen may follow any first word.
    hyphened = (_PORTUGUESE,) if (language or "").startswith("pt") else ()
    for pattern in (_CAPITALS, _MIXED, _ONE_WORD, _BRACKETED_PLACE, *hyphened):
        match = pattern.match(text)
        if match is not None:
            place = _MONTH_DAY.sub("", match["place"]).strip(" ,.-–—")
            if _place_like(place) and len(text) - match.end() > MIN_REST:
                if parts is not None and parts.agency:
                    return _told(parts, first_paragraph[offset + max(match.end(), parts.end) :].lstrip(), language)
                return _result(match, place, None, first_paragraph, offset, language)
    match = _ARABIC.match(text)
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
        return _told(parts, first_paragraph, language)
    return Dateline(None, agency_of_report(text), first_paragraph)


def _told(parts: Parts, rest: str, language: str | None) -> Dateline:
    return Dateline(_written(parts.place, language), _agency(parts.agency or ""), rest)


def _result(
    match: re.Match[str], place: str | None, agency: str | None, paragraph: str, offset: int, language: str | None
) -> Dateline:
    return Dateline(_written(place, language), _agency(agency or ""), paragraph[offset + match.end() :].lstrip())


def _agency(printed: str) -> str | None:
    source = clean_line(printed).strip(" .\"'«»")
    return first_agency(source) or agency_name(source.rpartition(" ")[2]) or source or None


def _written(place: str | None, language: str | None) -> str | None:
    """A place as a reader would write it, without the reporter in front ("Ali KAYA/ANKARA")."""
    line = clean_line(place).strip(" ,.-–—ـ/|") if place else ""
    return _as_written(_REPORTER.sub("", line), language) or None


def _known(agency: str) -> bool:
    return first_agency(agency) is not None


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
    small = sum(1 for word in words if is_small(word) and len(word) > 3)
    return small == 0


def _as_written(place: str, language: str | None) -> str:
    """``"HASAKAH, Syria"`` → ``"Hasakah, Syria"``; initials and short forms stay as they are."""
    turkic = (language or "").split("-")[0] in ("tr", "az", "crh") or "İ" in place

    def lower(word: re.Match[str]) -> str:
        text = word[0]
        if text in ("DE", "DEL", "DA", "DO", "DOS", "DU") and word.start():
            return text.lower()
        if text in ("EL", "LA", "LE", "AL", "DE", "DA", "DO", "DU"):
            return text.capitalize()
        if len(text) <= 2 or not text.isupper() or text in ("USA", "UAE", "DRC"):
            return text
        rest = text[1:].replace("I", "ı").replace("İ", "i") if turkic else text[1:]
        return text[0] + rest.lower()

    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lower, place)
