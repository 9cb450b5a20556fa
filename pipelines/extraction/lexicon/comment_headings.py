"""What stands above readers' comments: "3 comments", "One thought on “The pier opens”"."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.text_comparison import words_alone

_LONGEST: Final = 40
"""Characters of such a heading with its number, and without the headline that some repeat."""
_COMMENTS: Final = frozenset(map(words_alone, phrases("comment_headings")))
_NUMBER: Final = re.compile(r"\d+")
_QUOTED: Final = re.compile('[“"«„‹‘「《]')
"""Opens the headline behind it: "3 comments on “The pier opens”"."""


def is_comment_heading(text: str) -> bool:
    """Whether a line is nothing but "Comments", with their number or the headline that they are about.

    >>> is_comment_heading("3 comments on “The pier opens”"), is_comment_heading("Comments by the mayor")
    (True, False)
    """
    quoted = _QUOTED.search(text[: _LONGEST + 1], 1)
    if quoted is not None:
        text = text[: quoted.start()]
    elif len(text) > _LONGEST:
        return False
    words = _NUMBER.sub(" ", words_alone(text)).strip()
    return bool(words) and words in _COMMENTS
