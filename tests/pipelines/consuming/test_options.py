"""The settings of a consumer: what they mean and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiredesk.pipelines.consuming.options import consumer_options, parse_start
from wiredesk.settings.errors import UsageProblem


def test_pauses_double_up_to_the_longest():
    options = consumer_options("search", {"retry_delay": 0.5, "retry_delay_max": 3})
    assert [options.retry_after(deliveries) for deliveries in range(1, 6)] == [0.5, 1, 2, 3, 3]


@pytest.mark.parametrize("name", ["", "a\nb", "a\x1b[31m"])
def test_names_of_groups_are_printable(name):
    with pytest.raises(UsageProblem, match="group"):
        consumer_options(name, {})


@settings(deadline=None)
@given(st.integers(1, 10**9))
def test_pauses_stay_finite_however_often_an_entry_fails(deliveries):
    assert 0 <= consumer_options("search", {}).retry_after(deliveries) <= 60


def test_where_a_new_group_begins():
    assert consumer_options("search", {}).start_id() == "0-0"
    assert consumer_options("search", {"start": "new"}).start_id() == "$"
    moment = datetime(2026, 8, 31, tzinfo=UTC)
    assert consumer_options("search", {"start": moment}).start_id() == "1788134399999-18446744073709551615"
    assert parse_start("2026-08-31") == moment
    assert parse_start("new") == "new"


def test_only_a_given_name_is_a_name_to_resume():
    first, second = consumer_options("search", {}), consumer_options("search", {})
    assert first.name != second.name
    assert not first.named
    assert consumer_options("search", {"name": "worker-1"}).named


@pytest.mark.parametrize(
    "wrong",
    [
        {"claim_after": 0},
        {"prefetch": 0},
        {"max_deliveries": -1},
        {"retry_delay": -1},
        {"start": "one fine day"},
        {"languages": "ar"},
        {"colour": "red"},
        {"name": ""},
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(UsageProblem):
        consumer_options("search", wrong)
