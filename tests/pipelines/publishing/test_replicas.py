import asyncio


def test_publish_returns_only_when_the_replicas_have_the_article(start_redis, with_publisher, article, text, keys):
    primary, replica = start_redis("--repl-diskless-sync-delay", "0", tcp=True), start_redis()
    said, has_said = [], asyncio.Event()

    def note(pause):
        said.append(pause)
        has_said.set()

    async def work(publisher, client):
        waiting = asyncio.create_task(publisher.publish(article()))
        await asyncio.wait_for(has_said.wait(), 30)
        assert not waiting.done()  # there is no replica yet
        assert await client.xlen(keys.articles) == 1
        assert "only 0 of 1 replicas" in said[0].reason
        with replica.client() as other:
            other.execute_command("REPLICAOF", "127.0.0.1", primary.port)
            result = await asyncio.wait_for(waiting, 20)
            assert (result.outcome, result.revision) == ("new", 1)
            assert other.xlen(keys.articles) == 1
            more = await publisher.publish(article("https://news.example/2-two", body=text(2)))
            assert other.xlen(keys.articles) == 2
        assert more.outcome == "new"
        assert (await publisher.publish(article())).outcome == "unchanged"
        assert await client.xlen(keys.articles) == 2

    with_publisher(primary.url, work, wait_replicas=1, on_pause=note)
