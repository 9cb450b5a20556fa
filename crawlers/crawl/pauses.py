"""Sites that an operator has paused: a hash in Redis, so that all machines that crawl for one queue keep to it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

from wiredesk.pipelines.publishing.keys import Keys

FOR_GOOD = math.inf
"""The end of a pause that lasts until the site is resumed."""


async def paused_sites(redis: Any, keys: Keys) -> dict[str, float]:
    """The sites that are paused now, each with the end of its pause in seconds since the epoch, or FOR_GOOD."""
    return _in_force(await redis.hgetall(keys.paused))


def read_paused(redis: Any, keys: Keys) -> dict[str, float]:
    """`paused_sites` with a blocking client."""
    return _in_force(redis.hgetall(keys.paused))


def read_moments(redis: Any, key: str) -> dict[str, float]:
    """As `read_paused`, of another hash of this kind: what is in force in it, each with its end."""
    return _in_force(redis.hgetall(key))


def pause(redis: Any, keys: Keys, sites: Sequence[str], until: float = FOR_GOOD) -> None:
    """Pause sites, with a blocking client; one that is paused already gets the new end."""
    redis.hset(keys.paused, mapping=dict.fromkeys(sites, "" if until == FOR_GOOD else f"{until:.0f}"))


def resume(redis: Any, keys: Keys, sites: Sequence[str]) -> None:
    """End the pauses of sites, with a blocking client."""
    redis.hdel(keys.paused, *sites)


def _in_force(values: Mapping[Any, Any]) -> dict[str, float]:
    """The pauses that have not ended. What cannot be read counts as one without end: a person has to look at it."""
    now = time.time()
    pauses = {_text(site): _end(_text(value)) for site, value in values.items()}
    return {site: until for site, until in pauses.items() if until > now}


def _end(value: str) -> float:
    try:
        until = float(value or FOR_GOOD)
    except ValueError:
        return FOR_GOOD
    return FOR_GOOD if math.isnan(until) else until


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
