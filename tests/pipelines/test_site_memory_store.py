"""What is learnt of a site: its recurring lines go, and known articles do not change because of it."""

from __future__ import annotations

import asyncio
import json
import multiprocessing

import redis.asyncio

from wiredesk.pipelines.article import Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.content_change import RULE, Words, content_hash
from wiredesk.pipelines.extraction.memory.site_memory import SiteMemory
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.site_memory_store import SAVE_EVERY, SiteMemoryStore
from wiredesk.settings.environment import read_environment
from wiredesk.settings.redis_connection import open_redis

OVERRULED = Verdict("headline", "og", "h1", choice=False)
LITTER = "Download our app from both stores and stay with us wherever you are"


def article(number: int) -> Article:
    headline, url = f"Meeting {number}", f"https://example.org/{number}"
    text = f"The council met to speak about the harbour, time {number}.\n\nIt agreed on point {number}.\n\n{LITTER}"
    return Article(
        id=f"{number:032x}", site="harbour", url=url, requested_url=url, headline=headline, body_text=text,
        content_hash=content_hash(Words(headline, text)),
        fetched_at="2026-11-22T08:00:00Z", discovered_via=DiscoveredVia(type="feed"),
        extraction=ExtractionRecord(method="test", version="1"),
    )  # fmt: skip


def known(words: str) -> KnownArticle:
    """The record of an article whose words have the hash `words`."""
    times = dict.fromkeys(("etag", "last_modified", "published", "visited", "changed", "next_visit"))
    return KnownArticle(
        id="1", revision=1, content_hash=words, content_rule=RULE, site="harbour", url="https://example.org/", **times
    )


def with_memories(redis_url, work):
    async def main():
        client = redis.asyncio.Redis.from_url(redis_url)
        await work(lambda: SiteMemoryStore(client, Keys()))
        await client.aclose()

    asyncio.run(main())


def test_a_line_that_recurs_is_taken_off_later_articles_also_in_the_next_process(redis_url):
    async def work(new_process):
        memories = new_process()
        for number in range(5):
            await memories.clean(article(number))
            await memories.settle(article(number).id, is_new=True)
        await memories.close()

        cleaned = await new_process().clean(article(9))
        assert LITTER not in cleaned.body_text
        assert cleaned.body_text.endswith("It agreed on point 9.")
        assert cleaned.content_hash == content_hash(cleaned)

    with_memories(redis_url, work)


def test_an_article_that_is_known_with_the_line_has_not_changed(redis_url):
    async def work(new_process):
        memories = new_process()
        for number in range(5):
            await memories.clean(article(number))
            await memories.settle(article(number).id, is_new=True)
            await memories.clean(article(number))
            await memories.settle(article(number).id, is_new=False)
        again = await memories.clean(article(0))
        assert again.content_hash != article(0).content_hash
        assert memories.as_known(again, known(article(0).content_hash)) == article(0)
        assert memories.as_known(again, known("another text")) == again

    with_memories(redis_url, work)


def test_what_cannot_be_read_is_forgotten(redis_url, caplog):
    async def work(new_process):
        await redis.asyncio.Redis.from_url(redis_url).set(Keys().memory("harbour"), "{broken")
        assert (await new_process().clean(article(1))).body_text == article(1).body_text

    with_memories(redis_url, work)
    assert "harbour" in caplog.text


def test_what_is_no_article_s_own_is_known_to_the_next_process(redis_url):
    async def work(new_process):
        memories = new_process()
        for number in range(11):
            assert (await memories.lessons("harbour") is not None) == (number > 9)
            stamped = article(number).model_copy(update={"date_published": "2026-11-22T03:00:07+00:00"})
            await memories.clean(stamped)
            await memories.settle(stamped.id, is_new=True)
        await memories.close()
        learnt = await new_process().lessons("harbour")
        assert learnt is not None
        assert learnt.fields.recurs("date", "2026-11-22T03:00:07+00:00")
        assert not learnt.fields.recurs("headline", "Meeting 1")
        assert learnt.lines == {}

    with_memories(redis_url, work)


def test_the_places_that_proved_right_are_known_to_the_next_process(redis_url):
    async def work(new_process):
        memories = new_process()
        for number in range(6):
            await memories.clean(article(number), [OVERRULED])
            await memories.settle(article(number).id, is_new=True)
        await memories.close()
        learnt = await new_process().lessons("harbour")
        assert learnt is not None
        assert learnt.fields.sources.overrules("headline", ["og"], ["h1"])
        assert learnt.fields.sources.records == {}

    with_memories(redis_url, work)


async def _observe(client, numbers, verdict):
    memories = SiteMemoryStore(client, Keys())
    for number in numbers:
        await memories.clean(article(number), [verdict])
        await memories.settle(article(number).id, is_new=True)
        await asyncio.sleep(0)
    await memories.close()


def _observe_in_a_process(redis_url, numbers, verdict, start):
    async def main():
        client = redis.asyncio.Redis.from_url(redis_url)
        await _observe(client, numbers, verdict)
        await client.aclose()

    start.wait()
    asyncio.run(main())


def stored_memory(redis_url) -> SiteMemory:
    with redis.Redis.from_url(redis_url) as client:
        return SiteMemory.model_validate_json(client.get(Keys().memory("harbour")))


def test_two_processes_that_crawl_one_site_lose_nothing_of_what_either_observed(redis_url):
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    count = 6 * SAVE_EVERY + 7
    writers = [
        spawn.Process(
            target=_observe_in_a_process,
            args=(redis_url, range(first, first + count), Verdict("headline", place, "og", False), start),
        )
        for first, place in ((0, "h1"), (count, "json-ld"))
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    memory = stored_memory(redis_url)
    assert memory.articles == memory.fields.articles == 2 * count
    assert memory.recurs(LITTER)
    assert all(len(digest) == 16 for digest in memory.lines)
    assert max(memory.lines.values()) == 2 * count
    assert sorted(memory.fields.sources.believed) == ["headline h1>og", "headline json-ld>og"]


def test_twelve_that_store_at_the_same_instant_lose_nothing(redis_url):
    async def main():
        clients = [redis.asyncio.Redis.from_url(redis_url) for _ in range(12)]
        numbers = (range(10 * at, 10 * at + 10) for at in range(12))
        await asyncio.gather(
            *(_observe(client, some, OVERRULED) for client, some in zip(clients, numbers, strict=True))
        )
        for client in clients:
            await client.aclose()

    asyncio.run(main())
    assert stored_memory(redis_url).articles == 120


def test_a_call_whose_reply_was_lost_counts_nothing_twice(redis_url):
    async def work(new_process):
        memories = new_process()
        replace = memories._replace

        async def deaf(**call):
            await replace(**call)
            return await replace(**call)  # as the client does when the connection breaks before the answer

        memories._replace = deaf
        await memories.clean(article(1))
        await memories.settle(article(1).id, is_new=True)
        await memories.close()

    with_memories(redis_url, work)
    assert stored_memory(redis_url).articles == 1


def test_what_another_process_has_stored_is_known_after_a_while(redis_url, monkeypatch):
    async def work(new_process):
        reader, writer = new_process(), new_process()
        await reader.clean(article(90))
        await reader.settle(article(90).id, is_new=True)
        for number in range(5):
            await writer.clean(article(number))
            await writer.settle(article(number).id, is_new=True)
        await writer.close()
        assert LITTER in (await reader.clean(article(91))).body_text
        monkeypatch.setattr("wiredesk.pipelines.site_memory_store.REFRESH", -1.0)
        assert LITTER not in (await reader.clean(article(92))).body_text
        await reader.close()
        assert stored_memory(redis_url).articles == 6

    with_memories(redis_url, work)


def test_a_memory_of_the_release_before_is_read(redis_url):
    earlier = {
        "version": 1, "articles": 40, "lines": {"00aa": 12},
        "fields": {"articles": 40, "values": {"00bb": 9}, "proven": ["00bb"]},
    }  # fmt: skip

    async def work(new_process):
        await redis.asyncio.Redis.from_url(redis_url).set(Keys().memory("harbour"), json.dumps(earlier))
        memories = new_process()
        await memories.clean(article(1))
        await memories.settle(article(1).id, is_new=True)
        await memories.close()

    with_memories(redis_url, work)
    memory = stored_memory(redis_url)
    assert memory.articles == 41
    assert memory.lines["00aa"] == 12
    assert memory.fields.proven == ["00bb"]


def test_it_stores_on_a_cluster(redis_cluster):
    async def main():
        client = await open_redis(read_environment({"WIREDESK_REDIS_URL": redis_cluster.url}))
        try:
            await client.flushall(target_nodes=redis.asyncio.RedisCluster.PRIMARIES)
            await asyncio.gather(*(_observe(client, range(at, at + 30), OVERRULED) for at in (0, 30)))
            return SiteMemory.model_validate_json(await client.get(Keys().memory("harbour")))
        finally:
            await client.aclose()

    assert asyncio.run(main()).articles == 60
