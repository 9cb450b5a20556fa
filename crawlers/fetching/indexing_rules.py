"""What a page itself says to crawlers: ``<meta name="robots">`` and the ``X-Robots-Tag`` header.

No RFC; the vocabulary is that of the large search engines (noindex, nofollow, none, noarchive …), and rules may be
addressed to one crawler by its product token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scrapy.http import HtmlResponse, Response

from wiredesk.crawlers.fetching.robots_rules import product_tokens

# Directives that have a value after a colon; all other words before a colon name a crawler.
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
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


def _directives(part: str) -> set[str]:
    """The words of one comma's part; several without commas between them are common."""
    name = part.partition(":")[0].strip()
    words = {name} if name in _WITH_VALUE else set(_WORD.findall(part))
    return words - {"none"} | {"noindex", "nofollow"} if "none" in words else words
