"""The agency of a dateline: what in front of the copy is one, and its usual name."""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.fields.dateline_places import NOT_PLACES
from wiredesk.pipelines.extraction.fields.name_kinds import is_named_organization, is_organization
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name, first_agency
from wiredesk.pipelines.extraction.page.plain_text import clean_line

_KOREAN_REPORTER = re.compile("[ ·]?[\uac00-\ud7af]{2,4}\\s?(?:선임|인턴|수습|전문|객원)?\\s?(?:기자|특파원)$")
_NEWSROOM = re.compile(
    "(?:경제|뉴스|일보|신문|투데이|타임스|미디어|스포츠|데일리|방송|통신|저널|헤럴드|닷컴|매일|타임즈)$|網$|网$|社$|報$|报$|新聞$"
)
_STATE = re.compile(r"[A-Z]{2}")
"""Two capitals that are no known agency are a state's: "Natal (RN)"."""
_DAY_BEHIND = re.compile(r"\s*[,،;]\s*\d{1,2}[.\s][^\d()\n]{2,20}(?:\d{2,4})?$")
"""A day that shares the brackets with the agency: "(پژواک، ۳ قوس ۱۴۰۵)"."""


def is_known_agency(agency: str) -> bool:
    """Whether a text is, or begins with, a known agency; two capitals and a comma are a state's."""
    return first_agency(_DAY_BEHIND.sub("", agency)) is not None


def is_credible_agency(agency: str) -> bool:
    """Whether a text is a known agency, or the name of some organization."""
    return is_known_agency(agency) or is_organization(agency)


def names_agency(printed: str) -> bool:
    """Whether what stands behind the place is an agency rather than the reporter: "【東京=山田太郎】"."""
    return (
        is_credible_agency(printed)
        or re.search("[\uac00-\ud7afA-Za-z]|社$|通信|新聞|时报|時報|網$|网$|台$", printed) is not None
    )


def signs_alone(agency: str, language: str | None) -> bool:
    """Whether what stands in brackets at the head is an agency: a known one, letters, or any name in Vietnamese."""
    if agency.split()[0].casefold() in NOT_PLACES:
        return False
    return is_known_agency(agency) or agency.isupper() or language == "vi"


def is_outlet(text: str) -> bool:
    """Whether words in a script without capitals are an agency's or a newsroom's name."""
    return is_uncased(text) and len(text.split()) < 4 and (is_known_agency(text) or is_named_organization(text))


def is_newsroom(place: str) -> bool:
    """Whether what stands where the place should is a newsroom's name, by its last word."""
    return _NEWSROOM.search(place) is not None


def is_uncased(text: str) -> bool:
    """Whether a text is in a script without capitals."""
    return text.lower() == text.upper()


def without_reporter(agency: str) -> str:
    """The newsroom without its reporter: "스포츠조선 김민수 기자"; empty where the reporter stands alone."""
    return _KOREAN_REPORTER.sub("", agency).strip()


def agency_as_known(printed: str) -> str | None:
    """An agency by its usual name; as printed where it is not known, None where nothing is left of it."""
    source = _DAY_BEHIND.sub("", clean_line(printed).strip(" .\"'«»"))
    if _STATE.fullmatch(source):
        return agency_name(source)
    return first_agency(source) or agency_name(source.rpartition(" ")[2]) or source or None
