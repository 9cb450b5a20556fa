"""Removing pages, and writing them when the disk is full or the process is killed."""

from __future__ import annotations

import asyncio
import fcntl
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Sequence
from functools import partial

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.full_disk import files_of_at_most
from tests.pipelines.archive.made_pages import about, exchange, new_file, written
from wiredesk.pipelines.archive import page_archive
from wiredesk.pipelines.archive.damage import Damage
from wiredesk.pipelines.archive.damage_removal import remove_damage
from wiredesk.pipelines.archive.index import Span
from wiredesk.pipelines.archive.index_reading import indexed
from wiredesk.pipelines.archive.page_archive import PageArchive
from wiredesk.pipelines.archive.purge import empty_member, purge
from wiredesk.pipelines.archive.reader import kept_pages, page_at
from wiredesk.pipelines.archive.realignment import realign
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.record_set import LaterSet, NewSet
from wiredesk.pipelines.archive.retention import trim
from wiredesk.pipelines.archive.store import ArchiveFull, ArchiveProblem, FolderStore, index_name
from wiredesk.pipelines.archive.verification import check_file
from wiredesk.pipelines.archive.warc_file import WarcFile
from wiredesk.pipelines.page_keeper import open_keeper
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem


def a_set(number: int, **told: object) -> NewSet:
    noise = random.Random(number).randbytes(300).hex().encode()
    return NewSet([exchange(f"https://news.example/{number}", noise)], about(f"id{number}", 1, **told))


def test_a_purge_leaves_all_other_pages_in_their_places(tmp_path):
    path = written(tmp_path, a_set(1), a_set(2, secret="told"), a_set(3))
    other = written(
        tmp_path, NewSet([exchange("https://news.example/2"), exchange("https://n.example/b")], about("id2", 2))
    )
    places = {page.id: page.place for page in kept_pages(tmp_path)}
    size = path.stat().st_size
    gone = purge(FolderStore(tmp_path), "id2")
    assert (gone.pages, sorted(gone.files)) == (3, sorted([path.name, other.name]))
    assert [page.id for page in kept_pages(tmp_path)] == ["id1", "id3"]
    assert page_at(tmp_path, places["id3"]).url == "https://news.example/3"
    with pytest.raises(NotKept, match="purged"):
        page_at(tmp_path, places["id2"])
    assert path.stat().st_size == size
    for file in (path, other):
        with file.open("rb") as stream:
            records = [
                (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
                for record in ArchiveIterator(stream, check_digests="raise")
            ]
        assert not any("news.example/2" in (url or "") or b"news.example/2" in block for url, block in records)
        file.with_name(index_name(file.name)).unlink()
    assert [page.id for page in kept_pages(tmp_path)] == ["id1", "id3"], "without the indexes too"
    assert purge(FolderStore(tmp_path), "id2").files == []


def test_what_a_killed_purge_has_left_goes_with_the_next_one_or_with_the_file(tmp_path):
    path, other = written(tmp_path, a_set(1), a_set(2)), written(tmp_path, a_set(3))
    left = [file.with_name(f"{file.name}.purge-12345") for file in (path, other)]
    for one in left:  # the whole file, with what was to be removed
        one.write_bytes(b"a copy")
    assert [page.id for page in kept_pages(tmp_path)] == ["id1", "id2", "id3"]
    purge(FolderStore(tmp_path), "id1")
    assert [one.exists() for one in left] == [False, True]
    assert trim(FolderStore(tmp_path), 0, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("length", [400, 65_553, 65_560, 65_600, 131_105, 3_000_000])
def test_an_empty_record_has_any_length(length):
    member = empty_member(length)
    assert len(member) == length
    assert zlib.decompress(member, 31).startswith(b"WARC/1.1\r\nWARC-Type: metadata")


def test_a_purge_beside_a_writing_process_loses_nothing(tmp_path):
    file = new_file(tmp_path)
    ended = threading.Event()
    places = []

    def write() -> None:
        for number in range(60):
            ((entry,),) = file.append([a_set(number)])
            places.append((entry.id, entry.at.offset))
        ended.set()

    writing = threading.Thread(target=write)
    writing.start()
    while not ended.is_set():
        for number in range(0, 60, 7):
            purge(FolderStore(tmp_path), f"id{number}")
    writing.join()
    for number in range(0, 60, 7):
        purge(FolderStore(tmp_path), f"id{number}")
    file.close()
    kept = {page.id: page.offset for page in kept_pages(tmp_path)}
    assert kept == {id: offset for id, offset in places if int(id[2:]) % 7}


def test_the_oldest_files_are_removed_by_age_and_size_and_none_that_is_written(tmp_path):
    old, middle, young = (written(tmp_path, a_set(number)) for number in (1, 2, 3))
    being_written = new_file(tmp_path)
    for path in (old, being_written.path):
        os.utime(path, (time.time() - 90 * 86_400,) * 2)
    assert list(trim(FolderStore(tmp_path), 30, 0)) == [old.name]
    assert trim(FolderStore(tmp_path), 0, 0) == {}
    assert list(trim(FolderStore(tmp_path), 0, young.stat().st_size + being_written.path.stat().st_size + 1200)) == [
        middle.name
    ]
    assert {page.id for page in kept_pages(tmp_path)} == {"id3"}
    being_written.close()


def test_a_purge_makes_no_page_younger(tmp_path):
    path = written(tmp_path, a_set(1), a_set(2))
    os.utime(path, (time.time() - 90 * 86_400,) * 2)
    purge(FolderStore(tmp_path), "id1")
    assert list(trim(FolderStore(tmp_path), 30, 0)) == [path.name]


def test_records_that_stand_for_purged_ones_have_ids_of_their_own(tmp_path):
    path = written(tmp_path, a_set(1), a_set(2), a_set(3))
    for id in ("id1", "id2"):
        purge(FolderStore(tmp_path), id)
    with path.open("rb") as stream:
        ids = [record.rec_headers.get_header("WARC-Record-ID") for record in ArchiveIterator(stream)]
    assert len(set(ids)) == len(ids) == 6


def test_what_became_known_of_a_page_that_was_removed_since_is_no_damage(tmp_path):
    file, other, later = new_file(tmp_path), new_file(tmp_path), new_file(tmp_path)
    ((asked_for,),) = file.append([NewSet([exchange("https://news.example/1")], about("id1", None, cause="request"))])
    ((second,),) = other.append([NewSet([exchange("https://news.example/2?page=2")], None)])
    ((first,),) = later.append([NewSet([exchange("https://news.example/2")], None)])
    later.append([LaterSet(asked_for, about("id1", 1)), LaterSet(first, about("id2", 1), [second]), a_set(3)])
    for one in (file, other, later):
        one.close()

    def damage() -> list[str]:
        found: list[str] = []
        assert [page.id for page in kept_pages(tmp_path, on_problem=found.append)] == ids
        check_file(FolderStore(tmp_path), later.path.name, found.append, lambda _: None)
        return list(map(str, found))

    ids = ["id1", "id2", "id3"]
    assert damage() == []
    for one in (file, other):
        os.utime(one.path, (time.time() - 90 * 86_400,) * 2)
    assert len(trim(FolderStore(tmp_path), 30, 0)) == 2
    ids = ["id3"]
    assert damage() == [], "half an article is not read again either"
    check = check_file(FolderStore(tmp_path), later.path.name, pytest.fail, lambda _: None)
    assert "2 articles of its index are not kept any more" in check.notes[0]


def test_a_file_is_not_gone_on_with_by_an_index_that_was_just_written_anew(tmp_path, monkeypatch):
    path = written(tmp_path, a_set(1))
    index, lock = path.with_name(index_name(path.name)), fcntl.flock

    def lock_too_late(descriptor: int, how: int) -> None:
        if not (new := index.with_suffix(".new")).exists():
            new.write_bytes(index.read_bytes())
            os.link(new, index.with_suffix(".other"))
            index.with_suffix(".other").replace(index)
        lock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", lock_too_late)
    assert WarcFile.resume(path) is None
    found = WarcFile.resume(path)
    assert found is not None
    found.close()


def test_a_file_in_which_nothing_is_written_any_more_is_removed_in_time(tmp_path, monkeypatch):
    environment = read_environment({"WIREDESK_ARCHIVE": str(tmp_path), "WIREDESK_ARCHIVE_MAX_AGE": "30"})

    async def main() -> None:
        keeper = await open_keeper(environment, None)  # of a server that keeps a page now and then
        await keeper.archive.keep(partial(a_set, 1))
        (path,) = tmp_path.glob("*.warc.gz")
        os.utime(path, (time.time() - 90 * 86_400,) * 2)
        await keeper.trim(environment)
        assert path.exists(), "it is being written"
        monkeypatch.setattr(page_archive, "FILE_SECONDS", 0.0)
        await keeper.trim(environment)
        assert not path.exists()
        await keeper.archive.keep(partial(a_set, 2))
        await keeper.archive.close()

    asyncio.run(main())
    assert [page.id for page in kept_pages(tmp_path)] == ["id2"]


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path, goes_on):
    async def keep() -> tuple[int, bool]:
        archive = PageArchive(tmp_path, operator="test", goes_on=goes_on)
        kept, failed, told = 0, False, "cannot be written; archive_failure"
        with files_of_at_most(20_000):
            await archive.open()
            for number in range(40):
                try:
                    kept += bool(await archive.keep(partial(a_set, number)))
                except ArchiveProblem as problem:
                    told, failed = str(problem), True
                    break
        assert "cannot be written" in told
        assert "archive_failure" in told
        assert archive.missed == (40 - kept if goes_on else 0)
        assert await archive.keep(partial(a_set, 99))  # there is room again
        await archive.close()
        return kept, failed

    kept, failed = asyncio.run(keep())
    assert failed is not goes_on
    assert 5 < kept < 40
    assert [page.id for page in kept_pages(tmp_path)] == [*(f"id{number}" for number in range(kept)), "id99"]


def test_an_archive_that_cannot_be_made_is_told_at_once(tmp_path):
    (tmp_path / "file").write_text("")
    with files_of_at_most(1_000), pytest.raises(ArchiveFull) as full:
        asyncio.run(PageArchive(tmp_path / "full", operator="test").open())
    assert full.value.exit_code == ExitCode.SOME_FAILED
    with pytest.raises(UsageProblem, match="cannot be written"):
        asyncio.run(PageArchive(tmp_path / "file", operator="test").open())
    asyncio.run(PageArchive(tmp_path / "file", operator="test", goes_on=True).open())


def test_a_file_that_was_taken_away_is_followed_by_another(tmp_path):
    async def keep() -> None:
        archive = PageArchive(tmp_path, operator="test")
        await archive.keep(partial(a_set, 1))
        for path in tmp_path.iterdir():
            path.unlink()
        assert await asyncio.gather(*(archive.keep(partial(a_set, number)) for number in range(2, 9)))
        await archive.close()

    asyncio.run(keep())
    assert [page.id for page in kept_pages(tmp_path)] == [f"id{number}" for number in range(2, 9)]


WRITER = """
import asyncio, sys
from functools import partial
from pathlib import Path
from tests.pipelines.archive.test_archive_upkeep import a_set
from wiredesk.pipelines.archive.page_archive import PageArchive

async def keep():
    archive = PageArchive(Path(sys.argv[1]), operator="test")
    for number in range(100_000):
        (entry,) = await archive.keep(partial(a_set, number))
        print(entry.file, entry.at.offset, entry.digest, flush=True)

asyncio.run(keep())
"""


def test_every_page_that_was_said_to_be_kept_is_there_after_a_kill(tmp_path):
    told = []
    for pause in (0.05, 0.11):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        told.append(process.stdout.readline())
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        told += [line for line in process.stdout if line.endswith("\n")]
        process.wait()
    problems: list[str] = []
    kept = {(page.file, str(page.offset), page.digest) for page in kept_pages(tmp_path, on_problem=problems.append)}
    assert {tuple(line.split()) for line in told} <= kept
    assert problems == []


def shortened(data: bytes, whole: Sequence[Span]) -> bytes:
    """Without a part of the second page."""
    return data[: whole[1].offset + 200] + data[whole[1].offset + 260 :]


def without_a_page(data: bytes, whole: Sequence[Span]) -> bytes:
    return data[: whole[1].offset] + data[whole[2].offset :]


def lengthened(data: bytes, whole: Sequence[Span]) -> bytes:
    return data[: whole[1].offset] + b"something else" * 40 + data[whole[1].offset :]


def with_a_page_twice(data: bytes, whole: Sequence[Span]) -> bytes:
    return data[: whole[1].offset] + data[whole[0].offset :]


@pytest.mark.parametrize("has_index", [True, False])
@pytest.mark.parametrize(
    ("change", "left"),
    [
        (shortened, [1, 3, 4]),
        (without_a_page, [1, 3, 4]),
        (lengthened, [1, 2, 3, 4]),
        (with_a_page_twice, [1, 2, 3, 4]),
    ],
)
def test_what_stands_elsewhere_is_named_and_put_back(tmp_path, change, left, has_index):
    path = written(tmp_path, *map(a_set, range(1, 5)))
    before = list(kept_pages(tmp_path))
    path.write_bytes(change(path.read_bytes(), [entry.span for entry in indexed(FolderStore(tmp_path), path.name)]))
    if not has_index:
        path.with_name(index_name(path.name)).unlink()
    damages: list[Damage] = []
    check_file(FolderStore(tmp_path), path.name, damages.append, lambda _: None)
    assert any("pages stand elsewhere" in str(damage) for damage in damages), damages
    wanted = [page for page in before if page.id in {f"id{number}" for number in left}]
    if has_index:  # which says where they were
        found = {page.id: page for page in kept_pages(tmp_path)}
        for page in wanted:
            assert (found[page.id].place, found[page.id].body) == (page.place, page.body)
            assert found[page.id].article == page.article
            assert page_at(tmp_path, page.place).body == page.body
        assert len(found) == len(wanted)
    assert realign(FolderStore(tmp_path)).files == [path.name]
    assert [(page.id, page.place) for page in kept_pages(tmp_path)] == [(page.id, page.place) for page in wanted]
    assert realign(FolderStore(tmp_path)).files == [], "and only once"
    remove_damage(FolderStore(tmp_path))
    assert [page.place for page in kept_pages(tmp_path)] == [page.place for page in wanted]


def test_a_purge_beside_missing_bytes_takes_the_article_and_no_other(tmp_path):
    path = written(tmp_path, *map(a_set, range(1, 6)))
    before = {page.id: page.place for page in kept_pages(tmp_path)}
    path.write_bytes(shortened(path.read_bytes(), [entry.span for entry in indexed(FolderStore(tmp_path), path.name)]))
    assert purge(FolderStore(tmp_path), "id4").pages == 1
    assert b"news.example/4" not in path.read_bytes()
    assert {page.id: page.place for page in kept_pages(tmp_path)} == {id: before[id] for id in ("id1", "id3", "id5")}
