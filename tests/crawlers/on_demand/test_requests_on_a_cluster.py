"""The scripts of fetching on demand on a real Cluster of three primaries: all their keys are in one slot."""

from __future__ import annotations

import asyncio

from village_site import article_page

from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.host_limits import HostLimits
from wiredesk.crawlers.http_api.rate_limit import RateLimit
from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.request_queue import GROUP, RequestQueue
from wiredesk.crawlers.on_demand.shared_fetches import SharedFetches
from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publisher import Publisher

URL = "https://news.example/news/bridge"


def test_requests_are_taken_published_refused_and_given_back(redis_cluster):
    keys = Keys()
    article = extract_article(article_page("bridge"), URL)

    async def work(client):
        for name in ("published", "failed", "left"):
            await client.xadd(keys.requests, {"url": URL, "request_id": name, "reply_to": keys.reply(name)})
        await client.xadd(keys.requests, {"url": URL, "request_id": "elsewhere", "reply_to": "another-slot"})
        first, second = RequestQueue(client, keys), RequestQueue(client, keys)
        await first.open()
        held = {one.entry.fields["request_id"]: one for one in await first.next(10)}
        assert "on a Cluster" in held["elsewhere"].problem
        step = first.publishing_step(held["published"])
        result = await Publisher(client, keys).publish(article, step=step)
        assert result.outcome == "new"
        for name in ("failed", "elsewhere"):
            assert await first.settle(held[name], FetchOutcome(url=URL, reason="dns"))
        for name in ("published", "failed", "elsewhere"):
            first.drop(held[name])
        assert await first.release() == 1
        await second.open()
        assert [one.entry.fields["request_id"] for one in await second.next(10)] == ["left"]
        assert (await client.xpending(keys.requests, GROUP))["pending"] == 1
        assert await client.xlen(keys.articles) == 1
        assert await client.xlen(keys.failures) == 2
        assert await client.llen(keys.reply("published")) == 1
        for queue in (first, second):
            await queue.close()

    redis_cluster.run(work)


def test_shared_fetches_budgets_and_rate_limits(redis_cluster):
    keys, fetched = Keys(), []

    async def work(client):
        async def fetch() -> FetchOutcome:
            fetched.append(URL)
            await asyncio.sleep(0.05)
            return FetchOutcome(url=URL, reason="http_404")

        outcomes = await asyncio.gather(*(SharedFetches(client, keys).fetch(URL, fetch) for _ in range(3)))
        assert [outcome.reason for outcome in outcomes] == ["http_404"] * 3
        assert len(fetched) == 1
        budget = HostBudget(client, keys)
        budget.configure("news.example", HostLimits(0, 1))
        async with budget.turn("news.example"):
            assert await client.zcard(keys.flight("news.example")) == 1
        await budget.cool_down("news.example", 0.01)
        limit = RateLimit(client, keys)
        assert [await limit.take("newsroom", 2) > 0 for _ in range(3)] == [False, False, True]

    redis_cluster.run(work)
