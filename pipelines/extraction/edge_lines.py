"""Takes off the lines around an article's text that the page prints with it: headline, byline, share and source lines.

The model leaves few of them. What it cannot know is what the fields have read meanwhile: whose name the byline holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipelines.extraction.cue_lines import BITS, MAX_CUE_LINE, cue_mask
from pipelines.extraction.plain_text import squash

HEAD_LINES: Final = 4
"""So many lines at the start are looked at: headline, byline, date, place."""
TAIL_LINES: Final = 8
_AT_HEAD: Final = BITS["share"] | BITS["subscribe"] | BITS["notice"]
_AT_TAIL: Final = (
    BITS["share"]
    | BITS["subscribe"]
    | BITS["notice"]
    | BITS["tags"]
    | BITS["related"]
    | BITS["credit"]
    | BITS["byline"]
)
_LABEL_LENGTH: Final = 70
"""Characters; a cue followed by more is a sentence, unless a colon or a link makes it a label."""
_LABEL = re.compile(r"^[^:：.!?]{1,40}[:：]\s")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
_SUM = re.compile(r"\W*\d{1,3}\s*[+×x*−–-]\s*\d{1,3}\s*=\s*[?\d\s]*\W*")
_DIGITS_AND_MARKS = re.compile(r"[\d\W_]+")
_BYLINE_REST: Final = 24
"""Letters that a byline may hold beside the names: "By", "Reporting by", a role, a month."""


def without_edge_lines(paragraphs: list[str], headline: str, authors: Sequence[str]) -> list[str]:
    """The paragraphs without lines at the start and the end that are none of the text. Never takes all of them."""
    end = len(paragraphs)
    taken: set[int] = set()
    names = [name for author in authors if len(name := squash(author)) > 3]
    title = squash(headline)
    for place in range(min(HEAD_LINES, end)):
        line = paragraphs[place]
        if squash(line) == title or _is_byline(line, names) or _is_cue(line, _AT_HEAD):
            taken.add(place)
        elif len(line) > MAX_CUE_LINE:
            break
    while end > 1 and len(paragraphs) - end < TAIL_LINES:
        line = paragraphs[end - 1]
        if not (_is_cue(line, _AT_TAIL) or _is_byline(line, names) or _SUM.fullmatch(line)):
            break
        end -= 1
    kept = [line for place, line in enumerate(paragraphs[:end]) if place not in taken and not _SUM.fullmatch(line)]
    return kept or paragraphs


def _is_byline(line: str, names: list[str]) -> bool:
    """A short line of little else than the authors' names."""
    if len(line) > MAX_CUE_LINE:
        return False
    rest = squash(line)
    found = False
    for name in names:
        if name in rest:
            rest = rest.replace(name, "", 1)
            found = True
    return found and len(_DIGITS_AND_MARKS.sub("", rest)) <= _BYLINE_REST


def _is_cue(line: str, kinds: int) -> bool:
    if not cue_mask(line) & kinds:
        return False
    return len(_ADDRESS.sub("", line)) <= _LABEL_LENGTH and (
        line[-1] not in ".!?…。！？।۔؟" or _LABEL.match(line) is not None or len(line) <= _LABEL_LENGTH // 2
    )
