"""Mends: an article that its page gives today in the place of the one that it gave then, and of nothing newer."""

from __future__ import annotations

from wiredesk.pipelines.publishing.publisher import Publication


def mend(article, of=1, changed=("section",)):
    return Publication(article.model_copy(update={"cause": "reextraction", "changed": list(changed)}), mends=of)


def test_a_mend_of_other_fields_than_the_words_is_an_update(each_redis_url, with_publisher, article, read_queue):
    async def work(publisher, client):
        await publisher.publish(article())
        record = f"{{wiredesk}}:article:{article().id}"
        await client.hset(record, mapping={"visited": "1000", "changed": "900"})
        results = await publisher.publish_many([mend(article(section="politics"))] * 2)
        assert [(result.outcome, result.revision) for result in results] == [("update", 2), ("unchanged", 2)]
        _, (flat, queued) = await read_queue(client)
        assert (flat["cause"], queued.cause) == ("reextraction", "reextraction")
        assert (queued.changed, queued.revision) == (["section"], 2)
        assert await client.hmget(record, "visited", "changed", "next_visit") == [b"1000", b"900", None]

    with_publisher(each_redis_url, work)


def test_a_mend_can_be_mended_again(redis_url, with_publisher, article, text):
    async def work(publisher, client):
        await publisher.publish(article())
        first, second = mend(article(section="politics")), mend(article(body=text(7)), changed=["body_text"])
        results = [(await publisher.publish_many([one]))[0] for one in (first, second, second)]
        assert [(result.outcome, result.revision) for result in results] == [
            ("update", 2), ("update", 3), ("unchanged", 3),
        ]  # fmt: skip

    with_publisher(redis_url, work)


def test_nothing_newer_is_overwritten_and_nothing_unknown_is_published(redis_url, with_publisher, article, text):
    async def work(publisher, client):
        (unknown,) = await publisher.publish_many([mend(article(section="politics"))])
        await publisher.publish(article())
        await publisher.publish(article(body=text(1) + " correction"))
        (older,) = await publisher.publish_many([mend(article(section="politics"))])
        assert (unknown.outcome, older.outcome) == ("refused", "refused")
        # a correction after a mend
        await publisher.publish_many([mend(article(body=text(1) + " correction", section="sport"), of=2)])
        await publisher.publish(article(body=text(5)))
        (late,) = await publisher.publish_many([mend(article(section="world"), of=2)])
        assert late.outcome == "refused"
        assert await client.xlen("{wiredesk}:articles") == 4

    with_publisher(redis_url, work)
