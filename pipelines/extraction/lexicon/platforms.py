"""Places where sites ask their readers to follow them: WhatsApp, Telegram, فيسبوك, Google News …"""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

_PLATFORM: Final = re.compile(any_of(phrases("platforms")), re.I)


def names_platform(text: str) -> bool:
    """Whether a text names such a place, in any of the scripts of their readers."""
    return _PLATFORM.search(text) is not None
