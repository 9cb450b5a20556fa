"""The place of a dateline: which words can be one, and how a reader would write it."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.fields.dateline_forms import REPORTER
from wiredesk.pipelines.extraction.fields.dateline_parts import REGIONS
from wiredesk.pipelines.extraction.fields.name_kinds import is_named_organization
from wiredesk.pipelines.extraction.page.plain_text import clean_line, is_small

NOT_PLACES: Final = frozenset(
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
"""First words of labels in front of a text, which look like a place."""
_SHORT_STATE = re.compile(r",\s(?:[^\W\d_]\.){1,2}[^\W\d_]$|,\s[A-Z][a-z]{1,4}$")
"""A state's short form, which keeps its full stop: "St. Louis, Mo.", "Victoria, B.C."."""


def is_place(place: str) -> bool:
    """Whether words in front of the copy can be a place: no number, no label such as "Update", no small letters."""
    words = [word for word in re.split(r"[\s,/،.-]+", place) if word]
    if not 1 <= len(words) <= 8 or not place[0].isalpha() or any(letter.isdigit() for letter in place):
        return False  # "© Ann Smith (KNA)" is whose the picture is
    if (
        (words[0].casefold() in NOT_PLACES and place.split()[0].casefold() != "new")
        or len(place) < 2
        or place.casefold() == "new"
    ):
        return False
    small = [word for word in words[1:] if is_small(word) and len(word) > 3 and word.casefold() not in REGIONS]
    return not small and not (is_small(words[0]) and len(words[0]) > 3)


def is_short_place(text: str) -> bool:
    """Whether one word or two can be a place, and are no organization's name."""
    return is_place(text) and len(text.split()) < 3 and not is_named_organization(text)


def is_shouted_place(place: str) -> bool:
    """Whether the first word of a place is in capitals, as agencies print it."""
    first = re.split(r"[,\s/-]", place)[0]
    return len(first) > 2 and first.isupper()


def written_place(place: str | None, language: str | None) -> str | None:
    """A place as a reader would write it, without the reporter in front ("Ali KAYA/ANKARA")."""
    line = clean_line(place).strip(" ,.-–—ـ/|") if place else ""
    return _as_written(REPORTER.sub("", line), language) or None


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


def with_stop_of_state(place: str | None, printed: str) -> str | None:
    """The place with the full stop of its state's short form ("Mo."), where it is printed so."""
    if place is None or _SHORT_STATE.search(place) is None:
        return place
    at = printed.casefold().find(place.casefold())
    return f"{place}." if at >= 0 and printed[at + len(place) :][:1] == "." else place
