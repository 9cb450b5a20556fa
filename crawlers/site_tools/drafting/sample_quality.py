"""How sure each field of the sampled articles is: checked against what the listing said of the same article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from wiredesk.crawlers.site_tools.trial.visit import Sample
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.page.plain_text import without_tags
from wiredesk.pipelines.source_kinds import SOURCE_KINDS

FIELDS = ("headline", "body_text", "date_published", "authors", "language", "section", "images")

_AGREED = 0.98
"""The listing, an independent witness, says the same."""
_UNCONFIRMED = 0.8
"""Nobody contradicts: what extraction gets right on pages like these more often than that, measured by newsbench."""
_CONTRADICTED = 0.3
_SHORT_BODY = 400
"""Characters: a shorter text may be a teaser, a caption or a paywall's first lines."""
_DATES: dict[str, float] = {
    "json-ld": 0.95,
    "meta": 0.95,
    "time": 0.9,
    "rules": 0.9,
    "state": 0.9,
    "text": 0.75,
    "url": 0.7,
} | {row.dates: row.dates_believed for row in SOURCE_KINDS.values() if row.dates}
"""By the place where the date was found: machine-readable ones are meant to be read."""


_LISTED = frozenset(row.dates for row in SOURCE_KINDS.values() if row.dates)
"""Dates that are the listing's own: it cannot be their witness."""


@dataclass(frozen=True)
class FieldQuality:
    """One field over all samples: on how many it is there, and how sure it is where it is (0 to 1)."""

    name: str
    present: int
    total: int
    confidence: float

    @property
    def share(self) -> float:
        """Share of the samples that have the field."""
        return self.present / self.total if self.total else 0.0


def judge_fields(samples: list[Sample]) -> list[FieldQuality]:
    """The quality of every field, in the order of FIELDS."""
    found = []
    for name in FIELDS:
        grades = [grade for sample in samples if (grade := grade_field(name, sample)) is not None]
        found.append(FieldQuality(name, len(grades), len(samples), round(fmean(grades), 2) if grades else 0.0))
    return found


def grade_field(name: str, sample: Sample) -> float | None:
    """How sure one field of one article is, None where it is missing."""
    article, evidence = sample.article, sample.lead.evidence
    match name:
        case "headline":
            return _alike(article.headline, evidence.title if evidence else None)
        case "body_text":
            return _body_grade(article, evidence.description if evidence else None)
        case "date_published":
            return _date_grade(sample)
        case "authors":
            if not article.authors:
                return None
            named = evidence.authors if evidence else []
            return _alike(" ".join(author.name for author in article.authors), " ".join(named) or None)
        case "language":
            return 0.95 if article.language else None
        case "section":
            return _UNCONFIRMED if article.section else None
        case "images":
            return _UNCONFIRMED if article.images else None
    raise ValueError(name)


def _alike(value: str, witness: str | None) -> float:
    if not witness:
        return _UNCONFIRMED
    ours, theirs = _words(value), _words(witness)
    if not ours or not theirs:
        return _UNCONFIRMED
    shared = len(ours & theirs) / min(len(ours), len(theirs))
    return round(_CONTRADICTED + (_AGREED - _CONTRADICTED) * shared, 2)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _body_grade(article: Article, excerpt: str | None) -> float:
    grade = _UNCONFIRMED if len(article.body_text) >= _SHORT_BODY else 0.5
    if excerpt and len(words := _words(without_tags(excerpt))) >= 8:
        shared = len(words & _words(article.body_text)) / len(words)
        grade = min(_AGREED, grade + 0.2 * shared)
    if article.extraction.warnings:
        grade -= 0.15
    return round(grade, 2)


def _date_grade(sample: Sample) -> float | None:
    article, lead = sample.article, sample.lead
    if not article.date_published:
        return None
    grade = _DATES.get(article.date_published_source or "", 0.7)
    if lead.published is not None and article.date_published_source not in _LISTED:
        near = abs(_day_number(article.date_published) - lead.published.date().toordinal()) <= 1
        grade = _AGREED if near else _CONTRADICTED
    return grade


def _day_number(moment: str) -> int:
    return date.fromisoformat(moment[:10]).toordinal()
