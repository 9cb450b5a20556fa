"""The pages in a web archive: HTML responses of WARC 1.0 and 1.1 (ISO 28500) and of ARC files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from wiredesk.crawlers.fetching.addresses import LONGEST_URL
from wiredesk.crawlers.fetching.statuses import WHOLE
from wiredesk.crawlers.ingest.kept_body import BodyCutOff, whole_body
from wiredesk.pipelines.content_coding import BrokenCoding, TooLarge
from wiredesk.pipelines.urls.syntax import split_url

MAX_PAGE: Final = 10_000_000
"""Bytes of a page, decoded; the crawler takes no larger one either, where the site's definition says nothing else."""
_NOT_MODIFIED: Final = 304
_LONGEST_ADDRESS: Final = 4_096
_DIGITS: Final = "%Y%m%d%H%M%S"  # WARC-Date as some programs write it, as in ARC files and CDX indexes
_FIRST_YEAR: Final = 1990
"""No page was fetched before there was a web; such a date is a wrong clock or made up."""
_CLOCKS_DIFFER: Final = timedelta(days=1)
"""How far ahead a date may be. One that is further is as wrong, and no later capture would ever be newer."""
_STATUS: Final = re.compile(r"[0-9]{1,3}")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Capture:
    """One page as it was fetched for the archive."""

    url: str
    fetched_at: datetime
    content_type: str | None
    status: int
    body: bytes
    offset: int
    """Place of its record in the file, in bytes."""
    digest: str
    """Of the payload, as the archive says; a later revisit record names it. Empty where there is none."""


@dataclass(frozen=True)
class Revisit:
    """The archive saw the same page again and did not keep it a second time."""

    url: str
    fetched_at: datetime
    digest: str
    offset: int


@dataclass(frozen=True)
class Redirect:
    """One address led to another. `target` is empty where the record names none."""

    url: str
    target: str
    offset: int


@dataclass(frozen=True)
class Skipped:
    """A record that holds no page, and why: ``request``, ``not_html``, ``status``, ``too_large``, ``truncated`` …"""

    why: str
    offset: int


@dataclass(frozen=True)
class Broken:
    """A record that cannot be read."""

    detail: str
    offset: int


Record = Capture | Revisit | Redirect | Skipped | Broken


def record_of(record: Any, offset: int) -> Record:
    """What a record that warcio has read is; reads on in it, to its end where it is a page."""
    kind, headers = record.rec_type, record.rec_headers
    if not kind:
        return Broken("it has no WARC-Type that can be read", offset)
    if kind not in ("response", "resource", "revisit"):
        return Skipped(str(kind)[:40], offset)
    address = split_url((headers.get_header("WARC-Target-URI") or "").strip().strip("<>"))
    if address is None or len(url := str(address)) > LONGEST_URL:
        return Skipped("no_web_address", offset)
    moment = _moment(headers.get_header("WARC-Date"))
    if moment is None:
        return Broken(f"{url[:200]}: no WARC-Date that can be read", offset)
    digest = headers.get_header("WARC-Payload-Digest") or ""
    status, content_type = 200, headers.get_header("Content-Type")
    if kind == "revisit":
        content_type = None
    if record.http_headers is not None:
        code = record.http_headers.get_statuscode() or "0"
        if not _STATUS.fullmatch(code):
            return Broken(f"{url[:200]}: no head of an HTTP answer that can be read", offset)
        status = int(code)
        content_type = record.http_headers.get_header("Content-Type")
    if 300 <= status < 400 and status != _NOT_MODIFIED:
        return Redirect(url, _target(url, record.http_headers.get_header("Location")), offset)
    if kind == "revisit" and status in (200, _NOT_MODIFIED):
        return Revisit(url, moment, digest, offset)
    if status not in WHOLE:
        return Skipped("status", offset)
    if content_type and "html" not in content_type.lower():
        return Skipped("not_html", offset)
    body, why = b"", ""
    try:
        body = whole_body(record, MAX_PAGE)
    except TooLarge:
        return Skipped("too_large", offset)
    except BodyCutOff:
        why = "truncated"
    except BrokenCoding:
        why = "broken_encoding"
    while record.raw_stream.read(_CHUNK):
        pass  # what is left behind the end of the page, for the digest
    if headers.get_header("WARC-Segment-Number"):
        why = why or "truncated"  # the rest of the page is in records of the kind "continuation" (ISO 28500, 8)
    if left := record.raw_stream.limit:
        return Broken(f"{url[:200]}: the record ends {left} bytes early", offset)
    if any(problem.startswith("block digest") for problem in record.digest_checker.problems):
        return Broken(f"{url[:200]}: its digest is another than the archive says", offset)
    return Skipped(why, offset) if why else Capture(url, moment, content_type, status, body, offset, digest)


def _target(url: str, location: str | None) -> str:
    """The address that a redirect leads to; empty where it is none of the web, or longer than any that is meant."""
    try:
        target = urldefrag(urljoin(url, (location or "").strip())).url
    except ValueError:
        return ""
    is_one = location and len(target) <= _LONGEST_ADDRESS and target.lower().startswith(("http://", "https://"))
    return target if is_one else ""


def _moment(text: str | None) -> datetime | None:
    text = (text or "").strip()
    try:
        moment = datetime.strptime(text, _DIGITS) if text.isdigit() else datetime.fromisoformat(text)  # noqa: DTZ007  # below
    except ValueError:
        return None
    if moment.year < _FIRST_YEAR:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return moment if moment <= datetime.now(UTC) + _CLOCKS_DIFFER else None
