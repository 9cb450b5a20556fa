"""Moments in machine-readable form: ISO 8601, RFC 3339, RFC 2822 and epoch numbers, with their real precision.

Fast path for markup; dates as printed for people are read by :func:`wiredesk.pipelines.dates.parse_date`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wiredesk.pipelines.article import DatePrecision

_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:(?:T|\s+T?|\s*,\s*)(?P<hour>\d{1,2})(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,:]\d{1,9})?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?\s*[+\u2212-]\s*\d{1,2}(?::?\d\d)?(?::\d\d)?)?)?",
    re.I,
)
_AFTER = re.compile(r"\s*(?:\[[^\]]{1,40}\]|\([^)]{1,40}\))?\s*")
_ALPHABETIC = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +\d{1,2} [A-Za-z]{3} \d{4}")
_UNIX = re.compile(r"(?:[A-Z][a-z]{2}) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) ([A-Z]{3,4}) (\d{4})")
"""As the Unix ``date`` command and Java's ``Date.toString`` print: "Fri Apr 28 19:20:36 CEST 2023"."""
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
"""Abbreviations with one meaning in news (CST, IST and their like have several), in hours."""
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_OFFSET = re.compile(r"(?P<sign>[+\u2212-])\s*(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?")

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Older dates are believed only where the page's own markup says so: no news site is older than the web."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a moment with or without its zone, as far as the text says."""

    value: date | datetime
    precision: DatePrecision
    raw: str
    zone_known: bool = False
    zone_told: bool = True
    """Whether the text names a known zone itself; False for "3 hours ago", which counts from the fetch."""

    @property
    def day(self) -> date:
        """The calendar day, in the moment's own zone."""
        return self.value.date() if isinstance(self.value, datetime) else self.value

    def in_zone(self, name: str) -> Moment:
        """The same wall-clock time with the zone of that IANA name; unchanged where the zone is known or no time is."""
        if self.zone_known or not isinstance(self.value, datetime):
            return self
        try:
            zone = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return self
        return Moment(self.value.replace(tzinfo=zone), self.precision, self.raw, zone_known=True)

    def rfc3339(self) -> str:
        """RFC 3339 with offset where time and zone are known, else the date alone."""
        if isinstance(self.value, datetime) and self.zone_known:
            offset = self.value.utcoffset()
            if offset is not None and offset.total_seconds() % 60:  # RFC 3339 has no seconds in offsets
                return self.value.astimezone(UTC).isoformat(timespec="seconds")
            return self.value.isoformat(timespec="seconds")
        return self.day.isoformat()

    def local_time(self) -> str | None:
        """Day and clock (ISO 8601, no offset) where a time is known and its zone is not; else None."""
        if self.zone_known or not isinstance(self.value, datetime) or self.precision == "day":
            return None
        clock = self.value.replace(tzinfo=None)
        return clock.isoformat(timespec="seconds" if self.precision == "second" else "minutes")

    def instant(self) -> datetime:
        """An aware moment for comparing: UTC is taken where the zone is not known, midnight where the time is not."""
        if isinstance(self.value, datetime):
            return self.value if self.value.tzinfo else self.value.replace(tzinfo=UTC)
        return datetime(self.value.year, self.value.month, self.value.day, tzinfo=UTC)


def read_moment(text: str | None) -> Moment | None:
    """Reads a machine-readable date; None where the text is not wholly one. Never raises.

    >>> read_moment("2026-01-31T08:05:00+03:00").rfc3339()
    '2026-01-31T08:05:00+03:00'
    >>> read_moment("2026-01-31 08:05").zone_known
    False
    """
    if not text:
        return None
    raw = text.strip()
    if not 8 <= len(raw) <= 60:
        return None
    try:
        return _iso(raw) or _rfc2822(raw) or _unix(raw) or _epoch(raw)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(raw: str) -> Moment | None:
    match = _ISO.match(raw)
    if match is None:
        return None
    rest = _AFTER.match(raw, match.end())
    if rest is None or rest.end() != len(raw):
        return None
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return Moment(day, "day", raw)
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if hour == 24 and minute == second == 0:
        day, hour = day + timedelta(days=1), 0
    precision: DatePrecision = "second" if match["second"] else "minute" if match["minute"] else "hour"
    zone = _zone(match["zone"])
    value = datetime(day.year, day.month, day.day, hour, minute, min(second, 59), tzinfo=zone)
    return Moment(value, precision, raw, zone_known=zone is not None)


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    match = _OFFSET.search(text)
    if match is None:
        return UTC
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    if hours > 15 or minutes > 59:
        return None
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if match["sign"] != "+" else delta) if delta else UTC


_UTC_ELSEWHERE = re.compile(r"-0000\s*\Z")
"""UTC, written by a program that does not tell where it runs (RFC 5322, 3.3), as Python's `formatdate` does."""


def _rfc2822(raw: str) -> Moment | None:
    if not _ALPHABETIC.match(raw):
        return None
    value = parsedate_to_datetime(raw)
    timed = ":" in raw
    if not timed:
        return Moment(value.date(), "day", raw)
    if value.tzinfo is None and _UTC_ELSEWHERE.search(raw):
        value = value.replace(tzinfo=UTC)
    precision: DatePrecision = "second" if raw.count(":") >= 2 else "minute"
    return Moment(value, precision, raw, zone_known=value.tzinfo is not None)


def _unix(raw: str) -> Moment | None:
    match = _UNIX.fullmatch(raw)
    if match is None:
        return None
    month, day, hour, minute, second, zone, year = match.groups()
    at = parsedate_to_datetime(f"{day} {month} {year} {hour}:{minute}:{second}")
    hours = _ZONES.get(zone)
    value = at.replace(tzinfo=None if hours is None else timezone(timedelta(hours=hours)))
    return Moment(value, "second", raw, zone_known=hours is not None)


def _epoch(raw: str) -> Moment | None:
    """Seconds or milliseconds since 1970, between 1990 and 2100: other numbers are identifiers."""
    if not _EPOCH.fullmatch(raw):
        return None
    seconds = float(raw) / (1000 if len(raw.split(".")[0]) == 13 else 1)
    if not 631_152_000 <= seconds <= 4_102_444_800:
        return None
    return Moment(datetime.fromtimestamp(seconds, tz=UTC), "second", raw, zone_known=True)
