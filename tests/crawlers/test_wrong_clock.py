"""Times that a wrong clock has left in Redis: everything goes on as soon as the clock is right."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
import redis.asyncio
from hand_made_site import Answer, article_page, feed_of

from wiredesk.crawlers.crawl.health_store import readable
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.http_api.rate_limit import RateLimit
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.stored_times import past, planned

YEARS = 12 * 366 * 86_400
SOURCES = "{wiredesk}:sources:harbour"


def shift_all_times(client):
    """What is stored is as a crawl with a clock ahead by YEARS would have left it."""
    for field, value in client.hgetall(SOURCES).items():
        state = json.loads(value)
        if isinstance(state, dict):
            for name, old in state.items():
                if isinstance(old, float) and old > 1e9:
                    state[name] = old + YEARS
            client.hset(SOURCES, field, json.dumps(state))
    for key in client.scan_iter("{wiredesk}:article:*"):
        for field in ("visited", "changed", "next_visit"):
            if (old := client.hget(key, field)) is not None:
                client.hset(key, field, int(float(old)) + YEARS)
    for member, score in client.zrange("{wiredesk}:revisits:harbour", 0, -1, withscores=True):
        client.zadd("{wiredesk}:revisits:harbour", {member: score + YEARS})


def test_a_site_is_crawled_again_when_the_clock_is_right(wiredesk, start_site, shared_redis):
    site = start_site()
    site.pages["/news/tide-1001"] = article_page("Tide tables for the harbour")
    site.pages["/news/tide-1002"] = article_page("A second pilot for the harbour")
    wiredesk.define_with_feed("harbour", site, "/news/tide-1001")
    wiredesk.crawl()
    with shared_redis.client() as client:
        shift_all_times(client)
        asked = len(site.asked)
        site.pages["/feed"] = feed_of(site, "/news/tide-1002", "/news/tide-1001")
        assert wiredesk.crawl("--due")["harbour"]["new"] == 1
        assert "/news/tide-1001" in site.paths()[asked:]  # its next visit, planned for years ahead
        state = json.loads(client.hget(SOURCES, "site"))
        assert max(value for value in state.values() if isinstance(value, float)) < time.time() + 2 * 86_400
        assert client.zcount("{wiredesk}:revisits:harbour", time.time() + 90 * 86_400, "+inf") == 0
    assert wiredesk.crawl("--due") == {}


def test_a_listed_change_counts_although_the_last_visit_lies_ahead(wiredesk, start_site, shared_redis):
    site = start_site()
    path = "/news/quay-1003"
    site.pages[path] = article_page("The quay is closed")
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n[[sources]]\ntype = "sitemap"\n'
                               f'url = "{site.url}/map.xml"\n')  # fmt: skip

    def map_of(day):
        entry = f"<url><loc>{site.url}{path}</loc><lastmod>{day}</lastmod></url>"
        return Answer(
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entry}</urlset>', content_type="text/xml"
        )

    site.pages["/map.xml"] = map_of("2026-11-01")
    wiredesk.crawl()
    with shared_redis.client() as client:
        shift_all_times(client)
    site.pages["/map.xml"] = map_of(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5)))
    site.pages[path] = article_page("The quay is open again")
    assert wiredesk.crawl()["harbour"]["updated"] == 1


@pytest.mark.parametrize("bad", [float("inf"), float("nan"), -5.0, 4e9, None])
def test_times_that_cannot_be(bad):
    assert past(bad, 1.8e9) == 0.0
    if bad is None or not bad < 0:
        assert planned(bad, 1.8e9, 86_400) == 0.0
    assert past(1.8e9 + 60, 1.8e9) == 1.8e9  # two clocks


def test_health_forgets_crawls_that_are_yet_to_come():
    now = time.time()
    crawls = [{"at": now - 60, "new": 1}, {"at": now + YEARS}]
    stored = {"crawls": crawls, "last_new": now + YEARS, "last_good": now - 60,
              "days": [{"day": "2026-11-20"}, {"day": "2038-11-20"}]}  # fmt: skip
    health = readable("harbour", json.dumps(stored))
    assert [len(health.crawls), len(health.days), health.last_new] == [1, 1, now - 60]
    assert health.last_good is not None


def test_turns_at_a_host_that_were_given_by_a_clock_ahead_hold_nobody_up(redis_url):
    """The server's clock was a day ahead, then set right: what it had written expires a day later, too."""
    day = 86_400_000
    with redis.Redis.from_url(redis_url) as client:
        ahead = int(time.time() * 1000) + day
        client.hset("{wiredesk}:host:example.org", "next", ahead + 2000)
        client.zadd("{wiredesk}:flight:example.org", {"of a killed process": ahead + 92_000})

        async def ask() -> float:
            asking = redis.asyncio.Redis.from_url(redis_url)
            budget, began = HostBudget(asking, Keys()), time.monotonic()
            for _ in range(2):
                async with budget.turn("example.org"):
                    pass
            await asking.aclose()
            return time.monotonic() - began

        assert 2 <= asyncio.run(asyncio.wait_for(ask(), 30)) < 10  # the usual two seconds apart
        assert int(client.hget("{wiredesk}:host:example.org", "next")) < ahead - day + 60_000


def test_a_key_that_was_used_while_the_clock_was_ahead_may_ask(redis_url):
    async def ask() -> float:
        client = redis.asyncio.Redis.from_url(redis_url)
        await client.set("{wiredesk}:rate:newsroom", int(time.time() * 1000) + 86_400_000)
        limit = RateLimit(client, Keys())
        waits = [await limit.take("newsroom", 3) for _ in range(4)]
        await client.aclose()
        return waits

    *passed, refused = asyncio.run(ask())
    assert passed == [0, 0, 0]
    assert 0 < refused <= 20
