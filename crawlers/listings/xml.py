"""Safe parsing of the XML that sites publish: feeds and sitemaps, however broken or hostile.

Time and memory are bounded: the bytes are read once, in pieces, and parsing stops at MAX_NODES. No entity is ever
defined, expanded or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from wiredesk.crawlers.listings.xml_repairs import NotXml, declared_encoding, pieces, prepared

MAX_NODES = 500_000
"""Elements and attributes of one tree: 5,000 feed entries of 50 each need half of it. They take about 150 MB."""

MAX_ENTRY_NODES = 20_000
"""Elements and attributes of one streamed entry: a sitemap's URL may name 1,000 images of five elements each."""


def parse_xml(body: bytes, *, encoding: str | None = None) -> etree._Element:
    """The root element of a document, parsed leniently.

    Bare ampersands and HTML's named characters are read as browsers read them; a declared UTF-16 over single-byte text
    is not believed. `encoding` is the charset of the HTTP header; the document's own declaration wins when it can be
    decoded. Raises NotXml where nothing could be parsed, or the body is larger than MAX_BYTES or MAX_NODES.
    """
    try:
        return _tree(body, encoding)
    except (etree.XMLSyntaxError, ValueError, LookupError) as problem:  # LookupError: an encoding libxml2 does not know
        if encoding and not isinstance(problem, NotXml):
            return parse_xml(body)
        raise NotXml(str(problem)[:200]) from None


def stream_xml(body: bytes, *, encoding: str | None = None) -> Iterator[etree._Element]:
    """The root element as soon as it opens, then each of its children once it is whole.

    A child is emptied when the next is asked for, so that a document of any length takes the memory of one child. Reads
    leniently, as `parse_xml`. Raises NotXml where nothing could be parsed, the body is larger than MAX_BYTES, or a
    single child has more than MAX_ENTRY_NODES.
    """
    body, encoding = prepared(body, encoding)
    parser = _parser(encoding)
    depth, nodes, found = 0, 0, False
    for _ in _fed(parser, body):
        for event, element in parser.read_events():
            assert isinstance(element, etree._Element), "only elements are asked for"
            if event == "start":
                if depth == 0 and not found:
                    found = True
                    yield element
                depth += 1
                nodes += 1 + len(element.attrib)
                if nodes > MAX_ENTRY_NODES:
                    raise NotXml(f"one entry has more than {MAX_ENTRY_NODES} elements and attributes")
                continue
            depth -= 1
            if depth == 1:
                nodes = 0
                yield element
                element.clear()
                while (before := element.getprevious()) is not None:
                    before.getparent().remove(before)  # type: ignore[union-attr]  # a sibling has a parent
    if not found:
        raise NotXml("no element found")


def encoding_for(body: bytes, content_type: str | None) -> str | None:
    """The encoding to force: that of the Content-Type header where the document declares none itself."""
    if declared_encoding(body) or body[:3] == b"\xef\xbb\xbf" or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
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


# -- parsing in pieces --------------------------------------------------------------------------------------------


def _parser(encoding: str | None) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        encoding=encoding, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _fed(parser: etree.XMLPullParser, body: bytes) -> Iterator[None]:
    """Give the parser one piece after the other; the caller reads the events in between."""
    for piece in pieces(body):
        parser.feed(piece)
        yield
    with suppress(etree.XMLSyntaxError):  # an end cut off: what was whole has been read; the caller tells of no element
        parser.close()
    yield


def _tree(body: bytes, encoding: str | None) -> etree._Element:
    body, encoding = prepared(body, encoding)
    parser = _parser(encoding)
    root: etree._Element | None = None
    nodes = 0
    for _ in _fed(parser, body):
        for event, element in parser.read_events():
            if event == "start":
                assert isinstance(element, etree._Element), "only elements are asked for"
                root = element if root is None else root
                nodes += 1 + len(element.attrib)
        if nodes > MAX_NODES:
            raise NotXml(f"more than {MAX_NODES} elements and attributes")
    if root is None:
        raise NotXml("no element found")
    return root
