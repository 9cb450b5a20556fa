"""Bodies in web archives: decoded whole, or named as cut off; never half an article."""

from __future__ import annotations

import gzip
import sys
import zlib
from pathlib import Path

import brotli
import pytest
from made_archives import MadeArchive, story

from wiredesk.crawlers.ingest.captures import Capture, Skipped
from wiredesk.crawlers.ingest.record_stream import read_records

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

URL, PAGE = story(1, " and " + "painted green " * 400)
BEHIND = story(2)


def read_back(tmp_path: Path, body: bytes, **record) -> bytes | str:
    """What is read of an answer with this body: its page, or why there is none."""
    archive = MadeArchive(tmp_path / "a.warc.gz")
    archive.page(URL, body, **record).page(*BEHIND)
    with archive.closed().open("rb") as file:
        _, first, last = read_records(file)
    assert isinstance(last, Capture)
    assert last.body == BEHIND[1]
    assert isinstance(first, Capture | Skipped)
    return first.body if isinstance(first, Capture) else first.why


def chunks(data: bytes, size: int = 1000) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%X;a=b\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


CODED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE),
    "gzip, br": brotli.compress(gzip.compress(PAGE)),
}


@pytest.mark.parametrize("coding", CODED)
def test_every_coding_that_a_crawl_reads_is_read(tmp_path, coding):
    assert read_back(tmp_path, CODED[coding], encoding=coding) == PAGE
    assert read_back(tmp_path, PAGE, encoding=coding) == PAGE, "a program that had decoded it and left the header"


@pytest.mark.parametrize("coding", CODED)
def test_half_a_coded_page_is_no_page(tmp_path, coding):
    half = CODED[coding][: len(CODED[coding]) * 2 // 3]
    assert read_back(tmp_path, half, encoding=coding) == "broken_encoding"


@pytest.mark.parametrize("name", ["chunked", "Chunked", "gzip, chunked"])
def test_chunks_are_undone(tmp_path, name):
    assert read_back(tmp_path, chunks(PAGE), headers={"Transfer-Encoding": name}) == PAGE
    assert read_back(tmp_path, PAGE, headers={"Transfer-Encoding": name}) == PAGE
    coded = chunks(gzip.compress(PAGE))
    assert read_back(tmp_path, coded, headers={"Transfer-Encoding": name}, encoding="gzip") == PAGE


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (chunks(PAGE)[:-5], "truncated"),  # the connection broke between two chunks
        (chunks(PAGE)[:2000], "truncated"),
        (chunks(PAGE)[:-5] + b"-5\r\n\r\n", "broken_encoding"),
        (chunks(PAGE)[:-7] + b"xxxx\r\n0\r\n\r\n", "broken_encoding"),
    ],
)
def test_chunks_that_do_not_end_are_no_page(tmp_path, body, why):
    assert read_back(tmp_path, body, headers={"Transfer-Encoding": "chunked"}) == why


@pytest.mark.parametrize("reason", ["length", "time", "disconnect", "unspecified"])
def test_a_page_that_the_archive_says_it_has_cut_off(tmp_path, reason):
    own = {"WARC-Truncated": reason}
    assert read_back(tmp_path, PAGE[:3000], own=own) == "truncated"
    assert read_back(tmp_path, gzip.compress(PAGE)[:500], encoding="gzip", own=own) == "truncated"


def test_a_page_with_fewer_bytes_than_its_server_announced(tmp_path):
    told = {"Content-Length": str(len(PAGE))}
    assert read_back(tmp_path, PAGE[:3000], headers=told) == "truncated"
    assert read_back(tmp_path, PAGE, headers=told) == PAGE
    packed = {"Content-Length": str(len(gzip.compress(PAGE)))}  # of what was sent; the archive has it unpacked
    assert read_back(tmp_path, PAGE, headers=packed, encoding="gzip") == PAGE
    assert read_back(tmp_path, PAGE, headers={"Content-Length": "9" * 5000}) == PAGE
