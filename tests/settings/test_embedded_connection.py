"""Further connections to the embedded server: one that was killed is started, a deleted data folder is told at once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import time

import pytest
import redis

from wiredesk.settings.embedded_redis import EmbeddedRedis, remove_data
from wiredesk.settings.environment import read_environment
from wiredesk.settings.redis_connection import open_redis, open_redis_sync
from wiredesk.settings.redis_refusals import explain


@pytest.fixture
def embedded(short_folder):
    server = EmbeddedRedis(short_folder / "further")
    yield server
    remove_data(server)


def settings_of(embedded):
    return read_environment({"WIREDESK_HOME": str(embedded.home)})


def test_a_killed_server_is_started_by_who_misses_it(embedded):
    async def work() -> bytes:
        client = await open_redis(settings_of(embedded))
        async with contextlib.aclosing(client):
            await client.set("a", "kept")
            os.kill(embedded.process_id(), signal.SIGKILL)
            return await client.get("a")

    began = time.monotonic()
    assert asyncio.run(work()) == b"kept"
    with open_redis_sync(settings_of(embedded)) as client:
        os.kill(embedded.process_id(), signal.SIGKILL)
        assert client.get("a") == b"kept"
    assert time.monotonic() - began < 20


def test_a_server_that_was_stopped_is_not_started_again(embedded):
    async def work() -> bytes:
        client = await open_redis(settings_of(embedded))
        async with contextlib.aclosing(client):
            await client.set("a", "kept")
            await asyncio.to_thread(embedded.stop)
            waiting = asyncio.ensure_future(client.get("a"))
            await asyncio.sleep(0.5)
            assert not embedded.is_alive()
            await asyncio.to_thread(embedded.ensure_running)
            return await waiting

    assert asyncio.run(work()) == b"kept"


def test_a_deleted_data_folder_is_told_at_once(embedded):
    async def work() -> None:
        client = await open_redis(settings_of(embedded))
        async with contextlib.aclosing(client):
            await client.set("a", 1)  # the first connection, which stays as good as it was
            shutil.rmtree(embedded.folder)
            await asyncio.gather(*(client.blpop(["nothing"], 0.5) for _ in range(3)))

    pid = (embedded.ensure_running(), embedded.process_id())[1]
    began = time.monotonic()
    try:
        with pytest.raises(redis.ConnectionError) as told:
            asyncio.run(work())
        assert "was deleted while it was in use" in explain(told.value)
        assert time.monotonic() - began < 20
    finally:
        os.kill(pid, signal.SIGKILL)
