"""A name that stands with the day near the headline, without any label: "Mara Lind | 04.02.2026".

Or one under the other. A section stands there as well, so a name that the menu or a link to a category holds is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.byline_labels import begins_with_source, has_label
from wiredesk.pipelines.extraction.fields.credit import Credit
from wiredesk.pipelines.extraction.fields.labelled_lines import lines_after
from wiredesk.pipelines.extraction.fields.name_kinds import is_organization
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.person_names import is_initialled, looks_like_person
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash
from wiredesk.pipelines.extraction.page.telling_names import AUTHOR_PATH

MAX_LINES: Final = 12
"""Lines below the headline; behind them the text has begun."""
MAX_LINE: Final = 100
"""Characters; date, clock, name and trade fit, a sentence that tells of a day is longer."""
MAX_DAY: Final = 40
"""Characters of a line that holds a date and nothing else."""
MAX_WORDS: Final = 4
"""Of a name; three are too many for one in a script without capitals, where any phrase looks like a name."""
_DAY: Final = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th|\.|er|º)?\s(?:de\s)?[^\W\d_]{3,12}[.,]?\s(?:de\s)?(?:19|20)\d{2}"
    r"|[^\W\d_]{3,12}[.]?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d{2})(?!\d)"
)
_MARK: Final = re.compile(r"\s*[|•·\n]\s*|\s+[-–—]\s+")
_AROUND: Final = " \t,;:–—-|•·"
_CLOCK: Final = re.compile(r"^\W*\d{1,2}[:.]\d{2}\b(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4}\b)?", re.I)
_CLOCKED: Final = re.compile(r"\d[:.]\d\d(?!\d)")
_NEXT_REMARK: Final = 3
"""Lines behind a remark's own among which that of the next one is."""
LEAST_HEADLINE: Final = 20  # characters
LEAST_NAME: Final = 5
"""Characters; what is shorter beside a date is a weekday or a zone."""
MOST_LONG: Final = 2
"""Long lines: a standfirst and a caption may stand above the date, more is the text."""
MOST_LINKS: Final = 600
"""Links that are asked whether they hold the name: the menus and the article's own head stand first."""


def dated_line(page: PageMarkup) -> list[Credit]:
    """The names beside the date, or in the line above or below it, near the headline."""
    if page.heading is None:
        return []
    lines = list(_lines(page.heading))
    for at, line in enumerate(lines):
        if len(line) > MAX_LINE or (day := _DAY.search(line)) is None:
            continue
        if _is_behind_text(lines, at):
            return []
        for part in _parts(line, day) or [near for near in lines[max(0, at - 1) : at + 2] if near != line]:
            if (names := _names(part)) and not (_are_sections(names, page) or _are_topics(names, page)):
                return [Credit(name, line=part) for name in names]
    return []


def _lines(heading: _Element) -> Iterator[str]:
    above = heading.getprevious()
    if above is not None:
        yield from element_text(above, limit=MAX_LINE, apart=True).split("\n")[:2]
    long = 0
    for line in islice(lines_after(heading), MAX_LINES):
        long += len(line) > MAX_LINE
        if long > MOST_LONG:
            return
        if line.strip():
            yield line.strip()


def _is_behind_text(lines: list[str], at: int) -> bool:
    """Whether a dated line stands behind a whole short article: below the headline of the next one, or as the first of
    the readers' remarks, each with its day."""
    above = sum(len(line) > MAX_LINE for line in lines[:at])
    if not above:
        return False
    below = [line for line in lines[at + 1 : at + 1 + _NEXT_REMARK] if len(line) <= MAX_LINE and _DAY.search(line)]
    if any(squash(_DAY.sub("", line)) != squash(_DAY.sub("", lines[at])) and _CLOCKED.search(line) for line in below):
        return True
    is_headline = LEAST_HEADLINE <= len(lines[at - 1]) <= MAX_LINE and not ends_sentence(lines[at - 1])
    return above >= MOST_LONG and is_headline


def _parts(line: str, day: re.Match[str]) -> list[str]:
    """What a line holds beside its date, parted from it by a mark; without a mark it is a title or a sentence."""
    behind = line[day.end() :]
    rest = _CLOCK.sub("", behind)
    before = line[: day.start()].strip(_AROUND)
    if is_initialled(before):
        return [before]
    if len(before.split()) == 1:
        before = ""  # the day of the week
    parts = _MARK.split(before) + _MARK.split(rest)
    told = [part.strip(_AROUND) for part in parts if len(part.strip(_AROUND)) >= LEAST_NAME]
    if told and rest.strip() and rest.strip()[0].isalpha() and not has_label(rest.strip()):
        return ["-"]
    return told


def _are_sections(names: list[str], page: PageMarkup) -> bool:
    """Whether a menu or a link to a category holds one of the names, or a part of it."""
    if page.tree is None:
        return False
    keys = [squash(name) for name in names]
    for link in islice(page.tree.iter("a"), MOST_LINKS):
        text = link.text
        if not text or not LEAST_NAME <= len(text) <= MAX_LINE or len(held := squash(text)) < LEAST_NAME:
            continue
        if not any(held in key for key in keys) or AUTHOR_PATH.search(link.get("href") or ""):
            continue
        if {"category", "tag"} & set((link.get("rel") or "").lower().split()) or page.is_aside(link):
            return True
    return False


def _are_topics(names: list[str], page: PageMarkup) -> bool:
    """Whether the page names one of them as its section or among its keywords."""
    values = [
        *page.meta.get("articlesection", ()),
        *page.meta.get("articletag", ())[:20],
        *page.meta.get("keywords", ())[:3],
    ]
    topics = {squash(part) for value in values for part in value[:500].split(",")}
    return any(squash(name) in topics for name in names)


def _names(part: str) -> list[str]:
    """The persons that a part of a line consists of; empty where it says anything else."""
    if not 5 <= len(part) <= MAX_DAY + 20 or part[-1] in ".!?)]":
        return []
    if begins_with_source(part) or (cue_mask(part) and not has_label(part)):
        return []
    names = split_names(part)
    if not names or sum(map(len, names)) < len(part) * 0.5:
        return []
    return names if all(map(_is_name, names)) else []


def _is_name(name: str) -> bool:
    words = name.replace(".", ". ").split()
    most = MAX_WORDS if name[0].lower() != name[0].upper() else 2
    return 2 <= len(words) <= most and looks_like_person(name) and not is_organization(name)
