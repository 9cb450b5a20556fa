"""Places where sites ask their readers to follow them: WhatsApp, Telegram, فيسبوك, Google News …"""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.sentence_marks import OPENING_QUOTES
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

_PLATFORM: Final = re.compile(any_of(one.lower() for one in phrases("platforms")))
"""Asked of text in lower case: without `re.I` the search takes a quarter of the time."""
UNPARTED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that do not part words."""
_APPEALS: Final = phrases("appeals")
_APPEAL: Final = re.compile(
    rf"(?<![^\W\d_])(?:{any_of(one for one in _APPEALS if not UNPARTED.match(one))})"
    rf"|{any_of(one for one in _APPEALS if UNPARTED.match(one))}"
)
"""Asked of text in lower case. What follows may go on with the word, as in languages that put endings to it."""
_LONGEST_APPEAL: Final = 160
"""Characters, those of unparted scripts twice; a longer line tells something."""


def names_platform(text: str) -> bool:
    """Whether a text names such a place, in any of the scripts of their readers."""
    return _PLATFORM.search(text.lower()) is not None


def asks_to_follow_at_platform(text: str) -> bool:
    """Whether a short line asks readers to follow the site at such a place: "Follow us on Facebook for more news."."""
    if len(text) > _LONGEST_APPEAL or text.startswith(OPENING_QUOTES) or not names_platform(text):
        return False
    is_short = len(text) + len(UNPARTED.findall(text)) <= _LONGEST_APPEAL
    return is_short and asks_to_follow(text)


def asks_to_follow(text: str) -> bool:
    """Whether a text holds such a request, wherever it leads: "follow us", "join our"."""
    return _APPEAL.search(text.lower()) is not None
