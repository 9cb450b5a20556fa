"""Safe parsing of the XML that sites publish: feeds and sitemaps, however broken or hostile."""

from __future__ import annotations

import re

from lxml import etree

MAX_BYTES = 52_428_800
"""A sitemap may have 50 MiB (sitemaps.org); feeds are far smaller."""

_DECLARATION = re.compile(rb"""^(<\?xml[^>]{0,200}?encoding\s*=\s*["'])([^"']{1,40})(["'])""")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,2000}(\[.*?\]\s*)?>", re.S)


class NotXml(ValueError):
    """The bytes hold no XML element at all."""


def parse_xml(body: bytes, *, encoding: str | None = None) -> etree._Element:
    """The root element of a document, parsed leniently.

    Document type declarations are cut off first, so that no entity is ever defined, expanded or fetched (XXE, billion
    laughs). `encoding` is the charset of the HTTP header; the document's own declaration wins when it can be decoded.
    Raises NotXml where nothing could be parsed or the body is larger than MAX_BYTES.
    """
    if len(body) > MAX_BYTES:
        raise NotXml(f"more than {MAX_BYTES} bytes")
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    # Only the first is tried: a body full of openings ("<!DOCTYPE[") would be read to its end from each of them.
    start = body.find(b"<!DOCTYPE", 0, 10_000)
    if start >= 0 and (declaration := _DOCTYPE.match(body, start)):
        body = body[:start] + body[declaration.end() :]
    try:
        parser = etree.XMLParser(  # LookupError: libxml2 does not know the encoding
            recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding=encoding,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as problem:
        if encoding:
            return parse_xml(body)
        raise NotXml(str(problem)[:200]) from None
    if root is None:
        raise NotXml("no element found")
    return root


def encoding_for(body: bytes, content_type: str | None) -> str | None:
    """The encoding to force: that of the Content-Type header where the document declares none itself."""
    head = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _DECLARATION.match(head) or body[:3] == b"\xef\xbb\xbf" or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type or "", re.I)
    return match[1] if match else None


def local_name(element: etree._Element) -> str:
    """The tag without its namespace, in lower case: publishers get namespaces wrong more often than names."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text_of(element: etree._Element | None) -> str | None:
    """All text inside an element, stripped; None when there is none."""
    if element is None:
        return None
    text = "".join(str(part) for part in element.itertext()).strip()
    return text or None
