"""Pages to be kept, made for the tests of the archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zlib import MAX_WBITS, compressobj

from wiredesk.pipelines.archive.exchange import Exchange
from wiredesk.pipelines.archive.record_set import About, NewSet
from wiredesk.pipelines.archive.warc_file import WarcFile

MOMENT = datetime(2026, 11, 28, 14, 0, 1, 250_000, UTC)


def gzipped(body: bytes) -> bytes:
    packing = compressobj(6, 8, 16 + MAX_WBITS)
    return packing.compress(body) + packing.flush()


def exchange(
    url: str = "https://news.example/one", body: bytes = b"<p>one</p>", *, gzip: bool = False, **given: object
) -> Exchange:
    coding = b"Content-Encoding: gzip\r\n" if gzip else b""
    head = b"HTTP/1.1 200 Fine\r\nserver: A\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n"
    values = {
        "url": url,
        "received_at": MOMENT,
        "request_head": b"GET /one HTTP/1.1\r\nHost: news.example\r\n\r\n",
        "response_head": head + coding + b"\r\n",
        "body": gzipped(body) if gzip else body,
        "ip_address": "192.0.2.1",
    }
    return Exchange(**{**values, **given})  # type: ignore[arg-type]


def about(id: str = "a1", revision: int | None = 1, site: str = "news", cause: str = "new", **told: object) -> About:
    return About(id, revision, site, cause, told)  # type: ignore[arg-type]


def new_file(folder: Path) -> WarcFile:
    return WarcFile.create(folder, software="wiredesk/test", operator="test (+https://desk.example)")


def written(folder: Path, *sets: NewSet) -> Path:
    file = new_file(folder)
    for one in sets:
        file.append([one])
    file.close()
    return file.path
