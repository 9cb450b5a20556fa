"""Parsing listings without holding up the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from scrapy.http import Response

from wiredesk.crawlers.fetching.response_headers import header_text

T = TypeVar("T")

INLINE_BYTES = 20_000
"""The largest listing parsed on the event loop: about 5 ms for the slowest kind, a feed of nothing but tags."""


async def parsed(parse: Callable[[bytes, str, str | None], T], response: Response) -> T:
    """What `parse` makes of the body, the address and the Content-Type of `response`. All but small listings, and
    everything compressed, is parsed in a thread."""
    content_type = header_text(response, "Content-Type")
    if len(response.body) < INLINE_BYTES and response.body[:2] != b"\x1f\x8b":
        return parse(response.body, response.url, content_type)
    return await asyncio.to_thread(parse, response.body, response.url, content_type)
