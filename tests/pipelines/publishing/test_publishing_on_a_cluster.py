"""Publishing on a real Cluster of three primaries, with a fail-over in the middle."""

import asyncio
import time

from wiredesk.pipelines.publishing.backlog import measure_backlog
from wiredesk.pipelines.publishing.known_articles import KnownArticles
from wiredesk.pipelines.publishing.publisher import Publication, Publisher
from wiredesk.pipelines.publishing.stream_retention import trim


def test_everything_of_publishing_runs_on_a_cluster(redis_cluster, article, text, keys):
    async def work(client):
        publisher = Publisher(client, keys, near_duplicate_days=14)
        batch = [article(f"https://news.example/{n}-story", body=text(n)) for n in range(80)]
        results = await publisher.publish_many([Publication(item, ["https://n.example/first"]) for item in batch])
        assert [r.outcome for r in results] == ["new"] * 80
        copy = await publisher.publish(article("https://b.example/2-x", site="b", body=text(7) + " and so on"))
        assert copy.near_duplicate_of.id == batch[7].id
        assert (await publisher.publish(batch[5])).outcome == "unchanged"
        assert (await publisher.publish(article(batch[5].url, body=text(500)))).outcome == "update"
        known = KnownArticles(client, keys)
        found = await known.look_up([batch[5].url, "https://n.example/first", "https://news.example/none"])
        assert [record and record.id for record in found] == [batch[5].id, batch[79].id, None]
        await known.record_visit(batch[5].id, "news.example", next_visit=10)
        assert [record.id for record in await known.due("news.example", 11, 5)] == [batch[5].id]
        await client.xgroup_create(keys.articles, "g", "0")
        await client.xreadgroup("g", "me", {keys.articles: ">"}, count=50, noack=True)
        assert (await measure_backlog(client, keys)).needed == 32
        assert await trim(client, keys, 0, time.time() + 1) == 50

    redis_cluster.run(work)


def test_publishing_goes_on_over_a_fail_over(redis_cluster, article, text, keys):
    """Every article is queued once, and is on the replica before `publish` returns."""

    async def work(client):
        publisher = Publisher(client, keys, wait_replicas=1, outage_seconds=60)
        done = []
        half_way = asyncio.Event()

        async def publish_all():
            for n in range(150):
                result = await publisher.publish(article(f"https://news.example/{n}-story", body=text(n)))
                done.append(result)
                if n == 40:
                    half_way.set()

        publishing = asyncio.create_task(publish_all())
        await half_way.wait()
        with redis_cluster.replica.client() as replica:
            await asyncio.to_thread(replica.execute_command, "CLUSTER FAILOVER")
        await asyncio.wait_for(publishing, 60)
        with redis_cluster.replica.client() as replica:
            assert replica.info("replication")["role"] == "master"
        assert {r.outcome for r in done} == {"new"}
        rows = await client.xrange(keys.articles)
        assert len(rows) == 150
        assert len({fields[b"id"] for _, fields in rows}) == 150
        assert [entry_id.decode() for entry_id, _ in rows] == [r.entry_id for r in done]

    redis_cluster.run(work)
