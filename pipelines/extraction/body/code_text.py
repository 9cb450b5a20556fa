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
_SIGNS: Final = frozenset("{}()[];=<>|&\"'_$")
LEAST_SIGNS: Final = 0.05
"""Of the characters of a text that is code; the text of an article has a third of that, quotations included."""
_CODE: Final = frozenset({"pre", "code", "samp"})
"""An article about programming shows its code in these elements."""


def is_code_text(block: Block) -> bool:
    """Whether a block is script code or a style sheet that was never meant to be read."""
    if block.tag in _CODE or _STATEMENT.search(block.text[:2_000]) is None:
        return False
    return sum(sign in _SIGNS for sign in block.text) >= LEAST_SIGNS * len(block.text)
