"""One line of clean text out of whatever a page prints: entities, tags, control and invisible characters gone."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import cast

from lxml.etree import XPath, _Element

from wiredesk.pipelines.text_comparison import PRINTED_MARKS

_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,500}|!--.{0,500}?--)>", re.S)
_NOT_WORDS = re.compile(r"[\W_]+")
_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
_SHORT = 300
"""Characters of a text that is worth keeping once it has been squashed."""

_REMOVED = dict.fromkeys((*range(9), *range(14, 28), *range(127, 133), *range(134, 160)))
_REMOVED |= dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF, 0x180E, 0xFFFC, 0xFFFD))  # soft hyphen, zero widths
_REMOVED |= dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # bidi controls
_REMOVED |= dict.fromkeys(range(0xE0000, 0xE0080))  # tag characters
_REMOVED |= dict.fromkeys(range(0xD800, 0xE000))  # lone surrogates: no UTF-8 can carry them

_JOINERS = re.compile("(?<![^\\W\\d_])[\u200c\u200d]|[\u200c\u200d](?![^\\W\\d_])")
"""Zero-width joiners are letters' business inside a Persian or Hindi word, and noise anywhere else."""
_JOINING_SCRIPT = re.compile("[\u0600-\u07ff\u0900-\u0dff\u1780-\u17ff\u1000-\u109f]")

MAX_LINE = 2_000
"""No headline, name or caption is longer; the rest of a longer text is cut off before any pattern sees it."""


_ANY_TAG = re.compile("<[^>]*>")
_LONG_NUMBER = re.compile("&#[0-9]{4000,};?")
"""References of more digits than `int` reads (4,300): `html.unescape` raises ValueError for them."""


def without_tags(text: str) -> str:
    """A space for every tag. Linear: a "<" that no ">" follows is no tag, and each search for its end would go through
    all of the text (54 s for 120,000 of them). So nothing behind the last ">" is searched.
    """
    tagged, end, rest = text.rpartition(">")
    return _ANY_TAG.sub(" ", tagged + end) + rest


def unescape(text: str) -> str:
    """`html.unescape`, with the sign for a missing character where a number is too long for it."""
    try:
        return html.unescape(text)
    except ValueError:
        return html.unescape(_LONG_NUMBER.sub("\ufffd", text))


def clean_line(text: str | None, *, tags: bool = True, limit: int = MAX_LINE) -> str:
    """The text as one line, NFC, without entities, tags (unless ``tags`` is False), control and bidi characters.

    Zero-width joiners stay only between letters of a script that needs them.
    """
    if not text:
        return ""
    plain = text[: limit * 4]
    if "&" in plain:
        plain = unescape(unescape(plain))  # twice: systems escape what their editors have escaped
    if tags and "<" in plain:
        plain = unescape(_TAG.sub(" ", plain))
    plain = " ".join(plain.split())
    # All that is to be removed is not printable, but for the two signs of what is missing.
    if not plain.isprintable() or "\ufffc" in plain or "\ufffd" in plain:
        plain = unicodedata.normalize("NFC", plain.translate(_REMOVED))
        if "\u200c" in plain or "\u200d" in plain:
            plain = _JOINERS.sub("", plain) if _JOINING_SCRIPT.search(plain) else re.sub("[\u200c\u200d]", "", plain)
        plain = " ".join(plain.split())
    elif not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    return plain[:limit].rstrip()


def is_small(text: str) -> bool:
    """Whether a text begins with a small letter. Georgian letters are small to Unicode, and print has no others."""
    letter = text[:1]
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


_DENSE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_SAMPLE = 80


def is_dense(text: str) -> bool:
    """Whether a text is in Chinese, Japanese or Korean, which say as much in half the signs."""
    return not text.isascii() and len(_DENSE.findall(text, 0, _SAMPLE)) * 4 > min(len(text), _SAMPLE)


def reading_length(text: str) -> int:
    """The characters of a text, each for two where it `is_dense`: for bounds that are to hold in all scripts."""
    return len(text) * (2 if is_dense(text) else 1)


_STEERING = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))  # but tab and newline
_STEERING |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080)))
_STEERING |= dict.fromkeys(range(0xD800, 0xE000))
_STEERING |= {0x00AD: None}  # soft hyphen: no search finds a word with one in it


def without_controls(text: str) -> str:
    """Running text without what steers a terminal or turns the reading direction over: control characters but tab and
    newline, bidi embeddings and overrides, tag characters, lone surrogates; and without soft hyphens.
    """
    # What steers is never printable; to look letter by letter takes a hundred times as long.
    return text if text.replace("\n", "").isprintable() else text.translate(_STEERING)


_PRESENTATION_FORMS = re.compile("[\ufb50-\ufbff\ufe70-\ufefc]+")
_FORMS_BEGIN = b"\xef"
"""The first byte of all of them in UTF-8."""


def in_standard_letters(text: str) -> str:
    """The text with Arabic letters in place of their presentation forms (Unicode 16.0, 9.2), which old systems print as
    they look: a search does not find such words.

    >>> in_standard_letters("\ufebb\ufeee\ufe95")
    'صوت'
    """
    if _FORMS_BEGIN not in text.encode("utf-8", "surrogatepass"):
        return text
    return _PRESENTATION_FORMS.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)


def without_accents(text: str) -> str:
    """The letters of a text without the marks above and below them.

    >>> without_accents("Notícias")
    'Noticias'
    """
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def squash(text: str) -> str:
    """Letters and digits alone, in compatibility form and without case: for comparing what two places print.

    The dotless i of Turkish is an i: capitals by the rules of English lose the difference.
    """
    return _squashed_short(text) if len(text) <= _SHORT else _squashed(text)


def _squashed(text: str) -> str:
    whole = text if text.isascii() else unicodedata.normalize("NFKC", text).replace("ı", "i")
    # As bytes the marks of ASCII go at once, and nearly always nothing else is left to go.
    plain = whole.casefold().encode("utf-8", "surrogatepass").translate(None, _ASCII_MARKS)
    squashed = plain.decode("utf-8", "surrogatepass")
    if squashed.isalnum():
        return squashed
    for mark in PRINTED_MARKS:
        squashed = squashed.replace(mark, "")
    return squashed if squashed.isalnum() else _NOT_WORDS.sub("", squashed)


# Half of all texts are asked for again: the same line is compared with headline, description, author and its twins.
# At most 5 MB, usually a tenth.
_squashed_short = lru_cache(maxsize=2_000)(_squashed)


def _single_spaces(text: str) -> str:
    """The text with every run of white space as one space, those at its ends among them."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"


_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "button", "select", "textarea", "iframe", "figcaption"}
)
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "section", "td", "tr", "dd", "dt", "dl", "header"}
)
_INLINE = frozenset({"span", "a", "time", "address", "strong", "b", "em", "i"})


_STRING = XPath("string()", smart_strings=False)


def whole_text(element: _Element) -> str:
    """All text in an element as it stands, scripts and styles too: twenty times as fast as ``itertext`` for a box."""
    return cast(str, _STRING(element))


def element_text(element: _Element, *, limit: int = MAX_LINE, apart: bool = False) -> str:
    """The text of an element as one line; scripts, styles and captions inside it are left out.

    With ``apart`` the edges of blocks become line breaks and the edges of inline elements spaces, so that
    ``<span>By</span><span>Ann</span>`` is two words and each item of a list of names a line of its own.
    """
    if len(element) == 0:
        return clean_line(element.text, tags=False, limit=limit)
    parts: list[str] = []
    size = 0
    pending: list[str | _Element] = [element]
    while pending and size < limit:
        item = pending.pop()
        if isinstance(item, str):
            parts.append(_single_spaces(item[: limit * 2]) if apart else item[: limit * 2])
            size += len(item)
            continue
        tag = item.tag
        if item is not element:
            if item.tail:
                pending.append(item.tail)
            if not isinstance(tag, str) or tag in _SILENT:
                continue
            if tag in _BLOCKS:
                gap = "\n" if apart else " "
            elif apart and tag in _INLINE:
                gap = " "
            else:
                gap = ""
            if gap:
                parts.append(gap)
                pending.append(gap)
        pending.extend(reversed(item))
        if item.text:
            pending.append(item.text)
    text = "".join(parts)
    if not apart:
        return clean_line(text, tags=False, limit=limit)
    lines = (clean_line(line, tags=False, limit=limit) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
