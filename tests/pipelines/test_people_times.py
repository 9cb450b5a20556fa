"""Moments as people write them for options."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.people_times import read_time


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-04", "2026-03-04T00:00:00+00:00"),
        (" 20260304 ", "2026-03-04T00:00:00+00:00"),
        ("2026-03-04T08:15", "2026-03-04T08:15:00+00:00"),
        ("2026-03-04T08:15+03:00", "2026-03-04T05:15:00+00:00"),
    ],
)
def test_dates(text, moment):
    assert read_time(text) == datetime.fromisoformat(moment)


def test_a_day_may_mean_its_end():
    assert read_time("2026-12-31", end=True) == datetime(2027, 1, 1, tzinfo=UTC)
    assert read_time("2026-12-31T08:00", end=True) == datetime(2026, 12, 31, 8, tzinfo=UTC)
    assert read_time("yesterday", end=True) == read_time("today")


@pytest.mark.parametrize(("text", "hours"), [("90m", 1.5), ("36h", 36), ("7d", 168), ("2w", 336), ("now", 0)])
def test_ages_count_from_now(text, hours):
    assert abs(datetime.now(UTC) - timedelta(hours=hours) - read_time(text)) < timedelta(seconds=30)


@pytest.mark.parametrize(
    "text", ["", "soon", "7", "7y", "-7d", "٧d", "9999999w", "2026-02-30", "0001-01-01T00:00+14:00", "9999-12-31x", "d"]
)
def test_what_is_no_moment_is_told_with_examples(text):
    with pytest.raises(ValueError, match="is neither a date"):
        read_time(text)


def test_the_last_day_has_no_end():
    with pytest.raises(ValueError, match="is neither"):
        read_time("9999-12-31", end=True)


@given(st.text(max_size=40), st.booleans())
def test_any_text_is_a_moment_or_a_value_error(text, end):
    with suppress(ValueError):
        assert read_time(text, end=end).tzinfo is UTC
