"""How often a key may be used: one limit over all servers that share a Redis."""

from __future__ import annotations

from typing import Any

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.redis_script import RedisScript

_TAKE = RedisScript(__package__, "take_request")


class RateLimit:
    """Counts the requests of each key."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._keys = keys
        self._take = redis.register_script(_TAKE.text)

    async def take(self, name: str, per_minute: int) -> float:
        """Count one request of the key `name`; seconds to wait where it is over the limit, else 0."""
        if per_minute == 0:
            return 0.0
        return int(await self._take(keys=[self._keys.rate(name)], args=[per_minute])) / 1000
