"""Lines amid a text that are nothing but a link: headlines of other articles, ways back to the table of contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.link_lines import is_link_line
from wiredesk.pipelines.extraction.body.restored import is_announced
from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.lexicon.sentence_marks import LINE_END
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import PARTS
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.extraction.page.teaser_rows import addresses_of

MOST_LINKS: Final = 2
"""Where more lines side by side are links, they are the text: a list of addresses, of chapters, of tests."""
MOST_OF_TEXT: Final = 0.2
"""Characters of links that stand alone between paragraphs, however many: more are what the text is about."""
LEAST_OWN: Final = 0.6
"""Of these, that lead to other pages of the site: a list of books or shops leads to other sites."""
LEAST_SAME: Final = 3
LONGEST_SAME: Final = 60
"""Times that a link with the same words comes again, and its characters: "Back to the contents", "Buy it here"."""
_LEAST_LINK: Final = 15  # characters; a shorter link is a name, no headline


def without_lone_links(kept: Sequence[Block], page: BlockPage, document: Document) -> list[Block]:
    """The blocks of a text (in page order) without such lines."""
    left = _without_repeated(kept)
    linked = [block for block in left if _is_other_headline(block) and not is_announced(block, page)]
    if len(linked) > MOST_LINKS:
        linked = _between_paragraphs(left, linked, document)
    elif len(linked) > len(left) // 3:
        return left
    return [block for block in left if block not in linked] if linked else left


def _without_repeated(kept: Sequence[Block]) -> list[Block]:
    """The blocks without links that say the same again and again; unless they are what the text is about."""
    lines = [block for block in kept if len(block.text) <= LONGEST_SAME and _is_line(block)]
    times = Counter(block.text for block in lines)
    again = {block.place for block in lines if times[block.text] >= LEAST_SAME}
    size = sum(len(block.text) for block in lines if block.place in again)
    if not again or size > MOST_OF_TEXT * sum(len(block.text) for block in kept):
        return list(kept)
    return [block for block in kept if block.place not in again]


def _between_paragraphs(kept: Sequence[Block], linked: Sequence[Block], document: Document) -> list[Block]:
    """Those links to other pages of the site that stand alone, each between running text or headings of it."""
    places = {block.place for block in linked if _is_line(block)}
    lone = [
        block
        for before, block, after in zip(kept, kept[1:], kept[2:], strict=False)
        if block.place in places
        and not (is_link_line(before) or is_link_line(after))
        and (_is_text(before) or _is_text(after))
    ]
    if not lone or sum(len(block.text) for block in lone) > MOST_OF_TEXT * sum(len(block.text) for block in kept):
        return []
    lines = {squash(block.text) for block in lone}
    return lone if addresses_of("\n".join(lines), document) >= LEAST_OWN * len(lines) else []


def _is_text(block: Block) -> bool:
    return first_look(block).prose > 0 or (block.tag in HEADINGS and not block.links)


def _is_line(block: Block) -> bool:
    """Whether a block is a link alone, and neither a heading nor an entry of a list."""
    return is_link_line(block) and block.tag not in HEADINGS and not block.container.inside & PARTS["li"]


def _is_other_headline(block: Block) -> bool:
    return (
        is_link_line(block)
        and block.tag not in HEADINGS
        and len(block.text) >= _LEAST_LINK
        and LINE_END.search(block.text) is None
    )
