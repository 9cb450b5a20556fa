"""The Lua scripts of consuming; each says at its head what it does and which keys it touches."""

from __future__ import annotations

from wiredesk.pipelines.redis_script import RedisScript

TAKE = RedisScript(__name__, "take")
SETTLE = RedisScript(__name__, "settle")
POSTPONE = RedisScript(__name__, "postpone")
BURY = RedisScript(__name__, "bury")
KEEP = RedisScript(__name__, "keep")
RELEASE = RedisScript(__name__, "release")
RECLAIM = RedisScript(__name__, "reclaim")
REAP = RedisScript(__name__, "reap")
REPLAY = RedisScript(__name__, "replay")
VALUES = RedisScript(__name__, "values")
