"""Web archives for the tests, written as crawlers of the field write them."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

from hand_made_site import article_page
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HOST = "https://harbour.example"
FETCHED = "2026-03-05T12:00:00Z"
HTML = "text/html; charset=utf-8"


def story(number: int, words: str = "") -> tuple[str, bytes]:
    """The address and the page of an article."""
    body = str(article_page(f"Old bridge number {number} to be repaired{words}").body)
    return f"{HOST}/news/bridge-{number}", body.encode()


def payload_digest(html: bytes) -> str:
    """As crawlers write it into WARC-Payload-Digest."""
    return f"sha1:{base64.b32encode(hashlib.sha1(html).digest()).decode()}"


class MadeArchive:
    """A WARC file; each method adds a record."""

    def __init__(self, path: Path, *, gzipped: bool = True) -> None:
        self.path = path
        self._file = path.open("wb")
        self._writer = WARCWriter(self._file, gzip=gzipped, warc_version="1.1")
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, {"software": "made for a test"}))

    def page(self, url: str, html: bytes, *, status: str = "200 OK", content_type: str = HTML, date: str = FETCHED,
             encoding: str = "", location: str = "", headers: dict[str, str] | None = None,
             own: dict[str, str] | None = None) -> MadeArchive:  # fmt: skip
        named = [("Content-Type", content_type)] + ([("Content-Encoding", encoding)] if encoding else [])
        named += [("Location", location)] if location else []
        named += (headers or {}).items()
        self._write(url, "response", date, html, StatusAndHeaders(status, named, protocol="HTTP/1.1"), own)
        return self

    def revisit(self, url: str, digest: str, status: str = "200 OK") -> MadeArchive:
        headers = StatusAndHeaders(status, [("Content-Type", HTML)], protocol="HTTP/1.1")
        self._writer.write_record(self._writer.create_revisit_record(url, digest, url, FETCHED, headers))
        return self

    def _write(self, url: str, kind: str, date: str, body: bytes, headers: StatusAndHeaders,
               own: dict[str, str] | None = None) -> None:  # fmt: skip
        own = {"WARC-Date": date} | (own or {})
        record = self._writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=own
        )
        self._writer.write_record(record)

    def closed(self) -> Path:
        self._file.close()
        return self.path


def stories(path: Path, numbers: Iterable[int], *, gzipped: bool = True) -> Path:
    """An archive with these articles."""
    archive = MadeArchive(path, gzipped=gzipped)
    for number in numbers:
        archive.page(*story(number))
    return archive.closed()
