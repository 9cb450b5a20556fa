"""A name as a page credits it, whichever place of the page it was read from."""

from __future__ import annotations

from typing import NamedTuple

from lxml.etree import _Element

MAX_BYLINE = 220
"""Characters; a longer byline block holds the author's biography."""


class Credit(NamedTuple):
    """A name as credited, and where there are such: the address of its page, the line of the text that credits it, and
    the declared value (JSON-LD, meta tag) that it was cut out of."""

    name: str
    url: str | None = None
    line: str | None = None
    whole: str | None = None


def address_of(element: _Element) -> str | None:
    """The address that a link leads to, where it is a whole one."""
    href = element.get("href") or ""
    return href if href.startswith(("http://", "https://")) and len(href) < 500 else None
