"""The line that is glued to the last sentence of a text: "… Last update: 22:07 © Post", an address of a site."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, CALLS, tells_cue
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.platforms import asks_to_follow_at_platform
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

_GLUED: Final = 160  # characters at the end of the last paragraph in which such a line is looked for
_MOST_GLUED: Final = 3
_GLUED_CUES: Final = CALLS | BITS["share"] | BITS["related"] | BITS["byline"]
_SENTENCE_BEHIND: Final = re.compile(
    r"[.!?…。！？।۔؟][\"'”’»)\]」』]{0,2}(?=\s|[\uac00-\ud7af]{2,4}[=\s]|(?<=[。！？])[^\s，、」』）])(?=.*\w)"
)
_SIGN_OFF: Final = re.compile(
    rf"\((?:{any_of(phrases('end_marks'))})\)|(?:[\uac00-\ud7af·]{{2,6}}=)?[\uac00-\ud7af]{{2,4}}\s?(?:선임|인턴|수습)?기자\s?\S{{3,40}}@\S{{4,40}}",
    re.I,
)
"""An end mark; a Korean reporter's name and address."""
_SIGNED_SITE: Final = re.compile(r"(?<=[.!?…।。؟])\s*(?:https?://|www\.)[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/?$", re.I)
"""The address of a site behind the last sentence: where the text was taken from."""


def without_glued_tail(text: str) -> str:
    """The last paragraph without the line that is glued to its last sentence: "… Last update: 22:07 © Post".

    Empty where nothing else is in it.
    """
    text = _SIGNED_SITE.sub("", text)
    for _ in range(_MOST_GLUED):
        ends = [found.end() for found in _SENTENCE_BEHIND.finditer(text, max(0, len(text) - _GLUED))]
        if not ends or not (tail := text[ends[-1] :].strip()):
            return text
        line = not ends_sentence(tail) and tells_cue(tail, _GLUED_CUES)
        if not line and not asks_to_follow_at_platform(tail) and _SIGN_OFF.fullmatch(tail) is None:
            return text
        text = text[: ends[-1]].rstrip()
    return text
