"""Lines of text that are the article's date line without being marked as one: by their shape and by their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.date_reading import MAX_READINGS, DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import Moment
from wiredesk.pipelines.extraction.dates.site_head import tells_visit
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text
from wiredesk.pipelines.extraction.page.telling_names import names_aside

DATE_LIKE: Final = re.compile(
    r"\d{1,4}\s?[./\-–年년月월]\s?\d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th|º|er|ª|-?[^\W\d_]{0,3})?[.,]?\s+(?:de\s+|d')?[^\W\d_](?:[^\W\d_]|[.\u0e31-\u0eff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff])"
    r"|\d{1,2}\s?[-/]\s?[^\W\d_]{2}"
    r"|[^\W\d_]{3,}\.?,?\s+\d{1,2}(?:st|nd|rd|th)?\b"
    r"|[\u0900-\u109f\u1780-\u17ff],?\s+\d{1,2}(?!\d)"
    r"|\d{1,2}\s?월|\d+\s*(?:hours?|minutes?|days?|mins?|hrs?|stunden?|minuten)\b|منذ|قبل|پیش"
)
"""A text that may name a day. Vowel signs of India's and Burma's scripts are no letters to ``re``."""
WITH_YEAR: Final = re.compile(
    r"\d{4}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2}|ago\b|منذ|قبل|پیش|назад|\bvor\s|hace\s|il y a"
    r"|[\u0e01-\u0e2e]\.[\u0e01-\u0e2e]\.\s?\d{2}(?!\d)|(?:令和|平成)\s?(?:\d{1,2}|元)\s?年"
)
"""Or how long ago it was; Thai papers shorten the year of the Buddhist era behind the month,
Japanese ones count from an emperor's accession."""
UNTIL: Final = re.compile(rf"\((?:{any_of(phrases('until'))})\s[^)]*\)", re.I)
"""A term of office in brackets ("(until 31.12.2018)")."""
_OTHER_DAY: Final = re.compile(
    r"©|copyright|\bdoi\b|\bet al\b|\bepub\b|published online|\b(?:retrieved|accessed|abgerufen|consulté|consultado)\b",
    re.I,
)
"""Of the site's founding, of a work that is cited, or of the day on which it was looked up."""
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}(?:[:.]|\s?[hH]\s?)\d{2}(?!\d)(?![./-]\d)")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_DAY_AND_WORD: Final = re.compile(r"(?<!\d)\d{1,2}\W{0,3}[^\W\d_]{3}|[^\W\d_]\S?[.,]?\s\d{1,2}(?!\d)")

MAX_WORDS: Final = 9
"""A text without any mark of being a date line must be short and little else than a date."""
NEAR: Final = 120
"""Elements after the headline within which its own date is expected."""
MAX_PLAIN_TEXT: Final = 90
MAX_BOTH: Final = 160
"""Characters of a line with both dates and a byline."""
MAX_TEXTS: Final = 4_000
"""Text nodes looked at in the last resort."""
MAX_BELOW: Final = 10
"""Texts after the headline's among which a line may leave out the year, or shorten it: standfirst, byline and section
come before it. Farther down "Nov 24" is of a teaser or told in the text."""
MAX_NEXT: Final = 2
"""Texts right below the headline that may be its standfirst's."""
_STANDFIRST: Final = re.compile(r"teaser[-_]?(?:text|intro|lead)|(?:intro|lead)[-_ ]?teaser", re.I)
MAX_SHORT: Final = 34
"""Characters of such a line: the day, the time and a weekday, in the longest languages."""
MAX_SHORT_WORDS: Final = 4
INLINE: Final = frozenset({"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "time", "u"})


def first_printed(
    tree: _Element, page: PageMarkup, reader: DateReader, only: date | None = None, *, labelled: bool = False
) -> Moment | None:
    """The credible date that is printed nearest to the headline.

    ``only`` takes none but that day's, ``labelled`` none but such as the text itself calls the publication.
    """
    reader.left = MAX_READINGS
    for text, owner, is_next in _lines(tree, page):
        if reader.left <= 0:
            break
        if _OTHER_DAY.search(text) or UNTIL.search(text):
            continue
        wordy = in_words(text)
        if wordy and not _has_two_clocks(text):
            continue
        if page.is_aside(owner) and not (is_next and _is_standfirst(owner, page)):
            continue
        holder = next(owner.iterancestors("figure", "figcaption", "blockquote"), None)
        if holder is not None and holder not in page.core:
            continue
        if labelled or wordy:
            parsed = reader.parse(clean_line(text))
            moment = reader.moment(parsed, text) if parsed is not None and parsed.label == "published" else None
        else:
            moment = reader.printed(clean_line(text))
        if moment is None or (only is not None and abs((moment.day - only).days) > 1):
            continue
        if only is not None or labelled or not tells_visit(owner, moment, page, reader):
            return moment
    return None


def called_published(tree: _Element, page: PageMarkup, reader: DateReader) -> Moment | None:
    """The day that lines in side columns and at the foot call the publication, where all of them name the same one."""
    reader.left = MAX_READINGS
    found: Moment | None = None
    for text, _owner, _ in _lines(tree, page):
        if reader.left <= 0:
            return None
        if in_words(text) or _OTHER_DAY.search(text):
            continue
        parsed = reader.parse(clean_line(text))
        moment = reader.moment(parsed, text) if parsed is not None and parsed.label == "published" else None
        if moment is not None and found is not None and found.day != moment.day:
            return None  # those of teasers
        found = found or moment
    return found


def in_words(text: str, most: int = MAX_WORDS) -> bool:
    """Whether the date is one of many words: a sentence tells of a day, a date line is one."""
    return len(_WORD.findall(text)) > most


def _has_two_clocks(text: str) -> bool:
    """Whether a line has the clocks of the publication and of an update: "By …, published … at 18:42, updated …"."""
    if len(text) > MAX_BOTH or text.endswith((".", "!", "?")) or in_words(text, 2 * MAX_WORDS):
        return False
    return len(_CLOCK.findall(text)) > 1


def _is_standfirst(owner: _Element, page: PageMarkup) -> bool:
    """Whether a text right below the headline stands in its "teaser", as German and Nordic papers call the standfirst,
    and not in a box of other articles."""
    for holder in (owner, *owner.iterancestors()):
        if holder in page.core:
            return True
        name = naming(holder)
        if holder.tag in ("nav", "aside", "footer", "ul") or (names_aside(name) and not _STANDFIRST.search(name)):
            return False
    return True


def _lines(tree: _Element, page: PageMarkup) -> list[tuple[str, _Element, bool]]:
    """The texts that may be date lines, those nearest to the headline first, with the elements that hold them, and
    whether they are the very next texts below the headline."""
    start = page.heading if page.heading is not None else page.first_paragraph
    inside = frozenset(start.iter()) if start is not None else frozenset()
    heading, last = 0, -1
    lines: list[tuple[int, str, _Element, bool]] = []
    for place, (text, owner) in enumerate(texts_in_order(tree)):
        if owner is start and not heading:
            heading = place
        if owner in inside:
            last = place
        if len(text) > MAX_PLAIN_TEXT and not _has_two_clocks(text):
            if not text.lstrip("(")[:1].isdigit():
                continue
            text = text[:40]  # a paragraph that begins with its day
        dated = len(text) >= 6 and WITH_YEAR.search(text) and DATE_LIKE.search(text)
        below = page.heading is not None and 0 <= last < place <= last + MAX_BELOW
        if dated or (below and _is_short_date(text, owner)):
            is_next = page.heading is not None and 0 <= last < place <= last + MAX_NEXT
            lines.append((place, text, owner, is_next))
    lines.sort(key=lambda line: _distance(line[0] - heading))
    return [(text, owner, is_next) for _, text, owner, is_next in lines]


def _is_short_date(text: str, owner: _Element) -> bool:
    """Whether a text below the headline may be its date without a full year: "24 листопада, 11:37", "Nov 24".

    It must be short, name a time of day or a word beside its number, and stand alone: in a sentence, a day is told.
    """
    if not 5 <= len(text) <= MAX_SHORT or in_words(text, MAX_SHORT_WORDS):
        return False
    if _CLOCK.search(text) is None and _DAY_AND_WORD.search(text) is None:
        return False
    if text == (owner.text or "").strip() and owner.tag not in INLINE:
        return True
    holder = owner
    while holder.tag in INLINE and (parent := holder.getparent()) is not None:
        before = holder.getprevious()
        beside = (parent.text if before is None else before.tail) or "", holder.tail or ""
        if any(len(one.strip()) > MAX_SHORT for one in beside):
            return False
        if parent.tag == "p":
            return len(element_text(parent, limit=2 * MAX_PLAIN_TEXT)) <= MAX_PLAIN_TEXT
        holder = parent
    return True


def _distance(steps: int) -> float:
    """Places after the headline come first, with them the lines right above it, then the rest in page order."""
    if 0 <= steps <= NEAR:
        return steps
    if -4 <= steps < 0:
        return 4 - steps
    if -40 <= steps < 0:
        return NEAR / 4 - steps
    return NEAR + abs(steps)


def texts_in_order(tree: _Element) -> Iterator[tuple[str, _Element]]:
    """The text nodes of the page in order, with the element that each belongs to; bounded."""
    count = 0
    for element in tree.iter("*"):
        if element.tag not in ("script", "style", "noscript", "template", "option", "head", "title"):
            text = element.text
            if text is not None and (text := text.strip()):
                yield text, element
                count += 1
        text = element.tail
        if text is not None and (text := text.strip()):
            yield text, element
            count += 1
        if count > MAX_TEXTS:
            return
