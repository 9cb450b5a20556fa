"""What is around the XML of a feed or sitemap: gzip that no header names, and what a program has printed before it."""

from __future__ import annotations

import gzip
import io
import re
import zlib

from wiredesk.crawlers.listings.xml_repairs import MAX_BYTES, NotXml

_GZIP = b"\x1f\x8b"
_LONGEST_PREFACE = 10_000
"""Bytes of warnings (PHP's, and of the like) before a document; a page that has a feed's root behind them is none."""
_BEGINNING = re.compile(rb"<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex)(?=[\s>])")


def unwrapped(body: bytes) -> bytes:
    """The document alone, unpacked up to MAX_BYTES. Raises NotXml for gzip that is broken or larger."""
    if body.startswith(_GZIP):
        body = _unpacked(body)
    beginning = _BEGINNING.search(body, 0, _LONGEST_PREFACE)
    if beginning is None or not body[: beginning.start()].lstrip(b"\xef\xbb\xbf \t\r\n"):
        return body
    return body[beginning.start() :]


def _unpacked(body: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            data = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise NotXml(f"broken gzip ({problem})") from None
    if len(data) > MAX_BYTES:
        raise NotXml(f"it unpacks to more than {MAX_BYTES} bytes")
    return data
