"""What is around the XML of a feed or sitemap: gzip that no header names, and what a program has printed before it."""

from __future__ import annotations

import re
import zlib

from wiredesk.crawlers.listings.xml_repairs import MAX_BYTES, NotXml

_GZIP = b"\x1f\x8b"
_FORMAT = 16 + zlib.MAX_WBITS  # zlib's way to say: gzip
_PIECE = 8_192  # bytes that are unpacked at a time: what stands before damage counts
_MOST_MEMBERS = 64
"""Parts that gzip is made of (RFC 1952, 2.2): servers send one; each costs a copy of what follows."""
_LONGEST_PREFACE = 10_000
"""Bytes of warnings (PHP's, and of the like) before a document; a page that has a feed's root behind them is none."""
_BEGINNING = re.compile(rb"<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex)(?=[\s>])")


def unwrapped(body: bytes) -> bytes:
    """The document alone, unpacked up to MAX_BYTES, and as far as it is whole. Raises NotXml for gzip that is broken
    from its beginning, or larger."""
    if body.startswith(_GZIP):
        body = _unpacked(body)
    beginning = _BEGINNING.search(body, 0, _LONGEST_PREFACE)
    if beginning is None or not body[: beginning.start()].lstrip(b"\xef\xbb\xbf \t\r\n"):
        return body
    return body[beginning.start() :]


def _unpacked(body: bytes) -> bytes:
    data, problem = bytearray(), None
    for _ in range(_MOST_MEMBERS):
        decoder = zlib.decompressobj(_FORMAT)
        try:
            for at in range(0, len(body), _PIECE):
                data += decoder.decompress(body[at : at + _PIECE], MAX_BYTES + 1 - len(data))
                if len(data) > MAX_BYTES:
                    raise NotXml(f"it unpacks to more than {MAX_BYTES} bytes")
                if decoder.eof:
                    break
        except zlib.error as error:
            problem = error
            break
        body = decoder.unused_data + body[at + _PIECE :]
        if not decoder.eof or not body.startswith(_GZIP):
            break  # what follows is refuse (a line end that a program has printed), as for browsers
    if not data:
        raise NotXml(f"broken gzip ({problem or 'it ends early'})")
    return bytes(data)
