"""The article's text: the blocks of the page that belong to it.

Four readings: the trained model judges every block; where it is in doubt about a page, trafilatura's extractor reads
the page too and has a vote on every block; and the publisher's own ``articleBody`` (JSON-LD), or the data that the
page carries for its scripts, stands in where the page shows next to nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from wiredesk.pipelines.engines import Engine
from wiredesk.pipelines.extraction.body.block_choice import best_expected_f1, doubt, least_probability, with_votes
from wiredesk.pipelines.extraction.body.block_features import page_features
from wiredesk.pipelines.extraction.body.body_model import body_model
from wiredesk.pipelines.extraction.body.boilerplate import note_block, without_intruders
from wiredesk.pipelines.extraction.body.far_text import near_text
from wiredesk.pipelines.extraction.body.large_initial import text_with_initial
from wiredesk.pipelines.extraction.body.lead_above import lead_above
from wiredesk.pipelines.extraction.body.restored import with_left_out
from wiredesk.pipelines.extraction.body.short_news import short_news
from wiredesk.pipelines.extraction.body.standfirst import (
    headline_block,
    is_called_standfirst,
    lead_of,
    standfirst_of,
)
from wiredesk.pipelines.extraction.body.text_behind_box import with_text_behind_box
from wiredesk.pipelines.extraction.body.trafilatura_reading import trafilatura_paragraphs
from wiredesk.pipelines.extraction.explanation import current_explanation, note_taker
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.page_hints import PageHints
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.extraction.state.story import Story, page_story

DOUBT: Final = 0.2
"""Share of the text expected to be misjudged from which on trafilatura is asked too: on every twelfth page. Measured on
unseen hosts: 0.1, 0.15 and 0.2 do equally well, at 19, 12 and 8 % of the pages."""
SHORT_BODY: Final = 250
"""Characters; a text below is always checked against the other readings."""
MUCH_LONGER: Final = 2.0
"""Another reading takes the model's place when it holds so many times as much text."""
LONGEST_TEASER: Final = 1_500
"""Characters; a page that shows more shows its article. Below, its state is read: some 20 ms where there is one."""
SHORTEST_STORY: Final = 60
"""Characters; a text of twice as many is enough where the page shows nothing and its state has a story."""
LEAST_SURE: Final = 0.6
"""F1 that the model expects of its choice: below it a text elsewhere that shares nothing with it is the story."""
AS_LONG: Final = 0.8
"""Of ``articleBody``."""


@dataclass(slots=True)
class Body:
    """The text of an article and how it was won."""

    paragraphs: list[str]
    method: str
    blocks: list[Block] = field(default_factory=list)
    """The blocks that the paragraphs are made of, in order; empty where another reading gave the text."""
    standfirst: str | None = None
    """What stands between headline and byline and sums the article up, where it was read as text."""
    called_standfirst: bool = False
    """Whether the page's own names call it so."""
    warnings: list[str] = field(default_factory=list)
    story: Story | None = None
    """The story of the state that the text is, with what stands beside it."""
    expected_f1: float | None = 0.0
    """What the model expects its choice to score against the truth; None where it was not asked."""
    doubt: float = 1.0
    """The share of the text that it may have misjudged."""


def read_body(document: Document, page: BlockPage, hints: PageHints, engine: Engine = "auto") -> Body:
    """The body of the article, empty where there is none. Never raises on any page.

    `engine`: "auto" asks model and trafilatura as described above; "model" and "trafilatura" ask that one alone.
    """
    if engine == "trafilatura":
        return Body(trafilatura_paragraphs(document), "trafilatura", expected_f1=None)
    probabilities = block_probabilities(page, hints)
    texts = [block.text for block in page.blocks]
    second: list[str] | None = [] if engine == "model" else None
    method = "model"
    if second is None and doubt(texts, probabilities) > DOUBT:
        second = trafilatura_paragraphs(document)
        if second:  # where it finds nothing it says nothing
            probabilities = with_votes(texts, probabilities, second)
            method = "model+trafilatura"
    least = least_probability(texts, probabilities)
    chosen = [block for block, probability in zip(page.blocks, probabilities, strict=True) if probability > least]
    chosen = with_left_out(chosen, page)
    _note_blocks(page, probabilities, least, method, {block.place for block in chosen})
    headline = headline_block(page, hints.headline)
    chosen = chosen or short_news(page, headline)
    near = near_text(chosen, page, document, headline)
    if near != chosen:
        for block in chosen:
            if block not in near:
                note_block("far_text", block)
        chosen = with_left_out(near, page)
    chosen = with_text_behind_box(chosen, page, probabilities)
    chosen = without_intruders(chosen, page, document, headline)
    standfirst = standfirst_of(chosen, page, headline, hints.authors)
    if standfirst is not None:
        chosen.remove(standfirst)
        note_block("standfirst", standfirst)
    else:
        standfirst = lead_of(chosen, page, headline)
    lead = None if standfirst is not None else lead_above(chosen, page, probabilities, headline, hints.description)
    if lead is not None:
        if is_called_standfirst(lead):
            standfirst = lead
        else:
            chosen.insert(0, lead)
    body = Body(
        [text_with_initial(block, page) for block in chosen],
        method,
        chosen,
        standfirst.text if standfirst is not None else None,
    )
    body.called_standfirst = standfirst is not None and is_called_standfirst(standfirst)
    body.expected_f1, body.doubt = best_expected_f1(texts, probabilities), doubt(texts, probabilities)
    if page.truncated:
        body.warnings.append("truncated")
    size = sum(map(len, body.paragraphs))
    if engine == "model":
        return body
    declared = declared_paragraphs(hints.article_body)
    told = sum(map(len, declared))
    is_doubtful = body.expected_f1 < LEAST_SURE
    if size < LONGEST_TEASER or is_doubtful:
        told_story = page_story(document.elements, _titles(document, hints), document.url)
        story = told_story.paragraphs
        length, shared = sum(map(len, story)), _shared(body.paragraphs, story)
        # Of two that are as long the state has the paragraphs; articleBody is often one line.
        enough = max(MUCH_LONGER * max(size, SHORTEST_STORY), told * AS_LONG)
        goes_on = length > enough and (size < SHORT_BODY or 2 * shared > size)
        is_other = length >= max(SHORT_BODY, told * AS_LONG) and not shared and (is_doubtful or length > size)
        if goes_on or is_other:
            return _instead_of(body, Body(story, "state", story=told_story, expected_f1=None))
    is_other = told >= SHORT_BODY and (is_doubtful or told > size) and not _shared(body.paragraphs, declared)
    if told > MUCH_LONGER * max(size, SHORT_BODY) or is_other:
        return _instead_of(body, Body(declared, "json-ld"))
    if size < SHORT_BODY:
        second = trafilatura_paragraphs(document) if second is None else second
        if sum(map(len, second)) > MUCH_LONGER * max(size, SHORT_BODY / 2):
            return _instead_of(body, Body(second, "trafilatura"))
    return body


def _note_blocks(page: BlockPage, probabilities: list[float], least: float, method: str, chosen: set[int]) -> None:
    """Note the blocks that the model leaves out."""
    if (notes := note_taker()) is None:
        return
    if (explanation := current_explanation()) is not None:
        explanation.method, explanation.least_probability = method, round(least, 3)
    for block, probability in zip(page.blocks, probabilities, strict=True):
        if probability <= least and block.place not in chosen:
            notes.text(block.text, "model", element=block.tag, probability=round(probability, 3))


def _instead_of(body: Body, other: Body) -> Body:
    """The other reading, which takes the place of the model's."""
    if (explanation := current_explanation()) is not None:
        explanation.method = other.method
    if (notes := note_taker()) is not None:
        for text in body.paragraphs:
            notes.text(text, "other_reading")
    return other


def block_probabilities(page: BlockPage, hints: PageHints) -> list[float]:
    """How surely each block of the page is the article's, 0 to 1, as the model sees it."""
    model = body_model()
    return [0.0 if row is None else model.probability(row) for row in page_features(page, hints)]


def _shared(paragraphs: list[str], story: list[str]) -> int:
    """Characters of the paragraphs that the page shows and a story has too. Where there are none, and the story is told
    under the page's headline, the page shows something else: its imprint, its cookies, teasers."""
    whole = squash(" ".join(story))
    return sum(len(text) for text in paragraphs if (key := squash(text)) and key in whole)


def _titles(document: Document, hints: PageHints) -> list[str]:
    """What the page calls its article; the title of the window stands in where a page has nothing else."""
    return [hints.headline, (document.tree.findtext("head/title") or "")[:600]]


def declared_paragraphs(text: str) -> list[str]:
    """The paragraphs of a JSON-LD articleBody."""
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
