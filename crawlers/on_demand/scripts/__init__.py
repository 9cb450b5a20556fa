"""The Lua scripts of fetching on demand; each says at its head what it does and which keys it touches."""

from __future__ import annotations

from wiredesk.pipelines.redis_script import RedisScript

BEGIN_FETCH = RedisScript(__name__, "begin_fetch")
END_FETCH = RedisScript(__name__, "end_fetch")
RENEW_FETCH = RedisScript(__name__, "renew_fetch")
SETTLE = RedisScript(__name__, "settle")
