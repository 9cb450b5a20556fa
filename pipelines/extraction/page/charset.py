"""Which character encoding a page is really in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from html import unescape

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

from wiredesk.pipelines.extraction.page.double_encoding import encoded_once
from wiredesk.pipelines.extraction.page.language import CLEAR_HITS
from wiredesk.pipelines.extraction.page.language_words import SAMPLE_CHARACTERS, known_words

# A page that is UTF-8 but for a few bytes (a cut-off last character, one foreign advertisement) stays UTF-8: at most
# one broken sequence in so many characters that are not ASCII.
_BROKEN_SHARE = 0.02
# Detection reads so many bytes around the first that are not ASCII: enough for its statistics, and still quick.
_DETECTION_BYTES = 6_000
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
# Escape sequences of ISO-2022-JP (RFC 1468), the one encoding in use on the web whose bytes are all valid UTF-8.
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([BJ])")
# Turkish in windows-1254: ı is two fifths of its letters beyond ASCII, ş and ğ a quarter. These bytes are ý, þ and ð in
# windows-1252 (Icelandic has a hundredth of ý), ý, ţ and đ in windows-1250 (Czech: a fifteenth of ý), э, ю and р in
# windows-1251, so that half of these shares tells it from all of them; statistics of letters alone confuse the three.
_TURKISH_I, _TURKISH_S, _TURKISH_G = b"\xfd", b"\xfe", b"\xf0"
_PAGE_LANGUAGE = re.compile(rb"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2})\b", re.I)
_LATIN_PAGES = {
    "cp1250": "bs cs hr hu pl ro sk sl sq",
    "cp1254": "az ku tr",
    "cp1257": "et lt lv",
    "cp1252": "ca da de en es eu fi fo fr ga gl id is it ms nb nl nn no pt sv sw",
}
"""The Windows code pages of the Latin script by language (after HTML Living Standard 13.2.3.2, step 9)."""
_CYRILLIC = "be bg kk ky mk mn ru sr-Cyrl tg tt uk uz"
_OTHER_PAGES = {
    "cp1251": _CYRILLIC,
    "koi8_u": _CYRILLIC,  # koi8-r with the letters of Ukrainian
    "cp866": _CYRILLIC,
    "iso8859_5": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC,
    "cp1253": "el",
    "cp1255": "he yi",
    "cp1256": "ar fa ur",
    "cp874": "th",
}
"""Encodings of one byte a letter of other scripts, by language."""
_SCRIPTS = {
    "he": ("cp1255", "\u0590", "\u05ff"),
    "yi": ("cp1255", "\u0590", "\u05ff"),
    "ar": ("cp1256", "\u0600", "\u06ff"),
    "fa": ("cp1256", "\u0600", "\u06ff"),
    "ur": ("cp1256", "\u0600", "\u06ff"),
    "el": ("cp1253", "\u0370", "\u03ff"),
    "th": ("cp874", "\u0e00", "\u0e7f"),
}
"""The code pages of languages with a script of their own, and the first and last sign of the script."""
_SCRIPT_LETTERS = 20
_SCRIPT_SHARE = 0.9
_LATIN = re.compile(r"(?:cp125[02478]|iso8859_(?:1|2|3|4|9|10|13|14|15|16)|latin_1|mac_roman)$")
_TAGS = re.compile(rb"<[^<>]*+>?+")
_FEW_HITS = 3.5
_CLEAR_LEAD = 2.0
"""Known words that tell an encoding where all others have half as many; no single word gives so much."""
_SCRIPT_SIGNS = re.compile(rb"[{}=\\]")
_MARKUP_BYTES = 400_000
"""Of a page, in which its text is looked for."""
_TEXT_BYTES = 4_000
_LEAST_TEXT = 60
"""Bytes of text by whose words the encoding is told, and of one part of it."""
_WORDS_KNOWN = 0.03
"""Of the words, weighted: in the wrong encoding next to none is known."""
_UTF16_HEAD = 2_000
_UTF16_SHARE = 0.05
_UTF16_STRAY = 0.1
"""Bytes that tell UTF-16, the share of zeros in one half of them, and the most in the other (U+3000 has one there)."""
_TURKISH_LETTERS = 10  # so many letters beyond ASCII are needed for the shares to say anything
# The encodings that browsers read (WHATWG Encoding): a page in another would look broken to its readers.
_OF_BROWSERS = [
    "utf_8", "cp866", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8",
    "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_15", "iso8859_16", "koi8_r", "koi8_u", "mac_roman",
    "mac_cyrillic", "cp874", "tis_620", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258",
    "latin_1", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp", "shift_jis", "cp932", "euc_kr", "cp949", "iso2022_jp",
]  # fmt: skip
# An encoding of one byte decodes anything, and these are declared by templates that nobody has looked at.
_SAYS_NOTHING = frozenset({"cp1252", "iso8859-1", "ascii"})


TWICE_UTF_8 = "utf-8 in utf-8"
"""The name given to what was encoded twice (see double_encoding): the bytes are not those of the text."""


def decode_page(data: bytes, content_type: str | None) -> tuple[str, str]:
    """Returns (text, name of the encoding); never raises, undecodable bytes become U+FFFD.

    In this order: byte order mark (WHATWG Encoding), UTF-16 without a mark, valid UTF-8 whatever the labels say, the
    ``charset`` of the Content-Type header, the page's own declaration, detection.
    """
    encoding, mark = read_bom(data)
    if encoding is not None and mark is not None:
        return to_unicode(data[len(mark) :], encoding), encoding
    if unmarked := _utf16_without_mark(data):
        return to_unicode(data, unmarked), unmarked
    if _ISO_2022_JP.search(data, 0, 100_000):
        return to_unicode(data, "iso2022_jp"), "iso2022_jp"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        once = encoded_once(text, data)
        return once, "utf-8" if once is text else TWICE_UTF_8
    declared = [name for name in (http_content_type_encoding(content_type), html_body_declared_encoding(data)) if name]
    if not data.isascii():
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        if broken <= max(2, foreign * _BROKEN_SHARE) and foreign > 2 * broken:
            return text, "utf-8"
    for name in declared:
        if name not in ("utf-8", *_SAYS_NOTHING) and _decodes(data, name):
            return to_unicode(data, name), name
    if _is_turkish(_sample(data)):
        return to_unicode(data, "cp1254"), "cp1254"
    name = (
        _of_script(data)
        or _by_words(data)
        or _detected(data, declared)
        or next((name for name in declared if name != "utf-8"), "cp1252")
    )
    return to_unicode(data, name), name


def _utf16_without_mark(data: bytes) -> str | None:
    """The tags of markup in UTF-16 have a zero in every other byte; both halves of the first bytes tell which. A long
    title in another script has none."""
    head = data[:_UTF16_HEAD]
    half = len(head) // 2
    if half < 8 or b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > half * _UTF16_SHARE and even <= odd * _UTF16_STRAY:
        return "utf-16-le"
    if even > half * _UTF16_SHARE and odd <= even * _UTF16_STRAY:
        return "utf-16-be"
    return None


def _decodes(data: bytes, name: str) -> bool:
    """Whether the declared encoding fits: hardly any byte of it is undecodable."""
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    sample = _sample(data)
    return to_unicode(sample, name).count("\ufffd") <= max(2, len(sample) * _BROKEN_SHARE / 4)


def _sample(data: bytes) -> bytes:
    """The part of the page from shortly before its first foreign byte on."""
    found = _NOT_ASCII.search(data)
    start = max(0, found.start() - 200) if found else 0
    return data[start : start + _DETECTION_BYTES]


def _is_turkish(sample: bytes) -> bool:
    foreign = len(_NOT_ASCII.findall(sample))
    dotless = sample.count(_TURKISH_I)
    others = sample.count(_TURKISH_S) + sample.count(_TURKISH_G)
    return foreign >= _TURKISH_LETTERS and dotless > foreign / 5 and others > foreign / 10


def _of_script(data: bytes) -> str | None:
    """The code page of the page's language where it has a script of its own, and nearly all of the text is in it."""
    told = _PAGE_LANGUAGE.search(data, 0, 10_000)
    known = _SCRIPTS.get(told[1].decode().lower()) if told is not None else None
    if known is None:
        return None
    name, first, last = known
    foreign = [sign for sign in to_unicode(_sample(data), name) if sign > "\xa0"]
    own = sum(first <= sign <= last for sign in foreign)
    return name if len(foreign) >= _SCRIPT_LETTERS and own >= _SCRIPT_SHARE * len(foreign) else None


def _detected(data: bytes, declared: Sequence[str]) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # its import takes 40 ms and few pages need it

    best = from_bytes(_sample(data), steps=3, chunk_size=512, cp_isolation=_OF_BROWSERS).best()
    if best is None:
        return None
    told = _PAGE_LANGUAGE.search(data, 0, 10_000)
    if told is not None and _LATIN.match(best.encoding):  # between these the statistics of a short text are a guess
        language = told[1].decode().lower()
        return next((page for page, known in _LATIN_PAGES.items() if language in known.split()), best.encoding)
    if _LATIN.match(best.encoding):  # between Latin code pages a short text decides nothing
        is_told = best.encoding != "cp1250" and _SAYS_NOTHING.intersection(declared)
        return "cp1252" if is_told else best.encoding
    return best.encoding


def _by_words(data: bytes) -> str | None:
    """The encoding of one byte a letter in which most words of the text are known ones of its languages."""
    text = _text_of(data)
    if not text:
        return None
    told = _PAGE_LANGUAGE.search(data, 0, 10_000)
    language = told[1].decode().lower() if told is not None else ""
    best, most, second = None, 0.0, 0.0
    for page, known in {**_LATIN_PAGES, **_OTHER_PAGES}.items():
        decoded = unescape(text.decode(page, "replace"))
        scores = known_words(decoded)
        score = max((scores.get(one, 0.0) for one in known.split()), default=0.0)
        # Short words without accents are known in all Latin pages: then the language that the page names decides.
        score *= 1.0 + 0.1 * (language in known.split())
        if score > most and score > _WORDS_KNOWN * (decoded[:SAMPLE_CHARACTERS].count(" ") + 1):
            best, most, second = page, score, most
        else:
            second = max(second, score)
    return best if most >= CLEAR_HITS or most >= max(_FEW_HITS, _CLEAR_LEAD * second) else None


def _text_of(data: bytes) -> bytes:
    """The parts of a page's text, and no markup, that have bytes beyond ASCII in them."""
    found: list[bytes] = []
    size = 0
    for part in _TAGS.split(data[:_MARKUP_BYTES]):
        if len(part) >= _LEAST_TEXT and not part.isascii() and not _SCRIPT_SIGNS.search(part):
            found.append(part[:_TEXT_BYTES])
            size += len(part)
            if size >= _TEXT_BYTES:
                break
    return b" ".join(b" ".join(found).split())[:_TEXT_BYTES]
