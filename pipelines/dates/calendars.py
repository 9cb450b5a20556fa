"""Days of other calendars as Gregorian dates."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from wiredesk.pipelines.dates import bikram_sambat

Calendar = Literal["gregorian", "jalali", "hijri", "ethiopian", "bikram-sambat", "bengali", "buddhist", "hebrew"]

# Buddhist era of Thailand, Laos and Cambodia: the Gregorian year + 543 (Thailand since 1941, when its year began to
# start on 1 January).
_BUDDHIST_OFFSET = 543


def to_gregorian(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """The Gregorian date of that day, or None where the calendar has no such day.

    Jalali by the 33-year leap rule, Hijri by ``hijridate`` (Umm al-Qura),
    Hebrew by ``convertdate``, Ethiopian by its 4-year leap cycle, Bengali by the Bangla Academy's rules.
    """
    if not (0 < month <= 13 and 0 < day <= 32):
        return None
    try:
        match calendar:
            case "gregorian":
                return date(year, month, day)
            case "buddhist":
                return date(year - _BUDDHIST_OFFSET, month, day)
            case "jalali":
                return _from_jalali(year, month, day)
            case "hijri":
                return _from_hijri(year, month, day)
            case "ethiopian":
                return _from_ethiopian(year, month, day)
            case "bikram-sambat":
                return bikram_sambat.to_gregorian(year, month, day)
            case "bengali":
                return _from_bengali(year, month, day)
            case "hebrew":
                return _from_hebrew(year, month, day)
    except (ValueError, OverflowError):
        return None


# 1 Farvardin 1400, from which the years are counted here; Nowruz by the 33-year rule agrees with the astronomical one
# of Iran's law from AP 1244 to 1472 (compared with convertdate in the tests, which takes 0.1 s for one conversion).
_NOWRUZ_1400 = date(2021, 3, 21)


def _jalali_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


@lru_cache(maxsize=256)
def _nowruz(year: int) -> date:
    leaps = sum(map(_jalali_leap, range(1400, year))) - sum(map(_jalali_leap, range(year, 1400)))
    return _NOWRUZ_1400 + timedelta(days=365 * (year - 1400) + leaps)


def _from_jalali(year: int, month: int, day: int) -> date | None:
    if not 1244 <= year <= 1472 or month > 12:
        return None
    length = 31 if month <= 6 else 30 if month < 12 or _jalali_leap(year) else 29
    if day > length:
        return None
    return _nowruz(year) + timedelta(days=31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1)


def _from_hijri(year: int, month: int, day: int) -> date | None:
    from hijridate import Hijri  # noqa: PLC0415  # rarely used

    return date(*Hijri(year, month, day).to_gregorian().datetuple())


def _from_hebrew(year: int, month: int, day: int) -> date | None:
    from convertdate import hebrew  # noqa: PLC0415  # rarely used

    if not 5000 <= year <= 6000 or month > hebrew.year_months(year) or day > hebrew.month_length(year, month):
        return None
    return date(*hebrew.to_gregorian(year, month, day))


# 1 Meskerem 1 of the Ethiopian calendar (Amete Mihret) as a proleptic Gregorian ordinal: 29 August 8 Julian, which is
# 27 August 8 Gregorian (Dershowitz and Reingold, Calendrical Calculations, section 4.2).
_ETHIOPIAN_EPOCH = date(8, 8, 27).toordinal()


def _from_ethiopian(year: int, month: int, day: int) -> date | None:
    # Twelve months of 30 days and Pagume of 5, or of 6 in the year before a multiple of four.
    if not 1 <= year <= 9000 or day > (30 if month < 13 else 5 + (year % 4 == 3)):
        return None
    return date.fromordinal(_ETHIOPIAN_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)


def _from_bengali(year: int, month: int, day: int) -> date | None:
    # Bangla Academy's rules: 1 Boishakh is 14 April. Since 1426 (2019) six months have 31 days, the others 30 and
    # Falgun 29, in leap years 30; before, five had 31, the others 30 and Falgun in leap years 31.
    if month > 12:
        return None
    gregorian = year + 593
    leap = date(gregorian + 1, 12, 31).timetuple().tm_yday == 366
    lengths = [31] * 6 + [30] * 4 + [29 + leap, 30] if year >= 1426 else [31] * 5 + [30] * 5 + [30 + leap, 30]
    if day > lengths[month - 1]:
        return None
    return date(gregorian, 4, 14) + timedelta(days=sum(lengths[: month - 1]) + day - 1)
