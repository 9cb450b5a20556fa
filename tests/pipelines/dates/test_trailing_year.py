"""A year that is printed behind the time is the year of the date."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk import parse_date
from wiredesk.pipelines.dates.trailing_year import with_year_before_time

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Jan 04 09:34 2021", "2021-01-04T09:34:00"),
        ("Tue May 24 05:55:00 2016", "2016-05-24T05:55:00"),
        ("Tue May 24 05:55:00 EDT 2016", "2016-05-24T05:55:00-04:00"),
        ("Tue May 24 05:55:00 +0000 2016", "2016-05-24T05:55:00+00:00"),
        ("4 janv. 09:34 2021", "2021-01-04T09:34:00"),
        ("Posted May 24 5:55 PM 2016", "2016-05-24T17:55:00"),
        ("Fri Jul 12 14:05:06 EEST 2019", "2019-07-12T14:05:06+03:00"),
    ],
)
def test_the_year_behind_the_time(text: str, right: str) -> None:
    found = parse_date(text, languages=["en", "fr"], reference=NOW)
    assert found is not None
    assert found.value.isoformat() == right


@pytest.mark.parametrize(
    "text", ["24 May 2016 05:55 2021 views", "05:55 2016-05-24", "At 05:55 2021 people came", "14:05 2016 05 24"]
)
def test_other_numbers_behind_a_time_stay(text: str) -> None:
    assert with_year_before_time(text) == text


@given(st.text(max_size=300))
def test_no_character_is_lost(text: str) -> None:
    moved = with_year_before_time(text)
    assert sorted(moved.replace(" ", "").replace("\t", "")) == sorted(text.replace(" ", "").replace("\t", "")) or (
        len(moved.split()) == len(text.split())
    )
