"""Reads dates the way a page's language and place ask for, within what can be true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from wiredesk.pipelines.dates import ParsedDate, parse_date
from wiredesk.pipelines.dates.parsed_date import Label, TimezoneSource
from wiredesk.pipelines.extraction.dates.machine_dates import EARLIEST, Moment, read_moment
from wiredesk.pipelines.extraction.page.plain_text import clean_line
from wiredesk.pipelines.site_profile import SiteProfile

_EPOCH = date(1970, 1, 1)
"""What an empty date field becomes in many systems."""
_OLDEST_YEAR = 1605
"""The first newspaper; the year 1 is another empty date field."""

MAX_READINGS = 24
"""Printed texts that are tried: the article's own date stands near its headline."""


@dataclass(slots=True)
class DateReader:
    """What reading a date depends on."""

    languages: tuple[str, ...]
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

    def parse(self, text: str, label: Label | None = None) -> ParsedDate | None:
        """What ``parse_date`` reads, as often as one page may ask; with ``label`` only a date called so."""
        if self.left <= 0:
            return None
        self.left -= 1
        try:
            return parse_date(
                text, languages=self.languages, reference=self.reference, date_order=self.order, label=label
            )
        except ValueError:
            return None

    def moment(self, found: ParsedDate, text: str) -> Moment | None:
        value = found.value
        known = value.tzinfo is not None
        moment = (
            Moment(value.date(), "day", text)
            if found.precision == "day"
            else Moment(value, found.precision, text, zone_known=known, zone_told=found.timezone_source is not None)
        )
        return moment if EARLIEST <= moment.instant() <= self.latest else None


def date_reader(
    languages: Iterable[str], profile: SiteProfile | None = None, fetched_at: datetime | None = None
) -> DateReader:
    """The reader for a page: its languages (likeliest first), its site's habits and the moment it was fetched."""
    if fetched_at is not None and fetched_at.tzinfo is None:
        fetched_at = fetched_at.replace(tzinfo=UTC)
    return DateReader(
        languages=tuple(languages),
        reference=fetched_at,
        latest=(fetched_at or datetime.now(UTC)) + timedelta(days=1),
        order=profile.extract.date_order if profile else None,
    )


def date_from_text(
    text: str, *, languages: Iterable[str], profile: SiteProfile | None, fetched_at: datetime | None
) -> tuple[Moment, TimezoneSource | None] | None:
    """The date in a text that a site's own rule points at, ISO or as printed, and who names its time zone.

    A time without a zone gets the site's, where the profile names one.
    """
    moment = date_reader(languages, profile, fetched_at).markup(clean_line(text))
    if moment is None:
        return None
    if moment.zone_known:
        return moment, "page" if moment.zone_told else None
    placed = moment.in_zone(profile.timezone) if profile and profile.timezone else moment
    return placed, "site" if placed.zone_known else None
