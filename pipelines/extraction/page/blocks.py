"""The page as a row of text blocks: what a reader sees as paragraphs, headings, list items and labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wiredesk.pipelines.extraction.page.containers import Container


@dataclass(slots=True, eq=False)
class BlockLook:
    """Measures of one block's text (`block_look`)."""

    characters: int
    link_share: float
    sentence_ends: int
    heading: float
    """1 to 6 for h1 to h6, else 0."""
    cues: int
    """Kinds of cue that the text opens with (see cue_lines)."""
    dated: float
    """1 for a short text with a date or a time in it."""
    prose: float
    """Characters of running text outside links; 0 for labels, menus and lists of links."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text without a line end of its own."""

    text: str
    container: Container
    tag: str
    links: int
    """Number of links in it."""
    link_characters: int
    strong_characters: int
    place: int
    """Its number on the page."""
    pictured: bool = False
    """Whether a picture stands in the same line or, separated by a line break alone, right above it."""
    below_picture: bool = False
    """Whether a picture, and no text, stands between it and the block before it."""
    picture_box: Container | None = None
    """The smallest container with that picture and this block in it; None where it stands below none."""
    look: BlockLook | None = None
    """The measures of its text, once they have been asked for (`first_look`)."""

    def containers(self) -> Iterator[Container]:
        """The containers around it, inner before outer."""
        return self.container.with_outer()


@dataclass(slots=True)
class BlockPage:
    """The blocks of a page in reading order and the containers that hold them, outer before inner."""

    blocks: list[Block]
    containers: list[Container]
    captions: list[str]
    """The texts that pictures carry as their description (``alt``)."""
    truncated: bool = False
    """Whether a bound was reached, so that the end of the page was not read."""
    printing: dict[str, Block | None] = field(default_factory=dict)
    """By a headline, the block that prints it, once that has been asked (`headline_block`)."""
