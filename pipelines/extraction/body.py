"""The article's text: the blocks of the page that belong to it, chosen by the trained model."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

from trafilatura.core import _prepare_tree
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt

from pipelines.extraction.block_features import PageHints, page_features
from pipelines.extraction.blocks import Block, BlockPage
from pipelines.extraction.body_model import body_model
from pipelines.extraction.document import Document

CHOSEN: Final = 0.5
"""Probability from which on a block is taken for the article's."""
SHORT_BODY: Final = 250
"""Characters; a shorter text is checked against a second reading by trafilatura, which knows other layouts."""


@dataclass(slots=True)
class Body:
    """The text of an article and how it was won."""

    paragraphs: list[str]
    method: str
    blocks: list[Block] = field(default_factory=list)
    """The blocks that the paragraphs are made of, in order; empty where another reading gave the text."""
    confidence: float = 0.0
    """Mean probability of the chosen characters."""
    warnings: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def read_body(document: Document, page: BlockPage, hints: PageHints) -> Body:
    """The body by the model; where that finds next to nothing, by trafilatura or the page's own ``articleBody``."""
    body = model_body(page, hints)
    size = sum(map(len, body.paragraphs))
    declared = declared_body(hints.article_body)
    declared_size = sum(map(len, declared))
    if declared_size > MUCH_LONGER * max(size, SHORT_BODY):
        return Body(declared, "json-ld")
    if size < SHORT_BODY:
        second = trafilatura_body(document)
        if sum(map(len, second)) > MUCH_LONGER * max(size, 100):
            return Body(second, "trafilatura")
    return body


MUCH_LONGER: Final = 2.0
"""Another reading takes the model's place when it holds so many times as much text."""


def model_body(page: BlockPage, hints: PageHints) -> Body:
    model = body_model()
    rows = page_features(page, hints)
    chosen: list[Block] = []
    sure = 0.0
    for block, row in zip(page.blocks, rows, strict=True):
        probability = model.probability(row)
        if probability > CHOSEN:
            chosen.append(block)
            sure += probability * len(block.text)
    characters = sum(len(block.text) for block in chosen)
    return Body([block.text for block in chosen], "model", chosen, sure / characters if characters else 0.0)


def declared_body(text: str) -> list[str]:
    """The paragraphs of a JSON-LD articleBody."""
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def trafilatura_body(document: Document) -> list[str]:
    """The paragraphs that trafilatura's main extractor finds, run on a copy of the shared tree."""
    options = Extractor(fast=True, comments=False)
    cleaned, _ = _prepare_tree(deepcopy(document.tree), options, document.url)
    found, _text = extract_content(cleaned, options)
    return [line for line in (line.strip() for line in xmltotxt(found, False).split("\n")) if line]
