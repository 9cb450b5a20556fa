"""What is known about a page before its blocks are judged, and the comparison of blocks with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.plain_text import squash

COMPARED: Final = 150
"""Characters of a block that are compared with headline, description and captions."""


@dataclass(slots=True)
class PageHints:
    """What is known about the page before its blocks are judged; all optional."""

    headline: str = ""
    description: str = ""
    article_body: str = ""
    """The JSON-LD ``articleBody``."""
    authors: tuple[str, ...] = ()
    publisher: str = ""


class HintMatches:
    """Compares blocks with what is known of the page; texts to compare are given as :func:`squash` makes them."""

    def __init__(self, page: BlockPage, hints: PageHints) -> None:
        self.headline = squash(hints.headline)
        self.description = squash(hints.description)
        self.captions = {squash(caption[:COMPARED]) for caption in page.captions}
        self.authors = tuple(name for author in hints.authors if len(name := squash(author)) > 4)
        self.publisher = squash(hints.publisher)
        self.body = squash(hints.article_body)
        self.has_body = float(len(self.body) > 200)

    def of(self, text: str) -> tuple[float, ...]:
        """The columns of HINT_FEATURES for a block."""
        size = len(text)
        listed = size > 10
        has_author = 0.0
        for author in self.authors:  # a loop costs less than a generator for each block
            if author in text and size < 300:
                has_author = 1.0
        return (
            1.0 if listed and text in self.headline else 0.0,
            1.0 if listed and text == self.description else 0.0,
            1.0 if listed and text in self.description else 0.0,
            1.0 if listed and text in self.captions else 0.0,
            has_author,
            1.0 if size < 200 and len(self.publisher) > 3 and self.publisher in text else 0.0,
        )

    def in_body(self, text: str) -> tuple[float, float]:
        """Whether there is an ``articleBody``, and whether it holds the text."""
        return self.has_body, 1.0 if self.has_body and len(text) > 5 and text in self.body else 0.0

    def headline_place(self, blocks: list[Block], texts: list[str]) -> int:
        """The block of the headline, the one marked as heading if there are several; -1 where there is none."""
        found = -1
        if self.headline:
            longest = 2 * len(self.headline) + 20  # with the spaces and marks that are not compared
            for place, text in enumerate(texts):
                if len(self.headline) <= len(text) <= longest and squash(text) == self.headline[:COMPARED]:
                    if blocks[place].tag == "h1":
                        return place
                    if found < 0:
                        found = place
        return found
