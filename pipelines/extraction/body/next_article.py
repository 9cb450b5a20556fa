"""The article that an endless page goes on with: it has a headline of its own, and mostly a date and a byline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urljoin, urlsplit

from wiredesk.pipelines.extraction.body.next_head import other_head
from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, is_cue_line
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import Container
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash
from wiredesk.pipelines.text_comparison import words_alone

MOST_FOLLOWING: Final = 0.5
"""Of the text: what follows the linked headline of the next article is its beginning, and shorter than the one read."""
LEAST_READ: Final = 150
"""Characters that the first article has before another may follow it."""
LONGEST_TEASER: Final = 300
"""Characters below a linked headline in a box amid the text."""
MOST_WORDS: Final = 0.6
"""Of a linked headline's words, from which on the paragraphs below tell its story."""
_LEAST_WORD: Final = 4  # letters of a word that tells of what a headline is
_LEAST_WORDS: Final = 2
_STEM: Final = 5  # letters of it that are compared: endings differ
_STORY_OPENS: Final = 2  # paragraphs
_HEADLINES: Final = frozenset({"h1", "h2", "h3"})
_REACH: Final = 5
"""Blocks below a headline within which its byline stands: a standfirst, a section and a share bar may be between."""
_BYLINE: Final = 120  # characters; longer blocks are text


def before_next_article(
    kept: Sequence[Block], page: BlockPage, document: Document, headline: Block | None
) -> list[Block]:
    """The blocks (in page order) before the next article; ``headline`` is the block that prints this one's."""
    if len(kept) < 2:
        return list(kept)
    kept = _before_signed_headline(list(kept), page, headline)
    head = other_head(kept, page, "" if headline is None else headline.text)
    if head is not None:
        kept = [block for block in kept if block.place < head.place]
    return _before_linked_headline(kept, page, document)


def _before_signed_headline(kept: list[Block], page: BlockPage, headline: Block | None) -> list[Block]:
    """The blocks before a second headline with a byline or date, outside the part of the page that holds the first
    headline and all text above the second."""
    if headline is None or headline.place > kept[-1].place:
        return kept
    chosen = {block.place for block in kept}
    same = squash(headline.text)
    part = list(headline.containers())  # the smallest part of the page with all text so far, and those around it
    size = 0
    for block in page.blocks[headline.place + 1 : kept[-1].place]:
        if (
            size >= LEAST_READ
            and block.tag in _HEADLINES
            and squash(block.text) != same
            and part[0].parent is not None
            and part[0] not in block.containers()
            and _is_signed(block, page, chosen)
        ):
            return [one for one in kept if one.place < block.place]
        if block.place in chosen:
            line = set(block.containers())
            part = [one for one in part if one in line]
            size += len(block.text)
    return kept


def _is_signed(heading: Block, page: BlockPage, chosen: set[int]) -> bool:
    """Whether a byline or a date that is none of the chosen text stands between a heading and its first paragraph."""
    for block in page.blocks[heading.place + 1 : heading.place + 1 + _REACH]:
        look = first_look(block)
        if look.prose and block.place in chosen:
            return False
        # Below a chapter's heading a line with a year may be text; below another main heading it is none.
        may_be_label = block.place not in chosen or heading.tag == "h1"
        is_label = may_be_label and len(block.text) <= _BYLINE and not look.sentence_ends
        if is_label and (look.dated or is_cue_line(block.text, BITS["byline"])):
            return True
    return False


def has_a_part_of_its_own(heading: Block, above: Block, below: Block) -> bool:
    """Whether a heading shares a part of the page with the text below it that has none of the text above.

    The blocks of a part stand together, so the last one ``above`` tells of all that are.
    """
    around = set(heading.containers())
    own = next((one for one in below.containers() if one in around), None)
    return own is not None and own not in above.containers()


def _before_linked_headline(kept: list[Block], page: BlockPage, document: Document) -> list[Block]:
    """The blocks before the one heading that is a link to another page of the site, where most of the text is; or all
    but the heading and its teaser, where they are a box that the text runs around."""
    if len(kept) < 3:
        return kept
    first, last = kept[0].place, kept[-1].place
    headings = [
        block
        for block in page.blocks[first:last]
        if block.tag in HEADINGS and block.link_characters >= 0.95 * len(block.text)
    ]
    if len(headings) != 1 or not leads_elsewhere(headings[0], document):
        return kept
    heading = headings[0]
    before = [block for block in kept if block.place < heading.place]
    below = [block for block in kept if block.place > heading.place]
    if not before or not below:
        return kept
    if (box := _box_in_text(heading, before, below)) is not None:
        return [block for block in kept if box not in block.containers()]
    if not has_a_part_of_its_own(heading, before[-1], below[0]) and not _tells_of(heading.text, below):
        return kept  # a teaser within the text, which goes on behind it
    size = sum(len(block.text) for block in kept)
    following = size - sum(len(block.text) for block in before)
    return before if following <= MOST_FOLLOWING * size else kept


def _tells_of(headline: str, below: Sequence[Block]) -> bool:
    """Whether the first paragraphs below a linked headline are its story: they have most of its longer words."""
    words = {word[:_STEM] for word in words_alone(headline).split() if len(word) >= _LEAST_WORD}
    text = words_alone(" ".join(block.text for block in below[:_STORY_OPENS]))
    stems = {word[:_STEM] for word in text.split()}
    return len(words) >= _LEAST_WORDS and len(words & stems) >= MOST_WORDS * len(words)


def _box_in_text(heading: Block, before: Sequence[Block], below: Sequence[Block]) -> Container | None:
    """The part of the page that holds a heading and at most a teaser, if the text goes on behind it where it stood."""
    above = set(before[-1].containers())
    parts = [one for one in heading.containers() if one not in above]
    if len(parts) < 2:  # the heading alone: a subheading of the text may be a link
        return None
    box = parts[-1]
    inside = [block for block in below if box in block.containers()]
    behind = [block for block in below if block not in inside]
    if not behind or any(box in block.containers() for block in before):
        return None
    beside = before[-1].container.parent
    if beside is None or sum(len(block.text) for block in inside) > LONGEST_TEASER:
        return None
    goes_on = any(block.container.parent is beside for block in behind)
    return box if goes_on or _is_alike(behind[0], before[-1]) else None


def _is_alike(block: Block, other: Block) -> bool:
    """Whether two paragraphs are made in the same way, each in a box of its own beside the other's."""
    box, beside = block.container.parent, other.container.parent
    if box is None or beside is None or box.parent is not beside.parent:
        return False
    return (block.tag, box.tag, box.own) == (other.tag, beside.tag, beside.own)


def leads_elsewhere(block: Block, document: Document) -> bool:
    """Whether the link of a heading leads to another page of the site."""
    wanted = squash(block.text)
    heading = next((one for one in document.tree.iter(block.tag) if squash(element_text(one)) == wanted), None)
    link = None if heading is None else next(heading.iter("a"), next(heading.iterancestors("a"), None))
    href = None if link is None else link.get("href")
    if not href:
        return False
    try:
        there, here = urlsplit(urljoin(document.url, href.strip())), urlsplit(document.url)
    except ValueError:
        return False
    return there.netloc == here.netloc and (there.path, there.query) != (here.path, here.query)
