"""Blocks that read like the article's and whose place tells that they are not: captions, links to other
articles, the sum of a comment form, the article that an endless page goes on with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urljoin, urlsplit

from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.explanation import current_explanation
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.container_words import BITS
from wiredesk.pipelines.extraction.page.containers import Container
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.page_hints import COMPARED
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash
from wiredesk.pipelines.text_comparison import words_alone

LONGEST_CAPTION: Final = 160
"""Characters of a text beside a picture that is taken for its caption."""
LONGEST_LINK: Final = 160
"""Characters of a line that is a link: the headline of another article."""
MOST_LINKS: Final = 2
"""Where more lines are links, they are the text: a list of addresses, of chapters, of tests."""
_LEAST_LINK: Final = 15  # characters; a shorter link is a name, no headline
MOST_FOLLOWING: Final = 0.5
"""Of the text: what follows the headline of the next article is its beginning, and shorter than the one read."""
LEAST_BELOW: Final = 0.6
"""Of the text: where more stands above the headline, the heading is that of a box."""
_COMMENTS: Final = frozenset(map(words_alone, phrases("comment_headings")))
_HEADING_LENGTH: Final = 40  # characters of a heading with its number: "3 comments"
_NUMBER: Final = re.compile(r"\d+")
_PARAGRAPHS: Final = frozenset({"p", "div", "td", "tr", "center", "dt", "dd"})
_SENTENCE_END: Final = re.compile(r"[.!?…。！？।۔؟։።:][\"'”’»)\]]*$")
_CAPTCHA: Final = re.compile(r"\W*\d{1,3}\s*[+×x*−–-]\s*\d{1,3}\s*=[\s?\d_]*")
"""The sum that a comment form asks for: "12 + 5 ="."""


def without_intruders(
    chosen: Sequence[Block], page: BlockPage, document: Document, headline: Block | None
) -> list[Block]:
    """The chosen blocks (in page order) without those that are none of the article's; ``headline`` is the block that
    prints the headline, if one does."""
    kept = _noted("captcha", chosen, [block for block in chosen if not _CAPTCHA.fullmatch(block.text)])
    kept = _noted("caption", kept, [block for block in kept if not _is_caption(block, page)])
    linked = [block for block in kept if _is_other_headline(block)]
    if 0 < len(linked) <= min(MOST_LINKS, len(kept) // 3):
        kept = _noted("other_headline", kept, [block for block in kept if block not in linked])
    kept = _noted("above_headline", kept, _below_headline(kept, headline))
    kept = _noted("comments", kept, _before_comments(kept, page))
    return _noted("next_article", kept, _before_next_article(kept, page, document))


def _noted(rule: str, before: Sequence[Block], after: list[Block]) -> list[Block]:
    """`after`; what it has lost is noted."""
    if len(after) != len(before) and current_explanation() is not None:
        for block in before:
            if block not in after:
                note_block(rule, block)
    return after


def note_block(rule: str, block: Block) -> None:
    """Note that a rule takes a block off."""
    if (explanation := current_explanation()) is not None:
        explanation.text(block.text, rule, element=block.tag)


def _is_caption(block: Block, page: BlockPage) -> bool:
    """Whether a block is the line of a picture: called a caption by its class, and the picture's own description; or a
    short text without a sentence's end that shares its paragraph with the picture."""
    if block.pictured and block.tag in _PARAGRAPHS and len(block.text) < LONGEST_CAPTION and not block.links:
        return _SENTENCE_END.search(block.text) is None
    if not block.container.own & BITS["caption"]:
        return False
    text = squash(block.text[:COMPARED])
    return any(squash(caption[:COMPARED]) == text for caption in page.captions)


def _is_other_headline(block: Block) -> bool:
    return (
        block.link_characters >= 0.95 * len(block.text)
        and block.tag not in HEADINGS
        and _LEAST_LINK <= len(block.text) <= LONGEST_LINK
        and "://" not in block.text
        and _SENTENCE_END.search(block.text) is None
    )


def _below_headline(kept: list[Block], headline: Block | None) -> list[Block]:
    """The blocks below the printed headline, where most of the text is: above it are sections, teasers, tickers."""
    if not kept or headline is None or headline.place < kept[0].place:
        return kept
    below = [block for block in kept if block.place >= headline.place]
    size = sum(len(block.text) for block in kept)
    return below if sum(len(block.text) for block in below) >= LEAST_BELOW * size else kept


def _before_comments(kept: list[Block], page: BlockPage) -> list[Block]:
    """The blocks before the heading of the readers' comments, where most of the text is."""
    if len(kept) < 2:
        return kept
    for block in page.blocks[kept[0].place + 1 : kept[-1].place + 1]:
        if len(block.text) <= _HEADING_LENGTH and _NUMBER.sub(" ", words_alone(block.text)).strip() in _COMMENTS:
            before = [one for one in kept if one.place < block.place]
            size = sum(len(one.text) for one in kept)
            return before if sum(len(one.text) for one in before) >= LEAST_BELOW * size else kept
    return kept


def _before_next_article(kept: list[Block], page: BlockPage, document: Document) -> list[Block]:
    """The blocks before the one heading that is a link to another page of the site, where most of the text is."""
    if len(kept) < 3:
        return kept
    first, last = kept[0].place, kept[-1].place
    headings = [
        block
        for block in page.blocks[first:last]
        if block.tag in HEADINGS and block.link_characters >= 0.95 * len(block.text)
    ]
    if len(headings) != 1 or not _leads_elsewhere(headings[0], document):
        return kept
    before = [block for block in kept if block.place < headings[0].place]
    if len(before) == len(kept):
        return kept
    around = set(_containers(headings[0]))
    own = next(one for one in _containers(kept[len(before)]) if one in around)
    if any(own in _containers(block) for block in before):
        return kept  # a teaser within the text, which goes on behind it
    size = sum(len(block.text) for block in kept)
    following = size - sum(len(block.text) for block in before)
    return before if following <= MOST_FOLLOWING * size else kept


def _containers(block: Block) -> Iterator[Container]:
    """The containers around a block, inner before outer."""
    container: Container | None = block.container
    while container is not None:
        yield container
        container = container.parent


def _leads_elsewhere(block: Block, document: Document) -> bool:
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
