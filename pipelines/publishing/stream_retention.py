"""Removing consumed articles from the stream after a while, and never one that a group still needs."""

from __future__ import annotations

import time
from typing import Any, cast

import redis.asyncio

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.scripts import TRIM


async def trim(
    redis: redis.asyncio.Redis | redis.asyncio.RedisCluster, keys: Keys, keep_seconds: float, now: float | None = None
) -> int:
    """Remove entries published more than `keep_seconds` ago up to the oldest that some group still needs.

    A group needs what has not been delivered to it and what it has not acknowledged. Without any group nothing is
    removed. `now` is Unix time in seconds, the clock's by default. Returns the number of entries removed.
    """
    cut = str(max(0, int(((time.time() if now is None else now) - keep_seconds) * 1000)))
    client = cast(Any, redis)
    removed = 0
    while step := int(await client.eval(TRIM.text, 1, keys.articles, cut, "~")):
        removed += step
    return removed + int(await client.eval(TRIM.text, 1, keys.articles, cut, "="))
