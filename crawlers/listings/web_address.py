"""Addresses as strangers write them in listings: absolute, of the web, and such that every program can take apart."""

from __future__ import annotations

from urllib.parse import urljoin

from wiredesk.crawlers.listings.lead import MAX_URL_LENGTH


def web_address(text: str, base: str) -> str | None:
    """The address that `text` names on a page at `base`; None for what is none of the web, is too long, or has a host
    that cannot be one (``http://[x/``): urllib raises ValueError for that wherever it is met.

    >>> web_address("HTTPS://bay.example/1", "http://bay.example/"), web_address("http://[x/", "http://bay.example/")
    ('https://bay.example/1', None)
    """
    try:
        address = urljoin(base, text.strip())
    except ValueError:
        return None
    scheme, colon, rest = address.partition("://")
    if not colon or (scheme := scheme.lower()) not in ("http", "https") or len(address) > MAX_URL_LENGTH:
        return None
    return f"{scheme}://{rest}"


def absolute_address(base: str, href: str) -> str | None:
    """The same of a link, without its fragment."""
    address = web_address(href, base)
    return None if address is None else address.partition("#")[0]
