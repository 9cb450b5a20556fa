"""Where an asker is told: other programs' keys are added to at most, and whoever cannot be told is a failure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from village_site import article_page

from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.request_queue import ANSWER_SECONDS, RequestQueue
from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publication import Publication
from wiredesk.pipelines.publishing.publish_command import Setup, command, prepare
from wiredesk.pipelines.publishing.publisher import Publisher
from wiredesk.settings.environment import read_environment
from wiredesk.settings.redis_connection import open_redis

URL = "https://news.example/news/bridge"
KEYS = Keys()
GREATEST_ID = f"{2**64 - 1}-{2**64 - 1}"
FOREIGN = {
    "string": lambda client, key: client.set(key, "precious"),
    "hash": lambda client, key: client.hset(key, "a", "1"),
    "set": lambda client, key: client.sadd(key, "a"),
    "zset": lambda client, key: client.zadd(key, {"a": 1}),
    "stream": lambda client, key: client.xadd(key, {"a": "1"}, id=GREATEST_ID),
}
"""Keys that take no answer, by their type."""


def with_queue(url: str, work: Callable[[Any, RequestQueue], Awaitable[None]]) -> None:
    async def opened() -> None:
        client = await open_redis(read_environment({"WIREDESK_REDIS_URL": url}))
        queue = RequestQueue(client, KEYS)
        try:
            await queue.open()
            await work(client, queue)
        finally:
            await queue.close()
            await client.aclose()

    asyncio.run(opened())


async def end(client: Any, queue: RequestQueue, reply_to: str, *, how: str = "fail") -> str:
    """Put one request on the queue and end it: ``publish`` its article, ``fetch`` it only, or ``fail``."""
    await client.xadd(KEYS.requests, {"url": URL, "request_id": how, "reply_to": reply_to})
    (held,) = await queue.next(1)
    article = extract_article(article_page("bridge"), URL)
    if how == "publish":
        result = await Publisher(client, KEYS).publish(article, step=queue.publishing_step(held))
        said = result.outcome
    elif how == "fetch":
        said = "settled" if await queue.settle(held, FetchOutcome(url=URL, article=article)) else "refused"
    else:
        said = "settled" if await queue.settle(held, FetchOutcome(url=URL, reason="dns", detail="no such host")) else ""
    queue.drop(held)
    assert await client.xlen(KEYS.requests) == 0
    return said


async def failures(client: Any) -> list[tuple[str, str]]:
    entries = await client.xrange(KEYS.failures)
    return [(fields[b"reason"].decode(), fields[b"detail"].decode()) for _, fields in entries]


@pytest.mark.parametrize("how", ["publish", "fetch", "fail"])
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_key_that_takes_no_answer_is_left_alone_and_the_failure_says_so(each_redis_url, kind, how):
    async def work(client, queue):
        await FOREIGN[kind](client, "foreign")
        before = await client.dump("foreign")
        await end(client, queue, "foreign", how=how)
        assert await client.dump("foreign") == before
        assert await client.ttl("foreign") == -1
        assert await client.xlen(KEYS.articles) == 0
        ((reason, detail),) = await failures(client)
        assert reason == ("dns" if how == "fail" else "invalid_request")
        assert ("no such host; " in detail) == (how == "fail")
        assert "reply_to: " in detail
        assert ("no more entries" if kind == "stream" else f"is a {kind}") in detail

    with_queue(each_redis_url, work)


def test_a_list_that_the_answer_makes_expires_an_hour_after_its_last_answer(each_redis_url):
    async def work(client, queue):
        await end(client, queue, "answers")
        assert ANSWER_SECONDS - 5 < await client.ttl("answers") <= ANSWER_SECONDS
        await client.expire("answers", 10)
        await end(client, queue, "answers")
        assert ANSWER_SECONDS - 5 < await client.ttl("answers") <= ANSWER_SECONDS
        assert await client.llen("answers") == 2

    with_queue(each_redis_url, work)


@pytest.mark.parametrize("expiry", [None, 100, 10 * ANSWER_SECONDS])
def test_a_foreign_list_keeps_its_own_expiry(each_redis_url, expiry):
    async def work(client, queue):
        await client.rpush("foreign", "precious")
        if expiry:
            await client.expire("foreign", expiry)
        await end(client, queue, "foreign", how="publish")
        left = await client.ttl("foreign")
        assert left == -1 if expiry is None else expiry - 5 < left <= expiry
        first, answer = await client.lrange("foreign", 0, -1)
        assert first == b"precious"
        assert json.loads(answer)["outcome"] == "new"

    with_queue(each_redis_url, work)


def test_a_list_of_answers_that_its_owner_keeps_is_kept(each_redis_url):
    async def work(client, queue):
        await end(client, queue, "answers")
        await client.persist("answers")
        await end(client, queue, "answers")
        assert await client.ttl("answers") == -1

    with_queue(each_redis_url, work)


def test_a_foreign_stream_is_not_trimmed(each_redis_url):
    async def work(client, queue):
        pipeline = client.pipeline(transaction=False)
        for number in range(12_000):  # beyond the ten thousand that were once kept
            pipeline.xadd("foreign", {"number": number})
        await pipeline.execute()
        await end(client, queue, "foreign")
        assert await client.xlen("foreign") == 12_001
        assert await client.ttl("foreign") == -1
        ((_, fields),) = await client.xrevrange("foreign", count=1)
        assert json.loads(fields[b"answer"])["reason"] == "dns"

    with_queue(each_redis_url, work)


def test_a_worker_does_not_fetch_what_cannot_be_answered(desk, village):
    desk.redis.hset("foreign", "a", "1")
    desk.start("worker")
    desk.ask(f"{village.url}/news/story-1", request_id="unanswerable", reply_to="foreign")
    desk.ask(f"{village.url}/news/story-2", request_id="honest", reply_to="answers")
    desk.wait_until_answered()
    assert desk.ends() == {"unanswerable": ["invalid_request"], "honest": ["article"]}
    assert not village.hits["/news/story-1"]
    assert desk.redis.hgetall("foreign") == {"a": "1"}


def test_a_key_that_the_servers_acl_closes_ends_the_request_too(each_redis_url):
    async def work(client, queue):
        name = "user-of-few-keys"
        await client.execute_command("ACL", "SETUSER", name, "on", ">secret", "+@all", "resetkeys", "~{wiredesk}:*")
        try:
            await client.xadd(KEYS.requests, {"url": URL, "request_id": "closed", "reply_to": "foreign"})
            await client.execute_command("AUTH", name, "secret")
            (held,) = await queue.next(1)
            held = await queue.checked(held)
            assert held.request is None
            assert await queue.settle(held, FetchOutcome(url=URL, reason="invalid_request", detail=held.problem))
            assert await client.xlen(KEYS.requests) == 0
            ((reason, detail),) = await failures(client)
            assert (reason, "does not let" in detail) == ("invalid_request", True)
        finally:
            await client.execute_command("AUTH", "default", "")
            await client.execute_command("ACL", "DELUSER", name)

    with_queue(each_redis_url, work)


def test_a_publication_that_is_sent_again_after_a_lost_reply_is_told_what_it_did(each_redis_url):
    """It was "refused", and nobody knew that the article, its kept page and what it teaches had come through."""

    async def work(client, queue):
        await client.xadd(KEYS.requests, {"url": URL, "reply_to": "mine"})
        (held,) = await queue.next(1)
        setup, step = Setup(KEYS, 0, to_list=False, announce=False), queue.publishing_step(held)
        call = prepare(Publication(extract_article(article_page("bridge"), URL), step=step), setup)
        await client.script_load(step.text)
        replies = [await client.execute_command(*command(call, setup, 1000, repeated)) for repeated in (False, True)]
        assert replies[0][0] == b"new"
        assert replies[1] == replies[0]
        assert [await client.xlen(KEYS.articles), await client.llen("mine"), await client.xlen(KEYS.requests)] == [
            1,
            1,
            0,
        ]
        other = prepare(call.publication, setup)  # of another call, such as another worker's, nothing is known
        assert await client.execute_command(*command(other, setup, 1000, repeated=True)) == [b"refused"]

    with_queue(each_redis_url, work)
