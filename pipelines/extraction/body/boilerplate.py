"""Blocks that read like the article's and whose place tells that they are not: captions, links to other
articles, the sum of a comment form, the article that an endless page goes on with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.author_box import before_author_box
from wiredesk.pipelines.extraction.body.captions import without_captions
from wiredesk.pipelines.extraction.body.cards import without_cards
from wiredesk.pipelines.extraction.body.closing_cards import before_closing_cards
from wiredesk.pipelines.extraction.body.closing_contacts import before_contacts
from wiredesk.pipelines.extraction.body.code_text import is_code_text
from wiredesk.pipelines.extraction.body.lone_links import without_lone_links
from wiredesk.pipelines.extraction.body.loose_lines import without_loose_lines
from wiredesk.pipelines.extraction.body.next_article import before_next_article
from wiredesk.pipelines.extraction.body.operated_boxes import without_operated_boxes
from wiredesk.pipelines.extraction.body.reader_comments import before_comments
from wiredesk.pipelines.extraction.body.signed_remarks import before_signed_remarks
from wiredesk.pipelines.extraction.body.site_footer import before_footer
from wiredesk.pipelines.extraction.body.titled_boxes import without_titled_boxes
from wiredesk.pipelines.extraction.body.twins import without_twins
from wiredesk.pipelines.extraction.explanation import note_taker
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.document import Document

LEAST_BELOW: Final = 0.6
"""Of the text: where more stands above the headline, the heading is that of a box."""
_COOKIES: Final = re.compile(any_of(phrases("cookies")))
"""Asked of text in lower case above the headline: a dialog of consent, which may be longer than a short story."""
_CAPTCHA: Final = re.compile(r"\W*\d{1,3}\s*[+×x*−–-]\s*\d{1,3}\s*=[\s?\d_]*")
"""The sum that a comment form asks for: "12 + 5 ="."""


def without_intruders(
    chosen: Sequence[Block], page: BlockPage, document: Document, headline: Block | None
) -> list[Block]:
    """The chosen blocks (in page order) without those that are none of the article's; ``headline`` is the block that
    prints the headline, if one does."""
    kept = _noted("captcha", chosen, [block for block in chosen if not _CAPTCHA.fullmatch(block.text)])
    kept = _noted("code", kept, [block for block in kept if not is_code_text(block)])
    kept = _noted("caption", kept, without_captions(kept, page))
    kept = _noted("operated_box", kept, without_operated_boxes(kept, page, headline))
    kept = _noted("card", kept, without_cards(kept, page))
    kept = _noted("other_headline", kept, without_lone_links(kept, page, document))
    kept = _noted("above_headline", kept, _below_headline(kept, headline))
    kept = _noted("twin", kept, without_twins(kept))
    kept = _noted("next_article", kept, before_next_article(kept, page, document, headline))
    kept = _noted("footer", kept, before_footer(kept, page))
    kept = _noted("closing_card", kept, before_closing_cards(kept, page, document))
    kept = _noted("comments", kept, before_signed_remarks(before_comments(kept, page), page))
    kept = _noted("contacts", kept, before_contacts(kept, page))
    kept = _noted("titled_box", kept, before_author_box(kept, page))
    kept = _noted("titled_box", kept, without_titled_boxes(kept, page, headline))
    return _noted("loose_line", kept, without_loose_lines(kept, page))


def _noted(rule: str, before: Sequence[Block], after: list[Block]) -> list[Block]:
    """`after`; what it has lost is noted."""
    if len(after) != len(before) and note_taker() is not None:
        left = {block.place for block in after}
        for block in before:
            if block.place not in left:
                note_block(rule, block)
    return after


def note_block(rule: str, block: Block) -> None:
    """Note that a rule takes a block off."""
    if (notes := note_taker()) is not None:
        notes.text(block.text, rule, element=block.tag)


def _below_headline(kept: list[Block], headline: Block | None) -> list[Block]:
    """The blocks below the printed headline, where most of the text is: above it are sections, teasers, tickers."""
    if not kept or headline is None or headline.place < kept[0].place:
        return kept
    below = [block for block in kept if block.place >= headline.place]
    if below and any(_COOKIES.search(block.text.lower()) for block in kept[: len(kept) - len(below)]):
        return below
    size = sum(len(block.text) for block in kept)
    return below if sum(len(block.text) for block in below) >= LEAST_BELOW * size else kept
