"""The headline: which of the places that hold one is right, without the site's or the section's name.

Any one of h1, JSON-LD headline, og:title and the title tag holds the right headline on nearly every page, each alone on
a quarter to three quarters of them, so choosing is the whole task. Every place gives its text and the same text without
what looks like a site name; equal texts are one candidate, and a linear model over what speaks for each candidate
(:mod:`~wiredesk.pipelines.extraction.fields.headline_weights`,
trained by ``benchmarks/train_headline.py``) takes the best.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from wiredesk.pipelines.extraction.explanation import Candidate as Offer
from wiredesk.pipelines.extraction.explanation import current_explanation
from wiredesk.pipelines.extraction.fields.headline_candidates import Candidate, headline_candidates
from wiredesk.pipelines.extraction.fields.headline_features import WORD, features, score
from wiredesk.pipelines.extraction.fields.headline_place import LEAST_TITLE, MAX_HEADLINE
from wiredesk.pipelines.extraction.fields.headline_wording import whole, without_path
from wiredesk.pipelines.extraction.fields.site_names import site_names, without_site
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.memory.field_memory import FieldMemory
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict, verdicts
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text

_WHOLE = frozenset({"h1", "json-ld", "og", "og cut", "json-ld cut", "printed"})
"""Places whose text may be another headline of the same story."""
LONGEST_ALTERNATIVE = 200
"""Characters; some systems call the standfirst an alternative headline."""
SENTENCE_WORDS = 9
"""Words; a shorter line with a full stop may be a headline in the style of a slogan."""
_INNER_STOP = re.compile(r"[^\W\d_]{4}[.!?。؟۔।]\s+[^\W\d_]")
"""The end of a sentence within a text."""
LEAST_SHARED = 2
"""Words that two headlines of one story share; names of sections and boxes share at most one with a headline."""


class Headline(NamedTuple):
    """The headline, None where the page names none, and which places proved right and wrong (`source_reliability`)."""

    text: str | None
    verdicts: list[Verdict]
    alternative: str | None = None
    """The publisher's other headline of the same story: for search engines, for sharing, or above the text."""
    places: frozenset[str] = frozenset()
    """Where the page has it."""
    margin: float | None = None
    """Its lead over the best other candidate in the model's points; None where there is none."""


def choose_headline(
    page: PageMarkup, publisher: str | None, url: str, memory: FieldMemory | None = None, entry_title: str | None = None
) -> Headline:
    """Chooses the headline. ``url`` is the page's own: its last part often tells.

    What ``memory`` knows from other articles of the site is taken only where nothing else is there; a place that
    proved right on them overrules the choice. ``entry_title`` is the title of the feed or sitemap entry
    that led to the page: it proves, and does not choose, so that the page gives the same headline without it.
    """
    host, slug = host_and_slug(url)
    sites = site_names(page, publisher, host)
    candidates = headline_candidates(page, sites, host)
    if memory is not None:
        candidates = [one for one in candidates if not memory.recurs("headline", one.text)] or candidates
    if len(candidates) < 2:
        _note(candidates, [], candidates[0].text if candidates else None)
        if not candidates:
            return Headline(None, [])
        alternative = _alternative(candidates, [], 0, page, sites)
        return Headline(candidates[0].text, [], alternative, frozenset(candidates[0].found))
    scores = [score(features(one, candidates, page, sites, slug)) for one in candidates]
    ranking = sorted(range(len(candidates)), key=lambda at: -scores[at])
    best = candidates.index(without_path(whole(candidates[ranking[0]], candidates), candidates))
    proven = _headline_verdicts(candidates, best, entry_title, sites) if entry_title else []
    if memory is not None and memory.sources.decides("headline"):
        places = _places_of(candidates)
        best = next((at for at in ranking if memory.sources.overrules("headline", places[at], places[best])), best)
    _note(candidates, scores, candidates[best].text)
    return Headline(
        candidates[best].text,
        proven,
        _alternative(candidates, ranking, best, page, sites),
        frozenset(candidates[best].found),
        scores[best] - max(one for at, one in enumerate(scores) if at != best),
    )


def _alternative(
    candidates: list[Candidate], ranking: list[int], best: int, page: PageMarkup, sites: set[str]
) -> str | None:
    """What else the publisher calls the story: as it says so itself, else another whole headline about the same.

    Names of sites and sections share no words with the headline; a cut one begins it.
    """
    chosen = candidates[best]
    words = set(WORD.findall(chosen.text.casefold()))
    stated = clean_line(first_text(page.structured.article.get("alternativeHeadline")), limit=MAX_HEADLINE)
    if (
        stated
        and len(stated) <= LONGEST_ALTERNATIVE
        and not _is_part(squash(stated), chosen.key)
        and squash(stated) not in sites
        and not _is_standfirst(stated)
    ):
        return stated
    for at in ranking:
        one = candidates[at]
        if _is_standfirst(one.text):
            continue
        if not one.found & _WHOLE or _is_part(one.key, chosen.key) or one.key in sites or len(one.key) < LEAST_TITLE:
            continue
        theirs = set(WORD.findall(one.text.casefold()))
        if len(words & theirs) >= LEAST_SHARED:
            return one.text
    return None


def _is_standfirst(text: str) -> bool:
    """Whether a text is a sentence or several: what systems call another headline is often the summary below it."""
    return len(text.split()) >= SENTENCE_WORDS and (ends_sentence(text) or _INNER_STOP.search(text) is not None)


def _is_part(one: str, other: str) -> bool:
    return one in other or other in one


def _note(candidates: list[Candidate], scores: list[float], chosen: str | None) -> None:
    if (explanation := current_explanation()) is None:
        return
    offers = [
        Offer(
            value=one.text, found=", ".join(sorted(one.found)), score=round(points, 2) if points is not None else None
        )
        for one, points in zip_longest(candidates, scores)
    ]
    explanation.choice("headline", chosen, sorted(offers, key=lambda one: -(one.score or 0.0)))


def _places_of(candidates: list[Candidate]) -> list[set[str]]:
    """For each candidate the places that hold it, a place with a site name only as it is without."""
    count = Counter(how for one in candidates for how in one.found)
    return [
        {how.removesuffix(" cut") for how in one.found if count[how] == 1 and f"{how} cut" not in count}
        for one in candidates
    ]


def _headline_verdicts(candidates: list[Candidate], chosen: int, entry_title: str, sites: set[str]) -> list[Verdict]:
    key = squash(without_site(clean_line(entry_title, limit=MAX_HEADLINE), sites))
    right = next((at for at, one in enumerate(candidates) if one.key == key), None)
    if right is None:
        return []
    places = _places_of(candidates)
    wrong = {place for at, held in enumerate(places) if at != right for place in held}
    return verdicts("headline", places[chosen], places[right], wrong)


def host_and_slug(url: str) -> tuple[str, set[str]]:
    """The host of an address, and the words of its last part where they are many enough to tell."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return "", set()
    pieces = [piece for piece in unquote(parts.path).split("/") if piece]
    slug = max(pieces[-2:], key=len, default="") if pieces else ""
    words = {word for word in WORD.findall(slug.casefold().rsplit(".", 1)[0]) if not word.isdigit()}
    return host, words if len(words) >= 3 else set()
