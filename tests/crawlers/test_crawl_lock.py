"""One crawl a site: the lock, also after a crash."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import redis.asyncio

from wiredesk.crawlers.crawl import crawl_lock
from wiredesk.crawlers.crawl.crawl_lock import CrawlLock
from wiredesk.pipelines.publishing.keys import Keys


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
from wiredesk.crawlers.crawl.crawl_lock import CrawlLock
from wiredesk.pipelines.publishing.keys import Keys
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


def test_a_crawl_that_was_not_heard_of_is_told_that_another_has_its_site(redis_url, monkeypatch):
    monkeypatch.setattr(crawl_lock, "_LAPSE", 1)

    async def crawl():
        client = redis.asyncio.Redis.from_url(redis_url)
        taken = asyncio.get_running_loop().create_future()
        frozen, other = CrawlLock(client, Keys(), "a", taken.set_result), CrawlLock(client, Keys(), "a")
        assert await frozen.acquire() is None
        await client.delete(Keys().lock("a"))  # it has lapsed
        assert await other.acquire() is None
        assert "process" in await asyncio.wait_for(taken, 5)
        await frozen.release()
        assert await client.exists(Keys().lock("a"))
        await other.release()
        await client.aclose()

    asyncio.run(crawl())


class Watched(redis.asyncio.Redis):
    """Tells when a renewal begins."""

    began: asyncio.Event

    async def eval(self, *arguments):
        self.began.set()
        return await super().eval(*arguments)


TURNS = 8  # of the event loop: in so many a renewal is sent and answered


def test_a_release_ends_the_renewal_whenever_it_comes(redis_url, monkeypatch):
    """Before Python 3.12 a cancellation is lost while a command is being written."""
    monkeypatch.setattr(crawl_lock, "_LAPSE", 1)

    async def crawl(turns: int) -> None:
        client = Watched.from_url(redis_url, socket_timeout=30)
        client.began = asyncio.Event()
        lock = CrawlLock(client, Keys(), f"site {turns}")
        assert await lock.acquire() is None
        renewing = lock._renewing
        await client.began.wait()
        for _ in range(turns):
            await asyncio.sleep(0)
        await lock.release()
        assert renewing.done()
        assert not await client.exists(Keys().lock(lock.site))
        await client.aclose()

    async def crawls() -> None:
        await asyncio.gather(*map(crawl, range(TURNS)))

    asyncio.run(crawls())
