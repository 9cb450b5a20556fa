"""The foot of a page that stands in the same table as the text: the row of pages about the site, and what is below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.extraction.page.service_names import service_names

LEAST_NAMES: Final = 2
"""Pages about the site in one line: "About us | Contact us"."""
LEAST_ABOVE: Final = 0.4
"""Of the text, that stands above the foot."""
LONGEST: Final = 200
"""Characters of such a line."""
_PARTS: Final = re.compile(r"\s*[|·•/›»]+\s*|\s{2,}|\s[–—-]\s")


def before_footer(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) before the line of links to the pages about the site."""
    if len(kept) < 2:
        return list(kept)
    foot = next((block for block in page.blocks[kept[0].place + 1 : kept[-1].place + 1] if _is_row(block)), None)
    if foot is None:
        return list(kept)
    above = [block for block in kept if block.place < foot.place]
    enough = sum(len(block.text) for block in above) >= LEAST_ABOVE * sum(len(block.text) for block in kept)
    return above if enough else list(kept)


def _is_row(block: Block) -> bool:
    if block.links < LEAST_NAMES or len(block.text) > LONGEST:
        return False
    return sum(squash(name) in service_names() for name in _PARTS.split(block.text)) >= LEAST_NAMES
