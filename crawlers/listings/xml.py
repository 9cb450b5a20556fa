"""Safe parsing of the XML that sites publish: feeds and sitemaps, however broken or hostile.

Time and memory are bounded: the bytes are read once, in pieces, and parsing stops at MAX_NODES. No entity is ever
defined, expanded or fetched.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

MAX_BYTES = 52_428_800
"""A sitemap may have 50 MiB (sitemaps.org); feeds are far smaller."""

MAX_NODES = 500_000
"""Elements and attributes of one tree: 5,000 feed entries of 50 each need half of it. They take about 150 MB."""

MAX_ENTRY_NODES = 20_000
"""Elements and attributes of one streamed entry: a sitemap's URL may name 1,000 images of five elements each."""

MAX_REFERENCES = 2_000_000
"""Ampersands of one document: 50,000 URLs of 40 parameters each."""

_PIECE = 65_536
"""Bytes given to the parser at a time: small enough to stop soon, large enough to cost nothing. No tag is longer."""

_LONGEST_REFERENCE = 40
"""Bytes of the longest reference that `_REFERENCE` matches, and some."""

_DECLARATION = re.compile(rb"""^(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*["']([^"']{1,40})["']""")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,2000}(\[.*?\]\s*)?>", re.S)
# Bare ampersands are replaced without a call for each: a document may hold MAX_REFERENCES of them.
_BARE = re.compile(rb"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)")
_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)(#X[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_BYTE_ORDER_MARKS = (
    # Longest first: a UTF-32 mark begins with a UTF-16 one.
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


class NotXml(ValueError):
    """The bytes hold no XML element at all, or more than is read of a stranger's document."""


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


# -- parsing in pieces --------------------------------------------------------------------------------------------


def _parser(encoding: str | None) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        encoding=encoding, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _fed(parser: etree.XMLPullParser, body: bytes) -> Iterator[None]:
    """Give the parser one piece after the other; the caller reads the events in between."""
    for piece in _pieces(_prepared(body)):
        parser.feed(piece)
        yield
    with suppress(etree.XMLSyntaxError):  # an end cut off: what was whole has been read; the caller tells of no element
        parser.close()
    yield


def _tree(body: bytes, encoding: str | None) -> etree._Element:
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


# -- repairs, each in one pass over the bytes ---------------------------------------------------------------------


def _prepared(body: bytes) -> bytes:
    """The document in an encoding that can be searched as ASCII, without its DOCTYPE."""
    if len(body) > MAX_BYTES:
        raise NotXml(f"more than {MAX_BYTES} bytes")
    body = _narrowed(body).lstrip(b"\xef\xbb\xbf \t\r\n")
    # Only the first is tried: a body full of openings ("<!DOCTYPE[") would be read to its end from each of them.
    start = body.find(b"<!DOCTYPE", 0, 10_000)
    if start >= 0 and (declaration := _DOCTYPE.match(body, start)):
        body = body[:start] + body[declaration.end() :]
    return body


def _narrowed(body: bytes) -> bytes:
    """UTF-16 and UTF-32 as UTF-8; a declaration that claims them over single bytes is cut off."""
    wide = next((name for mark, name in _BYTE_ORDER_MARKS if body.startswith(mark)), None)
    if wide is None and body[:2] == b"<\x00":
        wide = "utf-16-le"
    elif wide is None and body[:2] == b"\x00<":
        wide = "utf-16-be"
    if wide is not None:
        body = body.decode(wide, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    declared = _declared(body)
    if declared and declared[2].lower().replace(b"_", b"-").startswith((b"utf-16", b"utf16", b"ucs", b"utf-32")):
        at = body.index(declared[0])
        body = body[:at] + declared[1] + body[at + len(declared[0]) :]
    return body


def _declared(body: bytes) -> re.Match[bytes] | None:
    return _DECLARATION.match(body[:400].lstrip(b"\xef\xbb\xbf \t\r\n"))


def _pieces(body: bytes) -> Iterator[bytes]:
    """The document in pieces, in which every ``&`` outside CDATA begins a reference that XML knows."""
    declared = _declared(body)
    # In ISO 2022 the byte of "&" may be half of a character.
    repaired = not (declared and declared[2].lower().startswith(b"iso-2022"))
    piece, size, references, tag = [], 0, 0, False
    for part, is_text in _parts(body):
        if is_text:
            if tag and b">" not in part and len(part) >= _PIECE - _LONGEST_REFERENCE:
                raise NotXml(f"a tag of more than {_PIECE} bytes")
            tag = part.rfind(b"<") > part.rfind(b">") or (tag and b">" not in part)
            references += part.count(b"&")
            if references > MAX_REFERENCES:
                raise NotXml(f"more than {MAX_REFERENCES} references")
            part = _REFERENCE.sub(_whole, _BARE.sub(b"&amp;", part)) if repaired else part
        piece.append(part)
        size += len(part)
        if size >= _PIECE:
            yield b"".join(piece)
            piece, size = [], 0
    yield b"".join(piece)


def _parts(body: bytes) -> Iterator[tuple[bytes, bool]]:
    """The document cut at its CDATA sections and every _PIECE bytes, never within a reference; is it text or CDATA?"""
    at = 0
    while at < len(body):
        opened = body.find(b"<![CDATA[", at)
        opened = len(body) if opened < 0 else opened
        while at < opened:
            end = min(at + _PIECE, opened)
            cut = body.rfind(b"&", max(at + 1, end - _LONGEST_REFERENCE), end) if end < opened else -1
            end = cut if cut > 0 else end
            yield body[at:end], True
            at = end
        closed = body.find(b"]]>", opened)
        closed = len(body) if closed < 0 else closed + 3
        for at in range(opened, closed, _PIECE):
            yield body[at : min(at + _PIECE, closed)], False
        at = closed


def _whole(reference: re.Match[bytes]) -> bytes:
    """A reference of HTML as XML knows it."""
    name: bytes = reference[1]
    if name.startswith(b"#"):
        return b"&#x" + name[2:] + b";"
    characters = html.entities.html5.get(f"{name.decode('ascii')};")
    if characters is None:
        return b"&amp;" + reference[0][1:]
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")
