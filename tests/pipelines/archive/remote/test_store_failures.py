"""The store is killed, busy or slow, or the process is killed amid an upload: no page is lost, none is there twice, and
what is wrong is said."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from tests.pipelines.archive.made_pages import about, exchange, new_file
from tests.pipelines.archive.test_archive_upkeep import a_set
from wiredesk.pipelines.archive.opening import open_store
from wiredesk.pipelines.archive.reader import kept_pages
from wiredesk.pipelines.archive.record_set import NewSet
from wiredesk.pipelines.archive.remote import passage, shipper
from wiredesk.pipelines.archive.remote.remote_files import RemoteFiles, StoreAway
from wiredesk.pipelines.archive.remote.shipping import ship, ship_all
from wiredesk.pipelines.archive.remote.spool import Spool
from wiredesk.pipelines.archive.store import ArchiveFull, ArchiveProblem, ArchiveUnusable, index_name
from wiredesk.pipelines.archive.verification import check_file
from wiredesk.pipelines.page_keeper import open_keeper
from wiredesk.settings.environment import read_environment

WRITER = """
import asyncio, sys
from functools import partial
from tests.pipelines.archive.test_archive_upkeep import a_set
from wiredesk.pipelines.archive.remote import shipper, spool
from wiredesk.pipelines.page_keeper import open_keeper
from wiredesk.settings.environment import read_environment

spool.FILE_BYTES, shipper.LOOK_EVERY = 30_000, 0.02

async def keep():
    keeper = await open_keeper(read_environment(), None)
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        (entry,) = await keeper.archive.keep(partial(a_set, number))
        print(entry.file, entry.at.offset, entry.digest, flush=True)
        await asyncio.sleep(0.005)
    await keeper.close()

asyncio.run(keep())
"""


def writer(first: int, last: int) -> subprocess.Popen[str]:
    """A process that keeps pages, in files of 30 kB which are uploaded at once, and says where each is."""
    command = [sys.executable, "-c", WRITER, str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def places(url: str) -> Counter[tuple[str, ...]]:
    return Counter((page.file, str(page.offset), page.digest) for page in kept_pages(url, on_problem=pytest.fail))


def large_file(spool: Spool, megabytes: int) -> str:
    """A file of the spool whose upload takes a while."""
    spool.folder.mkdir(parents=True, exist_ok=True)
    file = new_file(spool.folder)
    for number in range(megabytes):
        noise = os.urandom(500_000).hex().encode()
        file.append([NewSet([exchange(f"https://news.example/{number}", noise)], about(f"id{number}"))])
    file.close()
    return file.path.name


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_kills_of_the_process_lose_no_page_and_bring_none_twice(store, environment, spool):
    told: list[tuple[str, ...]] = []

    def has_more_objects(count: int) -> bool:
        return len(store.objects()) > count

    store.door.pause = 0.01  # so that kills come amid uploads
    for number in range(3):
        process = writer(number * 1_000, number * 1_000 + 900)
        told.append(tuple(process.stdout.readline().split()))
        wait_until(partial(has_more_objects, 2 * number))
        time.sleep(0.13 * number)
        process.send_signal(signal.SIGKILL)
        told += [tuple(line.split()) for line in process.stdout if line.endswith("\n")]
        process.wait()
    store.door.pause = 0
    assert spool.waiting().files, "the kills have left something"
    before = places(store.url)
    last = writer(5_000, 5_005)
    told += [tuple(line.split()) for line in last.stdout]
    assert last.wait() == 0
    assert spool.waiting().files == 0, last.stderr.read()
    found = places(store.url)
    assert set(told) | set(before) <= set(found)
    assert set(found.values()) == {1}
    with open_store(store.url) as opened:
        for name in opened.names():
            check_file(opened, name, pytest.fail, lambda _: None)
    assert len(store.objects()) == 2 * len({file for file, _, _ in found})


def test_a_kill_amid_the_parts_of_a_large_upload_leaves_no_half_file(store, environment, spool):
    name = large_file(spool, 24)
    store.door.pause = 0.005
    process = subprocess.Popen([sys.executable, "-m", "wiredesk", "archive", "upload"], stderr=subprocess.PIPE)
    wait_until(lambda: any(len(data) > 1_000_000 for data in store.objects().values()))
    process.send_signal(signal.SIGKILL)
    process.wait()
    store.door.pause = 0
    assert not any(key.endswith(name) for key in store.objects())
    assert len(places(store.url)) == 24, "it is still here"
    assert ship(spool, RemoteFiles(store.url), name)
    assert len(places(store.url)) == 24
    assert spool.waiting().files == 0


def test_a_kill_between_upload_and_removal_brings_nothing_twice(store, environment, spool):
    name = large_file(spool, 1)
    data = {path: path.read_bytes() for path in spool.folder.iterdir()}
    assert ship(spool, RemoteFiles(store.url), name)
    stored = store.objects()
    for left in (set(data), {path for path in data if path.name == index_name(name)}):
        for path in left:
            path.write_bytes(data[path])
        assert len(places(store.url)) == 1
        ship(spool, RemoteFiles(store.url), name)
        assert list(spool.folder.iterdir()) == []
        assert store.objects() == stored


def test_a_kill_between_the_head_of_a_file_and_its_first_page_leaves_no_empty_file(store, environment, spool):
    spool.folder.mkdir(parents=True)
    new_file(spool.folder).close()
    assert spool.waiting().files == 1
    assert ship_all(spool, RemoteFiles(store.url), lambda _: None, lambda *_: None) == 0
    assert spool.waiting().files == 0
    assert store.objects() == {}


def test_a_store_that_dies_amid_an_upload_gets_the_file_when_it_is_back(store, environment, spool):
    name = large_file(spool, 24)
    store.door.let_through = 10_000_000
    with pytest.raises(StoreAway, match="cannot be reached"):
        ship(spool, RemoteFiles(store.url), name)
    store.kill()
    assert spool.has(name)
    store.door.let_through = None
    store.start()
    assert ship_all(spool, RemoteFiles(store.url), lambda _: None, lambda *_: None) == 1
    assert len(places(store.url)) == 24


@pytest.mark.parametrize("fault", ["busy", "away"])
def test_a_crawl_goes_on_while_the_store_does_not_and_says_so(store, environment, spool, fault, monkeypatch, caplog):
    monkeypatch.setattr(shipper, "LOOK_EVERY", 0.1)
    monkeypatch.setattr(shipper, "_FIRST_PAUSE", 0.1)
    monkeypatch.setattr(shipper, "_LONGEST_PAUSE", 0.2)

    async def keep() -> None:
        keeper = await open_keeper(environment, None)
        for number in range(10):
            await keeper.archive.keep(partial(a_set, number))
        await keeper.archive.close()
        if fault == "busy":
            store.door.is_busy = True
        else:
            store.kill()
        await asyncio.to_thread(wait_until, lambda: "wait in" in caplog.text)
        assert len(list(spool.folder.iterdir())) == 2
        store.door.is_busy = False
        if fault == "away":
            store.start()
        await asyncio.to_thread(wait_until, lambda: not spool.waiting().files)
        await keeper.close()

    with caplog.at_level(logging.WARNING):
        asyncio.run(keep())
    (told,) = {line for line in caplog.messages if "pages wait to be uploaded" in line}
    assert f"the archive {store.url} cannot be reached" in told
    assert "1 file (20 kB) wait in" in told
    assert len(places(store.url)) == 10


def test_a_slow_store_holds_up_no_page(store, environment, spool, monkeypatch):
    monkeypatch.setattr(shipper, "LOOK_EVERY", 0.1)
    large_file(spool, 12)

    async def keep() -> float:
        keeper = await open_keeper(environment, None)
        store.door.pause = 0.1
        began = time.monotonic()
        for number in range(50, 100):
            await keeper.archive.keep(partial(a_set, number))
        taken = time.monotonic() - began
        assert spool.waiting().files == 2, "the upload is on its way"
        store.door.pause = 0
        await keeper.close()
        return taken

    assert asyncio.run(keep()) < 5
    assert len(places(store.url)) == 62


def test_a_program_that_is_told_to_stop_leaves_the_rest_of_an_upload_to_the_next(
    store, environment, spool, monkeypatch, caplog
):
    monkeypatch.setattr(shipper, "HURRIED", 0.5)
    large_file(spool, 12)

    async def keep() -> None:
        keeper = await open_keeper(environment, None)
        store.door.pause = 1.0
        await keeper.archive.keep(partial(a_set, 50))
        await keeper.close(hurried=True)

    with caplog.at_level(logging.WARNING):
        asyncio.run(keep())
    assert "the next crawl or `wiredesk archive upload` sends them" in caplog.text
    store.door.pause = 0
    assert len(places(store.url)) == 13


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_full_spool_stops_before_anything_is_lost_or_goes_on_without(store, environment, monkeypatch, goes_on):
    monkeypatch.setenv("WIREDESK_ARCHIVE_SPOOL_SIZE", "1 MB")
    monkeypatch.setenv("WIREDESK_ARCHIVE_FAILURE", "continue" if goes_on else "stop")
    environment = read_environment()
    spool = Spool.of(environment, store.url)
    noise = os.urandom(100_000).hex().encode()

    def page(number: int) -> NewSet:
        return NewSet([exchange(f"https://news.example/{number}", noise)], about(f"id{number}"))

    async def keep() -> tuple[int, str]:
        keeper = await open_keeper(environment, None)
        store.kill()
        kept, told = 0, ""
        for number in range(60):
            spool._looked = -100.0
            if number > 3:
                await asyncio.sleep(0.06)
            try:
                kept += bool(await keeper.archive.keep(partial(page, number)))
            except ArchiveProblem as problem:
                told = str(problem)
                break
        if goes_on:
            assert keeper.archive.missed == 60 - kept
        await keeper.close(hurried=True)
        return kept, told

    kept, told = asyncio.run(keep())
    assert 5 < kept < 40
    if not goes_on:
        assert "is full: " in told
        assert "wait for the store" in told
        with pytest.raises(ArchiveFull, match="is full"):
            asyncio.run(open_keeper(environment, None))
    store.start()
    assert len(places_of_spool(spool)) == kept

    async def go_on() -> None:
        keeper = await open_keeper(environment, None)
        assert await keeper.archive.keep(partial(page, 100)), "it has made room at once"
        await keeper.close()

    asyncio.run(go_on())
    assert len(places(store.url)) == kept + 1


def places_of_spool(spool: Spool) -> set[str | None]:
    return {page.id for page in kept_pages(spool.folder, on_problem=pytest.fail)}


def test_a_store_that_cannot_be_meant_is_told_before_anything_is_fetched(store, environment, monkeypatch):
    monkeypatch.setenv("WIREDESK_ARCHIVE", "s3://misspelt/kept")
    with pytest.raises(ArchiveUnusable, match="bucket does not exist"):
        asyncio.run(open_keeper(read_environment(), None))
    monkeypatch.setenv("WIREDESK_ARCHIVE", "https://127.0.0.1:1/kept")
    with pytest.raises(ArchiveUnusable, match="can only be read"):
        asyncio.run(open_keeper(read_environment(), None))


def test_a_crawl_begins_where_the_store_is_away(store, environment, spool, caplog):
    store.kill()

    async def keep() -> None:
        keeper = await open_keeper(environment, None)
        await keeper.archive.keep(partial(a_set, 1))
        await keeper.close(hurried=True)

    with caplog.at_level(logging.WARNING):
        asyncio.run(keep())
    assert "pages wait in" in caplog.text
    assert places_of_spool(spool) == {"id1"}


def test_a_crawl_begins_where_the_store_takes_connections_and_says_nothing(
    store, environment, spool, monkeypatch, caplog
):
    monkeypatch.setattr(passage, "ANSWER_WITHIN", 1.0)

    async def keep() -> None:
        keeper = await open_keeper(environment, None)
        await keeper.archive.keep(partial(a_set, 1))
        monkeypatch.setattr(shipper, "HURRIED", 0.5)
        await keeper.close(hurried=True)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with caplog.at_level(logging.WARNING):
            asyncio.run(asyncio.wait_for(keep(), 30))
    assert "no answer in 1 seconds; pages wait in" in caplog.text
    assert places_of_spool(spool) == {"id1"}


def test_a_crawl_with_a_limit_of_age_says_nothing_of_a_store_that_has_no_pages_yet(store, environment):
    way = passage.Passage.open(environment, goes_on=False)
    assert way.trim(30, 0) == {}
    way.close()


def test_a_file_is_ended_and_goes_while_its_program_goes_on(store, environment, monkeypatch):
    monkeypatch.setattr(shipper, "LOOK_EVERY", 0.1)
    environment = read_environment()
    spool = Spool.of(environment, store.url)
    monkeypatch.setattr(Spool, "of", lambda *_: spool)
    spool.file_seconds = 0.3

    async def keep() -> None:
        keeper = await open_keeper(environment, None)
        await keeper.archive.keep(partial(a_set, 1))
        await asyncio.to_thread(wait_until, lambda: len(store.objects()) == 2)
        await keeper.archive.keep(partial(a_set, 2))
        await keeper.close()

    asyncio.run(keep())
    assert len(places(store.url)) == 2
