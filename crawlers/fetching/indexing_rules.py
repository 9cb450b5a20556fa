"""What a page itself says to crawlers: ``<meta name="robots">`` and the ``X-Robots-Tag`` header.

No RFC; the vocabulary is that of the large search engines (noindex, nofollow, none, noarchive …), and rules may be
addressed to one crawler by its product token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scrapy.http import HtmlResponse, Response

from wiredesk.crawlers.fetching.robots_rules import product_tokens

# Directives that have a value after a colon; all other words before a colon name a crawler.
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_HEAD = 1_000_000
"""Bytes of a page in which its rules are looked for: heads with all styles and data in them have some hundred kB."""
_MOST_ELEMENTS = 300  # meta elements; large heads have sixty
_LONGEST_ELEMENT = 2_000  # bytes of one; a description has some hundred
_ATTRIBUTE = re.compile(rb"""\b(name|content)\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_WORD = re.compile(r"[a-z_-]+")


def from_x_robots_tag(headers: Iterable[str], *, user_agent: str) -> frozenset[str]:
    """The directives, in lower case, of the ``X-Robots-Tag`` headers that concern this crawler; ``none`` is spelled
    out as noindex and nofollow. A crawler's name holds for the rest of its header.
    """
    tokens = product_tokens(user_agent)
    found: set[str] = set()
    for header in headers:
        concerned = True
        for part in header.lower().split(","):
            name, colon, rest = part.partition(":")
            if colon and name.strip() not in _WITH_VALUE:
                concerned, part = name.strip() in tokens, rest
            if concerned:
                found |= _directives(part)
    return frozenset(found)


def from_meta(elements: Iterable[tuple[str, str]], *, user_agent: str) -> frozenset[str]:
    """The same for ``(name, content)`` of a page's meta elements; those named neither ``robots`` nor like this crawler
    are passed over.
    """
    names = product_tokens(user_agent) | {"robots"}
    found: set[str] = set()
    for name, content in elements:
        if name.strip().lower() in names:
            for part in content.lower().replace(";", ",").split(","):
                found |= _directives(part)
    return frozenset(found)


def is_noindex(response: Response, *, user_agent: str) -> bool:
    """Whether a page asks not to be indexed, in its ``X-Robots-Tag`` or in ``<meta name="robots">``."""
    tags = [value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag")]
    said = from_x_robots_tag(tags, user_agent=user_agent)
    if isinstance(response, HtmlResponse):
        elements = response.xpath("//meta[@name][@content]")
        said |= from_meta([(e.attrib["name"], e.attrib["content"]) for e in elements], user_agent=user_agent)
    return "noindex" in said


def is_noarchive(x_robots_tags: Iterable[str], body: bytes, *, user_agent: str) -> bool:
    """Whether a page asks that no copy of it be kept. The page is not parsed for that: its elements are looked for in
    its bytes, so that one in a comment counts too."""
    if "noarchive" in from_x_robots_tag(x_robots_tags, user_agent=user_agent):
        return True
    return "noarchive" in from_meta(_meta_elements(body), user_agent=user_agent)


def _meta_elements(body: bytes) -> Iterator[tuple[str, str]]:
    """Name and content of the meta elements near the beginning of a page, in any charset that has ASCII in it."""
    head = body[:_HEAD].replace(b"\0", b"")  # UTF-16 has a zero beside each letter
    left = _MOST_ELEMENTS
    for spelling in (b"<meta", b"<META", b"<Meta"):
        place = head.find(spelling)
        while place >= 0 and left:
            left -= 1
            end = head.find(b">", place, place + _LONGEST_ELEMENT)
            tag = head[place : end if end >= 0 else place + _LONGEST_ELEMENT]
            values = {found[1].lower(): found[2].strip(b"\"'").decode("latin-1") for found in _ATTRIBUTE.finditer(tag)}
            if b"name" in values and b"content" in values:
                yield values[b"name"], values[b"content"]
            place = head.find(spelling, place + len(spelling))


def _directives(part: str) -> set[str]:
    """The words of one comma's part; several without commas between them are common."""
    name = part.partition(":")[0].strip()
    words = {name} if name in _WITH_VALUE else set(_WORD.findall(part))
    return words - {"none"} | {"noindex", "nofollow"} if "none" in words else words
