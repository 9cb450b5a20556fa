"""What speaks for and against each field: which other places of the page say the same, and which say something else.

Each field gets a small set of named measures; :mod:`~wiredesk.pipelines.extraction.confidence.field_confidence`
makes a probability of them. Whether a place agrees is asked after the choice, so it never changes what is chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log
from typing import Final

from wiredesk.pipelines.article import Author
from wiredesk.pipelines.extraction.page.language import has_close_relative
from wiredesk.pipelines.extraction.page.language_tags import declared_tag
from wiredesk.pipelines.extraction.page.language_words import share_of_words, told_apart
from wiredesk.pipelines.extraction.page.plain_text import squash

Measures = dict[str, float]
BY_RULE: Final[Measures] = {"by rule": 1.0}
"""Of a field that a rule of the site's own definition points at."""

CLEAR_MARGIN: Final = 6.0
"""Points of the headline model: a lead above is as good as any."""
SHORT_HEADLINE: Final = 20
LONG_HEADLINE: Final = 140
"""Characters: shorter ones are often a section's name, longer ones a headline with its standfirst."""
SHORT_SAMPLE: Final = 200
"""Characters of text; in fewer the words of related languages are too few to tell them apart."""
FEW_WORDS: Final = 0.06
"""Function words of its language, weighted, per word of a text: 157 of 159 pages in 26 languages have more."""
READ: Final = told_apart()
SHORT_TEXT: Final = 600
"""Characters of an article; a shorter one is a brief, or what is left of an article that was not found."""
MANY_NAMES: Final = 3
"""With this many authors or more, one of them is often wrong."""
SURE: Final = 0.999
"""Expected share; its log-odds would grow without end."""


def headline_measures(text: str, places: Collection[str], margin: float | None) -> Measures:
    """`places` hold the headline; `margin` is its lead over the next candidate, None where there is no other."""
    found: Measures = {f"in {place}": 1.0 for place in places}
    found["places"] = min(len(places), 6) / 6
    if margin is None:
        found["alone"] = 1.0
    else:
        found["margin"] = max(0.0, min(margin, CLEAR_MARGIN)) / CLEAR_MARGIN
    if len(text) < SHORT_HEADLINE:
        found["short"] = 1.0
    if len(text) > LONG_HEADLINE:
        found["long"] = 1.0
    return found


def author_measures(authors: Sequence[Author], readings: Mapping[str, Iterable[str]]) -> Measures:
    """`readings` are the names that each place of the page gives by itself; one that gives none says nothing."""
    chosen = {squash(author.name) for author in authors}
    found: Measures = {}
    agree = differ = 0
    for name, names in readings.items():
        keys = set(map(squash, names)) - {""}
        if not keys:
            continue
        if keys == chosen:
            found[f"{name} agrees"] = 1.0
            agree += 1
        elif keys & chosen:
            found[f"{name} names more or fewer"] = 1.0
        else:
            found[f"{name} differs"] = 1.0
            differ += 1
    found["agreeing"], found["differing"] = min(agree, 4) / 4, min(differ, 4) / 4
    if all(author.type == "organization" for author in authors):
        found["no person"] = 1.0
    if any(" " not in author.name for author in authors):
        found["one word"] = 1.0
    if len(authors) >= MANY_NAMES:
        found["many"] = 1.0
    return found


def date_measures(source: str, agreeing: Collection[str], differing: Collection[str]) -> Measures:
    """The places of the page that name the same day, and those that name another."""
    found: Measures = {f"from {source}": 1.0}
    found |= {f"{place} agrees": 1.0 for place in agreeing}
    found |= {f"{place} differs": 1.0 for place in differing}
    found["agreeing"], found["differing"] = min(len(agreeing), 4) / 4, min(len(differing), 4) / 4
    return found


def language_measures(language: str, declared: Iterable[str | None], sample: str) -> Measures:
    """Whether the page declares the language that its words are found to be in, and what speaks against both.

    A language with a close relative that the page does not name may be that; a declared one whose words are not known,
    or a text that holds hardly any word of the language, may be in none that can be read.
    """
    tags = [tag for value in declared if (tag := declared_tag(value))]
    mine = language.split("-")[0]
    same = sum(tag.split("-")[0] == mine for tag in tags)
    found: Measures = {"declared": float(same > 0), "another declared": float(same < len(tags))}
    if len(sample) < SHORT_SAMPLE:
        found["short"] = 1.0
    if not same and has_close_relative(language):
        found["close relative"] = 1.0
    if any(_is_unread(tag.split("-")[0]) for tag in tags) and not same:
        found["unread declared"] = 1.0
    share = share_of_words(language, sample)
    if share is not None and share < FEW_WORDS and len(sample) >= SHORT_SAMPLE:
        found["few words"] = 1.0
    return found


def _is_unread(primary: str) -> bool:
    """Whether no text can be found to be in a declared language; "ku", "no" and "sr" stand for members that can."""
    return primary not in READ and primary not in ("ku", "no", "sr", "iw", "in", "ji")


def body_measures(expected: float, doubt: float, method: str, characters: int) -> Measures:
    """`expected` is the F1 that the body model expects of its choice, `doubt` the share that it may have misjudged."""
    return {
        "expected": log(max(expected, 0.01) / (1 - min(expected, SURE))),
        "doubt": min(doubt, 1.0),
        f"by {method}": 1.0,
        "short": float(characters < SHORT_TEXT),
    }
