"""The budget of a host: gaps and places, over tasks and over processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest
import redis.asyncio

from wiredesk.crawlers.fetching.host_budget import DayIsSpent, HostBudget, TurnRefused
from wiredesk.crawlers.fetching.host_limits import HostLimits
from wiredesk.pipelines.publishing.keys import Keys


class Traffic:
    """Notes when requests begin and how many are in flight."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.starts: list[float] = []
        self.in_flight = self.most = 0

    async def request(self, budget: HostBudget, seconds: float, host: str = "example.org") -> None:
        async with budget.turn(host):
            self.starts.append(time.monotonic())
            self.in_flight += 1
            self.most = max(self.most, self.in_flight)
            await asyncio.sleep(seconds)
            self.in_flight -= 1

    def none_before_its_turn(self, gap: float) -> bool:
        """Whether each request began so many gaps after the traffic: a busy machine may only make them later."""
        return all(start - self.began >= number * gap for number, start in enumerate(self.starts))


@pytest.fixture(params=["one process", "shared through Redis"])
def connect(request, redis_url):
    def open_client():
        return redis.asyncio.Redis.from_url(redis_url) if request.param != "one process" else None

    return open_client


def run(connect, crawl, budgets=1):
    async def main():
        clients = [connect() for _ in range(budgets)]
        result = await crawl(*(HostBudget(client, Keys()) for client in clients))
        for client in clients:
            if client is not None:
                await client.aclose()
        return result

    return asyncio.run(main())


def test_requests_are_delay_apart_and_no_more_than_concurrency_at_a_time(connect):
    traffic = Traffic()

    async def crawl(budget):
        budget.configure("example.org", HostLimits(0.05, 2))
        await asyncio.gather(*(traffic.request(budget, 0.2) for _ in range(8)))

    run(connect, crawl)
    assert traffic.most == 2
    assert traffic.none_before_its_turn(0.05)


def test_without_a_delay_the_places_hold_all_the_same(connect):
    traffic = Traffic()

    async def crawl(budget):
        budget.configure("example.org", HostLimits(0, 3))
        await asyncio.gather(*(traffic.request(budget, 0.2) for _ in range(9)))

    run(connect, crawl)
    assert traffic.most == 3


def test_a_crawl_delay_counts_from_the_end_of_the_answer_and_allows_one_at_a_time(connect):
    traffic = Traffic()

    async def crawl(budget):
        budget.configure("example.org", HostLimits(0.01, 4), crawl_delay=0.1)
        await asyncio.gather(*(traffic.request(budget, 0.1) for _ in range(4)))

    run(connect, crawl)
    assert traffic.most == 1
    assert traffic.none_before_its_turn(0.2)


@pytest.mark.parametrize(
    ("wish", "crawl_delay", "gap"), [(None, None, 2.0), (None, 0.5, 0.5), (1.0, 0.5, 1.0), (0.0, 0.5, 0.5)]
)
def test_faster_than_the_default_is_only_what_the_site_says(wish, crawl_delay, gap):
    traffic = Traffic()

    async def crawl(budget):
        budget.configure("example.org", HostLimits(delay=wish))
        budget.configure("example.org", crawl_delay=crawl_delay)
        await asyncio.gather(*(traffic.request(budget, 0.0) for _ in range(2)))
        budget.close()

    asyncio.run(crawl(HostBudget(None, Keys())))
    assert gap <= traffic.starts[1] - traffic.starts[0] < gap + 0.45


def test_a_turn_whose_reply_was_lost_is_not_waited_for_again(redis_url):
    traffic = Traffic()

    async def crawl(budget):
        take = budget._take

        async def take_again_after_a_lost_reply(**call):
            await take(**call)
            return await take(**call)

        budget._take = take_again_after_a_lost_reply
        budget.configure("example.org", HostLimits(0.05, 1))
        await asyncio.wait_for(asyncio.gather(*(traffic.request(budget, 0.02) for _ in range(3))), 20)

    run(lambda: redis.asyncio.Redis.from_url(redis_url), crawl)
    assert traffic.most == 1
    assert traffic.none_before_its_turn(0.05)


def test_hosts_do_not_wait_for_each_other(connect):
    traffic = Traffic()

    async def crawl(budget):
        for number in range(20):
            budget.configure(f"host{number}", HostLimits(5, 1))
        began = time.monotonic()
        await asyncio.gather(*(traffic.request(budget, 0.01, f"host{number}") for number in range(20)))
        return time.monotonic() - began

    assert run(connect, crawl) < 5


def test_a_host_that_asks_for_rest_gets_it(connect):
    traffic = Traffic()

    async def crawl(budget):
        budget.configure("example.org", HostLimits(0, 1))
        await traffic.request(budget, 0)
        await budget.cool_down("example.org", 0.4)
        await traffic.request(budget, 0)

    run(connect, crawl)
    assert traffic.starts[1] - traffic.began >= 0.39


def test_two_processes_share_one_budget(redis_url):
    traffic = Traffic()

    async def crawl(one, two):
        for budget in (one, two):
            budget.configure("example.org", HostLimits(0.03, 2))
        await asyncio.gather(*(traffic.request(budget, 0.1) for budget in (one, two) for _ in range(6)))

    run(lambda: redis.asyncio.Redis.from_url(redis_url), crawl, budgets=2)
    assert traffic.most <= 2
    assert traffic.none_before_its_turn(0.03)


def test_whoever_is_next_waits_from_when_the_request_before_was_sent_not_from_its_turn(redis_url):
    traffic = Traffic()

    async def crawl(one, two):
        for budget in (one, two):
            budget.configure("example.org", HostLimits(0.6, 1))
        await traffic.request(one, 0)
        await asyncio.sleep(0.5)
        late = asyncio.create_task(traffic.request(one, 0))
        await asyncio.sleep(0.05)
        time.sleep(0.4)  # noqa: ASYNC251  # a busy event loop: its turn is over for 0.35 s when it sends
        await late
        await traffic.request(two, 0)

    run(lambda: redis.asyncio.Redis.from_url(redis_url), crawl, budgets=2)
    assert traffic.starts[2] - traffic.starts[1] >= 0.6


def test_who_stood_still_at_its_turn_takes_another(redis_url):
    traffic = Traffic()
    another_machine = f"""
import asyncio, time, redis.asyncio
from wiredesk.crawlers.fetching.host_limits import HostLimits
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.pipelines.publishing.keys import Keys
async def ask():
    budget = HostBudget(redis.asyncio.Redis.from_url({redis_url!r}), Keys())
    budget.configure("example.org", HostLimits(3, 2))
    async with budget.turn("example.org"):
        print(time.monotonic())
asyncio.run(ask())
"""

    async def crawl(budget):
        budget.configure("example.org", HostLimits(0.3, 2))
        await traffic.request(budget, 0)
        late = asyncio.create_task(traffic.request(budget, 0))
        await asyncio.sleep(0.05)
        began = time.monotonic()
        done = subprocess.run(  # noqa: ASYNC221  # nothing else goes on here
            [sys.executable, "-c", another_machine], check=True, stdout=subprocess.PIPE, text=True
        )
        time.sleep(max(0.0, began + 1.5 - time.monotonic()))  # noqa: ASYNC251  # this process stands still
        await late
        return float(done.stdout)

    sent = run(lambda: redis.asyncio.Redis.from_url(redis_url), crawl)
    assert traffic.starts[1] - sent >= 2.99  # the other wants three seconds between two requests


def test_a_host_gets_so_many_requests_a_day_from_all_processes_together(redis_url):
    traffic = Traffic()

    async def crawl(one, two):
        for budget in (one, two):
            budget.configure("example.org", HostLimits(0, 2, daily=3))
        for budget in (one, two, one):
            await traffic.request(budget, 0)
        with pytest.raises(DayIsSpent, match="has had its 3 requests of today") as spent:
            await traffic.request(two, 0)
        assert 0 < spent.value.seconds <= 86_400
        await traffic.request(two, 0, "example.net")
        left = await two._redis.pttl(Keys().today("example.org"))
        assert left == pytest.approx(spent.value.seconds * 1000, abs=5000)  # the key ends with the day
        await two._redis.delete(Keys().today("example.org"))
        await traffic.request(two, 0)
        assert await two._redis.zcard(Keys().flight("example.org")) == 0

    run(lambda: redis.asyncio.Redis.from_url(redis_url), crawl, budgets=2)
    assert len(traffic.starts) == 5


@pytest.mark.parametrize(("wishes", "daily"), [((), 10_000), ((50_000,), 50_000), ((50_000, 20, None, 30), 20)])
def test_the_smallest_wish_for_a_day_holds(wishes, daily):
    budget = HostBudget(None, Keys())
    budget.configure("example.org")
    for wish in wishes:
        budget.configure("example.org", HostLimits(daily=wish))
    assert budget._hosts["example.org"].daily == daily


def test_closing_frees_all_who_wait(connect):
    traffic = Traffic()

    async def crawl(budget):
        budget.configure("example.org", HostLimits(30, 1))
        await traffic.request(budget, 0)
        waiting = asyncio.gather(*(traffic.request(budget, 0) for _ in range(3)), return_exceptions=True)
        await asyncio.sleep(0.1)
        budget.close()
        return await asyncio.wait_for(waiting, 5)

    assert all(isinstance(result, TurnRefused) for result in run(connect, crawl))


def test_the_places_of_a_killed_process_are_free_again_at_once(redis_url):
    program = f"""
import asyncio, os, signal
import redis.asyncio
from wiredesk.crawlers.fetching.host_limits import HostLimits
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.pipelines.publishing.keys import Keys
async def hold():
    budget = HostBudget(redis.asyncio.Redis.from_url({redis_url!r}), Keys())
    budget.configure("example.org", HostLimits(0, 1))
    async with budget.turn("example.org"):
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(hold())
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    traffic = Traffic()

    async def crawl(budget):
        budget.configure("example.org", HostLimits(0, 1))
        began = time.monotonic()
        await traffic.request(budget, 0)
        return time.monotonic() - began

    assert run(lambda: redis.asyncio.Redis.from_url(redis_url), crawl) < 3
