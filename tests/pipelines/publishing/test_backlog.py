import asyncio
import time

import pytest

from wiredesk.pipelines.publishing.backlog import measure_backlog
from wiredesk.pipelines.publishing.publication import PublishingStopped
from wiredesk.pipelines.publishing.publisher import Publication
from wiredesk.pipelines.publishing.stream_retention import trim


class Said(list):
    """What a publisher says about its pauses."""

    def __init__(self) -> None:
        super().__init__()
        self._something = asyncio.Event()

    def append(self, pause) -> None:
        super().append(pause)
        self._something.set()

    async def something(self) -> None:
        await asyncio.wait_for(self._something.wait(), 30)


async def add(client, keys, milliseconds: int) -> str:
    return (await client.xadd(keys.articles, {"article": "{}"}, id=f"{milliseconds}-0")).decode()


def test_a_group_needs_what_it_was_not_given_and_what_it_has_not_acknowledged(each_redis_url, with_redis, keys):
    async def work(client):
        assert (await measure_backlog(client, keys)).needed == 0
        for n in range(10):
            await add(client, keys, 1000 + n)
        assert (await measure_backlog(client, keys)).needed == 10  # no group has read anything
        await client.xgroup_create(keys.articles, "fast", "0")
        await client.xgroup_create(keys.articles, "slow", "0")
        await client.xreadgroup("fast", "me", {keys.articles: ">"}, noack=True)
        [[_, read]] = await client.xreadgroup("slow", "me", {keys.articles: ">"}, count=4)
        for entry_id, _ in read[1:]:
            await client.xack(keys.articles, "slow", entry_id)
        found = await measure_backlog(client, keys)
        assert (found.entries, found.needed, found.groups) == (10, 7, 2)
        await client.xreadgroup("slow", "me", {keys.articles: ">"})
        await client.xack(keys.articles, "slow", *[f"{1000 + n}-0" for n in range(10)])
        assert (await measure_backlog(client, keys)).needed == 0

    with_redis(each_redis_url, work)


def test_an_unknown_lag_is_estimated(each_redis_url, with_redis, keys):
    """Deletions (and Redis 6.2 always) leave the lag unknown."""

    async def work(client):
        for n in range(100):
            await add(client, keys, 1000 + n)
        await client.xgroup_create(keys.articles, "g", "1049-0")
        await client.xdel(keys.articles, "1070-0")
        assert (await measure_backlog(client, keys)).needed in range(48, 53)
        await client.xgroup_setid(keys.articles, "g", "$")
        assert (await measure_backlog(client, keys)).needed == 0
        await client.xgroup_setid(keys.articles, "g", "0")
        assert (await measure_backlog(client, keys)).needed == 99

    with_redis(each_redis_url, work)


def test_publishing_waits_for_consumers_and_goes_on_by_itself(redis_url, with_publisher, article, text, keys):
    said = Said()

    async def work(publisher, client):
        first = [Publication(article(f"https://news.example/{n}-story", body=text(n))) for n in range(3)]
        await publisher.publish_many(first)
        more = [Publication(article(f"https://news.example/{n}-story", body=text(n))) for n in range(2, 8)]
        waiting = asyncio.create_task(publisher.publish_many(more))
        await said.something()
        assert not waiting.done()
        assert await client.xlen(keys.articles) == 5
        assert "no consumer group" in said[0].reason
        assert said[0].entries == 5
        # what is known is still answered: only new entries wait
        assert (await publisher.publish(first[0].article)).outcome == "unchanged"
        await client.xgroup_create(keys.articles, "g", "0")
        await client.xreadgroup("g", "me", {keys.articles: ">"}, noack=True)
        results = await asyncio.wait_for(waiting, 10)
        assert [r.outcome for r in results] == ["unchanged"] + ["new"] * 5
        assert await client.xlen(keys.articles) == 8
        assert said[-1] is None

    with_publisher(redis_url, work, backlog=5, on_pause=said.append)


def test_an_update_under_another_url_waits_too(redis_url, with_publisher, article, text, keys):
    said = Said()

    async def work(publisher, client):
        await publisher.publish(article(), aliases=["https://n.example/s/1"])
        began = time.monotonic()
        waiting = asyncio.create_task(publisher.publish(article("https://n.example/s/1", body=text(2))))
        await said.something()
        await asyncio.sleep(1.2)
        assert not waiting.done()
        assert len(said) <= 2 + time.monotonic() - began  # about once a second
        await client.xgroup_create(keys.articles, "g", "$")
        assert (await asyncio.wait_for(waiting, 10)).outcome == "update"

    with_publisher(redis_url, work, backlog=1, on_pause=said.append)


def test_publishing_waits_for_memory(redis_url, with_publisher, article, keys):
    said = Said()

    async def work(publisher, client):
        await client.set("ballast", "x" * 30_000_000)
        waiting = asyncio.create_task(publisher.publish(article()))
        await said.something()
        assert not waiting.done()
        assert "of 20 MB" in said[0].reason
        await client.delete("ballast")
        assert (await asyncio.wait_for(waiting, 10)).outcome == "new"

    with_publisher(redis_url, work, backlog_bytes=20_000_000, on_pause=said.append)


def test_a_server_out_of_memory_is_waited_for(start_redis, with_publisher, article):
    server = start_redis()
    said = Said()

    async def work(publisher, client):
        await client.config_set("maxmemory", 100)
        waiting = asyncio.create_task(publisher.publish(article()))
        await said.something()
        assert not waiting.done()
        assert "refuses to write" in said[0].reason
        assert await client.keys("*") == []
        await client.config_set("maxmemory", 0)
        assert (await asyncio.wait_for(waiting, 10)).outcome == "new"

    with_publisher(server.url, work, on_pause=said.append)


def test_trimming_stops_at_what_a_group_still_needs(each_redis_url, with_redis, keys):
    async def work(client):
        now = time.time()
        assert await trim(client, keys, 3600, now) == 0  # no stream yet
        old = [await add(client, keys, int((now - 9000) * 1000) + n) for n in range(300)]
        new = [await add(client, keys, int((now - 60) * 1000) + n) for n in range(3)]
        assert await trim(client, keys, 3600, now) == 0  # nobody has read anything
        await client.xgroup_create(keys.articles, "fast", "0")
        await client.xgroup_create(keys.articles, "slow", "0")
        await client.xreadgroup("fast", "me", {keys.articles: ">"}, noack=True)
        await client.xreadgroup("slow", "me", {keys.articles: ">"}, count=150)
        await client.xack(keys.articles, "slow", *old[:120])
        assert await trim(client, keys, 3600, now) == 120  # 121st is pending
        await client.xack(keys.articles, "slow", *old[120:150])
        assert await trim(client, keys, 3600, now) == 30  # 151st was never delivered
        await client.xreadgroup("slow", "me", {keys.articles: ">"}, noack=True)
        assert await trim(client, keys, 3600, now) == 150  # the rest is younger than an hour
        left = [entry_id.decode() for entry_id, _ in await client.xrange(keys.articles)]
        assert left == new
        assert await trim(client, keys, 0, now + 1) == 3

    with_redis(each_redis_url, work)


def test_the_publisher_trims_as_it_goes(redis_url, with_publisher, article, text, keys):
    async def work(publisher, client):
        for n in range(5):
            await add(client, keys, 1000 + n)
        await client.xgroup_create(keys.articles, "g", "$")
        await publisher.publish(article())
        assert await client.xlen(keys.articles) == 1

    with_publisher(redis_url, work, keep_seconds=3600)


def test_publishing_waits_for_the_reader_of_the_list(redis_url, with_publisher, article, keys):
    """The second sink is full, the stream is not: it waits as for a full stream, says so, and can be stopped."""
    said = Said()

    async def work(publisher, client):
        await client.lpush(keys.article_list, "1", "2", "3")
        before = (await client.info("stats"))["total_commands_processed"]
        waiting = asyncio.create_task(publisher.publish(article()))
        await said.something()
        assert "3 of 3 articles are waiting on the list" in said[0].reason
        await asyncio.sleep(0.5)
        assert (await client.info("stats"))["total_commands_processed"] - before < 100
        await client.rpop(keys.article_list)
        assert (await asyncio.wait_for(waiting, 10)).outcome == "new"
        waiting = asyncio.create_task(publisher.publish(article("https://news.example/2-story")))
        await asyncio.sleep(0.2)
        publisher.stop_waiting()
        with pytest.raises(PublishingStopped):
            await asyncio.wait_for(waiting, 10)

    with_publisher(redis_url, work, backlog=3, to_list=True, on_pause=said.append)
