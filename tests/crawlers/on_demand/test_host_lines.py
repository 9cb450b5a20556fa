"""What waits for a busy host is overtaken by what is for another one."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.on_demand.host_lines import Destination, HostLines, HostPlaces


def to(url: str, places: int = 2) -> Destination:
    return Destination(url, url.partition("/")[0], places)


def test_a_flood_for_one_host_leaves_the_others_their_way():
    lines: HostLines[str] = HostLines()
    began = [url for url in (f"slow/{n}" for n in range(100)) if lines.enter(url, to(url))]
    assert began == ["slow/0", "slow/1"]
    assert len(lines) == 98
    assert lines.enter("quick/1", to("quick/1"))


def test_places_go_to_those_who_wait_in_their_order():
    lines: HostLines[str] = HostLines()
    for url in ("a/1", "a/2", "a/3", "a/4", "a/5"):
        lines.enter(url, to(url))
    assert lines.leave(to("a/2")) == [("a/3", to("a/3"))]
    assert lines.leave(to("a/1")) == [("a/4", to("a/4"))]
    assert lines.leave(to("a/3")) == [("a/5", to("a/5"))]
    assert lines.leave(to("a/4")) == []
    assert len(lines) == 0
    assert lines.enter("a/6", to("a/6"))  # the place that was left is free again


def test_requests_for_one_url_go_together():
    lines: HostLines[str] = HostLines()
    one, two = to("a/1", places=1), to("a/2", places=1)
    assert lines.enter("first asker of 1", one)
    assert lines.enter("second asker of 1", one)  # the outcome is the same: no place is needed
    assert not lines.enter("first asker of 2", two)
    assert not lines.enter("asker of 3", to("a/3", places=1))
    assert not lines.enter("second asker of 2", two)
    assert lines.leave(one) == []  # one of the two is still at it
    assert lines.leave(one) == [("first asker of 2", two), ("second asker of 2", two)]


def test_a_place_is_not_lost_where_two_hosts_lead_to_one_url():
    """Who joins a URL under another host has no place there to give back."""
    lines: HostLines[str] = HostLines()
    assert lines.enter("first", Destination("same", "a", 1))
    assert lines.enter("second", Destination("same", "b", 1))
    assert not lines.enter("next at a", to("a/1", places=1))
    assert lines.enter("only at b", to("b/1", places=1))
    assert lines.leave(Destination("same", "a", 1)) == []
    assert lines.leave(Destination("same", "b", 1)) == [("next at a", to("a/1", places=1))]
    assert lines.leave(to("b/1", places=1)) == lines.leave(to("a/1", places=1)) == []


def test_a_url_that_waits_at_one_host_may_begin_at_another():
    lines: HostLines[str] = HostLines()
    at_a, at_b = Destination("same", "a", 1), Destination("same", "b", 1)
    assert lines.enter("a/1", to("a/1", places=1))
    assert not lines.enter("waits", at_a)
    assert not lines.enter("a/2", to("a/2", places=1))
    assert lines.enter("begins", at_b)
    assert lines.leave(to("a/1", places=1)) == [("waits", at_a), ("a/2", to("a/2", places=1))]
    assert lines.leave(at_b) == lines.leave(at_a) == lines.leave(to("a/2", places=1)) == []
    assert lines.enter("a/3", to("a/3", places=1))
    assert lines.enter("b/3", to("b/3", places=1))


def test_leaving_without_having_entered_is_an_error():
    with pytest.raises(KeyError):
        HostLines[str]().leave(to("a/1"))


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12345678"), st.integers(1, 4)), max_size=60),
    st.randoms(use_true_random=False),
)
def test_everything_that_enters_begins_once_and_no_place_is_lost(destinations, chance):
    """Whatever comes in whatever order: also URLs that several hosts lead to, and hosts with unequal places."""
    lines: HostLines[int] = HostLines()
    coming = [(item, Destination(url, host, places)) for item, (host, url, places) in enumerate(destinations)]
    begun: list[int] = []
    under_way: list[tuple[int, Destination]] = []
    while coming or under_way:
        if coming and (not under_way or chance.random() < 0.6):
            item, where = coming.pop(0)
            began = [(item, where)] if lines.enter(item, where) else []
        else:
            _, where = under_way.pop(chance.randrange(len(under_way)))
            began = lines.leave(where)
        assert all(where == Destination(url, host, places) for item, where in began
                   for host, url, places in [destinations[item]])  # fmt: skip
        begun += [item for item, _ in began]
        under_way += began
    assert sorted(begun) == list(range(len(destinations)))
    assert len(lines) == 0
    for host in "abc":
        assert lines.enter(-1, Destination(f"{host}/last", host, 1)), "a place is still taken"


def test_coroutines_wait_for_their_own_host_alone():
    async def scene() -> list[str]:
        places, ended = HostPlaces(), []

        async def visit(url: str, seconds: float) -> None:
            async with places.place(to(url, places=1)):
                await asyncio.sleep(seconds)
                ended.append(url)

        visits = [visit(f"slow/{n}", 0.05) for n in range(3)]
        await asyncio.gather(*visits, visit("quick/1", 0))
        return ended

    assert asyncio.run(scene()) == ["quick/1", "slow/0", "slow/1", "slow/2"]
