"""The asyncio consumer keeps the same promises; these tests show what is its own."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from queue_writer import QueueWriter

from wiredesk.pipelines.consumer import AsyncConsumer, Consumer, RejectArticle, StopConsuming, TryLater
from wiredesk.pipelines.consuming import async_consumer

GROUP = "alerts"


@pytest.fixture
def queue(redis_url):
    """One server is enough here: test_consumer.py goes through all of them."""
    return QueueWriter(redis_url)


def drain(queue: QueueWriter, **settings) -> AsyncConsumer:
    settings = {"retry_delay": 0.01, "claim_after": 5.0, **settings}
    return AsyncConsumer(GROUP, redis_url=queue.url, follow=False, **settings)


def test_iterating(queue):
    queue.fill(3)

    async def consume() -> list[str]:
        async with drain(queue) as consumer:
            return [delivery.article.id async for delivery in consumer]

    assert asyncio.run(consume()) == ["article-1", "article-2", "article-3"]
    assert queue.pending(GROUP) == 0
    assert queue.consumers(GROUP) == []


def test_an_exception_in_the_loop_counts_as_a_failure(queue):
    queue.fill(1)

    async def consume() -> None:
        async with drain(queue) as consumer:
            async for _delivery in consumer:
                raise LookupError("no index")

    with pytest.raises(LookupError):
        asyncio.run(consume())
    with Consumer(GROUP, redis_url=queue.url, follow=False) as other:
        (delivery,) = list(other)
    assert delivery.history[0]["error"] == "LookupError: no index"


def test_several_at_a_time_with_retries_and_dead_letters(queue):
    queue.fill(8)
    at_work = most = 0

    async def handler(delivery) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0.05)
        at_work -= 1
        if delivery.article.id == "article-2":
            raise ConnectionError("away")
        if delivery.article.id == "article-3":
            raise RejectArticle("not ours")
        if delivery.article.id == "article-4" and delivery.delivery_count == 1:
            raise ConnectionError("away for a moment")

    processed = asyncio.run(drain(queue, max_deliveries=3).run(handler, concurrency=4))
    assert processed == 6
    assert most == 4
    letters = {letter["id"]: letter["dead_reason"] for letter in queue.dead()}
    assert letters == {"article-2": "failed", "article-3": "rejected"}
    assert queue.pending(GROUP) == 0


def test_a_cancelled_handler_gives_its_article_back(queue):
    queue.fill(1)

    async def consume() -> None:
        async def handler(delivery) -> None:
            begun.set()
            await asyncio.sleep(60)

        begun = asyncio.Event()
        task = asyncio.create_task(drain(queue).run(handler))
        await begun.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    for _ in range(6):  # more often than max_deliveries: nobody has failed or died
        asyncio.run(consume())
    with Consumer(GROUP, redis_url=queue.url, follow=False) as other:
        assert [delivery.delivery_count for delivery in other] == [1]


def test_stop_finishes_what_is_at_hand(queue):
    queue.fill(20)
    finished: list[str] = []

    async def consume() -> int:
        consumer = AsyncConsumer(GROUP, redis_url=queue.url)

        async def handler(delivery) -> None:
            consumer.stop()
            await asyncio.sleep(0.05)
            finished.append(delivery.article.id)

        return await consumer.run(handler, concurrency=3)

    assert asyncio.run(consume()) == len(finished)
    assert 1 <= len(finished) <= 3
    with Consumer(GROUP, redis_url=queue.url, follow=False) as other:
        rest = [(delivery.article.id, delivery.delivery_count) for delivery in other]
    assert sorted([article_id for article_id, _ in rest] + finished) == sorted(f"article-{n}" for n in range(1, 21))
    assert {count for _, count in rest} == {1}, "one was fetched and not begun: that counts as no delivery"


def test_a_handler_that_cannot_work_ends_the_loop(queue):
    queue.fill(1)

    async def handler(delivery) -> None:
        raise StopConsuming("no such index")

    with pytest.raises(StopConsuming, match="no such index"):
        asyncio.run(drain(queue).run(handler))
    with Consumer(GROUP, redis_url=queue.url, follow=False) as other:
        assert [delivery.delivery_count for delivery in other] == [1]


def test_an_outage_downstream_pauses_all_that_is_at_hand_together(queue):
    queue.fill(8)
    tries = 0
    counts: list[int] = []

    async def handler(delivery) -> None:
        nonlocal tries
        tries += 1
        await asyncio.sleep(0.05)
        if tries < 20:
            raise TryLater("away")
        counts.append(delivery.delivery_count)

    assert asyncio.run(drain(queue, max_deliveries=2, retry_delay=0.2).run(handler, concurrency=8)) == 8
    assert counts == [1] * 8
    assert queue.dead() == []


def test_the_heart_beats_on_while_a_handler_blocks_the_event_loop(queue):
    queue.fill(1)
    seen: list[str] = []

    async def handler(delivery) -> None:
        seen.append("first")
        time.sleep(2.2)  # noqa: ASYNC251  what a careless handler does
        with Consumer(GROUP, redis_url=queue.url, follow=False, claim_after=1) as other:
            seen.extend(delivery.article.id for delivery in other)

    asyncio.run(drain(queue, claim_after=1).run(handler))
    assert seen == ["first"]


def test_a_handler_that_cancels_itself_has_failed(queue):
    """Awaiting a task that somebody has cancelled raises CancelledError too; nobody has cancelled the consumer."""
    queue.fill(1)

    async def handler(delivery) -> None:
        task = asyncio.create_task(asyncio.sleep(60))
        task.cancel()
        await task

    assert asyncio.run(drain(queue, max_deliveries=2).run(handler)) == 0
    assert [letter["dead_reason"] for letter in queue.dead()] == ["failed"]


def test_cancelled_while_it_opens_it_can_be_used_again(queue, monkeypatch):
    """Whatever it had opened by then: it works with a heartbeat, in another event loop too."""
    queue.fill(1)
    opened = async_consumer.open_driver

    def slowly(*arguments):
        if not slow.is_set():
            slow.set()
            time.sleep(0.5)
        return opened(*arguments)

    slow = threading.Event()
    monkeypatch.setattr(async_consumer, "open_driver", slowly)
    consumer = drain(queue, claim_after=0.3)
    beats: list[bool] = []

    async def handler(delivery) -> None:
        beats.append(consumer._heartbeat is not None)

    async def cancelled() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(consumer.run(handler), 0.2)

    asyncio.run(cancelled())
    assert asyncio.run(consumer.run(handler)) == 1
    assert beats == [True]
