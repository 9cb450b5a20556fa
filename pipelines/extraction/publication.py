"""When the article was published and modified: the choice among everything that the page says.

Markup that names the publication date comes first (JSON-LD, meta tags, microdata, marked ``time`` elements), then the
dates printed beside the headline, then the URL. The modification date never stands in for the publication date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from pipelines.article import DatePrecision, DateSource
from pipelines.dates import ParsedDate, parse_date
from pipelines.extraction.moments import EARLIEST, Moment, read_moment
from pipelines.extraction.page_markup import PageMarkup, meta_key
from pipelines.extraction.plain_text import clean_line, element_text
from pipelines.extraction.structured_data import first_text
from pipelines.page import Evidence
from pipelines.site_profile import SiteProfile

META_PUBLISHED = tuple(
    map(
        meta_key,
        (
            "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datePublished",
            "parsely-pub-date", "sailthru.date", "publishdate", "publication_date", "published_time", "pubdate", "dc.date.issued",
            "dcterms.issued", "date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "dc.created", "date.created", "publish_time",
            "cXenseParse:recs:publishtime", "citation_publication_date", "citation_date", "citation_online_date", "dc.date.published", "date_published",
            "originalpublicationdate", "published", "published-date", "article_date_original", "displaydate", "ptime", "og:pubdate",
            "rnews:datepublished", "article:post_date", "og:article:published", "firstpublished", "releasedate", "og:release_date", "weibo:article:create_at", "prism.publicationDate", "article:create_at",
            "vr:published_time", "shareaholic:article_published_time", "mediator_published_time", "created", "og:video:release_date", "video:release_date",
            "bt:pubdate", "dateposted", "posted", "issued", "xdate", "article-date", "publish", "event_date",
        ),
    )
)  # fmt: skip
"""Names of meta tags that hold a publication date, the most trusted first."""
META_MODIFIED = tuple(
    map(
        meta_key,
        (
            "article:modified_time", "og:updated_time", "article:modified", "datemodified", "dcterms.modified", "dc.date.modified", "lastmod",
            "last-modified", "modified_time", "revised", "updated_time", "article:updated_time", "bt:moddate", "date.modified", "modificationdate",
        ),
    )
)  # fmt: skip

_PUBLISHED_CLASS = re.compile(r"publi|posted|entry-date|created|pub-?date|published|erstell|fecha-pub", re.I)
_MODIFIED_CLASS = re.compile(r"modif|updat|actuali|aktualis|gencelle|изменен|revis|last-?edit", re.I)
_NOT_A_DATE_PLACE = re.compile(
    r"copyright|event|deadline|expire|birth|weather|clock|today|countdown|calendar|archive", re.I
)
_DATE_LIKE = re.compile(
    r"\d{1,4}\s?[./\-–年년]\s?\d{1,2}|\d{1,2}(?:st|nd|rd|th|º|er|ª|-?[eé]?)?[.,]?\s+(?:de\s+|d')?[^\W\d_]{2,}|[^\W\d_]{3,}\.?,?\s+\d{1,2}(?:st|nd|rd|th)?\b"
    r"|\d{1,2}\s?월|\d+\s*(?:hours?|minutes?|days?|mins?|hrs?|stunden?|minuten)\b|منذ|قبل|پیش"
)
_URL_DATE = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20[0-4]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))"),
    re.compile(r"(?<!\d)(20[0-4]\d)/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
)
_URL_MONTH_NAME = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/(\d{1,2})(?!\d)", re.I
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WITH_YEAR = re.compile(
    r"\d{4}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2}|ago\b|منذ|قبل|پیش|назад|\bvor\s|hace\s|il y a"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")

_EPOCH = date(1970, 1, 1)
"""What an empty date field becomes in many systems."""
_OLDEST_YEAR = 1605
"""The first newspaper; the year 1 is another empty date field."""

MAX_DATE_TEXT = 160
"""Characters: a line with both dates, a byline and the reading time fits; a paragraph does not."""
MAX_READINGS = 24
"""Printed texts that are tried: the article's own date stands near its headline."""
MAX_PLAIN_TEXT = 90
MAX_WORDS = 9
"""A text without any mark of being a date line must be short and little else than a date."""
NEAR = 120
"""Elements after the headline within which its own date is expected."""
MAX_TEXTS = 4_000
"""Text nodes looked at in the last resort."""


@dataclass(slots=True)
class PublicationDates:
    """The two dates and how the first was won."""

    published: Moment | None = None
    modified: Moment | None = None
    source: DateSource | None = None
    timezone_source: Literal["page", "site"] | None = None

    @property
    def precision(self) -> DatePrecision | None:
        """How exact the publication date is as given: ``day`` where its time has no zone."""
        if self.published is None:
            return None
        return self.published.precision if self.published.zone_known else "day"


@dataclass(slots=True)
class _Reader:
    """What reading a date depends on."""

    languages: tuple[str, ...]
    zone: str | None
    reference: datetime | None
    latest: datetime
    order: Literal["DMY", "MDY", "YMD"] | None
    left: int = MAX_READINGS

    def markup(self, text: str | None) -> Moment | None:
        """A date in markup: ISO first, else as printed. Older dates than the web are believed here."""
        moment = read_moment(text)
        if moment is None and text and 6 <= len(text) <= 80 and any(map(str.isdigit, text)):
            moment = self.printed(text)
        if moment is None or moment.instant() > self.latest or moment.day.year < _OLDEST_YEAR:
            return None
        return None if moment.day == _EPOCH else moment

    def printed(self, text: str) -> Moment | None:
        """A date as printed for people; None where it is labelled as that of an update."""
        found = self.parse(text)
        return None if found is None or found.label == "updated" else self.moment(found, text)

    def parse(self, text: str) -> ParsedDate | None:
        if self.left <= 0:
            return None
        self.left -= 1
        try:
            return parse_date(text, languages=self.languages, reference=self.reference, date_order=self.order)
        except ValueError:
            return None

    def moment(self, found: ParsedDate, text: str) -> Moment | None:
        value = found.value
        known = value.tzinfo is not None
        moment = (
            Moment(value.date(), "day", text)
            if found.precision == "day"
            else Moment(value, found.precision, text, zone_known=known)
        )
        return moment if EARLIEST <= moment.instant() <= self.latest else None


def read_dates(
    page: PageMarkup,
    tree: _Element,
    url: str,
    *,
    languages: Iterable[str] = (),
    profile: SiteProfile | None = None,
    evidence: Evidence | None = None,
    fetched_at: datetime | None = None,
) -> PublicationDates:
    """Chooses the publication and the modification date. Never raises.

    ``languages`` of the page (likeliest first) say how printed dates are read. A time without a zone gets the site's
    (``profile.timezone``), else only its day is given. Nothing later than a day after ``fetched_at`` is believed.
    """
    zone = profile.timezone if profile else None
    if fetched_at is not None and fetched_at.tzinfo is None:
        fetched_at = fetched_at.replace(tzinfo=UTC)
    reader = _Reader(
        languages=tuple(languages),
        zone=zone,
        reference=fetched_at,
        latest=(fetched_at or datetime.now(UTC)) + timedelta(days=1),
        order=profile.extract.date_order if profile else None,
    )
    result = PublicationDates()
    result.modified = _modified(page, reader)
    claims = list(_claims(page, reader))
    if claims:
        result.source, result.published = _agree(claims)
        result.published = _in_local_time(result.published, page, url, reader)
    else:
        found = _search(page, tree, url, reader, result.modified)
        if found is not None:
            result.source, result.published = found
    _use_evidence(result, evidence, reader)
    if result.published is not None and result.published.zone_known:
        result.timezone_source = "page"
    elif result.published is not None and isinstance(result.published.value, datetime) and zone:
        result.published = result.published.in_zone(zone)
        result.timezone_source = "site" if result.published.zone_known else None
    if result.modified is not None and zone:
        result.modified = result.modified.in_zone(zone)
    if result.published is not None and result.modified is not None and result.modified.day < result.published.day:
        result.modified = None  # a template's or a copy's date
    return result


def date_from_text(
    text: str, *, languages: Iterable[str], profile: SiteProfile | None, fetched_at: datetime | None
) -> Moment | None:
    """The date in a text that a site's own rule points at: ISO or as printed, with the site's zone where it says none."""
    zone = profile.timezone if profile else None
    reader = _Reader(
        languages=tuple(languages),
        zone=zone,
        reference=fetched_at,
        latest=(fetched_at or datetime.now(UTC)) + timedelta(days=1),
        order=profile.extract.date_order if profile else None,
    )
    moment = reader.markup(clean_line(text))
    return moment.in_zone(zone) if moment is not None and zone else moment


def _claims(page: PageMarkup, reader: _Reader) -> Iterator[tuple[DateSource, Moment]]:
    """What the page's markup declares to be the publication date, most trusted first."""
    article = page.structured.article

    def read(source: DateSource, text: str | None) -> Iterator[tuple[DateSource, Moment]]:
        moment = reader.markup(text)
        if moment is not None:
            yield source, moment

    yield from read("json-ld", first_text(article.get("datePublished")))
    for name in META_PUBLISHED:
        for value in page.meta.get(name, ())[:1]:
            yield from read("meta", value)
    for element in page.properties.get("datepublished", ())[:3]:
        if not page.is_aside(element):
            text = element.get("content") or element.get("datetime") or element_text(element, limit=MAX_DATE_TEXT)
            yield from read("time" if element.tag == "time" else "meta", text)
    for element in page.times[:12]:
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if (element.get("pubdate") is not None or _PUBLISHED_CLASS.search(name)) and not _MODIFIED_CLASS.search(name):
            if not page.is_aside(element):
                yield from read("time", element.get("datetime") or element_text(element, limit=MAX_DATE_TEXT))
    for element in page.dates[:40]:
        if element.tag in ("abbr", "span", "div") and "published" in element.get("class", "").split():  # hAtom
            if (title := element.get("title")) and not page.is_aside(element):
                yield from read("time", title)
    for key in ("dateCreated", "uploadDate"):
        yield from read("json-ld", first_text(article.get(key)))
    for node in page.structured.of_type(
        "webpage", "newsarticle", "article", "videoobject", "claimreview", "imageobject"
    ):
        if node is not article and "imageobject" not in str(node.get("@type", "")).lower():
            yield from read("json-ld", first_text(node.get("datePublished")))
            break


def _agree(claims: list[tuple[DateSource, Moment]]) -> tuple[DateSource, Moment]:
    """The first claim, made more exact by those that agree with it."""
    source, chosen = claims[0]
    for other_source, other in claims[1:]:
        if not isinstance(other.value, datetime):
            continue
        if not isinstance(chosen.value, datetime):
            if other.day == chosen.day:
                source, chosen = other_source, other
        elif not chosen.zone_known:
            if other.zone_known and other.value.replace(tzinfo=None, second=0) == chosen.value.replace(second=0):
                source, chosen = other_source, other
        elif other.zone_known and not chosen.value.utcoffset() and other.value.utcoffset():
            same_clock = abs(other.value.replace(tzinfo=None) - chosen.value.replace(tzinfo=None)) < timedelta(
                minutes=1
            )
            if same_clock:  # local time with a "Z" put behind it
                source, chosen = other_source, other
    return source, chosen


def _in_local_time(moment: Moment, page: PageMarkup, url: str, reader: _Reader) -> Moment:
    """The same moment with the site's own offset, where the URL's day and a printed time show that UTC is not local.

    A story of 8 p.m. in Florida is stamped with the next day in UTC; its URL and its dateline say the day before.
    """
    address = _url_date(url, reader.latest)
    if address is None or not moment.zone_known or abs((address.day - moment.day).days) != 1:
        return moment
    assert isinstance(moment.value, datetime)
    for element in [element for element in (*page.times[:6], *page.dates[:20]) if not page.is_aside(element)][:10]:
        printed, _ = _read_element(element, reader)
        if printed is None or not isinstance(printed.value, datetime) or printed.zone_known:
            continue
        offset = printed.value.replace(second=0) - moment.value.astimezone(UTC).replace(
            tzinfo=None, second=0, microsecond=0
        )
        if abs(offset) <= timedelta(hours=14) and offset.total_seconds() % 900 == 0:
            local = moment.value.astimezone(timezone(offset))
            if local.date() == address.day:
                return Moment(local, moment.precision, moment.raw, zone_known=True)
    return moment


def _modified(page: PageMarkup, reader: _Reader) -> Moment | None:
    texts = [first_text(page.structured.article.get("dateModified"))]
    texts += [value for name in META_MODIFIED for value in page.meta.get(name, ())[:1]]
    texts += [
        element.get("content") or element.get("datetime") for element in page.properties.get("datemodified", ())[:1]
    ]
    best: Moment | None = None
    for text in texts:
        moment = read_moment(text)
        if moment is None or not EARLIEST <= moment.instant() <= reader.latest:
            continue
        if moment.zone_known:
            return moment
        best = best or moment
    return best


def _search(
    page: PageMarkup, tree: _Element, url: str, reader: _Reader, modified: Moment | None
) -> tuple[DateSource, Moment] | None:
    """The date where no markup declares it: printed near the headline, in the URL, or anywhere as a last resort."""
    address = _url_date(url, reader.latest)
    reader.order = reader.order or _order_of_page(page)
    found: list[tuple[DateSource, Moment]] = []
    doubtful: list[tuple[DateSource, Moment]] = []
    placed = sorted({*page.times[:30], *page.dates[:60]}, key=lambda element: page.distance(element, NEAR))
    for element in placed:
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if _MODIFIED_CLASS.search(name) or _NOT_A_DATE_PLACE.search(name):
            continue
        aside = page.is_aside(element)
        if aside and not 0 <= page.positions.get(element, -1) - page.anchor <= NEAR:
            continue
        moment, source = _read_element(element, reader)
        if moment is None:
            continue
        if aside:
            if element.tag == "time":
                doubtful.append((source, moment))
            continue
        found.append((source, moment))
        if address is None or abs((moment.day - address.day).days) <= 1:
            break
        if len(found) >= 4:
            break
    if address is not None:
        for source, moment in found:
            if abs((moment.day - address.day).days) <= 1:
                return source, moment
        near = _first_printed(tree, page, reader, only=address.day)
        return ("text", near) if near is not None else ("url", address)
    titled = _in_title(page, reader)
    if titled is not None:
        return "meta", titled
    if found:
        return found[0]
    printed = _first_printed(tree, page, reader)
    if printed is not None:
        return "text", printed
    # A lone marked time in what looks like a side column; several days there are those of teasers.
    return doubtful[0] if len({moment.day for _, moment in doubtful}) == 1 else None


def _distance(steps: int) -> float:
    """Places after the headline come first, then those shortly before it, then the rest in page order."""
    if 0 <= steps <= NEAR:
        return steps
    if -40 <= steps < 0:
        return NEAR / 4 - steps
    return NEAR + abs(steps)


def _in_title(page: PageMarkup, reader: _Reader) -> Moment | None:
    """The day at the end of a title: "Bridge to be repaired | DW | 28.04.2023"."""
    for title in (page.title, page.first_meta("og:title")):
        pieces = re.split(r"\s[|–—-]\s", clean_line(title))
        if (
            len(pieces) > 1
            and 8 <= len(pieces[-1]) <= 30
            and _WITH_YEAR.search(pieces[-1])
            and _DATE_LIKE.match(pieces[-1])
        ):
            moment = reader.printed(pieces[-1])
            if moment is not None:
                return moment
    return None


def _read_element(element: _Element, reader: _Reader) -> tuple[Moment | None, DateSource]:
    attribute = element.get("datetime") or element.get("data-datetime") or element.get("data-published")
    moment = read_moment(attribute)
    if moment is not None and EARLIEST <= moment.instant() <= reader.latest:
        if isinstance(moment.value, datetime) or element.tag == "time":
            return moment, "time"
    text = element_text(element, limit=MAX_DATE_TEXT + 1)
    if not 5 <= len(text) <= MAX_DATE_TEXT or not _DATE_LIKE.search(text) or _in_words(text, 2 * MAX_WORDS):
        return None, "text"
    return reader.printed(text), "time" if element.tag == "time" else "text"


def _first_printed(tree: _Element, page: PageMarkup, reader: _Reader, only: date | None = None) -> Moment | None:
    """The credible date that is printed nearest to the headline; ``only`` takes none but that day's."""
    reader.left = MAX_READINGS
    start = page.heading if page.heading is not None else page.first_paragraph
    heading = 0
    lines: list[tuple[int, str, _Element]] = []
    for place, (text, owner) in enumerate(_texts(tree)):
        if owner is start and not heading:
            heading = place
        if len(text) > MAX_PLAIN_TEXT:
            if not text[:1].isdigit():
                continue
            text = text[:40]  # a paragraph that begins with its day
        if len(text) >= 6 and _WITH_YEAR.search(text) and _DATE_LIKE.search(text):
            lines.append((place, text, owner))
    lines.sort(key=lambda line: _distance(line[0] - heading))
    for _, text, owner in lines:
        if reader.left <= 0:
            break
        if _in_words(text) or "©" in text or "copyright" in text.casefold() or page.is_aside(owner):
            continue
        if next(owner.iterancestors("figure", "figcaption", "blockquote"), None) is not None:
            continue
        moment = reader.printed(clean_line(text))
        if moment is not None and (only is None or abs((moment.day - only).days) <= 1):
            return moment
    return None


def _in_words(text: str, most: int = MAX_WORDS) -> bool:
    """Whether the date is one of many words: a sentence tells of a day, a date line is one."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) > most


def _texts(tree: _Element) -> Iterator[tuple[str, _Element]]:
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


def _url_date(url: str, latest: datetime) -> Moment | None:
    """The day in the URL's path, where it holds a whole one: /2026/01/31/, /20260131, /2026/jan/31/."""
    try:
        path = unquote(urlsplit(url[:2_000]).path)
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


def _use_evidence(result: PublicationDates, evidence: Evidence | None, reader: _Reader) -> None:
    """Fills from the feed or sitemap what the page lacks: the date, or the time of a day that both name."""
    if evidence is None:
        return
    if evidence.date_published and (
        result.published is None or not result.published.zone_known or result.source in ("url", "text")
    ):
        moment = reader.markup(evidence.date_published)
        if moment is not None and EARLIEST <= moment.instant():
            mine = result.published
            if (
                mine is None
                or result.source == "url"
                or (not mine.zone_known and moment.zone_known and abs((moment.day - mine.day).days) <= 1)
            ):
                result.published, result.source = moment, "feed"
    if evidence.date_modified and result.modified is None:
        moment = reader.markup(evidence.date_modified)
        if moment is not None:
            result.modified = moment
