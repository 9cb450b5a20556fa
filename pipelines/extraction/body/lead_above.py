"""The lead right above the text in a box of its own, with date, picture or tools between the headline and it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from wiredesk.pipelines.extraction.body.standfirst import HEADINGS, LONGEST_LEAD
from wiredesk.pipelines.extraction.fields.picture_credit import split_credit
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS as CUES
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.container_words import BITS
from wiredesk.pipelines.extraction.page.containers import Container
from wiredesk.pipelines.extraction.page.plain_text import reading_length, squash

LEAST_LEAD: Final = 60
"""Length (see `reading_length`) of a lead; shorter texts above the first paragraph are captions and notes."""
LEAST_PROBABILITY: Final = 0.12
"""That the model gives a lead: it knows captions, disclosures and offers better than this rule does."""
LEAST_TEXT: Final = 2
"""Paragraphs of the text below it."""
_BOXES: Final = 3  # boxes around the lead and the text before the part of the page that holds both
_OTHERS: Final = sum(
    BITS[name]
    for name in ("caption", "byline", "share", "subscribe", "ad", "related", "navigation", "popup", "comment",
                 "footer", "commerce", "interactive")
)  # fmt: skip
"""What a box is called that holds no lead."""


def lead_above(
    chosen: Sequence[Block], page: BlockPage, probabilities: Sequence[float], headline: Block | None, told: str
) -> Block | None:
    """The lead right above the first of the chosen blocks; None where that is none, or where it is told already.

    ``told`` is the summary that the page states: a lead that it holds as a whole is not lost.
    """
    if len(chosen) < LEAST_TEXT or not chosen[0].place or chosen[0].tag in HEADINGS:
        return None
    first, lead = chosen[0], page.blocks[chosen[0].place - 1]
    if probabilities[lead.place] < LEAST_PROBABILITY or (headline is not None and lead.place <= headline.place):
        return None
    look = first_look(lead)
    other_cues = look.cues & ~CUES["byline"]  # "From", "By" and "Of" open sentences as well
    if not look.prose or other_cues or lead.links or lead.pictured or lead.below_picture or lead.tag in HEADINGS:
        return None
    is_short = reading_length(lead.text) < LEAST_LEAD
    if is_short or len(lead.text) > LONGEST_LEAD or not ends_sentence(lead.text):
        return None
    if lead.container.near & _OTHERS or not _parts(lead) & _parts(first):
        return None
    if split_credit(lead.text)[1] is not None:
        return None
    key = squash(lead.text)
    return None if key in squash(told) or key in squash(" ".join(one.text for one in chosen[:4])) else lead


def _parts(block: Block) -> set[Container]:
    return set(islice(block.containers(), 1, 1 + _BOXES))
