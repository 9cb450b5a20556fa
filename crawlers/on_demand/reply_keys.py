"""The keys on which answers are given: which ones a request may name in `reply_to`."""

from __future__ import annotations

from typing import Any, Final

import redis.asyncio
from redis.crc import key_slot
from redis.exceptions import NoPermissionError

from wiredesk.pipelines.consuming.entries import decode
from wiredesk.pipelines.publishing.keys import Keys

_ANSWERED_ON: Final = frozenset(("none", "list", "stream"))
"""Types of a key, as TYPE says them, that an answer can be added to."""


class ReplyKeys:
    """Judges the keys that requests name, on the server of `client`."""

    def __init__(self, client: Any, keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def problem(self, reply_to: str) -> str:
        """Why an answer cannot be given on a key by its name, or "" where it can."""
        if not reply_to:
            return ""
        if reply_to.startswith(self._keys.prefix) and not reply_to.startswith(self._keys.reply("")):
            return f"reply_to: keys of wiredesk's own are not answered on; {self._keys.reply('')}… are"
        is_cluster = isinstance(self._redis, redis.asyncio.RedisCluster)
        if is_cluster and key_slot(reply_to.encode()) != key_slot(self._keys.requests.encode()):
            return f"reply_to: on a Cluster it must begin with {self._keys.reply('')}"
        return ""

    async def problem_now(self, reply_to: str) -> str:
        """Why an answer cannot be given by what the key holds now, or "" where it can."""
        try:
            kind = decode(await self._redis.type(reply_to))
        except NoPermissionError:  # the server's ACL; settle.lua may not name that key either
            return "reply_to: Redis does not let wiredesk use that key"
        return "" if kind in _ANSWERED_ON else f"reply_to: the key is a {kind}, and answers go to a list or a stream"
