"""What waits for a busy host is overtaken by what is for another one."""

from __future__ import annotations

import asyncio

from crawlers.on_demand.host_lines import Destination, HostLines, HostPlaces


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
    assert lines.leave(to("a/2")) == ["a/3"]
    assert lines.leave(to("a/1")) == ["a/4"]
    assert lines.leave(to("a/3")) == ["a/5"]
    assert lines.leave(to("a/4")) == []
    assert len(lines) == 0
    assert lines.enter("a/6", to("a/6"))  # the place that was left is free again


def test_requests_for_one_url_go_together():
    lines: HostLines[str] = HostLines()
    assert lines.enter("first asker of 1", to("a/1", places=1))
    assert lines.enter("second asker of 1", to("a/1", places=1))  # the outcome is the same: no place is needed
    assert not lines.enter("first asker of 2", to("a/2", places=1))
    assert not lines.enter("asker of 3", to("a/3", places=1))
    assert not lines.enter("second asker of 2", to("a/2", places=1))
    assert lines.leave(to("a/1", places=1)) == []  # one of the two is still at it
    assert lines.leave(to("a/1", places=1)) == ["first asker of 2", "second asker of 2"]


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
