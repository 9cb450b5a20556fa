"""Lines that say themselves that they belong to a picture: "Image caption, The pier on Monday", "File photo"."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

LONGEST: Final = 300
"""Characters of a caption that is called so; some tell the whole scene."""
_LABEL: Final = re.compile(rf"\W{{0,3}}(?:{any_of(phrases('caption_labels'))})(?![^\W\d_])")
"""Asked of text in lower case."""


def is_labelled_caption(text: str) -> bool:
    """Whether a line opens with what only captions are called.

    >>> is_labelled_caption("Image caption, The pier on Monday"), is_labelled_caption("File photos were shown.")
    (True, False)
    """
    return len(text) <= LONGEST and _LABEL.match(text[:60].lower()) is not None
