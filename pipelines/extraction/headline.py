"""The headline: which of the places that hold one is right, without the site's or the section's name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element

from pipelines.extraction.page_markup import PageMarkup
from pipelines.extraction.plain_text import clean_line, element_text, squash
from pipelines.extraction.structured_data import first_text

_SEPARATOR = re.compile(
    r"\s+[|｜·•»›‹«:/\\—–−-]{1,3}\s+|\s*[|｜»›]\s*|\s+::\s+|(?<=\S)[—–-]{2}(?=\S)|(?<=\w): (?=\S)|_(?=[^\x00-\x7f])"
)


@dataclass(frozen=True, slots=True)
class HeadlineCandidate:
    """A text that may be the headline, and where it was found."""

    text: str
    place: str


def headline_candidates(page: PageMarkup) -> list[HeadlineCandidate]:
    """All candidates, the most trusted place first."""
    found: list[HeadlineCandidate] = []

    def add(text: str | None, place: str) -> None:
        line = clean_line(text, limit=400)
        if line and any(letter.isalnum() for letter in line):
            found.append(HeadlineCandidate(line, place))

    add(first_text(page.structured.article.get("headline")), "json-ld")
    for element in page.headings[:6]:
        add(element_text(element, limit=400), "h1")
    add(page.first_meta("og:title"), "og")
    add(page.first_meta("twitter:title"), "twitter")
    for element in page.properties.get("headline", ())[:2]:
        add(_property_text(element), "microdata")
    add(page.title, "title")
    return found


def _property_text(element: _Element) -> str:
    return element.get("content") or element_text(element, limit=400)


def choose_headline(page: PageMarkup, publisher: str | None, host: str) -> str | None:
    """The headline, or None where the page names none."""
    candidates = headline_candidates(page)
    if not candidates:
        return None
    sites = site_names(page, publisher, host)
    scored: dict[str, tuple[float, str]] = {}
    weights = {"h1": 1.3, "json-ld": 1.2, "og": 1.15, "twitter": 0.4, "title": 0.6, "microdata": 0.5}
    used: set[str] = set()
    for candidate in candidates:
        text = without_site(candidate.text, sites)
        key = squash(text)
        if not key or key in sites:
            continue
        weight = weights[candidate.place]
        if candidate.place in used:
            weight *= 0.3
        used.add(candidate.place)
        score, best = scored.get(key, (0.0, text))
        scored[key] = (score + weight, best)
    if not scored:
        return candidates[0].text
    return max(scored.values(), key=lambda row: row[0])[1]


def site_names(page: PageMarkup, publisher: str | None, host: str) -> set[str]:
    """Squashed names by which the site may sign its titles."""
    names = {publisher or "", *page.meta.get("og:site_name", ()), *page.meta.get("application-name", ()), host}
    names |= {
        host.removeprefix("www."),
        host.removeprefix("www.").rsplit(".", 1)[0],
        host.removeprefix("www.").split(".")[0],
    }
    return {key for name in names if len(key := squash(name)) > 1}


def without_site(text: str, sites: set[str]) -> str:
    """The title without a site name (or what follows it) at either end: ``"Fire in Basra | Basra News"``."""
    cuts = list(_SEPARATOR.finditer(text))
    for cut in reversed(cuts):
        if _is_site(text[cut.end() :], sites):
            return without_site(text[: cut.start()].strip(), sites)
    for cut in cuts[:2]:
        if _is_site(text[: cut.start()], sites):
            return text[cut.end() :].strip()
    return text


def _is_site(part: str, sites: set[str]) -> bool:
    key = squash(part)
    if not key:
        return True
    return key in sites or any(
        len(name) > 3 and (key.startswith(name) or key.endswith(name)) and len(key) < len(name) + 14 for name in sites
    )
