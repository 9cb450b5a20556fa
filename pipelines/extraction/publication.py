"""When the article was published and modified: the choice among everything that the page says.

Markup that names the publication date comes first (JSON-LD, meta tags, microdata, marked ``time`` elements), then the
dates printed beside the headline, then the URL. The modification date never stands in for the publication date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from lxml.etree import _Element

from pipelines.article import DatePrecision, DateSource
from pipelines.extraction.date_claims import modified_claim, published_claims
from pipelines.extraction.date_reading import DateReader, date_reader
from pipelines.extraction.moments import EARLIEST, Moment
from pipelines.extraction.page_markup import PageMarkup
from pipelines.extraction.printed_dates import read_element, search_printed, url_date
from pipelines.page import Evidence
from pipelines.site_profile import SiteProfile

LONGEST_OFFSET = timedelta(hours=14)
"""Of any time zone from UTC (Kiribati)."""


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
    reader = date_reader(languages, profile, fetched_at)
    result = PublicationDates()
    result.modified = modified_claim(page, reader)
    claims = list(published_claims(page, reader))
    if claims:
        result.source, result.published = _agree(claims)
        result.published = _in_local_time(result.published, page, url, reader)
    else:
        found = search_printed(page, tree, url, reader)
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
        elif (
            other.zone_known
            and isinstance(chosen.value, datetime)
            and not chosen.value.utcoffset()
            and other.value.utcoffset()
        ):
            same_clock = abs(other.value.replace(tzinfo=None) - chosen.value.replace(tzinfo=None)) < timedelta(
                minutes=1
            )
            if same_clock:  # local time with a "Z" put behind it
                source, chosen = other_source, other
    return source, chosen


def _in_local_time(moment: Moment, page: PageMarkup, url: str, reader: DateReader) -> Moment:
    """The same moment with the site's own offset, where the URL's day and a printed time show that UTC is not local.

    A story of 8 p.m. in Florida is stamped with the next day in UTC; its URL and its dateline say the day before.
    """
    address = url_date(url, reader.latest)
    if address is None or not moment.zone_known or abs((address.day - moment.day).days) != 1:
        return moment
    assert isinstance(moment.value, datetime)
    for element in [element for element in (*page.times[:6], *page.dates[:20]) if not page.is_aside(element)][:10]:
        printed, _ = read_element(element, reader)
        if printed is None or not isinstance(printed.value, datetime) or printed.zone_known:
            continue
        offset = printed.value.replace(second=0) - moment.value.astimezone(UTC).replace(
            tzinfo=None, second=0, microsecond=0
        )
        if abs(offset) <= LONGEST_OFFSET and offset.total_seconds() % 900 == 0:
            local = moment.value.astimezone(timezone(offset))
            if local.date() == address.day:
                return Moment(local, moment.precision, moment.raw, zone_known=True)
    return moment


def _use_evidence(result: PublicationDates, evidence: Evidence | None, reader: DateReader) -> None:
    """Fills from the feed or sitemap what the page lacks: the date, or the time of a day that both name."""
    if evidence is None:
        return
    mine = result.published
    if evidence.date_published and (mine is None or not mine.zone_known or mine.precision == "hour"):
        moment = reader.markup(evidence.date_published)
        if moment is not None and moment.instant() >= EARLIEST:
            same = mine is not None and moment.zone_known and abs((moment.day - mine.day).days) <= 1
            if mine is not None and mine.zone_known:  # "3 hours ago"
                same = same and abs(moment.instant() - mine.instant()) <= timedelta(hours=2)
            if mine is None or same:
                result.published, result.source = moment, "feed"
    if evidence.date_modified and result.modified is None:
        moment = reader.markup(evidence.date_modified)
        if moment is not None:
            result.modified = moment
