"""WARC records as the members of a gzip file, one member each, so that each can be read by its place alone."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from wiredesk.pipelines.archive.exchange import Exchange
from wiredesk.pipelines.archive.http_head import as_kept

VERSION: Final = "WARC/1.1"
METADATA: Final = "application/json"
"""Content type of our metadata records: their fields have parts of their own, which warc-fields cannot have."""
_LEVEL: Final = 6
"""Of deflate. Level 9, warcio's own, takes twice the time for 0.5 % fewer bytes of the pages that came uncompressed;
those that came compressed stay as they are."""
_GZIP: Final = 16 + zlib.MAX_WBITS


def payload_digest(body: bytes) -> str:
    """The digest of a body as web archives write it; it finds equal bodies and damage, and protects nothing."""
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


def warcinfo_member(file: str, software: str, operator: str) -> bytes:
    """The first record of a file: who wrote it, with what."""
    writer = WARCWriter(BytesIO(), gzip=False, warc_version=VERSION)
    fields = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "http-header-user-agent": " ".join(operator.split()),
    }
    writer.write_record(writer.create_warcinfo_record(file, fields))
    return packed(writer.out.getvalue())


class ExchangeRecords:
    """The records of one exchange. `response` comes first, the `others` right behind it."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = replace(exchange, body=b"", rendered=None)
        """Without what the records have."""
        self.digest = payload_digest(exchange.body)
        head = as_kept(exchange.response_head)
        extra = {"WARC-Payload-Digest": self.digest}
        if exchange.ip_address:
            extra["WARC-IP-Address"] = exchange.ip_address
        self.id, self.response = _record("response", exchange, exchange.body, extra, head)
        refers = {"WARC-Concurrent-To": self.id}
        self.request = _record("request", exchange, b"", refers, exchange.request_head)[1]
        self.rendered = b""
        if exchange.rendered is not None:
            kind = {"WARC-Refers-To": self.id, "Content-Type": "text/html; charset=utf-8"}
            self.rendered = _record("conversion", exchange, exchange.rendered, kind)[1]

    @classmethod
    def of(cls, one: Exchange | ExchangeRecords) -> ExchangeRecords:
        """The records of an exchange, where they are not made yet."""
        return one if isinstance(one, ExchangeRecords) else cls(one)

    @property
    def others(self) -> bytes:
        """The page as rendered, if it was, and the request."""
        return self.rendered + self.request


def metadata_member(url: str, moment: datetime, record_id: str | None, fields: Mapping[str, Any]) -> bytes:
    """What is known of a page that is kept; `record_id`: of its response record, where it stands in the same file."""
    refers = {"WARC-Concurrent-To": record_id} if record_id else {}
    block = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return _record("metadata", (url, moment), block, {"Content-Type": METADATA, **refers})[1]


def packed(data: bytes) -> bytes:
    """One gzip member."""
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packing.compress(data) + packing.flush()


def warc_date(moment: datetime) -> str:
    """A moment as WARC 1.1 writes it, to the microsecond: a later reading then has the same time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _AsReceived(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """A head that is written byte by byte as it was received, which warcio's own is not."""

    def __init__(self, head: bytes) -> None:
        super().__init__("", [])
        self._head = head

    def __bool__(self) -> bool:
        return True  # warcio takes one without lines for none

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self._head


def _record(
    kind: str,
    of: Exchange | tuple[str, datetime],
    block: bytes,
    extra: Mapping[str, str],
    head: bytes | None = None,
) -> tuple[str, bytes]:
    """The id of a new record, and its member."""
    url, moment = (of.url, of.received_at) if isinstance(of, Exchange) else of
    writer = WARCWriter(BytesIO(), gzip=False, warc_version=VERSION)
    headers = {"WARC-Date": warc_date(moment), **extra}
    record = writer.create_warc_record(
        "".join(url.split()),  # an address begins no line of the head
        kind, BytesIO(block), len(block), warc_headers_dict=headers,
        http_headers=None if head is None else _AsReceived(head),
    )  # fmt: skip
    writer.write_record(record)
    return record.rec_headers.get_header("WARC-Record-ID"), packed(writer.out.getvalue())
