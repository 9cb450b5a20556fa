"""Texts in rows, each below a link of its own: the teasers of a section or home page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import Container
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import reading_length, squash, whole_text

LEAST_LINE: Final = 24
"""Length of a line that is a link and may be a headline; shorter ones are names, sections and buttons."""
LEAST_HEADING: Final = 12
"""The same of a heading that is a link as a whole: what is set as one is no button."""
LEAST_TEXT: Final = 50
"""Length of a text that may be a teaser's."""
_LINKED: Final = 0.6  # of the characters of a line that is a link; the rest is a date, a section
_REPEATED: Final = 3
"""A link that says the same so many times ("Read more") leads on from each teaser."""
_LONGEST_BUTTON: Final = 40
_BEFORE: Final = 3  # blocks in front of the first text in which its headline stands: a section, a date, an author
_MOST_CHARACTERS: Final = 20_000
_MOST_LINKS: Final = 3_000
"""Of a page that are looked at; a section page has some hundred."""
_LONGEST_ADDRESS: Final = 500
_LONGEST_LINK: Final = 600
_OPENING: Final = 24
_NO_PAGE: Final = ("javascript:", "mailto:", "tel:", "data:")
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPHS: Final = frozenset({"p", "blockquote", "li", "dd"})


@dataclass(frozen=True, slots=True)
class TeaserRows:
    """What a page's text has of teasers; lengths are those of `reading_length`."""

    count: int = 0
    """Texts that a headline with a link, or a link "Read more", parts from the others."""
    headed: int = 0
    """Those of them that a headline with a link parts from the others."""
    paragraphs: int = 0
    """In all of them."""
    share: float = 0.0
    """Of the length of the text."""
    mean: float = 0.0
    """Length of such a text."""
    links: str = ""
    """Their links, as `squash` makes them, one a line."""


def teaser_rows(page: BlockPage, text: Sequence[Block]) -> TeaserRows:
    """The teasers in a text, the blocks of which are given in page order."""
    running = [one for one in text if reading_length(one.text) >= LEAST_TEXT and not _is_headline(one)]
    if not running:
        return TeaserRows()
    buttons = _buttons(page, running)
    whole = taken = headed = paragraphs = 0
    lengths: list[int] = []
    links: list[str] = []
    is_teaser = False
    before: Block | None = None
    for block in running:
        first = before.place + 1 if before is not None else max(0, block.place - _BEFORE)
        between = page.blocks[first : block.place]
        apart = before is None or _home(before) is not _home(block)
        own = [one for one in (*between, block) if (one.tag in _HEADINGS or apart) and is_linked_headline(one)]
        headed += bool(own)
        if not own and any(one.tag in _HEADINGS for one in between):
            below = page.blocks[block.place + 1 : block.place + 1 + _BEFORE]
            own = [one for one in below if one.links and squash(one.text) in buttons]
        length = reading_length(block.text)
        whole += length
        if own:
            lengths.append(0)
            links += [squash(one.text) for one in own]
        is_teaser = bool(own) or (is_teaser and not apart)
        if is_teaser:
            lengths[-1] += length
            taken += length
            paragraphs += 1
        before = block
    mean = taken / len(lengths) if lengths else 0.0
    return TeaserRows(len(lengths), headed, paragraphs, taken / whole, mean, "\n".join(links))


def addresses_of(links: str, document: Document, *, abroad: bool = False) -> int:
    """How many other pages these links lead to (as `squash` makes them, one a line), on this site or `abroad` too.

    Those of a table of contents lead to places of this page, those of a digest to other sites.
    """
    found: set[str] = set()
    lines = links[:_MOST_CHARACTERS]
    openings = {line[:_OPENING] for line in lines.split("\n")}  # of links around headline and text
    host = _host(document.url)
    for link in islice(document.tree.iter("a"), _MOST_LINKS):
        href = (link.get("href") or "").strip()[:_LONGEST_ADDRESS].partition("#")[0]
        if not href or href in found or href.startswith(_NO_PAGE):
            continue
        if not abroad and _host(href) not in ("", host):
            continue
        text = squash(whole_text(link)[:_LONGEST_LINK])
        if text and (text[:_OPENING] in openings or text in lines):
            found.add(href)
    return len(found)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return "?"


def headline_lines(page: BlockPage) -> list[Block]:
    """The lines of a page that are links and long enough to be headlines."""
    return [block for block in page.blocks if is_linked_headline(block)]


def is_linked_headline(block: Block) -> bool:
    """Whether a line is a link for the most part, and long enough to be a headline."""
    return (
        block.links > 0
        and block.link_characters >= _LINKED * len(block.text)
        and reading_length(block.text) >= (LEAST_HEADING if block.tag in _HEADINGS else LEAST_LINE)
        and not cue_mask(block.text)
    )


def _is_headline(block: Block) -> bool:
    return block.tag in _HEADINGS or (is_linked_headline(block) and first_look(block).sentence_ends == 0)


def _buttons(page: BlockPage, running: Sequence[Block]) -> set[str]:
    """The short links that are repeated amid and right after the text."""
    last = running[-1].place + _BEFORE
    found = Counter(
        squash(block.text)
        for block in page.blocks[running[0].place : last]
        if block.links and block.link_characters >= _LINKED * len(block.text) and len(block.text) <= _LONGEST_BUTTON
    )
    return {text for text, times in found.items() if times >= _REPEATED and text}


def _home(block: Block) -> Container:
    """What holds a text and those beside it."""
    container = block.container
    return container.parent if container.tag in _PARAGRAPHS and container.parent is not None else container
