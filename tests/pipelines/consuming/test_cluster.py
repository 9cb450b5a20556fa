"""The consumer on a Redis Cluster: all its keys share one slot, and every script and command finds its node."""

from __future__ import annotations

import asyncio
import socket
import threading
import time

import pytest
from queue_writer import QueueWriter

from wiredesk.pipelines.consumer import AsyncConsumer, Consumer, RejectArticle
from wiredesk.pipelines.consuming.dead_letters import read_dead_letters, replay
from wiredesk.pipelines.consuming.groups import create_group, delete_group
from wiredesk.pipelines.consuming.queue_state import read_queue_state
from wiredesk.settings.environment import Environment
from wiredesk.settings.redis_connection import open_redis_sync


@pytest.fixture
def node(start_redis):
    """The one node of a cluster with all slots: what is in one slot by luck on a single server is refused here."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bus = probe.getsockname()[1]  # by default port + 10000, which need not exist
    options = ("--appendonly", "yes", "--appendfsync", "always")
    server = start_redis("--cluster-enabled", "yes", "--cluster-port", str(bus), *options, tcp=True)
    with server.client() as node:
        node.execute_command("CLUSTER", "ADDSLOTS", *range(16384))
        deadline = time.monotonic() + 10
        while node.execute_command("CLUSTER INFO")["cluster_state"] != "ok":
            assert time.monotonic() < deadline
            time.sleep(0.05)
    return server


@pytest.fixture
def cluster(node) -> QueueWriter:
    return QueueWriter(node.url)


def test_consuming_burying_and_replaying(cluster):
    cluster.fill(5)

    def handler(delivery):
        if delivery.article.id == "article-2":
            raise RejectArticle("not ours")

    async def consume(delivery) -> None:
        handler(delivery)

    assert Consumer("search", redis_url=cluster.url, follow=False).run(handler) == 4
    assert asyncio.run(AsyncConsumer("alerts", redis_url=cluster.url, follow=False).run(consume)) == 4
    with open_redis_sync(Environment(redis_url=cluster.url)) as client:
        letters = list(read_dead_letters(client, cluster.keys))
        assert [letter.group for letter in letters] == ["search", "alerts"]
        assert replay(client, cluster.keys, letters[0])
        state = read_queue_state(client, cluster.keys)
        assert (state.entries, state.dead) == (5, 1)
        assert {group.name: group.replays for group in state.groups} == {"search": 1, "alerts": 0}
        assert create_group(client, cluster.keys, "later", "$")
        assert delete_group(client, cluster.keys, "later")
    with Consumer("search", redis_url=cluster.url, follow=False) as consumer:
        assert [delivery.article.id for delivery in consumer] == ["article-2"]


@pytest.mark.parametrize("kind", ["blocking", "asyncio"])
def test_a_cluster_of_which_no_node_answers_is_waited_for(cluster, node, kind):
    """redis-py tells it by an error that is none of its RedisErrors."""
    cluster.fill(2)
    seen: list[str] = []

    def handler(delivery) -> None:
        seen.append(delivery.article.id)
        if len(seen) == 1:
            node.kill()
            timer = threading.Timer(1.0, node.start)
            timer.start()

    async def consume(delivery) -> None:
        handler(delivery)

    if kind == "blocking":
        assert Consumer("search", redis_url=cluster.url, follow=False).run(handler) == 2
    else:
        assert asyncio.run(AsyncConsumer("search", redis_url=cluster.url, follow=False).run(consume)) == 2
    assert sorted(set(seen)) == ["article-1", "article-2"]
