"""Bikram Sambat, the official calendar of Nepal, whose month lengths are announced year by year."""

from __future__ import annotations

from datetime import date, timedelta

# Days of the twelve months minus 28, Baisakh first. The lengths follow from the sun's passage and are fixed by Nepal's
# Panchanga Nirnayak Samiti, so they can only be tabulated. Compared for this table: the data of the libraries
# nepali-datetime 1.0.8.5 and nepali 1.2.0 (both MIT), which agree from 2046 to 2083 but for Baisakh and Jestha 2062
# (2005), where the spelling that nearly all published converters share is taken. From 2084 (April 2027) on they
# disagree, because those years are not announced yet: add each year when it is.
_FIRST_YEAR = 2046
_NEW_YEAR = date(1989, 4, 13)  # 1 Baisakh 2046
_MONTHS_MINUS_28 = """
    343432221123 333433212122 334333212122 343432221122 343432221213 333433212122 334333212122 343432221122
    343432221213 334333212122 334342212122 343432221123 243432221213 334333212122 334432212122 343432221123
    243433121213 334333212122 334432212122 343432221123 333433122113 334333212122 334432212122 343432221123
    333433122122 334333212122 343432212122 343432221123 333433212122 334333212122 343432221122 343432221213
    333433212122 334333212122 343432221122 343432221213 334333212122 334333212122
""".split()
LAST_YEAR = _FIRST_YEAR + len(_MONTHS_MINUS_28) - 1
"""The last year whose months are announced."""


def to_gregorian(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a Bikram Sambat day; None where there is no such day or the year is not in the table."""
    if not _FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    lengths = [int(days) + 28 for days in _MONTHS_MINUS_28[year - _FIRST_YEAR]]
    if not 1 <= day <= lengths[month - 1]:
        return None
    years = sum(28 * 12 + sum(map(int, row)) for row in _MONTHS_MINUS_28[: year - _FIRST_YEAR])
    return _NEW_YEAR + timedelta(days=years + sum(lengths[: month - 1]) + day - 1)
