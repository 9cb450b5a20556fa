"""Machine-readable dates and how much they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.dates.machine_dates import read_moment


@pytest.mark.parametrize(
    ("written", "read", "precision"),
    [
        ("2026-01-31T08:05:09+03:00", "2026-01-31T08:05:09+03:00", "second"),
        ("2026-01-31T08:05:09.123Z", "2026-01-31T08:05:09+00:00", "second"),
        ("2026-01-31T08:05+0300", "2026-01-31T08:05:00+03:00", "minute"),
        ("2026-01-31 08:05:09 UTC", "2026-01-31T08:05:09+00:00", "second"),
        ("2026-01-31T08:05:09+02", "2026-01-31T08:05:09+02:00", "second"),
        ("2026-01-31", "2026-01-31", "day"),
        ("20260131", "2026-01-31", "day"),
        ("2026-01-31T08:05", "2026-01-31", "minute"),
        ("Sat, 31 Jan 2026 08:05:09 +0300", "2026-01-31T08:05:09+03:00", "second"),
        ("Sat, 31 Jan 2026 08:05:09 -0000", "2026-01-31T08:05:09+00:00", "second"),
        ("Sat, 31 Jan 2026 08:05:09", "2026-01-31", "second"),
        ("Fri Apr 28 19:20:36 CEST 2023", "2023-04-28T19:20:36+02:00", "second"),
        ("1769836800", "2026-01-31T05:20:00+00:00", "second"),
        ("1769836800000", "2026-01-31T05:20:00+00:00", "second"),
    ],
)
def test_moments(written, read, precision):
    moment = read_moment(written)
    assert moment is not None
    assert moment.rfc3339() == read
    assert moment.precision == precision


@pytest.mark.parametrize(
    "text", ["", None, "yesterday", "2026-13-45", "2026-01", "12345678901", "2026-01-31T99:00:00Z", "2026"]
)
def test_what_is_no_moment(text):
    assert read_moment(text) is None


def test_a_zone_is_never_made_up():
    moment = read_moment("2026-01-31T08:05:09")
    assert not moment.zone_known
    assert moment.in_zone("Asia/Baghdad").rfc3339() == "2026-01-31T08:05:09+03:00"
    assert moment.in_zone("No/Where") == moment


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("2026-01-31T08:05:09", "2026-01-31T08:05:09"),
        ("2026-01-31 08:05", "2026-01-31T08:05"),
        ("2026-01-31", None),
        ("2026-01-31T08:05:09Z", None),
    ],
)
def test_the_clock_of_an_unknown_zone_is_kept(written, local):
    assert read_moment(written).local_time() == local


@given(st.text(max_size=60) | st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?", fullmatch=True))
def test_never_raises_and_says_rfc3339(text):
    moment = read_moment(text)
    if moment is not None:
        assert len(moment.rfc3339()) in (10, 25)
        moment.instant()
