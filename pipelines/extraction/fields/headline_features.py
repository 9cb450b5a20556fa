"""What speaks for and against a candidate, and the linear model over it.

The weights (:mod:`.headline_weights`) are trained by ``benchmarks/train_headline.py``.
"""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.fields.headline_candidates import PRINTED, Candidate
from wiredesk.pipelines.extraction.fields.headline_place import LEAST_TITLE
from wiredesk.pipelines.extraction.fields.headline_weights import WEIGHTS
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.structured_data import type_names

_DECLARED = frozenset({"json-ld", "og", "og cut", "title cut", "title"})
WORD = re.compile(r"[^\W_]+")
_NEWS = frozenset(
    {"newsarticle", "reportagenewsarticle", "opinionnewsarticle", "analysisnewsarticle", "liveblogposting"}
)


def features(
    candidate: Candidate, others: list[Candidate], page: PageMarkup, sites: set[str], slug: set[str]
) -> dict[str, float]:
    """What speaks for and against a candidate; the names are those of the weights."""
    found = candidate.found
    values: dict[str, float] = dict.fromkeys(found, 1.0)
    places = {how.split()[0] for how in found} - {"split", "tail"}
    news = bool(type_names(page.structured.article) & _NEWS)
    values["places"] = len(places)
    if news:
        for place in places - {"split", "tail"}:
            values[f"{place} of news"] = 1.0
    words = set(WORD.findall(candidate.text.casefold()))
    rivals = [rival for rival in others if rival is not candidate]
    shares = []
    for rival in rivals:
        if rival.found & {"h1", "json-ld", "og", "title"}:
            theirs = set(WORD.findall(rival.text.casefold()))
            shares.append(len(words & theirs) / max(1, len(words | theirs)))
    values["overlap"] = sum(shares) / len(shares) if shares else 0.5
    if slug and words:
        ascii_words = {word for word in words if word.isascii()}
        if len(ascii_words) * 2 > len(words):
            values["slug covered"] = len(slug & words) / len(slug)
            values["words in slug"] = len(slug & words) / len(words)
            if news:
                values["slug covered of news"] = values["slug covered"]
    if candidate.key in sites:
        values["site name"] = 1.0
    elif any(len(site) > 4 and (candidate.key.endswith(site) or candidate.key.startswith(site)) for site in sites):
        values["with site name"] = 1.0
    count = len(candidate.text)
    values["one word"] = float(" " not in candidate.text and count < 20)
    values["short"] = float(count < 20)
    values["long"] = float(count > 160)
    values["cut short"] = float(candidate.text.endswith(("…", "...")))
    if "og" in found and "h1" not in places:
        main = [rival for rival in rivals if "h1" in rival.found]
        if main and main[0].found & {"title", "title cut"} and "json-ld" in main[0].found:
            how = "og and twitter" if "twitter" in places else "og alone"
            values[f"{how} against three"] = 1.0
            if news:
                values[f"{how} against three of news"] = 1.0
    if (
        "json-ld" in found
        and "h1" not in places
        and any("h1" in r.found and r.found & {"og", "og cut"} for r in rivals)
    ):
        values["json-ld against h1 and og"] = 1.0
        if news:
            values["json-ld against h1 and og of news"] = 1.0
    if found & PRINTED:
        if _is_declared(candidate, rivals):
            values["printed and declared"] = 1.0
        elif any(
            rival.found & PRINTED
            and _is_declared(rival, rivals)
            and words.isdisjoint(WORD.findall(rival.text.casefold()))
            for rival in rivals
        ):
            values["another heading is declared"] = 1.0
    if not found & PRINTED:
        if any(rival.found & PRINTED and rival.key.startswith(candidate.key) for rival in rivals):
            values["more is printed"] = 1.0
    elif any(
        rival.found & _DECLARED and candidate.key.endswith(rival.key) and len(rival.key) * 2 > len(candidate.key)
        for rival in rivals
    ):
        values["end is declared"] = 1.0
    if any(rival.key.startswith(candidate.key) for rival in rivals):
        values["begins another"] = 1.0
    if any(candidate.key.startswith(rival.key) for rival in rivals):
        values["begun by another"] = 1.0
    if any(rival.key.endswith(candidate.key) for rival in rivals):
        values["ends another"] = 1.0
    return values


def _is_declared(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether the markup holds the candidate, alone or beside the names of site and section."""
    if candidate.found & _DECLARED:
        return True
    return len(candidate.key) >= LEAST_TITLE and any(
        other.found & _DECLARED and (other.key.startswith(candidate.key) or other.key.endswith(candidate.key))
        for other in others
    )


def score(values: dict[str, float]) -> float:
    """The linear model's answer."""
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in values.items())
