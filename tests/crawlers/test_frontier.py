"""The frontier and what is remembered of sources survive in Redis, together or not at all."""

from __future__ import annotations

import asyncio

import redis.asyncio

from wiredesk.crawlers.listings.due_times import due_at
from wiredesk.crawlers.listings.frontier import Frontier
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.source_memory import SourceMemory, SourceState
from wiredesk.crawlers.reasons import CRAWLS_TRIED
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.publishing.keys import Keys

LEAD = Lead(url="https://example.org/a", via=DiscoveredVia(type="feed", url="https://example.org/feed"))


def with_redis(redis_url, work):
    async def main():
        client = redis.asyncio.Redis.from_url(redis_url)
        await work(client)
        await client.aclose()

    asyncio.run(main())


def test_a_source_and_its_leads_are_remembered_in_one_step(redis_url):
    async def work(client):
        memory, frontier = SourceMemory(client, Keys(), "a"), Frontier(client, Keys(), "a")
        await memory.save("https://example.org/feed", SourceState(type="feed", etag='"1"'), [LEAD])
        assert await frontier.load() == [LEAD]
        again = SourceMemory(client, Keys(), "a")
        await again.load()
        assert again.sources["https://example.org/feed"].etag == '"1"'
        await frontier.done(LEAD.url)
        assert await frontier.load() == []

    with_redis(redis_url, work)


def test_a_lead_waits_without_the_feed_s_content_and_with_all_that_is_used_later(redis_url):
    """Twenty thousand leads of a feed with full texts would be gigabytes."""
    told = Evidence(
        title="The quay", description="Open again", authors=["Nadia Brik"], keywords=["harbour"], language="en"
    )
    full = told.model_copy(update={"content_html": "<p>word</p>" * 20_000, "keywords": ["harbour", "x" * 100_000]})
    lead = LEAD.model_copy(update={"evidence": full})

    async def work(client):
        memory, frontier = SourceMemory(client, Keys(), "a"), Frontier(client, Keys(), "a")
        for store in (
            lambda: frontier.add([lead]),
            lambda: frontier.failed(lead),
            lambda: memory.save("https://example.org/feed", SourceState(type="feed"), [lead]),
        ):
            await store()
            assert await client.hstrlen(Keys().frontier("a"), lead.url) < 1_000
            (kept,) = await frontier.load()
            assert kept.evidence.model_copy(update={"keywords": ["harbour"]}) == told
            await frontier.done(lead.url)

    with_redis(redis_url, work)


def test_a_lead_stays_where_its_publication_was_lost(redis_url):
    async def work(client):
        frontier, article = Frontier(client, Keys(), "a"), Keys().article("0" * 32)
        await frontier.add([LEAD])
        assert not await frontier.published(LEAD.url, "0" * 32, 1)
        await client.hset(article, "revision", 1)
        assert not await frontier.published(LEAD.url, "0" * 32, 2)
        assert await frontier.load() == [LEAD]
        await client.hset(article, "revision", 2)
        assert await frontier.published(LEAD.url, "0" * 32, 2)
        assert await frontier.load() == []

    with_redis(redis_url, work)


def test_a_lead_that_keeps_failing_is_given_up(redis_url):
    async def work(client):
        frontier = Frontier(client, Keys(), "a")
        lead = LEAD
        for _ in range(CRAWLS_TRIED - 1):
            assert await frontier.failed(lead)
            (lead,) = await frontier.load()
        assert not await frontier.failed(lead)
        assert await frontier.load() == []

    with_redis(redis_url, work)


def test_so_many_leads_of_a_site_are_kept_and_no_more(redis_url, monkeypatch, caplog):
    monkeypatch.setattr("wiredesk.crawlers.listings.frontier.MAX_LEADS", 600)

    async def work(client):
        frontier = Frontier(client, Keys(), "a")
        leads = [LEAD.model_copy(update={"url": f"https://example.org/{number}"}) for number in range(1_000)]
        assert await frontier.add(leads[:300]) == 0
        assert await frontier.add(leads[300:]) == 400
        assert await frontier.add(leads[600:700]) == 100  # every listing of a large sitemap is told so
        assert await frontier.add([]) == 0
        kept = await frontier.load()
        assert sorted(lead.url for lead in kept) == sorted(lead.url for lead in leads[:600])
        await frontier.done(leads[0].url)
        await frontier.add(leads[-1:])
        assert await client.hlen(Keys().frontier("a")) == 600

    with_redis(redis_url, work)
    assert caplog.text.count("600 leads wait, and no more are kept") == 1


def test_what_cannot_be_read_is_forgotten_and_named_in_the_log(redis_url, caplog):
    async def work(client):
        await client.hset(
            Keys().frontier("a"), mapping={"https://example.org/x": "{broken", LEAD.url: LEAD.model_dump_json()}
        )
        await client.hset(Keys().sources("a"), mapping={"https://example.org/feed": "[]", "site": "{}"})
        assert await Frontier(client, Keys(), "a").load() == [LEAD]
        memory = SourceMemory(client, Keys(), "a")
        await memory.load()
        assert memory.sources == {}
        sites = [SiteDefinition(id=name, url="https://a.example/") for name in ("a", "never-crawled")]
        assert await due_at(client, Keys(), sites) == [0.0, 0.0]

    with_redis(redis_url, work)
    assert "https://example.org/x" in caplog.text


def test_the_least_useful_sources_are_those_that_name_least_and_do_not_change(redis_url):
    memory = SourceMemory(None, Keys(), "a")
    memory.sources = {
        "feed": SourceState(type="feed"),
        "lively": SourceState(type="section", changed=9.0, leads=1),
        "long": SourceState(type="section", leads=30),
        "short": SourceState(type="section", leads=2),
    }
    assert memory.least_useful(4) == []
    assert memory.least_useful(1) == ["short", "long", "lively"]
