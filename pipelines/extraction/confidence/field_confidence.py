"""From what speaks for a field to the probability that it is right.

One logistic regression for each field, fitted by ``benchmarks/train_confidence.py`` on pages whose hosts the rest of
the extraction had not learned from. Calibrated: of the values that get 0.9, nine in ten are right
(docs/decisions/2026-11-28-confidence.md has the curve).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Final

from wiredesk.pipelines.extraction.confidence.confidence_weights import WEIGHTS

RULED: Final = 0.99
"""Of a field that the site's own rule (`[extract]`) points at: its author has looked at the page."""
LEAST: Final = 0.01
MOST: Final = 0.99
"""Nothing is impossible, and nothing is sure: there are not enough pages to tell 0.99 from 1."""


CEILINGS: Final[Mapping[str, Mapping[str, float]]] = {
    "language": {"close relative": 0.8, "unread declared": 0.5, "few words": 0.5}
}
"""Bounds by measures that the pages of the fit hardly have, so that no weight could be learned for them: judged, not
measured."""


def confidence(field: str, measures: Mapping[str, float]) -> float:
    """The probability from 0.01 to 0.99, with two decimals, that the field is right. Raises KeyError for a field that
    has no weights (FIELDS has them)."""
    if "by rule" in measures:
        return RULED
    weights = WEIGHTS[field]
    odds = weights["always"] + sum(weights.get(name, 0.0) * value for name, value in measures.items())
    most = min([MOST, *(bound for name, bound in CEILINGS.get(field, {}).items() if measures.get(name))])
    return round(min(most, max(LEAST, 1 / (1 + exp(-max(-30.0, min(30.0, odds)))))), 2)


FIELDS: Final = tuple(WEIGHTS)
"""The fields of an article that have a confidence: those of whose values the truth is known on many pages."""
