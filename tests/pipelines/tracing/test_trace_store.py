"""Traces in Redis: found again, and within their bounds whatever is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import redis.asyncio

from wiredesk.pipelines.publishing.keys import TRACE_ROOMS, Keys
from wiredesk.pipelines.tracing import trace_store
from wiredesk.pipelines.tracing.trace import LARGEST_TRACE, MOST_STEPS, Trace
from wiredesk.pipelines.tracing.trace_store import TRACES_OF_ONE, TraceStore, read_traces
from wiredesk.pipelines.urls.identity import article_id

KEYS = Keys()


def with_client(url: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        client = redis.asyncio.Redis.from_url(url)
        try:
            return await work(client)
        finally:
            await client.aclose()

    return asyncio.run(opened())


def trace(url: str, outcome: str = "new", **facts: Any) -> Trace:
    made = Trace(url, "crawl", "harbour")
    made.note("listed", by="feed", source="https://a.example/feed")
    made.note("outcome", outcome=outcome, **facts)
    return made


async def held(client: Any) -> list[int]:
    return [await client.hlen(KEYS.trace_room(room)) for room in range(TRACE_ROOMS)]


def test_a_trace_is_found_by_every_spelling_and_every_id(each_redis_url):
    async def work(client):
        store = TraceStore(client, KEYS, days=7, most_bytes=1_000_000)
        store.add(trace("https://www.a.example/news/1001?utm_source=x"), also=["the-article"])
        await store.close()
        by_url = await read_traces(client, KEYS, [article_id("http://a.example/news/1001")])
        by_id = await read_traces(client, KEYS, ["the-article"])
        both = await read_traces(client, KEYS, ["the-article", article_id("http://a.example/news/1001")])
        return by_url, by_id, both, [await client.ttl(KEYS.trace_room(0)), await client.ttl(KEYS.traces)]

    by_url, by_id, both, lifetimes = with_client(each_redis_url, work)
    assert by_url == by_id == both
    assert [step[1:] for step in by_url[0]["steps"]] == [
        ["listed", {"by": "feed", "source": "https://a.example/feed"}],
        ["outcome", {"outcome": "new"}],
    ]
    assert all(7 * 86_400 - 60 < seconds <= 7 * 86_400 for seconds in lifetimes)


def test_many_pages_cost_one_round_trip(redis_url):
    async def work(client):
        store = TraceStore(client, KEYS, days=7, most_bytes=10_000_000)
        for number in range(trace_store.BATCH):
            store.add(trace(f"https://a.example/news/{number}"))
        await store.close()
        return (await client.info("commandstats"))["cmdstat_evalsha"]["calls"], sum(await held(client))

    assert with_client(redis_url, lambda client: client.config_resetstat())
    calls, urls = with_client(redis_url, work)
    assert calls <= 2, "the first call finds that the script must be loaded"
    assert urls == trace_store.BATCH


def test_the_newest_traces_of_a_url_stay(redis_url):
    async def work(client):
        store = TraceStore(client, KEYS, days=7, most_bytes=10_000_000)
        for number in range(3 * TRACES_OF_ONE):
            store.add(trace("https://a.example/news/1", number=number))
        await store.close()
        return await read_traces(client, KEYS, [article_id("https://a.example/news/1")])

    traces = with_client(redis_url, work)
    numbers = [found["steps"][-1][2]["number"] for found in traces]
    assert numbers == list(range(2 * TRACES_OF_ONE, 3 * TRACES_OF_ONE))


@pytest.mark.parametrize("limit", ["bytes", "urls"])
def test_all_together_stay_within_bounds(redis_url, monkeypatch, limit):
    most_bytes = 400_000 if limit == "bytes" else 100_000_000
    monkeypatch.setattr(trace_store, "MOST_URLS", 400 if limit == "urls" else 1_000_000)

    async def work(client):
        store = TraceStore(client, KEYS, days=7, most_bytes=most_bytes)
        for number in range(3_000):
            store.add(trace(f"https://a.example/news/{number}", detail="x" * 200))
            if number % trace_store.MOST_WAITING == trace_store.MOST_WAITING - 1:
                await store.close()
        await store.close()
        newest = await read_traces(client, KEYS, [article_id("https://a.example/news/2999")])
        oldest = await read_traces(client, KEYS, [article_id("https://a.example/news/0")])
        used = [await client.memory_usage(KEYS.trace_room(room), samples=0) or 0 for room in range(TRACE_ROOMS)]
        return newest, oldest, sum(used), sum(await held(client))

    newest, oldest, used, urls = with_client(redis_url, work)
    assert newest
    assert not oldest
    assert urls <= 400 if limit == "urls" else used < most_bytes * 1.2
    assert urls > 250


def test_a_week_passes_room_by_room(redis_url):
    async def work(client):
        store = TraceStore(client, KEYS, days=7, most_bytes=10_000_000)
        store.add(trace("https://a.example/news/first"))
        await store.close()
        now = int((await client.time())[0])
        seen = []
        for day in range(1, 10):
            await client.hset(KEYS.traces, "since", now - 86_401)  # a day has passed
            store = TraceStore(client, KEYS, days=7, most_bytes=10_000_000)
            store.add(trace(f"https://a.example/news/{day}"))
            await store.close()
            seen.append(bool(await read_traces(client, KEYS, [article_id("https://a.example/news/first")])))
        return seen, await held(client)

    seen, urls = with_client(redis_url, work)
    assert seen == [True] * 7 + [False] * 2
    assert urls == [1] * TRACE_ROOMS


def test_a_hostile_trace_is_short_and_hostile_values_are_passed_over(redis_url):
    made = Trace("https://a.example/" + "ü" * 5_000, "crawl")
    for _ in range(1_000):
        made.note("request", url="https://a.example/" + "\ud800€" * 500, error="x\ny" * 1_000)
    made.note("outcome", outcome="failed")
    text = made.to_json()
    assert len(text.encode()) <= LARGEST_TRACE
    assert "\n" not in text
    assert len(made.steps) == MOST_STEPS + 1
    assert '"outcome":"failed"' in text, "how it ended is never left out"

    async def work(client):
        rows = {"a": "no JSON\n[1]\n{}\n" + text, "b": b"\xff", "c": '{"at":1,"steps":[[1,"x"]]}', "d": "[" * 100_000}
        await client.hset(KEYS.trace_room(3), mapping=rows)
        return await read_traces(client, KEYS, list("abcde"))

    assert [found["by"] for found in with_client(redis_url, work)] == ["crawl"]


def test_without_days_nothing_is_kept_and_without_redis_nothing_fails(redis_url, start_redis):
    async def off(client):
        store = TraceStore(client, KEYS, days=0, most_bytes=1_000_000)
        store.add(trace("https://a.example/news/1"))
        await store.close()
        return await client.exists(KEYS.traces)

    assert with_client(redis_url, off) == 0
    server = start_redis()

    async def gone(client):
        store = TraceStore(client, KEYS, days=7, most_bytes=1_000_000)
        server.kill()
        for number in range(3 * trace_store.MOST_WAITING):
            store.add(trace(f"https://a.example/news/{number}"))
        assert len(store._waiting) == trace_store.MOST_WAITING
        await asyncio.wait_for(store.close(), 10)

    with_client(server.url, gone)
