"""Redis away: consumers wait, say so once, and go on without losing or repeating what they had finished."""

from __future__ import annotations

import logging
import signal
import threading
import time

import pytest
import redis
from queue_writer import QueueWriter

from wiredesk.pipelines.consumer import Consumer, StopConsuming, TryLater
from wiredesk.pipelines.consuming import group_link
from wiredesk.settings.redis_refusals import is_passing


def wait_for(condition, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_a_killed_server_is_waited_for(start_redis, caplog):
    server = start_redis("--appendonly", "yes", "--appendfsync", "always")
    queue = QueueWriter(server.url)
    queue.fill(5)
    seen: list[str] = []
    in_hand, go_on = threading.Event(), threading.Event()

    def handler(delivery):
        seen.append(delivery.article.id)
        if len(seen) == 3:
            in_hand.set()
            go_on.wait(30)

    consumer = Consumer("search", redis_url=server.url)
    thread = threading.Thread(target=consumer.run, args=(handler,))
    with caplog.at_level(logging.WARNING, "wiredesk.pipelines.consuming"):
        thread.start()
        assert in_hand.wait(30)
        server.kill(signal.SIGKILL)
        go_on.set()
        wait_for(lambda: any("does not answer" in message for message in caplog.messages))
        time.sleep(0.8)
        server.start()
        wait_for(lambda: len(seen) == 5)
        consumer.stop()
        thread.join(10)
    assert not thread.is_alive()
    assert seen == [f"article-{number}" for number in range(1, 6)], "the one at hand was finished, not repeated"
    assert queue.pending("search") == 0
    told = [message for message in caplog.messages if "Redis" in message]
    assert ["does not answer" in told[0], "is back" in told[1], len(told)] == [True, True, 2]


def test_entries_given_in_a_reply_that_was_lost_are_found_again(start_redis):
    """The server hands an entry out and the connection breaks before the consumer reads it."""
    server = start_redis()
    queue = QueueWriter(server.url)
    consumer = Consumer("search", redis_url=server.url, claim_after=60)
    seen: list[str] = []
    thread = threading.Thread(target=consumer.run, args=(lambda delivery: seen.append(delivery.article.id),))
    thread.start()
    wait_for(lambda: queue.client.exists(queue.keys.articles) and queue.client.xinfo_groups(queue.keys.articles))
    queue.fill(1)
    wait_for(lambda: len(seen) == 1)
    # As the broken connection would have left it
    entry_id = queue.fill(1)[0]
    queue.client.xgroup_setid(queue.keys.articles, "search", entry_id)
    queue.client.execute_command(
        "XCLAIM", queue.keys.articles, "search", consumer.options.name, 0, entry_id, "FORCE", "JUSTID"
    )

    def break_connection() -> bool:
        reading = [row["id"] for row in queue.client.client_list() if "b" in row["flags"]]  # blocked in XREADGROUP
        for client_id in reading:
            queue.client.client_kill_filter(_id=client_id)
        return bool(reading)

    wait_for(break_connection)  # between two reads nothing would be lost, and a new connection be made unnoticed
    wait_for(lambda: len(seen) == 2, seconds=30)
    consumer.stop()
    thread.join(10)


def test_a_stopped_consumer_does_not_wait_for_ever(start_redis, monkeypatch):
    monkeypatch.setattr(group_link, "STOPPING_SECONDS", 0.5)
    server = start_redis()
    QueueWriter(server.url).fill(1)
    consumer = Consumer("search", redis_url=server.url)

    def handler(delivery):
        server.kill(signal.SIGKILL)
        consumer.stop()

    started = time.monotonic()
    with pytest.raises(redis.ConnectionError):
        consumer.run(handler)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (redis.ConnectionError("gone"), True),
        (redis.TimeoutError("slow"), True),
        (redis.BusyLoadingError("loading"), True),
        (redis.ReadOnlyError("replica"), True),
        (redis.OutOfMemoryError("full"), True),
        (redis.exceptions.RedisClusterException("no node answers"), True),
        (redis.ResponseError("MISCONF disk full"), True),
        (redis.AuthenticationError("wrong password"), False),
        (redis.ResponseError("WRONGTYPE not a stream"), False),
    ],
)
def test_which_errors_are_waited_out(problem, expected):
    assert is_passing(problem) is expected


def restarted_after(server, seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, server.start)
    timer.start()
    return timer


def test_what_is_put_off_while_redis_is_away_is_given_back_when_it_is_there_again(start_redis):
    server = start_redis("--appendonly", "yes", "--appendfsync", "always")
    queue = QueueWriter(server.url)
    queue.fill(2)
    seen: list[tuple[str, int]] = []

    def handler(delivery):
        seen.append((delivery.article.id, delivery.delivery_count))
        if len(seen) == 1:
            server.kill(signal.SIGKILL)
            restarted_after(server, 0.7)
            raise TryLater("the index is away, and so is Redis")

    consumer = Consumer("search", redis_url=server.url, follow=False, retry_delay=0.1)
    assert consumer.run(handler) == 2
    assert seen == [("article-1", 1), ("article-1", 1), ("article-2", 1)]


def test_a_handler_that_cannot_work_is_told_of_also_while_redis_is_away(start_redis):
    server = start_redis()
    QueueWriter(server.url).fill(1)

    def handler(delivery):
        server.kill(signal.SIGKILL)
        raise StopConsuming("wrong password")

    with pytest.raises(StopConsuming, match="wrong password"):
        Consumer("search", redis_url=server.url, follow=False).run(handler)


def test_a_consumer_used_again_after_an_outage_at_its_end_keeps_nothing_from_others(start_redis):
    """What it could not give back is at work nowhere: its heartbeat must not keep it for ever."""
    server = start_redis("--appendonly", "yes", "--appendfsync", "always")
    queue = QueueWriter(server.url)
    queue.fill(2)
    consumer = Consumer("search", redis_url=server.url, follow=False, prefetch=2, claim_after=0.5)

    def handler(delivery):
        server.kill(signal.SIGKILL)
        raise StopConsuming("not now")

    with pytest.raises(StopConsuming):
        consumer.run(handler)
    server.start()
    seen: list[str] = []
    consumer.run(lambda delivery: seen.append(delivery.article.id))
    assert seen == ["article-1", "article-2"]
    assert queue.pending("search") == 0
