"""Which blocks of a page belong to its article, told from the gold text of a corpus."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from wiredesk.pipelines.extraction.page.blocks import Block

_WORD = re.compile(r"\w+")
# Scripts written without spaces: each character counts as a word.
_UNSPACED = re.compile("[฀-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff㐀-\u4dbf一-\u9fff豈-\ufaff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
SHINGLE = 4


def words(text: str) -> list[str]:
    """The words of a text in compatibility form, without case."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).lower())
    return _WORD.findall(_UNSPACED.sub(lambda match: f" {match.group()} ", plain))


def block_labels(blocks: list[Block], gold: str) -> list[float]:
    """For each block the share of it that is in the gold text, 0 to 1.

    Of blocks with the same text, only as many count as the gold text holds: those among most other gold text.
    """
    gold_words = words(gold)
    shingles = Counter(zip(*(gold_words[start:] for start in range(SHINGLE)), strict=False))
    lines = Counter(" ".join(words(line)) for line in gold.split("\n") if line.strip())
    running = f" {' '.join(gold_words)} "
    tokens = [words(block.text) for block in blocks]
    labels = [0.0] * len(blocks)
    for place, found in enumerate(tokens):
        if len(found) >= SHINGLE:
            own = list(zip(*(found[start:] for start in range(SHINGLE)), strict=False))
            labels[place] = sum(shingle in shingles for shingle in own) / len(own)
        elif found and lines[" ".join(found)]:
            labels[place] = 1.0
    mass: Counter[int] = Counter()
    for place, block in enumerate(blocks):
        if labels[place] > 0.5:
            mass[id(block.container.parent)] += len(tokens[place])
            mass[id(block.container)] += len(tokens[place])
    # Short pieces of a gold line (a drop cap, a name in its own element) between gold blocks.
    for place, found in enumerate(tokens):
        if 0 < len(found) < SHINGLE and not labels[place] and f" {' '.join(found)} " in running:
            before = place > 0 and labels[place - 1] > 0.5
            after = place + 1 < len(blocks) and labels[place + 1] > 0.5
            joined = [
                *(tokens[place - 1][-3:] if place else []),
                *found,
                *(tokens[place + 1][:3] if place + 1 < len(blocks) else []),
            ]
            if before and after and f" {' '.join(joined)} " in running:
                labels[place] = 1.0
    copies: dict[str, list[int]] = {}
    for place, found in enumerate(tokens):
        if labels[place] > 0.5:
            copies.setdefault(" ".join(found), []).append(place)
    for text, places in copies.items():
        allowed = max(1, running.count(f" {text} "))
        if len(places) > allowed:
            ranked = sorted(
                places,
                key=lambda place: (
                    -mass[id(blocks[place].container)] - mass[id(blocks[place].container.parent)],
                    place,
                ),
            )
            for place in ranked[allowed:]:
                labels[place] = 0.0
    return labels
