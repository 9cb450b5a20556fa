# ruff: noqa: DTZ001 - a day, and a time of unknown zone, are naive on purpose
"""Dates that Babel formats from CLDR in every language come back; no text raises or takes long."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from babel.dates import format_date
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wiredesk.pipelines.dates import parse_date
from wiredesk.pipelines.dates.vocabulary import load_vocabulary
from wiredesk.pipelines.dates.vocabulary.compile import CLDR_LOCALES, cldr_locale

REFERENCE = datetime(2035, 12, 30, 12, 0, tzinfo=UTC)
LOCALES = sorted(locale for locales in CLDR_LOCALES.values() for locale in locales)
# Formatted and read again to the minute.
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2035, 12, 29)).map(lambda m: m.replace(second=0, microsecond=0))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(LOCALES), st.sampled_from(["full", "long", "medium"]), MOMENTS)
def test_dates_in_cldr_form_come_back(locale: str, form: str, moment: datetime) -> None:
    text = format_date(moment.date(), form, locale=cldr_locale(locale))
    found = parse_date(text, languages=[locale.replace("_", "-")], reference=REFERENCE)
    assert found is not None, text
    if found.ambiguous:
        # Tigrinya names serve two calendars, which only the region or a recent year tells apart.
        assert locale == "ti"
        return
    assert (found.value, found.precision) == (datetime(moment.year, moment.month, moment.day), "day"), text


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(LOCALES), MOMENTS)
def test_moments_in_cldr_form_come_back(locale: str, moment: datetime) -> None:
    text = f"{format_date(moment.date(), 'long', locale=cldr_locale(locale))} {moment:%H:%M}"
    found = parse_date(text, languages=[locale.replace("_", "-")], timezone="Asia/Baghdad", reference=REFERENCE)
    assert found is not None, text
    if found.ambiguous:
        assert locale == "ti"
        return
    assert (found.value.replace(tzinfo=None), found.precision, found.timezone_source) == (moment, "minute", "site"), (
        text
    )


def relative_patterns() -> list[tuple[str, str, str]]:
    """CLDR's "{0} hours ago" of each locale; not the narrow "-3 h", which nobody prints for a date."""
    found = []
    for name in LOCALES:
        locale = cldr_locale(name)
        for field, patterns in locale._data["date_fields"].items():
            unit = field.split("-")[0]
            if unit in ("minute", "hour", "day"):
                pattern = patterns.get("past", {}).get(locale.plural_form(5)) or patterns.get("past", {}).get("other")
                if pattern and pattern[0] not in "-+−–‎\u200f" and (name, field) not in UNREADABLE:
                    found.append((name, unit, pattern))
    return found


# Tigrinya "in 5 days" without a word for ago; Tajik and Oromo stand-ins that CLDR has not translated.
UNREADABLE = {("ti", "day"), ("ti", "day-short"), ("ti", "day-narrow")}


@pytest.mark.parametrize("unit", ["minute", "hour", "day"])
def test_relative_times_of_cldr(unit: str) -> None:
    patterns = [(locale, pattern) for locale, of, pattern in relative_patterns() if of == unit]
    moment = REFERENCE - timedelta(**{f"{unit}s": 5})
    expected = moment if unit != "day" else datetime(moment.year, moment.month, moment.day)
    wrong = []
    for locale, pattern in patterns:
        found = parse_date(pattern.format(5), languages=[locale.replace("_", "-")], reference=REFERENCE)
        if found is None or (found.precision, found.value) != (unit, expected):
            wrong.append((locale, pattern, found))
    assert wrong == []
    assert len(patterns) > 100


WORDS = st.sampled_from(sorted(load_vocabulary().words)[::7])
PIECES = st.one_of(
    WORDS,
    st.integers(0, 99_999).map(str),
    st.sampled_from(
        [":", ".", "/", "-", ",", " ", "+", "(", ")", "T", "Z", "GMT", "12:05", "2025", "\u200f", "'", "|"]
    ),
    st.text(max_size=3),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.lists(st.sampled_from(["", "en", "ar", "fa", "zh", "tr", "th"])))
@example("3月" * 100, ["zh"])
@example("12/03/" * 50, [])
def test_no_text_raises_or_takes_long(text: str, languages: list[str]) -> None:
    start = time.process_time()
    found = parse_date(text, languages=languages, reference=REFERENCE)
    # dateparser's import and its first use of a language take 0.3 s; all else is milliseconds.
    assert time.process_time() - start < 2
    if found is not None:
        assert datetime(1990, 1, 1) <= found.value.replace(tzinfo=None) <= datetime(2036, 1, 1)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_no_unicode_raises(text: str) -> None:
    parse_date(text, reference=REFERENCE)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(1990, 1, 2), datetime(2035, 12, 29), timezones=st.just(UTC)))
def test_iso_8601_comes_back(moment: datetime) -> None:
    found = parse_date(moment.isoformat(), reference=REFERENCE)
    assert found is not None
    assert (found.value, found.precision, found.timezone_source) == (moment, "second", "page")
