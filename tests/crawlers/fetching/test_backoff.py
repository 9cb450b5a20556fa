"""Retry-After, how long to wait, and when a host counts as dead."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from scrapy.http import Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.test import get_crawler
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed, ResponseNeverReceived
from twisted.web.http import _DataLoss

from wiredesk.crawlers.fetching.backoff import (
    DEAD_AFTER,
    LONGEST_PAUSE,
    TRIES,
    BackoffMiddleware,
    HostIsDown,
    _pause,
    retry_after,
)

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


@pytest.mark.parametrize(
    ("problem", "down"),
    [
        (ResponseNeverReceived([Failure(ConnectionLost())]), True),
        (ConnectionLost(), True),
        (ResponseFailed([Failure(ValueError("no header"))]), False),  # it began to answer, in broken HTTP
        (ResponseFailed([Failure(_DataLoss())]), False),
    ],
)
def test_a_host_is_down_when_it_does_not_begin_to_answer(problem, down):
    """One page of broken headers must not keep a crawl from all other pages of its host."""
    middleware = BackoffMiddleware(get_crawler())
    request = Request("https://example.org/", meta={"tries": TRIES})

    async def fail_and_ask() -> None:
        for _ in range(DEAD_AFTER):
            with pytest.raises(Exception) as failure, wrap_twisted_exceptions():
                raise problem
            await middleware.process_exception(request, failure.value)
        await middleware.process_request(request)

    if down:
        with pytest.raises(HostIsDown):
            asyncio.run(fail_and_ask())
    else:
        asyncio.run(fail_and_ask())
