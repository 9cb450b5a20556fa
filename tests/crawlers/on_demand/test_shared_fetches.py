"""One fetch for all who ask at once, against a real server."""

from __future__ import annotations

import asyncio
from functools import partial

import redis.asyncio

from wiredesk.crawlers.on_demand import shared_fetches
from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.shared_fetches import SharedFetches
from wiredesk.pipelines.publishing.keys import Keys

URL = "https://example.org/news/1?utm_source=x"


def run(redis_url, work):
    async def main():
        client = redis.asyncio.Redis.from_url(redis_url)
        try:
            return await work(client)
        finally:
            await client.aclose()

    return asyncio.run(main())


def test_processes_that_ask_at_once_share_one_fetch(redis_url):
    async def work(client):
        fetched = []

        async def fetch(url=URL):
            fetched.append(1)
            await asyncio.sleep(0.3)
            return FetchOutcome(url=url, reason="not_article")

        several = [SharedFetches(client, Keys()) for _ in range(8)]  # as in eight processes
        outcomes = await asyncio.gather(
            *(one.fetch(f"{URL}{n}", partial(fetch, f"{URL}{n}")) for n, one in enumerate(several))
        )
        assert len(fetched) == 1  # tracking parameters name no page of their own
        assert [outcome.url for outcome in outcomes] == [f"{URL}{n}" for n in range(8)]
        await several[0].fetch(URL, fetch)
        assert len(fetched) == 2  # asked for after the first had ended: fetched again

    run(redis_url, work)


def test_a_request_made_before_the_end_of_a_fetch_takes_its_outcome(redis_url):
    async def work(client):
        seconds, microseconds = await client.time()
        before = seconds * 1000 + microseconds // 1000

        async def fetch():
            return FetchOutcome(url=URL, reason="http_404")

        async def never():
            raise AssertionError("fetched again")

        shared = SharedFetches(client, Keys())
        await shared.fetch(URL, fetch)
        assert (await shared.fetch(URL, never, asked_ms=before)).reason == "http_404"

    run(redis_url, work)


def test_the_right_of_a_dead_process_lapses(redis_url, monkeypatch):
    monkeypatch.setattr(shared_fetches, "RIGHT_MILLISECONDS", 400)

    async def work(client):
        begun = asyncio.Event()

        async def endless():
            begun.set()
            await asyncio.sleep(60)

        task = asyncio.create_task(SharedFetches(client, Keys()).fetch(URL, endless))
        await begun.wait()
        held = [key async for key in client.scan_iter("*fetching*")]
        token = await client.get(held[0])
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await client.set(held[0], token, px=400)  # as a killed process leaves it: given back by nobody

        async def fetch():
            return FetchOutcome(url=URL, reason="empty")

        outcome = await asyncio.wait_for(SharedFetches(client, Keys()).fetch(URL, fetch), 5)
        assert outcome.reason == "empty"

    run(redis_url, work)


def test_an_interrupted_fetch_leaves_nothing_to_others(redis_url):
    async def work(client):
        async def interrupted():
            return FetchOutcome(url=URL, reason="interrupted")

        shared = SharedFetches(client, Keys())
        assert (await shared.fetch(URL, interrupted)).reason == "interrupted"
        assert await client.keys("*") == []

    run(redis_url, work)
