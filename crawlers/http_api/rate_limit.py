"""How often a key may be used: one limit over all servers that share a Redis."""

from __future__ import annotations

from typing import Any

from wiredesk.pipelines.publishing.keys import Keys

# A bucket of as many places as requests are allowed in a minute, which leaks evenly (GCRA: the theoretical arrival time
# of the ITU-T I.371 leaky bucket is all that is kept).
# KEYS[1] string with an expiry: the time at which the bucket is empty, ms. ARGV[1] requests a minute.
# Returns ms to wait, 0 where the request may pass.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local each = 60000 / ARGV[1]
local empty = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0)) + each
if empty - now > 60000 then return math.ceil(empty - now - 60000) end
redis.call('SET', KEYS[1], string.format('%.3f', empty), 'PX', math.ceil(empty - now))
return 0
"""


class RateLimit:
    """Counts the requests of each key."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._keys = keys
        self._take = redis.register_script(_TAKE)

    async def take(self, name: str, per_minute: int) -> float:
        """Count one request of the key `name`; seconds to wait where it is over the limit, else 0."""
        if per_minute == 0:
            return 0.0
        return int(await self._take(keys=[self._keys.rate(name)], args=[per_minute])) / 1000
