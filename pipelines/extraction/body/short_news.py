"""News in a line or two of Chinese, Japanese or Korean, which are too short for the body model: it has learned from
scripts that take twice as many characters for the same."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.container_words import BITS
from wiredesk.pipelines.extraction.page.containers import PARTS
from wiredesk.pipelines.extraction.page.plain_text import is_dense

REACH: Final = 10
"""Blocks below the headline in which the text begins: day, source, share buttons, a picture."""
LEAST_SENTENCE: Final = 18
"""Characters of a sentence; shorter lines are labels."""
_LINKED: Final = 0.3  # of the characters; a line with more links leads elsewhere
_ASIDE: Final = PARTS["nav"] | PARTS["footer"] | PARTS["aside"] | PARTS["form"]


def short_news(page: BlockPage, headline: Block | None) -> list[Block]:
    """The sentences in a row below the headline; empty where the script says that the model can judge them."""
    if headline is None:
        return []
    found: list[Block] = []
    for block in page.blocks[headline.place + 1 :]:
        if _is_sentence(block):
            found.append(block)
        elif found or block.place - headline.place > REACH:
            break
    return found


def _is_sentence(block: Block) -> bool:
    look = first_look(block)
    return (
        look.characters >= LEAST_SENTENCE
        and is_dense(block.text)
        and look.sentence_ends > 0
        and look.link_share <= _LINKED
        and not look.cues
        and not look.heading
        and not block.pictured
        and not block.container.near & BITS["caption"]
        and not block.container.inside & _ASIDE
    )
