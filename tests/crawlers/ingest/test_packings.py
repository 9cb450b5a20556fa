"""Archives that are packed otherwise than with gzip, record by record: with zstd, or as a whole."""

from __future__ import annotations

import asyncio
import gzip
import io
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from made_archives import HOST, MadeArchive, stories, story

from wiredesk.crawlers.ingest import ingest_run, record_stream, whole_packed
from wiredesk.crawlers.ingest.captures import Broken, Capture, Record, Skipped
from wiredesk.crawlers.ingest.ingest_memory import IngestMemory
from wiredesk.crawlers.ingest.inputs import archives_of
from wiredesk.crawlers.ingest.record_stream import read_records
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.content_coding import zstd
from wiredesk.pipelines.desk import Desk
from wiredesk.settings.environment import read_environment

DICTIONARY = zstd.train_dict([story(number)[1] for number in range(60)], 3_000)
EVERY = [f"{HOST}/news/bridge-{number}" for number in range(12)]


class Sink:
    """Takes all articles."""

    def put(self, article: Article) -> None:
        pass

    def settled(self, offset: int) -> None:
        pass


def read(path: Path, start: int = 0) -> list[Record]:
    with path.open("rb") as file:
        return list(read_records(file, start))


def pages(path: Path, start: int = 0) -> list[str]:
    return [record.url for record in read(path, start) if isinstance(record, Capture)]


def broken(path: Path) -> list[str]:
    return [record.detail for record in read(path) if isinstance(record, Broken)]


@pytest.fixture
def records(tmp_path: Path) -> list[bytes]:
    """The records of an archive with twelve stories, each by itself."""
    data = stories(tmp_path / "plain.warc", range(12), gzipped=False).read_bytes()
    begins = [one.start() for one in re.finditer(rb"(?:^|(?<=\r\n\r\n))WARC/1.1", data)]
    assert len(begins) == 13
    return [data[a:b] for a, b in zip(begins, [*begins[1:], len(data)], strict=True)]


def skippable(content: bytes, kind: int = 0x5D) -> bytes:
    return bytes([kind]) + b"\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content


ZSTD: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "frames": lambda records: [zstd.compress(one) for one in records],
    "a dictionary": lambda records: [
        skippable(DICTIONARY.dict_content) + zstd.compress(records[0], zstd_dict=DICTIONARY),
        *(zstd.compress(one, zstd_dict=DICTIONARY) for one in records[1:]),
    ],
    "a packed dictionary": lambda records: [
        skippable(zstd.compress(DICTIONARY.dict_content)) + zstd.compress(records[0], zstd_dict=DICTIONARY),
        *(zstd.compress(one, zstd_dict=DICTIONARY) for one in records[1:]),
    ],
    "frames without content": lambda records: [skippable(b"x" * 400_000, 0x5E) + zstd.compress(one) for one in records],
}


@pytest.mark.parametrize("kind", ZSTD)
def test_zstd_is_read_from_any_record_on(tmp_path, records, kind):
    path = tmp_path / "a.warc.zst"
    path.write_bytes(b"".join(ZSTD[kind](records)))
    found = read(path)
    assert [one.url for one in found if isinstance(one, Capture)] == EVERY
    for place in (1, 5, 12):
        assert read(path, found[place].offset) == found[place:]


class FromFrontToBack(io.BytesIO):
    """As a server that sends whole files only."""

    def seekable(self) -> bool:
        return False

    def seek(self, _offset: int, _whence: int = 0) -> int:
        raise io.UnsupportedOperation


@pytest.mark.parametrize("kind", [*ZSTD, "gzip"])
def test_what_cannot_seek_is_read_from_its_beginning(tmp_path, records, kind):
    path = tmp_path / "a.warc.packed"
    path.write_bytes(b"".join(ZSTD[kind](records) if kind in ZSTD else map(gzip.compress, records)))
    found = read(path)
    assert list(read_records(FromFrontToBack(path.read_bytes()), found[5].offset)) == found


@pytest.mark.parametrize("kind", ZSTD)
def test_damage_to_a_frame_costs_that_record(tmp_path, records, kind):
    frames = [bytearray(one) for one in ZSTD[kind](records)]
    frames[4][-200:-190] = bytes(10)
    path = tmp_path / "a.warc.zst"
    path.write_bytes(b"".join(frames))
    assert pages(path) == EVERY[:3] + EVERY[4:]
    assert len(broken(path)) == 1
    path.write_bytes(path.read_bytes()[:-20])
    assert pages(path) == EVERY[:3] + EVERY[4:-1]
    assert len(broken(path)) == 2


@pytest.mark.parametrize("content", [b"", b"\x28\xb5\x2f\xfdno"])
def test_a_dictionary_that_is_none_is_told(tmp_path, records, content):
    path = tmp_path / "a.warc.zst"
    path.write_bytes(skippable(content) + zstd.compress(records[0], zstd_dict=DICTIONARY))
    assert ["dictionary" in one for one in broken(path)] == [True]


@pytest.fixture(params=["gzip", "zstd", "gzip in blocks"])
def whole(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Writes records that are packed as a whole; they are read in windows of a few pages."""
    monkeypatch.setattr("wiredesk.crawlers.ingest.whole_packed.WINDOW", 6_000)
    monkeypatch.setattr("wiredesk.crawlers.ingest.whole_packed._CHUNK", 1_000)

    def write(records: list[bytes]) -> Path:
        data, path = b"".join(records), tmp_path / "a.warc.packed"
        size = 3_500 if request.param == "gzip in blocks" else len(data)
        pack = zstd.compress if request.param == "zstd" else gzip.compress
        path.write_bytes(b"".join(pack(data[at : at + size]) for at in range(0, len(data), size)))
        return path

    return write


def test_what_was_packed_as_a_whole_is_read_to_its_end(whole, records):
    path = whole(records)
    assert pages(path) == EVERY
    assert {one.offset for one in read(path)} == {0}
    assert broken(path) == []


def test_what_is_wrong_within_costs_the_record_that_it_hits(whole, records):
    longer = re.search(rb"Content-Length: (\d+)", records[4])[1]
    records[4] = records[4].replace(longer, b"9" * len(longer), 1)
    assert pages(whole(records)) == EVERY[:3] + EVERY[4:]


def test_a_record_that_is_longer_than_what_is_held_is_passed_over(whole, records, tmp_path):
    archive = MadeArchive(tmp_path / "long.warc", gzipped=False)
    archive.page(f"{HOST}/film", random.Random(1).randbytes(40_000), content_type="video/mp4")
    archive.page(f"{HOST}/long", b"<p>" + b"x" * 40_000)
    records.insert(5, archive.closed().read_bytes())
    path = whole(records)
    assert pages(path) == EVERY
    assert [one.why for one in read(path) if isinstance(one, Skipped)].count("too_large") == 2


def test_one_that_was_cut_off_is_read_to_there(whole, records):
    path = whole(records)
    path.write_bytes(path.read_bytes()[:-60])
    found = pages(path)
    assert found == EVERY[: len(found)]
    assert len(found) >= 6 or path.read_bytes().startswith(b"\x28")  # a block of zstd is whole or not at all
    assert len(broken(path)) == 1


def test_how_far_an_archive_is_that_was_packed_as_a_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(ingest_run, "STORED_EVERY", -1.0)
    for module in (record_stream, whole_packed):
        monkeypatch.setattr(module, "_HEAD" if module is record_stream else "WINDOW", 20_000)
    monkeypatch.setattr(whole_packed, "_CHUNK", 1_000)
    noise = random.Random(1).randbytes(60_000).hex().encode()
    made = MadeArchive(tmp_path / "a.warc", gzipped=False).page(*story(1))
    for number in range(40):
        made.page(f"{HOST}/picture-{number}", noise[3_000 * number :][:3_000], content_type="image/png")
    packed = tmp_path / "a.warc.gz"
    packed.write_bytes(gzip.compress(made.closed().read_bytes()))
    told: list[float] = []

    async def ingest() -> bool:
        (tmp_path / "harbour.toml").write_text(f'url = "{HOST}/"\n')
        environment = read_environment({"WIREDESK_HOME": str(tmp_path), "WIREDESK_SITES": str(tmp_path)})
        async with Desk(environment, workers=1, connect=False) as desk:
            run = ingest_run.IngestRun(
                desk, Catalogue.load(tmp_path), IngestMemory(None), on_broken=lambda *_: None,
                on_progress=lambda archive, place, counts: told.append(place / (archive.size or 0)),
            )  # fmt: skip
            (archive,) = archives_of(str(packed))
            return await run.ingest(archive, "key", Sink())

    assert asyncio.run(ingest())
    assert told == sorted(told)
    assert any(0.2 < share < 0.8 for share in told)
