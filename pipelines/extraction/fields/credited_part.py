"""The part of a line that credits: what holds a number beside the names is a date, a clock, a reading time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from wiredesk.pipelines.extraction.fields.byline_labels import has_label
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of

_MARK: Final = re.compile(r"(?:\s[–—-]\s|[|•·●▪｜;\n\t])")
_LABEL_OF_DATE: Final = re.compile(rf"(?<!\w)(?:{any_of(phrases('bylines.date_label'))})(?!\w)", re.I)
_AROUND: Final = " \t\n,،;|•·–—-"


def credited_part(line: str, names: Iterable[str]) -> str:
    """A byline without the date, the clock and the reading time that share its line; unchanged where it has no number.

    >>> credited_part("24.11.2026 | By Ann Lee, Political Editor | 3 min read", ["Ann Lee"])
    'By Ann Lee, Political Editor'
    """
    if not any(map(str.isdigit, line)):
        return line
    places = [(at, at + len(name)) for name in names if (at := line.find(name)) >= 0]
    if not places:
        return line
    first, last = min(place[0] for place in places), max(place[1] for place in places)
    before, behind = line[:first], line[last:]
    if any(map(str.isdigit, before)):
        before = _after_numbers(before)
    cut = [match.start() for match in (re.search(r"\d", behind), _LABEL_OF_DATE.search(behind)) if match is not None]
    if cut:
        kept = behind[: min(cut)]
        marks = list(_MARK.finditer(kept))
        behind = kept[: marks[-1].start()] if marks else ""
    return f"{before}{line[first:last]}{behind.rstrip(_AROUND)}".strip(_AROUND) or line


def _after_numbers(before: str) -> str:
    """The label in front of a name, without the date in front of that."""
    rest = re.split(r"\d", before)[-1]
    marks = list(_MARK.finditer(rest))
    if marks:
        return rest[marks[0].end() :].lstrip()
    return rest.lstrip(_AROUND) if has_label(f"{rest.strip(_AROUND)} Xy Xy") else ""
