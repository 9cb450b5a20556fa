"""What a consumer holds, and in which order it takes it up."""

from __future__ import annotations

import time

from wiredesk.pipelines.consuming.pending_entries import Held, Holdings


def held(number: int) -> Held:
    return Held("articles", f"{number}-0", 1, None, time.monotonic())


def test_in_the_order_in_which_they_came():
    holdings = Holdings()
    assert [holdings.add(held(number)) for number in (1, 2, 2)] == [True, True, False]
    assert [holdings.next_ready().entry_id, holdings.next_ready().entry_id] == ["1-0", "2-0"]
    assert holdings.next_ready() is None
    assert len(holdings) == 2, "taken up, but held until they are settled"


def test_postponed_entries_come_when_they_are_due_and_then_first():
    holdings = Holdings()
    for number in (1, 2, 3):
        holdings.add(held(number))
    assert holdings.next_ready().entry_id == "1-0"
    holdings.postpone("articles", "1-0", 0.03)
    assert 0 < holdings.seconds_to_postponed() <= 0.03
    assert holdings.next_ready().entry_id == "2-0"
    time.sleep(0.04)
    assert holdings.next_ready().entry_id == "1-0"
    assert holdings.next_ready().entry_id == "3-0"


def test_what_is_dropped_is_not_taken_up():
    holdings = Holdings()
    for number in (1, 2):
        holdings.add(held(number))
    holdings.postpone("articles", "1-0", 0)
    holdings.drop("articles", "1-0")
    assert holdings.next_ready().entry_id == "2-0"
    assert ("articles", "1-0") not in holdings
    holdings.postpone("articles", "1-0", 0)
    assert holdings.next_ready() is None
