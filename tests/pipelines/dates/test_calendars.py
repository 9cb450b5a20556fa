"""Other calendars against libraries and against correspondences that were announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from convertdate import coptic, persian
from hijridate import Gregorian
from hypothesis import given, settings
from hypothesis import strategies as st

from wiredesk.pipelines.dates import bikram_sambat
from wiredesk.pipelines.dates.calendars import to_gregorian

NEWS_DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize("year", range(1368, 1440, 4))
def test_nowruz_agrees_with_the_astronomical_rule(year: int) -> None:
    assert to_gregorian("jalali", year, 1, 1) == date(*persian.to_gregorian(year, 1, 1))


def test_jalali_leap_day() -> None:
    assert to_gregorian("jalali", 1399, 12, 30) == date(2021, 3, 20)  # 1399 was a leap year
    assert to_gregorian("jalali", 1400, 12, 30) is None


@given(NEWS_DAYS)
def test_hijri_agrees_with_umm_al_qura(day: date) -> None:
    hijri = Gregorian.fromdate(day).to_hijri()
    assert to_gregorian("hijri", hijri.year, hijri.month, hijri.day) == day


@settings(max_examples=50)
@given(NEWS_DAYS)
def test_ethiopian_months_run_with_the_coptic_ones(day: date) -> None:
    """Both calendars share months and leap years; the Coptic year is 276 behind."""
    year, month, number = coptic.from_gregorian(day.year, day.month, day.day)
    assert to_gregorian("ethiopian", year + 276, month, number) == day


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day", "expected"),
    [
        ("ethiopian", 2000, 1, 1, date(2007, 9, 12)),  # the Ethiopian millennium
        ("ethiopian", 2017, 1, 1, date(2024, 9, 11)),
        ("bikram-sambat", 2072, 1, 12, date(2015, 4, 25)),  # the Gorkha earthquake: 12 Baisakh 2072
        ("bikram-sambat", 2080, 1, 1, date(2023, 4, 14)),
        ("bikram-sambat", 2081, 1, 1, date(2024, 4, 13)),
        ("bikram-sambat", 2082, 1, 1, date(2025, 4, 14)),
        ("bengali", 1431, 1, 1, date(2024, 4, 14)),  # Pohela Boishakh in Bangladesh
        ("bengali", 1431, 11, 8, date(2025, 2, 21)),  # Language Martyrs' Day under the rule of 2019
        ("bengali", 1424, 11, 9, date(2018, 2, 21)),  # and under the rule before
        ("bengali", 1431, 12, 12, date(2025, 3, 26)),  # Independence Day
        ("bengali", 1430, 9, 1, date(2023, 12, 16)),  # Victory Day
        ("hebrew", 5785, 7, 1, date(2024, 10, 3)),  # Rosh Hashanah
        ("buddhist", 2568, 3, 12, date(2025, 3, 12)),
        ("jalali", 1357, 11, 22, date(1979, 2, 11)),  # the Iranian revolution
    ],
)
def test_announced_correspondences(calendar: str, year: int, month: int, day: int, expected: date) -> None:
    assert to_gregorian(calendar, year, month, day) == expected  # type: ignore[arg-type]


def test_bikram_sambat_years_join_without_gap() -> None:
    for year in range(2046, bikram_sambat.LAST_YEAR):
        last = max(found for day in range(29, 33) if (found := bikram_sambat.to_gregorian(year, 12, day)) is not None)
        assert bikram_sambat.to_gregorian(year + 1, 1, 1) == last + timedelta(days=1)


@given(
    st.sampled_from(["gregorian", "jalali", "hijri", "ethiopian", "bikram-sambat", "bengali", "buddhist", "hebrew"]),
    st.integers(-10_000, 10_000),
    st.integers(-5, 20),
    st.integers(-5, 40),
)
def test_impossible_days_are_none(calendar: str, year: int, month: int, day: int) -> None:
    found = to_gregorian(calendar, year, month, day)  # type: ignore[arg-type]
    assert found is None or (1 <= month <= 13 and 1 <= day <= 32)
