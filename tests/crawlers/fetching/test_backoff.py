"""Retry-After, and how long to wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from wiredesk.crawlers.fetching.backoff import LONGEST_PAUSE, _pause, retry_after

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Sun, 22 Nov 2026 08:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        (b"\xb2", None),  # a superscript two, a digit to Python's isdigit()
    ],
)
def test_retry_after_is_a_number_or_a_date(value, seconds):
    assert retry_after(Response("https://example.org/", headers={"Retry-After": value}), NOW) == seconds


def test_pauses_grow_and_stay_in_bounds():
    assert 0.5 <= _pause(1) <= 1.0
    assert 1.0 <= _pause(2) <= 2.0
    assert _pause(30) <= LONGEST_PAUSE
