"""The connection is cut at every byte of a reply: the outcome is found out, and nothing is queued twice."""

import asyncio
import contextlib

import pytest
import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from wiredesk.pipelines.publishing.publisher import Publication, Publisher
from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.redis_patience import PatientAsyncRetry


class CuttingProxy:
    """A TCP proxy before a server: it cuts the connection once, after so many bytes of the replies or requests."""

    def __init__(self, socket_path: str) -> None:
        self.socket_path = socket_path
        self.replies_left: int | None = None
        self.requests_left: int | None = None
        self.reply_bytes = 0
        self.request_bytes = 0
        self.cuts = 0

    async def __aenter__(self) -> "CuttingProxy":
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_) -> None:
        self.server.close()

    async def _serve(self, reader, writer) -> None:
        to_reader, to_writer = await asyncio.open_unix_connection(self.socket_path)
        both = [
            asyncio.create_task(self._pass_requests(reader, to_writer)),
            asyncio.create_task(self._pass_replies(to_reader, writer)),
        ]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        to_writer.close()  # the server has read all that was passed on, and runs it
        writer.transport.abort()

    async def _pass_requests(self, source, sink) -> None:
        while data := await source.read(65536):
            self.request_bytes += len(data)
            if self.requests_left is not None:
                if len(data) > self.requests_left:
                    sink.write(data[: self.requests_left])
                    await sink.drain()
                    self.requests_left = None
                    self.cuts += 1
                    return
                self.requests_left -= len(data)
            sink.write(data)
            await sink.drain()

    async def _pass_replies(self, source, sink) -> None:
        while data := await source.read(65536):
            self.reply_bytes += len(data)
            if self.replies_left is not None:
                if len(data) > self.replies_left:
                    sink.write(data[: self.replies_left])
                    await sink.drain()
                    self.replies_left = None
                    self.cuts += 1
                    return
                self.replies_left -= len(data)
            sink.write(data)
            await sink.drain()


@pytest.fixture
def through_proxy(shared_redis, redis_url, keys):
    """Runs `work(proxy, publisher, client)` with a publisher behind a CuttingProxy and a client that is not."""

    def run(work, retry):
        async def opened():
            async with contextlib.AsyncExitStack() as stack:
                proxy = await stack.enter_async_context(CuttingProxy(str(shared_redis.socket)))
                behind = redis.asyncio.Redis(port=proxy.port, retry=retry)
                await stack.enter_async_context(contextlib.aclosing(behind))
                direct = await stack.enter_async_context(contextlib.aclosing(redis.asyncio.Redis.from_url(redis_url)))
                return await work(proxy, Publisher(behind, keys), direct)

        return asyncio.run(opened())

    return run


@pytest.mark.parametrize(
    ("retry", "step"),
    [
        pytest.param(lambda: Retry(NoBackoff(), 0), 1, id="publisher-retries"),
        pytest.param(lambda: PatientAsyncRetry(10), 7, id="client-retries-too"),  # as crawls have it
    ],
)
def test_reply_cut_at_every_byte(through_proxy, retry, step, article, text, keys):
    """The reply to a new article that copies another, at every byte; with redis-py's retries at every seventh."""

    async def work(proxy, publisher, direct):
        original = await publisher.publish(article("https://wire.example/0-wire", site="wire", body=text(0)))
        offset, count, done = 0, 1, False
        while not done:
            url = f"https://copy.example/{offset}-story"
            copy = article(url, site=f"copy{offset}", body=f"{text(0)} and {text(offset + 1, words=20)}")
            cuts = proxy.cuts
            proxy.replies_left = offset
            result = await publisher.publish(copy)
            done, proxy.replies_left = proxy.cuts == cuts, None  # longer than the reply: every offset is done
            assert (result.outcome, result.revision) == ("new", 1)
            assert result.near_duplicate_of.id == original.id
            queued = await direct.xrange(keys.articles, result.entry_id, result.entry_id)
            assert queued[0][1][b"id"].decode() == result.id
            offset, count = offset + step, count + 1
            assert await direct.xlen(keys.articles) == count
        assert offset > 60  # the reply with its tie is longer than that
        assert proxy.cuts == count - 2

    through_proxy(work, retry())


def test_replies_to_a_batch_with_updates_cut_at_every_third_byte(through_proxy, article, text, keys):
    async def work(proxy, publisher, direct):
        urls = [f"https://news.example/{n}-story" for n in range(3)]
        await publisher.publish_many([Publication(article(url, body=text(n))) for n, url in enumerate(urls)])
        expected, version, done = 3, 10, False
        while not done:
            # the first changes, the second does not, the third changes back and forth between two versions
            batch = [
                Publication(article(urls[0], body=text(version))),
                Publication(article(urls[1], body=text(1))),
                Publication(article(urls[2], body=text(3 + version % 2))),
            ]
            cuts = proxy.cuts
            proxy.replies_left = 3 * (version - 10)
            results = await publisher.publish_many(batch)
            done, proxy.replies_left = proxy.cuts == cuts, None
            assert [r.outcome for r in results] == ["update", "unchanged", "update"]
            expected += 2
            assert await direct.xlen(keys.articles) == expected
            revisions = [r.revision for r in results]
            assert revisions == [version - 8, 1, version - 8]
            version += 1
        assert proxy.cuts > 30

    through_proxy(work, Retry(NoBackoff(), 0))


def test_request_cut_on_its_way(through_proxy, article, text, keys):
    """Half a request is never run; a whole one whose reply is lost is not run twice."""

    async def work(proxy, publisher, direct):
        await publisher.publish(article("https://news.example/0-first", body=text(0)))
        before = proxy.request_bytes
        await publisher.publish(article("https://news.example/1-first", body=text(1)))
        size = proxy.request_bytes - before
        count = 2
        for cut in [*range(0, size, 211), size - 2, size - 1]:
            proxy.requests_left = cut
            result = await publisher.publish(article(f"https://news.example/{cut}-cut", body=text(count)))
            count += 1
            assert result.outcome == "new"
            assert await direct.xlen(keys.articles) == count
        assert proxy.cuts >= 10

    through_proxy(work, Retry(NoBackoff(), 0))


def test_another_update_between_the_loss_and_the_retry(through_proxy, redis_url, article, text, keys):
    """The lost first version is not queued again on top of the second one."""

    async def work(proxy, publisher, direct):
        await publisher.publish(article("https://news.example/0-first", body=text(0)))
        for n in range(1, 6):
            url = f"https://news.example/{n}-story"
            proxy.replies_left = 0
            lost = asyncio.create_task(publisher.publish(article(url, body=text(n))))
            while not await direct.exists(keys.article(article(url).id)):  # noqa: ASYNC110 (the server is awaited)
                await asyncio.sleep(0)
            other = await Publisher(direct, keys).publish(article(url, body=text(100 + n)))
            assert (await lost).revision == 1
            assert other.revision == 2
            assert await direct.xlen(keys.articles) == 1 + 2 * n

    through_proxy(work, Retry(NoBackoff(), 0))


def test_a_server_that_stays_away_is_told(article, keys):
    async def work():
        client = redis.asyncio.Redis.from_url("unix:///no/such/socket", retry=Retry(NoBackoff(), 0))
        async with contextlib.aclosing(client):
            with pytest.raises(RedisUnreachable, match="away for 1 s"):
                await Publisher(client, keys, outage_seconds=1).publish(article())

    asyncio.run(work())
