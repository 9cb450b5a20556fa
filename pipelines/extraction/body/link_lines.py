"""Lines that are nothing but a link, as the headline of another article is."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.extraction.page.blocks import Block

LONGEST_HEADLINE: Final = 160
"""Characters; a longer link is running text."""
_LINKED: Final = 0.95
"""Of the characters: a mark or an arrow may stand beside the link."""


def is_link_line(block: Block) -> bool:
    """Whether a block is a link and short enough for a headline; one that prints its address is a reference."""
    text = block.text
    return block.link_characters >= _LINKED * len(text) and len(text) <= LONGEST_HEADLINE and "://" not in text
