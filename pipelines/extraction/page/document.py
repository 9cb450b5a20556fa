"""The one parse of a page that every step of extraction shares, and its bounds against hostile markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import ElementDefaultClassLookup, ErrorLevels, LxmlError, ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from wiredesk.pipelines.extraction.page.charset import decode_page
from wiredesk.pipelines.extraction.page.deep_markup import flattened, without_empty_elements
from wiredesk.pipelines.extraction.rejection import PageRefused

MAX_BYTES = 20_000_000
"""Larger pages are refused: twice what a fetch accepts; the largest article page seen has 2.2 MB."""
MAX_MARKUP = 120_000
"""Number of ``<`` that are parsed; the rest is cut off. The page with most markup among 1,500 has 19,437. At this bound
the parse itself takes about 0.15 s."""
_LOOKED_AT = 4
"""Times MAX_MARKUP that are searched for empty elements, where a page has more."""
_EMPTY_LEVELS = 3
"""Of empty elements within empty ones that are taken out of a page with more markup."""
MAX_ATTRIBUTES = 400
"""libxml2 compares each attribute with all before it (200,000 in one tag take two minutes): longer tags lose theirs."""
_LONG_TAG = 1_200
"""Bytes; a shorter tag cannot hold that many different attributes."""

_TAG_BYTES = 20_000
"""So much of a long tag is looked at: room for MAX_ATTRIBUTES of them."""
_TAG = re.compile(rb"<[a-zA-Z][\w:.-]*+[\s/][^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+'|)[^>=]*+)*+")
"""Possessive throughout: nothing is ever tried again, and a tag of a million attributes costs no memory for it."""
_QUOTED = re.compile(rb"=\s*(?:\"[^\"]*(?:\"|$)|'[^']*(?:'|$))")  # the last may be cut off
_NAME = re.compile(rb"[^\s/>=]+")
_UNCLOSED = 1_000
"""Surplus of ``<`` over ``>`` or the reverse (arrows in scripts aside) that shows attributes with these signs in
them."""
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|title|meta|div|p|article|h[1-6]|table|span|a|br)\b", re.I)
_DATA = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*(?:<\?xml-stylesheet[^>]*>\s*)*"
    rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml|svg|atom:feed)\b",
    re.I | re.S,
)
_OTHER_DOCTYPE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<!doctype\s+(?!html\b)[a-z]", re.I)
_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\0\0\0", b"BM",
          b"OggS", b"ID3", b"\x7fELF", b"MZ", b"\xd0\xcf\x11\xe0", b"wOF", b"Rar!", b"7z\xbc")  # fmt: skip
_NOT_TEXT = bytes(range(1, 9)) + bytes(range(14, 27))
_ONE_CLASS = ElementDefaultClassLookup(element=HtmlElement)
"""lxml.html asks a Python function for the class of every element; here all are of one class, which costs no call."""


@dataclass(slots=True)
class Document:
    """One parsed page. The tree is shared: a step that changes it works on a copy."""

    tree: HtmlElement
    """The root element; comments and processing instructions are not in it."""
    url: str
    encoding: str
    size: int
    """Bytes as received."""
    warnings: list[str] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list, repr=False)
    """All elements in page order. lxml makes a new Python object at each visit unless one is kept: kept here, the walks
    of all steps together take a fifth less."""


def parse_document(data: bytes, url: str, content_type: str | None = None) -> Document:
    """Decodes and parses a page.

    Raises PageRefused (``empty``, ``not_html``, ``too_large``, ``unparsable``) where there is nothing to read. Pages of
    more markup than MAX_MARKUP, empty elements aside, are cut there and carry the warning ``truncated``.
    """
    if len(data) > MAX_BYTES:
        raise PageRefused("too_large", f"{len(data):,} bytes; at most {MAX_BYTES:,} are read")
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise PageRefused("empty", "the page has no content")
    _refuse_other_data(data, content_type)
    text, encoding = decode_page(data, content_type)
    markup = data if encoding == "utf-8" and not data.startswith(b"\xef\xbb\xbf") else text.encode("utf-8", "replace")
    head = markup[:4096]
    if len(head.translate(None, _NOT_TEXT)) < len(head) * 0.95:
        raise PageRefused("not_html", "the bytes are no text in any encoding")
    markup = markup.translate(None, b"\0" + _NOT_TEXT)  # control characters are no text and would steer terminals
    warnings: list[str] = []
    opened = markup.count(b"<")
    if opened > MAX_MARKUP:
        markup, whole = _without_surplus(markup)
        if not whole:
            warnings.append("truncated")
        opened = markup.count(b"<")
    markup = _without_attribute_floods(markup, opened)
    tree, whole = _parsed(markup)
    if not whole:
        tree, whole = _parsed(flattened(markup))
    if not whole and "truncated" not in warnings:
        warnings.append("truncated")
    return Document(
        tree=tree, url=url, encoding=encoding, size=len(data), warnings=warnings, elements=list(tree.iter())
    )


def _parsed(markup: bytes) -> tuple[HtmlElement, bool]:
    """The root element, and whether the parser came to the end of the page: it stops at elements too deep in others."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = document_fromstring(markup, parser=parser)
    except (ParserError, LxmlError, ValueError, AssertionError) as problem:
        raise PageRefused("unparsable", f"{type(problem).__name__}: {problem}"[:200]) from None
    last = parser.error_log.last_error
    return tree, last is None or last.level != ErrorLevels.FATAL


def _refuse_other_data(data: bytes, content_type: str | None) -> None:
    kind = (content_type or "").partition(";")[0].strip().lower()
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    other = kind.startswith(("image/", "audio/", "video/", "font/")) or kind == "application/pdf"
    if other and _MARKUP.search(head) is None:
        raise PageRefused("not_html", f"Content-Type {kind[:60]}")
    if head.startswith(_MAGIC) and _MARKUP.search(data, 0, 4096) is None:
        raise PageRefused("not_html", "the bytes are those of a binary format")
    if _DATA.match(head) or (_OTHER_DOCTYPE.match(head) and _MARKUP.search(head) is None):
        raise PageRefused("not_html", "a feed, a sitemap or other XML data")
    if head[:1] in (b"{", b"[") and (kind.endswith("json") or _MARKUP.search(data, 0, 4096) is None):
        raise PageRefused("not_html", "JSON")
    sample = data[:4096]
    if b"\0" not in sample and len(sample.translate(None, _NOT_TEXT)) < len(sample) * 0.9:
        raise PageRefused("not_html", "the bytes are no text")
    if b"<" not in data:
        raise PageRefused("not_html", "no markup")


def _without_surplus(markup: bytes) -> tuple[bytes, bool]:
    """The page without its empty elements, up to the MAX_MARKUP-th ``<``; and whether anything else was left out."""
    first = _first_markup(markup, _LOOKED_AT * MAX_MARKUP)
    whole = len(first) == len(markup)
    for _ in range(_EMPTY_LEVELS):
        if first.count(b"<") > MAX_MARKUP:
            first = without_empty_elements(first)
    cut = _first_markup(first, MAX_MARKUP)
    return cut, whole and len(cut) == len(first)


def _first_markup(markup: bytes, most: int) -> bytes:
    """The page up to its `most`-th ``<``."""
    for match in islice(re.finditer(rb"<", markup), most, None):
        return markup[: match.start()]
    return markup


def _without_attribute_floods(markup: bytes, opened: int) -> bytes:
    """The page, in which ``<`` stands `opened` times, without the attributes of tags with more than MAX_ATTRIBUTES."""
    surplus = markup.count(b">") - opened
    flooded = -surplus > _UNCLOSED or (surplus > _UNCLOSED and surplus - markup.count(b"=>") > _UNCLOSED)
    if not flooded:
        flooded = any(_is_flood(tag) for tag in _long_tags(markup))
    return _TAG.sub(_bounded_tag, markup) if flooded else markup


def _long_tags(markup: bytes) -> Iterator[bytes]:
    """The beginnings of all tags longer than _LONG_TAG: each covers a window without ``<`` and ``>``."""
    step = _LONG_TAG // 2
    last = -1
    for place in range(0, len(markup), step):
        if markup.find(b">", place, place + step) < 0 and markup.find(b"<", place, place + step) < 0:
            start = markup.rfind(b"<", max(0, place - _TAG_BYTES), place)
            if start >= 0 and start != last and markup.find(b">", start, place) < 0:
                last = start
                tag = _TAG.match(markup, start, start + _TAG_BYTES)
                if tag is not None:
                    yield tag.group()


def _is_flood(tag: bytes) -> bool:
    if len(tag) <= _LONG_TAG or b"</script" in tag:  # "a<b" in a script
        return False
    return len(_NAME.findall(_QUOTED.sub(b" ", tag[:_TAG_BYTES]))) > MAX_ATTRIBUTES


def _bounded_tag(match: re.Match[bytes]) -> bytes:
    tag = match.group()
    if not _is_flood(tag):
        return tag
    name = _NAME.match(tag, 1)
    return b"<" + name.group() if name else b"<p"
