"""What is learnt of a site: its recurring lines go, and known articles do not change because of it."""

from __future__ import annotations

import asyncio

import redis.asyncio

from pipelines.article import Article, DiscoveredVia, ExtractionRecord, content_hash
from pipelines.publishing.keys import Keys
from pipelines.site_memories import SiteMemories

LITTER = "Download our app from both stores and stay with us wherever you are"


def article(number: int) -> Article:
    headline, url = f"Meeting {number}", f"https://example.org/{number}"
    text = f"The council met to speak about the harbour, time {number}.\n\nIt agreed on point {number}.\n\n{LITTER}"
    return Article(
        id=f"{number:032x}", site="harbour", url=url, requested_url=url, headline=headline, body_text=text,
        content_hash=content_hash(headline, text),
        fetched_at="2026-11-22T08:00:00Z", discovered_via=DiscoveredVia(type="feed"),
        extraction=ExtractionRecord(method="test", version="1"),
    )  # fmt: skip


def with_memories(redis_url, work):
    async def main():
        client = redis.asyncio.Redis.from_url(redis_url)
        await work(lambda: SiteMemories(client, Keys()))
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
        assert cleaned.content_hash == content_hash(cleaned.headline, cleaned.body_text)

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
        assert memories.as_known(again, article(0).content_hash) == article(0)
        assert memories.as_known(again, "another text") == again

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
