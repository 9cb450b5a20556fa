"""Repairs of a stranger's XML, each in one pass over the bytes: encodings, ampersands, references, characters.

After its first fault libxml2 leaves out every named reference that follows (``?id=7&amp;lang=en`` becomes
``?id=7lang=en``), but no number. So what is a fault is mended before it sees it, and references become numbers.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Iterator

from w3lib.encoding import resolve_encoding, to_unicode

from wiredesk.pipelines.extraction.page.charset import decode_page

MAX_BYTES = 52_428_800
"""A sitemap may have 50 MiB (sitemaps.org); feeds are far smaller."""

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
_REFERENCE = re.compile(rb"&(#X[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_SURROGATES = re.compile(rb"(?:&#(?:[xX]0{0,2}[dD][89a-fA-F][0-9a-fA-F]{2}|5[5-7][0-9]{3});){1,2}")
"""Halves of a character of UTF-16, two of which some programs write for one (XML 1.0, 4.1 forbids it); libxml2 lets
them pass, as bytes that are no text."""
_BYTE_ORDER_MARKS = (
    # Longest first: a UTF-32 mark begins with a UTF-16 one.
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_TAIL = 20_000
"""Bytes at the end of a document in which its last tag closes, with what a program may print behind it."""
_CLOSED = re.compile(rb"</(?:[\w.-]{1,20}:)?(?:rss|rdf|feed|channel|urlset|sitemapindex)\s{0,9}>|/>\s{0,99}\Z", re.I)
_LARGEST_GUESS = 2_000_000
"""Bytes of a document in another encoding than UTF-8 that is decoded here and not by libxml2: feeds are smaller."""
_LATIN = ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii")
"""Names of which all browsers make windows-1252 (WHATWG Encoding): quotation marks are meant by its other signs."""
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
"""Characters that XML does not have (XML 1.0, 2.2) and that careless programs copy into titles."""
_NAMED = ((b"&amp;", b"&#38;"), (b"&lt;", b"&#60;"), (b"&gt;", b"&#62;"), (b"&quot;", b"&#34;"), (b"&apos;", b"&#39;"))


class NotXml(ValueError):
    """The bytes hold no XML element at all, or more than is read of a stranger's document."""


def prepared(body: bytes, encoding: str | None = None) -> tuple[bytes, str | None]:
    """The document in an encoding that can be searched as ASCII, without its DOCTYPE, and the encoding to force.

    `encoding` is that of the HTTP header, where it counts. What is UTF-8 is read so whatever it says, as pages are.
    What says that it is, or says nothing, and is not, is read in the encoding of its words, and Latin-1 as browsers do.
    Raises NotXml for more than MAX_BYTES.
    """
    if len(body) > MAX_BYTES:
        raise NotXml(f"more than {MAX_BYTES} bytes")
    body = narrowed(body).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body.isascii():
        said = (encoding or declared_encoding(body) or "utf-8").lower().replace("_", "-")
        if _is_utf_8(body):
            body, encoding = _without_claim(body), None
        elif len(body) <= _LARGEST_GUESS:
            body, encoding = _without_claim(_text(body, said).encode("utf-8", "replace")), None
        elif said in _LATIN:
            encoding = "windows-1252"
    # Only the first is tried: a body full of openings ("<!DOCTYPE[") would be read to its end from each of them.
    start = body.find(b"<!DOCTYPE", 0, 10_000)
    if start >= 0 and (declaration := _DOCTYPE.match(body, start)):
        body = body[:start] + body[declaration.end() :]
    return body, encoding


def _text(body: bytes, said: str) -> str:
    """The text of a document that is not UTF-8, in the encoding that it names or, where that is none, by its words."""
    name = resolve_encoding(said)  # libxml2 knows fewer names, and gives the document up
    if name is None or name == "utf-8":
        return decode_page(body, None)[0]
    return to_unicode(body, name)


def narrowed(body: bytes) -> bytes:
    """UTF-16 and UTF-32 as UTF-8; a declaration that claims them over single bytes is cut off."""
    wide = next((name for mark, name in _BYTE_ORDER_MARKS if body.startswith(mark)), None)
    if wide is None and body[:2] == b"<\x00":
        wide = "utf-16-le"
    elif wide is None and body[:2] == b"\x00<":
        wide = "utf-16-be"
    if wide is not None:
        body = body.decode(wide, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    declared = (declared_encoding(body) or "").lower().replace("_", "-")
    return _without_claim(body) if declared.startswith(("utf-16", "utf16", "ucs", "utf-32")) else body


def is_cut_off(body: bytes) -> bool:
    """Whether the last thing that a listing's program writes, the closing tag of its root, is not there."""
    return b"\0" not in body[-_TAIL:] and not _CLOSED.search(body, max(0, len(body) - _TAIL))


def declared_encoding(body: bytes) -> str | None:
    """The encoding that the XML declaration names."""
    found = _declaration(body)
    return found[2].decode("latin-1") if found else None


def _declaration(body: bytes) -> re.Match[bytes] | None:
    return _DECLARATION.match(body[:400].lstrip(b"\xef\xbb\xbf \t\r\n"))


def _without_claim(body: bytes) -> bytes:
    """The document without the encoding of its declaration."""
    if (found := _declaration(body)) is None:
        return body
    at = body.index(found[0])
    return body[:at] + found[1] + body[at + len(found[0]) :]


def _is_utf_8(body: bytes) -> bool:
    """Whether it is, but for a character that is cut off at the end."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), _PIECE):
            decoder.decode(body[at : at + _PIECE])
    except UnicodeDecodeError:
        return False
    return True


def pieces(body: bytes) -> Iterator[bytes]:
    """The document in pieces, in which every ``&`` outside CDATA begins a number, and no character is one that XML does
    not have."""
    # In ISO 2022 the byte of "&" may be half of a character, and a control begins each change of alphabet.
    repaired = not (declared_encoding(body) or "").lower().startswith("iso-2022")
    piece, size, references, tag = [], 0, 0, False
    for part, is_text in _parts(body):
        if is_text:
            if tag and b">" not in part and len(part) >= _PIECE - _LONGEST_REFERENCE:
                raise NotXml(f"a tag of more than {_PIECE} bytes")
            tag = part.rfind(b"<") > part.rfind(b">") or (tag and b">" not in part)
            references += part.count(b"&")
            if references > MAX_REFERENCES:
                raise NotXml(f"more than {MAX_REFERENCES} references")
            part = _as_numbers(part) if repaired else part
        part = part.translate(None, _CONTROLS) if repaired else part
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


def _as_numbers(text: bytes) -> bytes:
    """Text whose references all are numbers."""
    for name, number in _NAMED:
        text = text.replace(name, number)
    return _SURROGATES.sub(_joined, _REFERENCE.sub(_whole, _BARE.sub(b"&#38;", text)))


def _joined(references: re.Match[bytes]) -> bytes:
    """Two halves of a character as the character, and one alone as the sign for what is none."""
    numbers = references[0].strip(b"&#;").split(b";&#")
    halves = [int(number[1:], 16) if number[:1] in b"xX" else int(number) for number in numbers]
    units = b"".join(half.to_bytes(2, "big") for half in halves)
    return "".join(f"&#{ord(character)};" for character in units.decode("utf-16-be", "replace")).encode("ascii")


def _whole(reference: re.Match[bytes]) -> bytes:
    """A reference of HTML as a number; one that nobody knows as text."""
    name: bytes = reference[1]
    if name.startswith(b"#"):
        return b"&#x" + name[2:] + b";"
    characters = html.entities.html5.get(f"{name.decode('ascii')};")
    if characters is None:
        return b"&#38;" + reference[0][1:]
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")
