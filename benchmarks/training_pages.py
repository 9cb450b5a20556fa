"""The pages that the body model is trained on: their blocks, measured, with what is known of each.

Three kinds of truth: a whole text (aeb, fundus, wcxb, some of peers), snippets that the text holds or lacks (the rest
of peers), and its first and last words (regional).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from gold_labels import block_labels
from regionalbench import plain as plain_line

from wiredesk.pipelines.extraction.assembly import hints_of
from wiredesk.pipelines.extraction.body.article_body import block_probabilities
from wiredesk.pipelines.extraction.body.block_features import FEATURES, page_features
from wiredesk.pipelines.extraction.body.trafilatura_reading import trafilatura_paragraphs
from wiredesk.pipelines.extraction.fields.field_reading import read_fields
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.page.page_hints import PageHints
from wiredesk.pipelines.extraction.rejection import PageRefused
from wiredesk.pipelines.urls.same_site import registrable_domain

CORPORA: Final = Path(__file__).resolve().parents[2] / "shared/corpora"
WHOLE_TEXTS: Final = ("aeb", "fundus", "wcxb")
LEAST_SNIPPET: Final = 8  # characters; shorter snippets stand in any block
LEAD_REACH: Final = 12
"""Blocks above the first words of a regional page in which running text may be a lead: nothing is known of it."""
SURE: Final = 0.3
"""Probability of today's model from which on a short block between first and last words is taken for text."""
_ENDS: Final = " .!?\"'»)”।।"


@dataclass
class LabelledPage:
    corpus: str
    host: str
    texts: list[str]
    rows: np.ndarray
    judged: np.ndarray
    """Whether the model is asked at all: not about blocks that are surely none of the article's."""
    votes: list[str]
    """What trafilatura takes for the article."""
    labels: np.ndarray
    known: np.ndarray
    """Whether the label of a block is known."""
    gold: str = ""
    """The whole text, where it is known."""
    snippets: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))
    """What the text holds, and what it lacks."""
    altered: str = ""
    """How an altered page was altered; empty for the page as it is."""


def corpus_rows(corpus: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The pages of a corpus: what is known of each, and its bytes."""
    folder = CORPORA / corpus
    for line in (folder / "pages.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        yield row, gzip.decompress((folder / row["file"]).read_bytes())


def labelled_pages() -> Iterator[LabelledPage]:
    """All pages of the corpora of which something is known."""
    for corpus in (*WHOLE_TEXTS, "peers", "regional"):
        for row, data in corpus_rows(corpus):
            if corpus == "regional" or not row["gold"]["text"]:
                page = _partly_known(corpus, row, data) if corpus in ("peers", "regional") else None
            else:
                page = whole_text_page(corpus, row["url"], data, row["gold"]["text"])
            if page is not None:
                yield page


def whole_text_page(corpus: str, url: str, data: bytes, gold: str) -> LabelledPage | None:
    """A page whose whole text is known; None where it has no blocks."""
    measured = _measured(corpus, url, data)
    if measured is None:
        return None
    page, blocks, _ = measured
    page.gold = gold
    page.labels = np.array(block_labels(blocks.blocks, gold)) > 0.5
    page.known = np.ones(len(page.texts))
    return page


def _partly_known(corpus: str, row: dict[str, Any], data: bytes) -> LabelledPage | None:
    measured = _measured(corpus, row["url"], data)
    if measured is None:
        return None
    page, blocks, hints = measured
    plain = [plain_line(text) for text in page.texts]
    if corpus == "peers":
        page.snippets = (
            [plain_line(one) for one in row["gold"]["with"] or ()],
            [plain_line(one) for one in row["gold"]["without"] or ()],
        )
        _label_by_snippets(page, plain)
    elif row["kind"] == "listing" or not _label_by_ends(page, row, plain, blocks, hints):
        return None
    return page


def _measured(corpus: str, url: str, data: bytes) -> tuple[LabelledPage, BlockPage, PageHints] | None:
    try:
        document = parse_document(data, url)
    except PageRefused:
        return None
    fields = read_fields(document)
    blocks = read_blocks(document.tree)
    if not blocks.blocks:
        return None
    hints = hints_of(fields)
    rows = page_features(blocks, hints)
    nothing = [0.0] * len(FEATURES)
    count = len(blocks.blocks)
    page = LabelledPage(
        corpus=corpus,
        host=registrable_domain(url),
        texts=[block.text for block in blocks.blocks],
        rows=np.array([row if row is not None else nothing for row in rows], dtype=np.float32),
        judged=np.array([row is not None for row in rows]),
        votes=trafilatura_paragraphs(document),
        labels=np.zeros(count, bool),
        known=np.zeros(count),
    )
    return page, blocks, hints


def _label_by_snippets(page: LabelledPage, plain: Sequence[str]) -> None:
    inside, outside = page.snippets
    for place, text in enumerate(plain):
        if any(len(one) > LEAST_SNIPPET and one in text for one in inside):
            page.labels[place], page.known[place] = True, 1.0
        elif any(one and one in text for one in outside):
            page.known[place] = 1.0


def _label_by_ends(
    page: LabelledPage, row: dict[str, Any], plain: Sequence[str], blocks: BlockPage, hints: PageHints
) -> bool:
    """Labels the blocks by the first and last words of the text; False where they are not found."""
    first, last = plain_line(row["first"]), plain_line(row["last"]).rstrip(_ENDS)
    foreign = [plain_line(one) for one in row["nots"].split("|") if one]
    if not first or not last:
        return False
    starts = [place for place, text in enumerate(plain) if text.startswith(first)]
    start = next(iter(starts or [place for place, text in enumerate(plain) if first in text]), len(plain))
    end = next((place for place, text in enumerate(plain) if place >= start and last in text), None)
    if end is None:
        return False
    sure = block_probabilities(blocks, hints)
    prose: list[bool] = [_is_prose(block) for block in blocks.blocks]
    page.known[:] = 1.0
    for place, text in enumerate(plain):
        bad = any(one in text for one in foreign)
        if start <= place <= end and not bad:
            page.labels[place] = prose[place] or sure[place] > SURE
            page.known[place] = page.labels[place]
        elif start - LEAD_REACH < place < start and prose[place] and not bad:
            page.known[place] = 0.0
    return True


def _is_prose(block: Block) -> bool:
    return first_look(block).prose > 0
