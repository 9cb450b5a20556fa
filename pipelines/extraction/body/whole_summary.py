"""A stated summary that is cut off, made whole by what the page prints: systems state the first characters of the text,
or of the standfirst, where nobody wrote a summary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.standfirst import LONGEST_LEAD
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import BlockPage
from wiredesk.pipelines.extraction.page.plain_text import squash

LEAST_STEM: Final = 30
"""Letters and digits of a summary that no other text of the page begins with by chance."""
LEAST_UNMARKED: Final = 60
"""The same for one without the mark of a cut: shorter ones are headings that the text repeats."""
LEAST_WHOLE: Final = 60
"""Characters of the whole sentences that stand in for a summary whose end the page does not print."""
MOST_ADDED: Final = 300
"""Characters to the end of its sentence; further away there is none, as in scripts without a full stop."""
MOST_SEARCHED: Final = 4_000
"""Characters of the text in which the summary is looked for: it is taken from the beginning."""
_FIRST: Final = 6  # letters by which most blocks are told apart at once
_LINKED: Final = 0.5  # of the characters; more is a teaser of the story itself
_MARK: Final = re.compile(r"[\s\[(]*(?:…|\.{3,})[\s\])]*$")
_END: Final = re.compile(r"(?P<word>\w*)[\"'”’»)\]]*[.!?…။][\"'”’»)\]]*(?=\s|$)|[。！？।۔][」』”）]*|(?=\n)")
_ABBREVIATION: Final = 3
"""Characters of a word before a full stop that may be short for something: "No.", "Jr.", "28."."""
_OPENING: Final = "\"“„«‘'「『(¿¡["


def whole_summary(description: str, page: BlockPage, paragraphs: Sequence[str]) -> str:
    """The summary to the end of the sentence in which it is cut, or else without that sentence.

    ``paragraphs`` are those of the text, with what stands before it in a line (place and agency).
    """
    mark = _MARK.search(description)
    if mark is None and not description[-1:].isalnum():
        return description
    stem = description[: mark.start()] if mark is not None else description
    key = squash(stem)
    if len(key) < (LEAST_STEM if mark is not None else LEAST_UNMARKED):
        return description
    found = _continued(key, "\n".join(paragraphs)[: max(MOST_SEARCHED, 2 * len(stem))], is_marked=mark is not None)
    if found is not None:
        return found
    for block in page.blocks:
        text = block.text
        if (
            len(text) + 1 >= len(key)
            and squash(text[: 3 * _FIRST])[:_FIRST] == key[:_FIRST]
            and _MARK.search(text) is None
            and first_look(block).link_share < _LINKED
            and squash(text).startswith(key)
        ):
            whole = text if len(text) <= LONGEST_LEAD else _continued(key, text, is_marked=mark is not None)
            if whole is not None:
                return whole
    if mark is None:
        return description
    ends = [end.end() for end in _END.finditer(stem) if end.end() >= LEAST_WHOLE and _is_end(end, stem)]
    return stem[: ends[-1]] if ends else description


def _continued(key: str, text: str, *, is_marked: bool) -> str | None:
    """The part of a text that begins as ``key`` (squashed) does, to the end of its sentence or paragraph."""
    letters = [place for place, letter in enumerate(text) for _ in squash(letter)]
    plain = squash(text)
    at = plain.find(key) if len(plain) == len(letters) else -1
    if at < 0:
        return None
    start, last = letters[at], letters[at + len(key) - 1] + 1
    if not is_marked and not text[last:].lstrip(" ")[:1].isalnum():
        return None  # it ends where the sentence or the line does
    while start and text[start - 1] in _OPENING:
        start -= 1
    bound = last + MOST_ADDED
    ends = [end for end in _END.finditer(text, start, bound) if end.end() >= last and _is_end(end, text)]
    if ends:
        end = ends[0].end()
    elif len(text) <= bound:
        end = len(text)
    else:
        return None
    whole = " ".join(text[start:end].split())
    return whole if _MARK.search(whole) is None else None


def _is_end(mark: re.Match[str], text: str) -> bool:
    """Whether a full stop ends a sentence: no name, number or short word in front of it, no small letter behind."""
    word, behind = mark["word"], text[mark.end() :].lstrip(" ")[:1]
    if word is None or behind == "\n" or (not behind and len(word) > _ABBREVIATION):
        return True
    is_short = len(word) <= _ABBREVIATION and (word[:1].isupper() or word.isdigit())
    return not (is_short or behind.islower() or _is_open(text[: mark.end()]))


def _is_open(text: str) -> bool:
    """Whether a text ends within brackets or low quotes: "the school „Acad."."""
    return text.count("(") > text.count(")") or text.count("„") > text.count("“") + text.count("”")
