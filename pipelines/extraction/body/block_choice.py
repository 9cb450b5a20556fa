"""Which blocks to choose when each has a probability: by the expected F1 of the choice, and with another's vote."""

from __future__ import annotations

from math import exp, log
from typing import Final

from wiredesk.pipelines.extraction.page.plain_text import squash

CHOSEN: Final = 0.5
"""Probability from which on a block is more likely the article's than not."""
LEAST_CHOSEN: Final = 0.2
"""No block is taken below this probability, however doubtful the page: a page without an article has none at all."""
VOTE: Final = 1.5
"""What trafilatura's vote adds to the log-odds of a block, or takes off. Measured on unseen hosts: 1 to 2.5 do well."""


def doubt(texts: list[str], probabilities: list[float]) -> float:
    """The text that the model expects to misjudge, as a share of the text that it would choose."""
    doubtful = chosen = 0.0
    for text, probability in zip(texts, probabilities, strict=True):
        size = len(text)
        doubtful += min(probability, 1 - probability) * size
        if probability > CHOSEN:
            chosen += size
    return doubtful / max(chosen, 300.0)  # on a page with next to no text every block is doubtful


def least_probability(texts: list[str], probabilities: list[float]) -> float:
    """The probability above which a block is chosen so that the expected F1 of the choice is best.

    That is half the best F1 that can be expected (Lipton, Elkan and Naryanaswamy, "Optimal Thresholding of Classifiers
    to Maximize F1 Measure", 2014): near 0.5 where the model is sure, lower on doubtful pages; at least LEAST_CHOSEN.
    """
    return max(LEAST_CHOSEN, best_expected_f1(texts, probabilities) / 2)


def best_expected_f1(texts: list[str], probabilities: list[float]) -> float:
    """The highest F1, 0 to 1, that any choice of blocks can be expected to have."""
    ranked = sorted(((p, len(text)) for p, text in zip(probabilities, texts, strict=True) if p > 0.01), reverse=True)
    expected = sum(probability * size for probability, size in ranked)
    best = hit = chosen = 0.0
    for probability, size in ranked:
        hit += probability * size
        chosen += size
        best = max(best, 2 * hit / (chosen + expected))
    return best


def with_votes(texts: list[str], probabilities: list[float], lines: list[str]) -> list[float]:
    """The probabilities after the vote of another extractor, whose lines of text are given."""
    voted = {squash(line) for line in lines}
    together = " ".join(voted)
    result = []
    for text, probability in zip(texts, probabilities, strict=True):
        if probability < 0.005 or probability > 0.995:  # no vote could turn it
            result.append(probability)
            continue
        plain = squash(text)
        agrees = plain in voted or (len(plain) > 20 and plain in together)
        odds = log(probability / (1 - probability)) + (VOTE if agrees else -VOTE)
        result.append(1 / (1 + exp(-odds)))
    return result
