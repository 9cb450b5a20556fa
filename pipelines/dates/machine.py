"""Dates written by programs: ISO 8601 and RFC 3339, RFC 2822, Unix timestamps."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from wiredesk.pipelines.dates.parsed_date import Precision

# ISO 8601 in extended and basic form, with the liberties taken in the wild: a space for T, a comma for the decimal
# point, blanks before the offset, more than six decimals, a zone id in brackets (java.time), "+0300" or "+03".
_ISO = re.compile(
    r"(\d{4})(?:-(\d\d?)-(\d\d?)|-?W(\d\d)-?([1-7])|-(\d{3})|(\d\d)(\d\d))"
    r"(?:(?:[Tt]|\s+|\s*[Tt]\s*)(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?"
    r"(?:\s*(?:([Zz])|(?:UTC|GMT)?\s?([+-])(\d\d):?(\d\d)?(?::?00)?|(UTC|GMT)))?(?:\[[\w/+-]{1,40}\])?)?"
)
# Plainly a Unix timestamp: nothing but 10 digits (seconds) or 13 (milliseconds); both lengths cover 2001 to 2286.
_UNIX = re.compile(r"@?(\d{10})(\d{3})?(?:\.\d{1,6})?")
_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
# The zones that RFC 2822 section 4.3 names besides numeric offsets.
_OFFSETS = {
    "GMT": 0, "UT": 0, "UTC": 0, "Z": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_RFC2822 = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?(\d\d?)[ -](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -]"
    r"(\d{4}),?\s+(\d\d?):(\d\d)(?::(\d\d))?\s*(?:([+-])(\d\d):?(\d\d)|(GMT|UTC?|Z|[ECMP][SD]T))"
    r"(?:\s*\([\w .+:-]{1,40}\))?"
)


def parse_machine_date(text: str) -> tuple[datetime, Precision] | None:
    """The moment of a text that is nothing but one ISO 8601, RFC 2822 or Unix date; None for every other text.

    ``text`` must have ASCII digits. Aware where it has an offset, else naive. Unix timestamps are UTC. Raises
    ValueError where the text has one of these forms but names no moment that exists (hour 25, 31 February).
    """
    if match := _ISO.fullmatch(text):
        return _iso(match)
    if match := _RFC2822.fullmatch(text):
        return _rfc2822(match)
    if match := _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(match[1]), UTC), "second"
    return None


def _iso(match: re.Match[str]) -> tuple[datetime, Precision]:
    year = int(match[1])
    if match[4]:
        day = date.fromisocalendar(year, int(match[4]), int(match[5]))
    elif match[6]:
        if not 1 <= int(match[6]) <= 366:
            raise ValueError(f"a year has no day {match[6]}")
        day = date(year, 1, 1) + timedelta(days=int(match[6]) - 1)
    else:
        day = date(year, int(match[2] or match[7]), int(match[3] or match[8]))
    if match[9] is None:
        return datetime(day.year, day.month, day.day), "day"  # noqa: DTZ001 (a day has no zone)
    hour, minute, second = int(match[9]), int(match[10]), int(match[11] or 0)
    microsecond = int(((match[12] or "") + "000000")[:6])
    zone = None
    if match[13] or match[17]:
        zone = UTC
    elif match[14]:
        zone = fixed_offset(match[14], int(match[15]), int(match[16] or 0))
    next_day = hour == 24 and not minute and not second  # ISO 8601: 24:00 is the end of the day
    moment = datetime(day.year, day.month, day.day, 0 if next_day else hour, minute, min(second, 59), microsecond, zone)
    return moment + timedelta(days=next_day), "second" if match[11] else "minute"


def _rfc2822(match: re.Match[str]) -> tuple[datetime, Precision]:
    day, month, year, hour, minute, second, sign, hours, minutes, name = match.groups()
    zone = fixed_offset(sign, int(hours), int(minutes)) if sign else timezone(timedelta(hours=_OFFSETS[name]))
    moment = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), min(int(second or 0), 59), 0, zone)
    return moment, "second" if second else "minute"


def fixed_offset(sign: str, hours: int, minutes: int) -> timezone:
    """The zone of a written offset. Raises ValueError beyond 14 hours, which no place on Earth has (Kiritimati +14)."""
    if hours > 14 or minutes > 59:
        raise ValueError(f"{sign}{hours:02}:{minutes:02} is no offset in use")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)
