"""Script code that a page prints as text, because a tag around it is missing or an editor has escaped it."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.page.blocks import Block

_STATEMENT: Final = re.compile(
    r"window\.\w+(?:\.\w+)?\s*[=(|]|document\.(?:write|getElement|querySelector|createElement|cookie)\w*"
    r"|\bfunction\s*\w*\([\w, ]{0,100}\)\s*\{"
    r"|\.push\(\s*(?:function|\{|\()|\b(?:var|let|const)\s+\w+\s*=[^=]|<!\[CDATA\[|/\*\s*<!|\$\(document\)|googletag\.|_taq\.|\}\)\(\);"
    r"|@media\s[^{]{1,60}\{|[.#][\w-]+\s*\{[^{}]{0,200}[\w-]+\s*:[^{}]{1,80};"
)
"""What only JavaScript and style sheets have."""
_SIGNS: Final = "{}()[];=<>|&\"'_$"
LEAST_SIGNS: Final = 0.05
"""Of the characters of a text that is code; the text of an article has a third of that, quotations included."""
_CODE: Final = frozenset({"pre", "code", "samp"})
"""An article about programming shows its code in these elements."""


def is_code_text(block: Block) -> bool:
    """Whether a block is script code or a style sheet that was never meant to be read."""
    text = block.text
    # Counting comes first: it takes a tenth of the search, and nearly no paragraph has so many signs.
    if block.tag in _CODE or sum(map(text.count, _SIGNS)) < LEAST_SIGNS * len(text):
        return False
    return _STATEMENT.search(text[:2_000]) is not None
