"""Lines that are folded between words where the terminal is narrow."""

from __future__ import annotations

import shutil
import sys
import textwrap

NARROWEST = 40
"""A terminal below it is taken for one of that width: nothing readable fits."""


def folded(line: str, indent: int) -> str:
    """A line for stdout: on a terminal folded between words, with `indent` columns before what follows.

    In a pipe it stays one line. Addresses and paths stay whole, so that they can be copied.
    """
    if not sys.stdout.isatty():
        return line
    width = max(NARROWEST, shutil.get_terminal_size().columns)
    before = " " * min(indent, width // 3)
    return textwrap.fill(
        line, width, subsequent_indent=before, replace_whitespace=False, break_on_hyphens=False, break_long_words=False
    )
