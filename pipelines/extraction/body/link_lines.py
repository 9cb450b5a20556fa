"""Lines that are nothing but a link, as the headline of another article is."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.extraction.page.blocks import Block

LONGEST_HEADLINE: Final = 160
"""Characters; a longer link is running text."""
_LINKED: Final = 0.95
"""Of the characters beside arrows and bullets: a full stop may stand behind the link."""
_MARKS: Final = " \xa0>»›→⇒➔➜➡▶►▸•·●■*|-–—"


def is_link_line(block: Block) -> bool:
    """Whether a block is a link and short enough for a headline; one that prints its address is a reference."""
    text = block.text
    return (
        block.link_characters >= _LINKED * len(text.strip(_MARKS))
        and block.links > 0
        and len(text) <= LONGEST_HEADLINE
        and "://" not in text
    )
