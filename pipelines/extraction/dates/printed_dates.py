"""The date where no markup declares it: printed near the headline, in the title or in the URL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.date_claims import MAX_DATE_TEXT, names_update
from wiredesk.pipelines.extraction.dates.date_lines import (
    DATE_LIKE,
    MAX_WORDS,
    NEAR,
    UNTIL,
    WITH_YEAR,
    called_published,
    first_printed,
    in_words,
)
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import EARLIEST, Moment, read_moment
from wiredesk.pipelines.extraction.dates.marked_moment import marked_moment
from wiredesk.pipelines.extraction.dates.site_head import tells_visit
from wiredesk.pipelines.extraction.page.named_search import NamedSearch
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text
from wiredesk.pipelines.source_kinds import DateSource

names_other_day = NamedSearch("copyright event deadline expire birth weather clock today countdown calendar archive")
_names_teaser = NamedSearch(
    "comment related recommend teaser popular trending latest most also next promo widget",
    r"comment|related|recommend|teaser|popular|trending|latest|(?<![a-z])(?:most|also|next)|promo|widget",
)
_URL_DATE = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20[0-4]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))"),
    re.compile(r"(?<!\d)(20[0-4]\d)/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
)
_URL_MONTH_NAME = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/(\d{1,2})(?!\d)", re.I
)
_ARCHIVED = re.compile(r"^.*/https?:/{1,2}")
"""What an archive puts in front of the address that it keeps: among it the day on which it came by."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")

MAX_YEARLESS = 30
"""Characters; a longer text without a year or a time of day is no date line."""
CLOSE = 45
"""Elements within which a printed date overrules a meta tag that only says "date"; on the development pages it was the
publication in all 4 such disputes, farther ones never."""
ABOVE = 12
"""Elements before the headline within which a date in a side column may belong to it."""
ASIDE_NEAR = 80
"""Elements after the headline within which a date in a side column is the article's own."""
_COMPACT = re.compile(r"((?:19|20)\d{6})(\d{4}(?:\d{2})?)?")
"""20260304, 202603041020, 20260304102000."""


def search_printed(
    page: PageMarkup, tree: _Element, url: str, reader: DateReader, vague: Sequence[tuple[DateSource, Moment]] = ()
) -> tuple[DateSource, Moment] | None:
    """The date where no markup declares it: printed near the headline, in the URL, or anywhere as a last resort.

    ``vague`` claims are believed where nothing is printed near the headline or called the publication.
    """
    address = url_date(url, reader.latest)
    reader.order = reader.order or _order_of_page(page)
    found: list[tuple[DateSource, Moment]] = []
    nearest = 0.0
    doubtful: list[tuple[DateSource, Moment]] = []
    first_doubt = 0.0
    placed = sorted({*page.times, *page.dates}, key=lambda element: page.distance(element, NEAR))
    for element in placed:
        name = naming(element)
        if names_update(name) or names_other_day(name) or page.is_of_others(element):
            continue
        aside = page.is_aside(element) and (page.heading is None or element.getnext() is not page.heading)
        if aside and not -ABOVE <= page.positions.get(element, -NEAR) - page.anchor <= NEAR:
            continue
        moment, source = read_element(element, reader)
        if moment is None or tells_visit(element, moment, page, reader):
            continue
        if aside:
            own = page.distance(element, NEAR) <= ASIDE_NEAR or _is_called_published(moment.raw, reader)
            if element.tag == "time" or (own and not _of_teaser(element, page)):
                first_doubt = first_doubt if doubtful else page.distance(element, NEAR)
                doubtful.append((source, moment))
            continue
        if not found:
            nearest = page.distance(element, NEAR)
        found.append((source, moment))
        if address is None or abs((moment.day - address.day).days) <= 1:
            break
        if len(found) >= 4:
            break
    if address is not None:
        for source, moment in (*vague, *found):
            if abs((moment.day - address.day).days) <= 1:
                return source, moment
        near = first_printed(tree, page, reader, only=address.day)
        return ("text", near) if near is not None else ("url", address)
    if vague:
        if found and nearest <= CLOSE:
            return next((claim for claim in vague if claim[1].day == found[0][1].day), found[0])
        printed = first_printed(tree, page, reader, labelled=True)
        if printed is not None and printed.day != vague[0][1].day:
            return "text", printed
        return vague[0]
    titled = _in_title(page, reader)
    if titled is not None:
        return "meta", titled
    if found and nearest <= NEAR:
        return found[0]
    printed = first_printed(tree, page, reader)
    if printed is not None:
        return "text", printed
    if found:
        return found[0]
    # A date in what looks like a side column: the only one there, or right beside the headline. Several are of teasers.
    if doubtful and (len({moment.day for _, moment in doubtful}) == 1 or first_doubt <= ASIDE_NEAR):
        return doubtful[0]
    # What the page itself calls the publication, wherever it stands: in a line at the foot, in an imprint of the text.
    called = called_published(tree, page, reader)
    return ("text", called) if called is not None else None


def _is_called_published(text: str, reader: DateReader) -> bool:
    """Whether a line says itself that its date is that of the publication: the byline below some articles."""
    found = reader.parse(text)
    return found is not None and found.label == "published"


def _of_teaser(element: _Element, page: PageMarkup) -> bool:
    """Whether the element belongs to another article's teaser or a comment rather than to a mere side column."""
    for holder in (element, *element.iterancestors()):
        if holder in page.core:
            return False
        if _names_teaser(naming(holder)):
            return True
    return False


def _in_title(page: PageMarkup, reader: DateReader) -> Moment | None:
    """The day at either end of a title: "Bridge to be repaired | DW | 28.04.2023", "28.04.2023 | Bridge …"."""
    for title in (page.title, page.first_meta("og:title")):
        pieces = re.split(r"\s[|–—-]\s", clean_line(title))
        for piece in (pieces[-1], pieces[0]) if len(pieces) > 1 else ():
            if 8 <= len(piece) <= 30 and WITH_YEAR.search(piece) and DATE_LIKE.match(piece):
                moment = reader.printed(piece)
                if moment is not None:
                    return moment
    return None


def read_element(element: _Element, reader: DateReader) -> tuple[Moment | None, DateSource]:
    moment = marked_moment(element, reader.latest)
    if moment is not None and (isinstance(moment.value, datetime) or element.tag == "time"):
        return moment, "time"
    text = UNTIL.sub(" ", element_text(element, limit=MAX_DATE_TEXT + 1, apart=True).replace("\n", " ")).strip()
    if (compact := _COMPACT.fullmatch(text)) is not None:  # as the system stores it, for a script to make readable
        moment = read_moment(f"{compact[1]}T{compact[2]}" if compact[2] else compact[1])
        if moment is not None and EARLIEST <= moment.instant() <= reader.latest:
            return moment, "time" if element.tag == "time" else "text"
        return None, "text"
    if not 5 <= len(text) <= MAX_DATE_TEXT or not DATE_LIKE.search(text) or in_words(text, 2 * MAX_WORDS):
        return None, "text"
    if len(text) > MAX_YEARLESS and not WITH_YEAR.search(text) and not _CLOCK.search(text):
        return None, "text"
    return reader.printed(text), "time" if element.tag == "time" else "text"


def _order_of_page(page: PageMarkup) -> Literal["DMY", "MDY"] | None:
    """Day before month or after it, where some numeric date of the page can only be read one way."""
    first = second = 0
    for element in page.dates[:40]:
        for match in _NUMERIC.finditer(element_text(element, limit=MAX_DATE_TEXT)[:MAX_DATE_TEXT]):
            first += int(match[1]) > 12
            second += int(match[2]) > 12
    if first and not second:
        return "DMY"
    if second and not first:
        return "MDY"
    return None


def url_date(url: str, latest: datetime) -> Moment | None:
    """The day in the URL's path, where it holds a whole one: /2026/01/31/, /20260131, /2026/jan/31/."""
    try:
        path = _ARCHIVED.sub("", unquote(urlsplit(url[:2_000]).path), count=1)
    except ValueError:
        return None
    named = _URL_MONTH_NAME.search(path)
    numbers = (
        (int(named[1]), _MONTHS.index(named[2].lower()) + 1, int(named[3]))
        if named
        else next(((int(m[1]), int(m[2]), int(m[3])) for pattern in _URL_DATE if (m := pattern.search(path))), None)
    )
    if numbers is None:
        return None
    try:
        moment = Moment(date(*numbers), "day", "-".join(f"{number:02d}" for number in numbers))
    except ValueError:
        return None
    return moment if EARLIEST <= moment.instant() <= latest else None
