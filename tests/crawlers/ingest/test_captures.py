"""Reading web archives: pages come out as they were fetched, and damage costs the record that it hits."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import time
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_archives import FETCHED, HOST, MadeArchive, stories, story

from wiredesk.crawlers.ingest.captures import MAX_PAGE, Broken, Capture, Redirect, Revisit, Skipped
from wiredesk.crawlers.ingest.record_stream import read_records


def read(path: Path, start: int = 0) -> list:
    with path.open("rb") as file:
        return list(read_records(file, start))


def pages(path: Path, start: int = 0) -> list[str]:
    return [record.url for record in read(path, start) if isinstance(record, Capture)]


@pytest.mark.parametrize("gzipped", [True, False])
def test_pages_come_out_as_they_were_fetched(tmp_path, gzipped):
    path = stories(tmp_path / "a.warc", range(3), gzipped=gzipped)
    found = [record for record in read(path) if isinstance(record, Capture)]
    assert [(record.url, record.body) for record in found] == [story(number) for number in range(3)]
    assert {record.fetched_at.isoformat() for record in found} == {"2026-03-05T12:00:00+00:00"}
    assert found[0].content_type == "text/html; charset=utf-8"
    assert found[0].digest.startswith("sha1:")


def test_what_is_no_page_is_named(tmp_path):
    archive = MadeArchive(tmp_path / "a.warc.gz")
    archive.page(f"{HOST}/gone", b"<p>gone</p>", status="404 Not Found")
    archive.page(f"{HOST}/pier.jpg", b"\xff\xd8", content_type="image/jpeg")
    archive.page("ftp://harbour.example/a", b"<p>a</p>")
    archive.page(f"{HOST}/large", b"x" * (MAX_PAGE + 1))
    archive.revisit(f"{HOST}/news/bridge-1", "sha1:ABC")
    found = read(archive.closed())
    whys = [record.why for record in found if isinstance(record, Skipped)]
    assert whys == ["warcinfo", "status", "not_html", "no_web_address", "too_large"]
    assert [record.digest for record in found if isinstance(record, Revisit)] == ["sha1:ABC"]


def test_addresses_are_those_that_a_client_asks_for(tmp_path):
    archive = MadeArchive(tmp_path / "a.warc.gz")
    for address in (
        "https://user:secret@harbour.example/a#top", "https://Harbour.example:443/%c3%bc", "https://[::1/a",
        "https://harbour.example:99999/a", f"{HOST}/{'a' * 9_000}",
    ):  # fmt: skip
        archive.page(address, b"<p>a</p>")
    found = read(archive.closed())
    assert [one.url for one in found if isinstance(one, Capture)] == [f"{HOST}/a", f"{HOST}/%C3%BC"]
    assert [one.why for one in found if isinstance(one, Skipped)][1:] == ["no_web_address"] * 3


def test_a_date_that_is_to_come_is_none(tmp_path):
    archive = MadeArchive(tmp_path / "a.warc.gz")
    for date in ("2999-01-01T00:00:00Z", "9999-12-31T23:59:59Z", FETCHED):
        archive.page(f"{HOST}/a", b"<p>a</p>", date=date)
    assert [type(one) for one in read(archive.closed())[1:]] == [Broken, Broken, Capture]


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_page_of_which_a_record_has_a_part_is_no_page(tmp_path, gzipped):
    path = stories(tmp_path / "a.warc", range(3), gzipped=False)
    whole = path.read_bytes()
    begins = [place - 1 for place in _places(b"\nWARC/1.1", whole)] + [len(whole)]
    records = [whole[: begins[0]], *(whole[a:b] for a, b in pairwise(begins))]
    records[1] = records[1].replace(b"-Digest", b"-Without")
    told = re.search(rb"Content-Length: (\d+)\r\n\r\nHTTP", records[1])
    records[1] = records[1].replace(told[1], b"%d" % (int(told[1]) - 40), 1)
    path.write_bytes(b"".join(map(gzip.compress, records) if gzipped else records))
    found = read(path)
    assert [one.url for one in found if isinstance(one, Capture)] == [f"{HOST}/news/bridge-1", f"{HOST}/news/bridge-2"]
    assert ["goes on behind" in one.detail for one in found if isinstance(one, Broken)] == [True]

    archive = MadeArchive(tmp_path / "segments.warc.gz")
    archive.page(*story(1), own={"WARC-Segment-Number": "1"})
    assert [one.why for one in read(archive.closed())[1:]] == ["truncated"]


def _places(mark: bytes, data: bytes) -> list[int]:
    return [one.start() + 2 for one in re.finditer(re.escape(mark), data)]


def test_what_cannot_be_read_is_told_in_plain_words(tmp_path):
    url, html = story(1)
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: {FETCHED}\r\n"
    blocks = {
        f"WARC-Target-URI: {url}\r\n": html, f"WARC-Target-URI: {url}\r\nA: b\r\n": b"HTTP/1.1 OK\r\n\r\n" + html,
        "": b"HTTP/1.1 200 OK\r\n\r\n" + html,
        f"WARC-Target-URI: {url}\r\nWARC-Block-Digest: md5:zz\r\n": b"HTTP/1.1 200 OK\r\n\r\n" + html,
    }  # fmt: skip
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        for own, block in blocks.items():
            record = (
                f"{head}{own}Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block
            )
            file.write(gzip.compress(record + b"\r\n\r\n"))
    told = [one.detail for one in read(path)]
    assert len(told) == 4
    assert not [one for one in told if "Error" in one or "int()" in one or "padding" in one]


def test_redirects_are_told_with_their_target(tmp_path):
    archive = MadeArchive(tmp_path / "a.warc.gz")
    for location in ("/news/a#top", "https://other.example/b", "javascript:x", "", "/" + "x" * 5_000, "http://[::1"):
        archive.page(f"{HOST}/moved", b"", status="301 Moved Permanently", location=location)
    archive.page(f"{HOST}/moved", b"", status="304 Not Modified", location="/a")
    archive.revisit(f"{HOST}/moved", "sha1:A", "302 Found").revisit(f"{HOST}/gone", "sha1:A", "404 Not Found")
    found = read(archive.closed())
    targets = [record.target for record in found if isinstance(record, Redirect)]
    assert targets == [f"{HOST}/news/a", "https://other.example/b", "", "", "", "", ""]
    assert [record.why for record in found if isinstance(record, Skipped)][1:] == ["status", "status"]


def test_content_codings_are_undone_and_a_bomb_is_cut_short(tmp_path):
    url, html = story(1)
    archive = MadeArchive(tmp_path / "a.warc.gz")
    archive.page(url, gzip.compress(html), encoding="gzip")
    archive.page(f"{HOST}/bomb", gzip.compress(bytes(300 << 20), 1), encoding="gzip")
    archive.page(*story(2))
    path = archive.closed()
    started = time.monotonic()
    found = read(path)
    assert time.monotonic() - started < 20
    assert [record.body for record in found if isinstance(record, Capture)] == [html, story(2)[1]]
    assert [record.why for record in found if isinstance(record, Skipped)] == ["warcinfo", "too_large"]


def test_reading_begins_at_the_place_of_any_record(tmp_path):
    path = stories(tmp_path / "a.warc.gz", range(5))
    everything = read(path)
    for place, record in enumerate(everything):
        assert read(path, record.offset) == everything[place:]


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_damaged_record_costs_that_record(tmp_path, gzipped):
    path = stories(tmp_path / "a.warc", range(5), gzipped=gzipped)
    offsets = [record.offset for record in read(path)]
    data = bytearray(path.read_bytes())
    data[offsets[3] + 30 : offsets[3] + 90] = bytes(60)
    path.write_bytes(data)
    assert pages(path) == [f"{HOST}/news/bridge-{number}" for number in (0, 1, 3, 4)]
    (broken,) = [record for record in read(path) if isinstance(record, Broken)]
    assert broken.offset == offsets[3]


@pytest.mark.parametrize("kind", ["headers", "records"])
def test_a_member_that_is_too_long_is_told_of(tmp_path, monkeypatch, kind):
    monkeypatch.setattr("wiredesk.pipelines.archive.members.LARGEST", 5_000)
    path = stories(tmp_path / "a.warc", range(9), gzipped=False)
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {HOST}/\r\nWARC-Date: {FETCHED}\r\nA: ".encode()
    long = head + b"b" * 9_000 + b"\r\n\r\n" if kind == "headers" else path.read_bytes()
    path.write_bytes(stories(tmp_path / "b.warc.gz", [20]).read_bytes() + gzip.compress(long))
    assert pages(path)[0] == f"{HOST}/news/bridge-20"
    last = read(path)[-1]
    assert isinstance(last, Broken)
    assert "MB were read" in last.detail


def test_a_length_that_is_too_great_does_not_swallow_the_rest(tmp_path):
    path = stories(tmp_path / "a.warc", range(4), gzipped=False)
    data = path.read_bytes()
    first = data.index(b"Content-Length: ", data.index(b"bridge-1"))
    length = data[first + 16 : data.index(b"\r\n", first)]
    path.write_bytes(data[: first + 16] + b"9" * len(length) + data[first + 16 + len(length) :])
    assert pages(path)[-1] == f"{HOST}/news/bridge-3"


def test_an_archive_that_begins_in_the_middle(tmp_path):
    path = stories(tmp_path / "a.warc.gz", range(9))
    path.write_bytes(path.read_bytes()[read(path)[3].offset + 50 :])
    assert pages(path) == [f"{HOST}/news/bridge-{number}" for number in range(3, 9)]


def test_an_archive_that_was_cut_off(tmp_path):
    path = stories(tmp_path / "a.warc.gz", range(3))
    last = read(path)[-1].offset
    for size in (last + 5, last + 40, last + 200):
        path.write_bytes(path.read_bytes()[:size])
        found = read(path)
        assert [type(record) for record in found[-2:]] == [Capture, Broken]


def test_a_stream_that_cannot_seek(tmp_path):
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._data = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer) -> int:
            part = self._data.read(len(buffer))
            buffer[: len(part)] = part
            return len(part)

    path = stories(tmp_path / "a.warc.gz", range(3))
    stream = io.BufferedReader(Pipe(path.read_bytes()))
    assert sum(isinstance(record, Capture) for record in read_records(stream)) == 3


@pytest.mark.parametrize(
    "content", [b"", b"not an archive at all", b"WARC/1.1\r\n", zlib.compress(b"x" * 100), b"\x1f\x8b"]
)
def test_what_is_no_archive_gives_no_page_and_no_error(tmp_path, content):
    path = tmp_path / "a.warc"
    path.write_bytes(content)
    assert pages(path) == []


@pytest.mark.parametrize(
    ("pack", "command"),
    [(bz2.compress, "bzcat FILE |"), (lzma.compress, "xzcat FILE |")],
)
def test_another_packing_is_named_with_what_unpacks_it(tmp_path, pack, command):
    path = stories(tmp_path / "a.warc", range(2), gzipped=False)
    path.write_bytes(pack(path.read_bytes()))
    (broken,) = read(path)
    assert isinstance(broken, Broken)
    assert command in broken.detail


def test_what_is_no_archive_is_not_shown(tmp_path):
    path = tmp_path / "urls.txt"
    path.write_bytes(b"https://harbour.example/secret\n" * 3)
    (broken,) = read(path)
    assert broken == Broken("no record of WARC or ARC begins here", 0)


def test_many_false_marks_are_passed_in_linear_time(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"\x1f\x8b\x08" * 200_000)
    started = time.monotonic()
    assert pages(path) == []
    assert time.monotonic() - started < 20


@given(st.booleans(), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=40)), min_size=1))
def test_no_damage_makes_it_raise(tmp_path_factory, gzipped, damage):
    path = stories(tmp_path_factory.mktemp("fuzz") / "a.warc.gz", range(2), gzipped=gzipped)
    content = bytearray(path.read_bytes())
    for share, length, other in damage:
        place = int(share * len(content))
        content[place : place + length] = other
    list(read_records(io.BytesIO(bytes(content))))


def test_the_date_of_the_archive_is_an_aware_moment(tmp_path):
    archive = MadeArchive(tmp_path / "a.warc.gz").page(*story(1)).page(*story(2), date="sometime")
    found = read(archive.closed())
    assert [record.fetched_at.tzinfo is not None for record in found if isinstance(record, Capture)] == [True]
    assert any(isinstance(record, Broken) and "WARC-Date" in record.detail for record in found)
    assert FETCHED.endswith("Z")


@pytest.mark.parametrize(
    ("date", "fetched"),
    [
        ("20260305120000", "2026-03-05T12:00:00+00:00"),
        ("2026-03-05T12:00:00.5Z", "2026-03-05T12:00:00.500000+00:00"),
        ("2026-03-05", "2026-03-05T00:00:00+00:00"),
        ("0001-01-01T00:00:00Z", None),
        ("20260399120000", None),
        ("1", None),
        ("\u0661\u0662", None),
        ("yesterday", None),
    ],
)
def test_the_time_of_a_capture(tmp_path, date, fetched):
    found = read(MadeArchive(tmp_path / "a.warc.gz").page(*story(1), date=date).closed())[1]
    assert (found.fetched_at.isoformat() if isinstance(found, Capture) else None) == fetched
    assert isinstance(found, Capture | Broken)
