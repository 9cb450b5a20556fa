"""A fact about a site with what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

SURE_ENOUGH = 0.7
"""Confidence from which a fact is written into a definition: a wrong zone or country does more harm than none."""
_MOST = 0.99  # nothing found by a machine is certain


@dataclass(frozen=True)
class Vote:
    """One piece of evidence: what it says, how likely that is right on its own, and where it stands."""

    value: str
    weight: float
    source: str


@dataclass(frozen=True)
class Finding:
    """A fact: its value, how sure it is (0 to 1), and the evidence in words."""

    value: str
    confidence: float
    because: str

    @property
    def is_sure(self) -> bool:
        """Whether the fact may stand in a definition."""
        return self.confidence >= SURE_ENOUGH


def decide(votes: Iterable[Vote]) -> Finding | None:
    """The value that most speaks for, or None without votes.

    Independent evidence for one value adds up as ``1 - Π(1 - weight)`` (noisy or). What speaks for another value counts
    by the odds: weak doubts do little against strong evidence, two strong claims leave neither sure.
    """
    by_value: dict[str, list[Vote]] = {}
    for vote in votes:
        by_value.setdefault(vote.value, []).append(vote)
    if not by_value:
        return None
    scores = {value: 1 - prod(1 - vote.weight for vote in group) for value, group in by_value.items()}
    ranked = sorted(scores, key=lambda value: scores[value], reverse=True)
    best = ranked[0]
    against = scores[ranked[1]] if len(ranked) > 1 else 0.0
    sources = list(dict.fromkeys(vote.source for vote in by_value[best]))
    because = ", ".join(sources)
    if len(ranked) > 1:
        because += f"; but {', '.join(dict.fromkeys(vote.source for vote in by_value[ranked[1]]))}: {ranked[1]}"
    score = min(_MOST, scores[best])
    odds = score * (1 - against) / (score * (1 - against) + against * (1 - score)) if against else 1.0
    return Finding(best, round(score * odds, 2), because)
