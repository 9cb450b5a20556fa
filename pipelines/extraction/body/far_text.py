"""Text that stands far below the article, behind the headlines of others: obituaries, agenda, notices, columns.

The model judges by looks, and such a text may look more like an article than the article does. So the place decides:
what stands right below the headline is the article, and no article goes on behind a row of links to others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.container_words import BITS
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import reading_length, squash
from wiredesk.pipelines.extraction.page.teaser_rows import addresses_of, is_linked_headline

REACH: Final = 12
"""Blocks below the headline in which its text begins: a standfirst, a byline, share buttons."""
LEAST_BELOW: Final = 400
LEAST_SHORTER: Final = 700
"""Length (see `reading_length`) of a text below the headline that is the article, even if the model sees it elsewhere;
and where that other text is longer: the introduction of a list is none."""
MOST_TAKEN: Final = 0.5
"""Of that text; where the model has taken more, it has seen it."""
MANY_HEADLINES: Final = 8
"""Links to others in a row that no article has in its midst."""
_PAUSE: Final = 6  # blocks without a sentence in the text: a subheading, a caption, a pointer
_LINKED: Final = 0.3  # of the characters; a text with more links is a teaser


def near_text(chosen: Sequence[Block], page: BlockPage, document: Document, headline: Block | None) -> list[Block]:
    """The chosen blocks (in page order) without those behind many headlines of others; and the text below the headline,
    where the model has passed over it. ``headline`` is the block that prints it."""
    if headline is None or not chosen or chosen[-1].place < headline.place:
        return list(chosen)
    below = _below(page, headline)
    size = sum(reading_length(block.text) for block in below)
    if size < LEAST_BELOW:
        return list(chosen)
    last = below[-1].place
    far = [block for block in chosen if block.place > last]
    if size < LEAST_SHORTER and size < sum(reading_length(block.text) for block in far):
        return list(chosen)
    if not far or not _is_parted(far[0], last, page, document) or _shape(below[0]) in map(_shape, far):
        return list(chosen)
    near = [block for block in chosen if block.place <= last]
    taken = {block.place for block in near}
    missed = [block for block in below if block.place not in taken]
    if sum(len(block.text) for block in missed) > MOST_TAKEN * sum(len(block.text) for block in below):
        return below
    return near


def _below(page: BlockPage, headline: Block) -> list[Block]:
    """The paragraphs of the first text below the headline."""
    found: list[Block] = []
    pause = 0
    for block in page.blocks[headline.place + 1 :]:
        if is_linked_headline(block) and found:
            pause += 1  # a pointer within the text; many are its end
        if _is_paragraph(block):
            found.append(block)
            pause = 0
            continue
        pause += 1
        if pause > (_PAUSE if found else REACH):
            break
    return _from_first_of_most(found)


def _from_first_of_most(found: list[Block]) -> list[Block]:
    """The blocks from the first on that is made as most of the text is: a standfirst above is made otherwise."""
    sizes: Counter[tuple[object, ...]] = Counter()
    for block in found:
        sizes[_shape(block)] += len(block.text)
    if not sizes:
        return []
    shape = sizes.most_common(1)[0][0]
    first = next(place for place, block in enumerate(found) if _shape(block) == shape)
    return found[first:]


def _is_paragraph(block: Block) -> bool:
    look = first_look(block)
    is_caption = block.pictured or block.container.own & BITS["caption"] or block.tag == "figcaption"
    return look.prose > 0 and look.link_share <= _LINKED and not look.heading and not look.cues and not is_caption


def _is_parted(block: Block, last: int, page: BlockPage, document: Document) -> bool:
    """Whether headlines of other pages of the site stand between the text and a block; a table of contents has none."""
    lines = [squash(one.text) for one in page.blocks[last + 1 : block.place] if is_linked_headline(one)]
    return len(lines) >= MANY_HEADLINES and addresses_of("\n".join(lines), document, abroad=True) >= MANY_HEADLINES


def _shape(block: Block) -> tuple[object, ...]:
    """What the paragraphs of one text have in common."""
    parent = block.container.parent
    return block.tag, block.container.own, parent.tag if parent else "", parent.own if parent else 0
