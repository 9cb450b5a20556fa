"""One crawl a site: the lock, also after a crash."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import redis.asyncio
from redis.exceptions import ConnectionError as RedisConnectionError

from crawlers import crawl_lock
from crawlers.crawl_lock import CrawlLock
from pipelines.publishing.keys import Keys


def test_the_second_is_told_who_holds_it_and_gets_it_after_release(redis_url):
    async def crawl():
        client = redis.asyncio.Redis.from_url(redis_url)
        first, second = CrawlLock(client, Keys(), "a"), CrawlLock(client, Keys(), "a")
        assert await first.acquire() is None
        assert "process" in (await second.acquire() or "")
        assert await CrawlLock(client, Keys(), "b").acquire() is None
        await first.release()
        assert await second.acquire() is None
        await first.release()  # no longer ours: must not free the second one's
        assert "process" in (await first.acquire() or "")
        await second.release()
        await client.aclose()

    asyncio.run(crawl())


def test_the_lock_of_a_killed_process_is_taken_over_at_once(redis_url):
    program = f"""
import asyncio, os, signal
import redis.asyncio
from crawlers.crawl_lock import CrawlLock
from pipelines.publishing.keys import Keys
async def hold():
    assert await CrawlLock(redis.asyncio.Redis.from_url({redis_url!r}), Keys(), "a").acquire() is None
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(hold())
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9

    async def crawl():
        client = redis.asyncio.Redis.from_url(redis_url)
        assert await client.get(Keys().lock("a"))
        lock = CrawlLock(client, Keys(), "a")
        assert await lock.acquire() is None
        await lock.release()
        await client.aclose()

    asyncio.run(crawl())


class Deaf(redis.asyncio.Redis):
    """Turns a cancellation into an error, as a client can that is cancelled while it breaks off a connection."""

    async def eval(self, *arguments):
        try:
            await asyncio.sleep(0.2)
        except asyncio.CancelledError:
            raise RedisConnectionError("broken off") from None
        return await super().eval(*arguments)


def test_a_release_ends_whatever_becomes_of_the_renewal(redis_url, monkeypatch):
    monkeypatch.setattr(crawl_lock, "_LAPSE", 1)

    async def crawl():
        client = Deaf.from_url(redis_url)
        lock = CrawlLock(client, Keys(), "a")
        assert await lock.acquire() is None
        await asyncio.sleep(0.4)  # the renewal has begun after a third of a second
        ended, _ = await asyncio.wait((asyncio.ensure_future(lock.release()),), timeout=5)
        assert ended  # wait_for would cancel, and so help it to end
        assert not await client.exists(Keys().lock("a"))
        await client.aclose()

    asyncio.run(crawl())
