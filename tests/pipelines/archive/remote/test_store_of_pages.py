"""Pages kept in an object store: found again over spool and store, changed and removed there."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.pipelines.archive.made_pages import about, exchange, new_file
from tests.pipelines.archive.test_archive_upkeep import a_set
from wiredesk.pipelines.archive.opening import open_store
from wiredesk.pipelines.archive.purge import purge
from wiredesk.pipelines.archive.reader import articles_of_url, find_page, find_page_of_url, kept_pages, page_at
from wiredesk.pipelines.archive.realignment import realign
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.record_set import LaterSet, NewSet
from wiredesk.pipelines.archive.remote.index_cache import IndexCache
from wiredesk.pipelines.archive.remote.remote_files import RemoteFile, RemoteFiles
from wiredesk.pipelines.archive.remote.shipping import ship, ship_all
from wiredesk.pipelines.archive.remote.spool import Spool
from wiredesk.pipelines.archive.retention import trim
from wiredesk.pipelines.archive.store import ArchiveProblem, index_name
from wiredesk.pipelines.archive.verification import check_file
from wiredesk.pipelines.page_keeper import open_keeper
from wiredesk.settings.environment import read_environment


def in_spool(spool: Spool, numbers: Iterable[int]) -> str:
    """Pages in a file of the spool, whose name is returned."""
    spool.folder.mkdir(parents=True, exist_ok=True)
    file = new_file(spool.folder)
    for number in numbers:
        file.append([a_set(number)])
    file.close()
    return file.path.name


def shipped(spool: Spool, url: str, *numbers: int) -> str:
    """Pages in a file of the store, whose name is returned."""
    name = in_spool(spool, numbers)
    assert ship(spool, RemoteFiles(url), name)
    return name


def put(url: str, name: str, data: bytes, folder: Path) -> None:
    """Put other bytes in the place of a file of the store."""
    (folder / "other").write_bytes(data)
    RemoteFiles(url).put(folder / "other", name)


def ids(archive: str) -> list[str | None]:
    return [page.id for page in kept_pages(archive, on_problem=pytest.fail)]


def test_pages_go_to_the_store_and_keep_their_places(store, environment, spool):
    async def keep() -> list:
        keeper = await open_keeper(environment, None)
        entries = [await keeper.archive.keep(partial(a_set, number)) for number in range(30)]
        before = {page.id: page.place for page in kept_pages(store.url)}
        await keeper.close()
        return [entries, before]

    entries, before = asyncio.run(keep())
    (name,) = {entry.file for (entry,) in entries}
    assert sorted(store.objects()) == [f"kept/{index_name(name)}", f"kept/{name}"]
    assert list(spool.folder.iterdir()) == []
    after = {page.id: page.place for page in kept_pages(store.url)}
    assert after == before, "the article that names it says the truth before and after"
    assert page_at(store.url, after["id7"]).url == "https://news.example/7"


def test_a_page_is_found_by_article_revision_and_url_over_spool_and_store(store, environment, spool):
    shipped(spool, store.url, 1, 2)
    ((entry,),) = (file := new_file(spool.folder)).append(
        [NewSet([exchange("https://news.example/1", b"<p>again</p>")], about("id1", 2, cause="update"))]
    )
    file.close()
    assert [(page.id, page.revision) for page in kept_pages(store.url)] == [("id1", 1), ("id2", 1), ("id1", 2)]
    assert find_page(store.url, "id1", 2).body == b"<p>again</p>"
    assert find_page(store.url, "id1", 1).body != b"<p>again</p>"
    assert find_page_of_url(store.url, "https://news.example/2").id == "id2"
    assert "id1" in articles_of_url(store.url, "https://news.example/1")
    later = new_file(spool.folder)
    later.append([LaterSet(entry, about("id9", 1))])
    later.close()
    ship_all(spool, RemoteFiles(store.url), lambda _: None, lambda *_: None)
    assert [(page.id, page.revision) for page in kept_pages(store.url)] == [("id1", 1), ("id2", 1), ("id9", 1)]
    with pytest.raises(NotKept):
        find_page(store.url, "id3")


def test_one_record_is_asked_for_and_not_its_file_and_an_index_once(store, environment, spool):
    noise = os.urandom(1_500_000).hex().encode()
    spool.folder.mkdir(parents=True)
    file = new_file(spool.folder)
    places = [file.append([NewSet([exchange(f"https://news.example/{n}", noise)], about(f"id{n}"))]) for n in range(12)]
    file.append([a_set(99)])
    file.close()
    size = file.path.stat().st_size
    assert size > 10_000_000
    ship_all(spool, RemoteFiles(store.url), lambda _: None, lambda *_: None)
    assert len(places) == 12
    sent = store.door.sent
    assert find_page(store.url, "id99").id == "id99"
    assert store.door.sent - sent < 600_000
    sent = store.door.sent
    assert len(list(kept_pages(store.url, ids={"id99"}))) == 1
    assert store.door.sent - sent < 320_000, "the index is here by now"
    sent = store.door.sent
    assert len(list(kept_pages(store.url))) == 13
    assert store.door.sent - sent < 1.2 * size, "and what is read in its order is asked for once"


def test_several_machines_write_into_one_store(store, environment, spool, tmp_path):
    others = [
        Spool(tmp_path / f"machine-{n}", "s3", most_bytes=10**9, file_seconds=60, cache_bytes=10**6) for n in range(3)
    ]
    for number, one in enumerate(others):
        in_spool(one, [number])
    threads = [
        threading.Thread(target=ship_all, args=(one, RemoteFiles(store.url), lambda _: None, lambda *_: None))
        for one in others * 2  # two processes of each machine
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids(store.url)) == ["id0", "id1", "id2"]
    assert len(store.objects()) == 6
    assert not any(list(one.folder.iterdir()) for one in others)


def test_a_purge_reaches_spool_and_store_and_leaves_all_else_in_its_place(store, environment, spool):
    first = shipped(spool, store.url, 1, 2, 3)
    second = in_spool(spool, [2, 4])
    before = {page.position: page.place for page in kept_pages(store.url) if page.id != "id2"}
    with open_store(store.url) as opened:
        gone = purge(opened, "id2")
    assert (gone.pages, sorted(gone.files)) == (2, sorted([first, second]))
    assert {page.position: page.place for page in kept_pages(store.url)} == before
    assert not any(b"news.example/2" in data for data in store.objects().values())
    with open_store(store.url) as opened:
        for name in opened.names():
            check_file(opened, name, pytest.fail, lambda _: None)
        assert purge(opened, "id2").files == []
    assert not list(spool.scratch.parent.glob("scratch/*"))


def test_what_was_purged_in_the_store_does_not_come_back_from_a_spool(store, environment, spool):
    """A kill came between the upload and the removal; before the next start the article was purged elsewhere."""
    name = in_spool(spool, [1, 2])
    left = {path: path.read_bytes() for path in spool.folder.iterdir()}
    assert ship(spool, RemoteFiles(store.url), name)
    with open_store(store.url) as opened:
        purge(opened, "id1")
    for path, data in left.items():
        path.write_bytes(data)
    assert ship(spool, RemoteFiles(store.url), name)
    assert ids(store.url) == ["id2"]
    assert list(spool.folder.iterdir()) == []


def test_a_purge_beside_an_upload_waits_and_finds_the_file_where_it_is_then(store, environment, spool):
    name = in_spool(spool, [1, 2])
    store.door.pause = 0.05
    began = threading.Event()
    uploading = threading.Thread(target=ship, args=(spool, RemoteFiles(store.url), name, lambda _: began.set()))
    with open_store(store.url) as opened:
        uploading.start()
        began.wait(20)
        assert purge(opened, "id1").files == [name]
    uploading.join()
    store.door.pause = 0
    assert ids(store.url) == ["id2"]
    assert list(spool.folder.iterdir()) == []


def test_old_files_are_removed_from_the_store_and_none_that_waits(store, environment, spool):
    old = shipped(spool, store.url, 1)
    young = shipped(spool, store.url, 2)
    waiting = in_spool(spool, [3])
    with open_store(store.url) as opened:
        assert trim(opened, 30, 0) == {}
        assert list(trim(opened, 30, 0, now=time.time() + 31 * 86_400)) == [old, young]
    assert ids(store.url) == ["id3"]
    newest = shipped(spool, store.url, 4)
    with open_store(store.url) as opened:
        assert waiting not in trim(opened, 0, 1)
    assert newest not in {name.removeprefix("kept/") for name in store.objects()}
    assert ids(store.url) == ["id3"]


def test_bytes_lost_in_the_middle_of_a_stored_file_are_found_and_put_back(store, environment, spool, tmp_path):
    name = shipped(spool, store.url, 1, 2, 3, 4)
    before = {page.id: page.place for page in kept_pages(store.url)}
    data, cut = store.objects()[f"kept/{name}"], before["id2"].offset
    put(store.url, name, data[: cut + 100] + data[cut + 160 :], tmp_path)
    damages: list[object] = []
    with open_store(store.url) as opened:
        check_file(opened, name, damages.append, lambda _: None)
        assert any("stand elsewhere" in str(damage) for damage in damages)
        assert realign(opened).files == [name]
    assert {page.id: page.place for page in kept_pages(store.url)} == {
        id: place for id, place in before.items() if id != "id2"
    }


def test_indexes_that_are_kept_here_have_a_bound_and_follow_the_store(store, environment, spool, tmp_path):
    name = shipped(spool, store.url, 1, 2)
    assert ids(store.url) == ["id1", "id2"]
    (kept,) = spool.indexes.iterdir()
    put(store.url, index_name(name), kept.read_bytes().splitlines(keepends=True)[0], tmp_path)
    with open_store(store.url) as opened:
        assert len(opened.open(index_name(name)).readlines()) == 1
    cache = IndexCache(tmp_path / "cache", 1_000)
    for number in range(20):
        cache.add(RemoteFile(f"{number}", 100, "v1", None, {}), bytes(100))
    files = list((tmp_path / "cache").iterdir())
    assert 5 < len(files) <= 10
    assert cache.get(RemoteFile("19", 100, "v1", None, {})) == bytes(100)
    assert cache.get(RemoteFile("19", 100, "v2", None, {})) is None


def test_an_archive_of_which_nothing_is_there_or_that_is_away_is_told_in_a_line(store, environment):
    with pytest.raises(ArchiveProblem, match="has no pages"):
        ids(store.url)
    store.kill()
    with pytest.raises(ArchiveProblem, match="s3://pages/kept cannot be reached"):
        ids(store.url)


def test_a_folder_by_its_address_gets_pages_through_a_spool_and_a_web_server_shows_them(tmp_path, monkeypatch):
    folder = tmp_path / "far"
    monkeypatch.setenv("WIREDESK_ARCHIVE", f"file://{folder}")
    monkeypatch.setenv("WIREDESK_HOME", str(tmp_path / "home"))

    async def keep() -> None:
        keeper = await open_keeper(read_environment(), None)
        for number in range(3):
            await keeper.archive.keep(partial(a_set, number))
        await keeper.close()

    asyncio.run(keep())
    assert len(list(folder.iterdir())) == 2, "no unfinished file and no probe is left"
    assert ids(f"file://{folder}") == ids(str(folder)) == ["id0", "id1", "id2"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert ids(f"http://127.0.0.1:{server.server_port}/far/") == ["id0", "id1", "id2"]
    finally:
        server.shutdown()
        server.server_close()
