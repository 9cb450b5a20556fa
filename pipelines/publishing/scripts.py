"""The Lua of publishing."""

from __future__ import annotations

from functools import cache

from wiredesk.pipelines.redis_script import RedisScript

PUBLISH = RedisScript("wiredesk.pipelines.publishing", "publish")
TRIM = RedisScript("wiredesk.pipelines.publishing", "trim")


@cache
def around_publishing(script: str) -> str:
    """Lua `script` with publish.lua as its function ``publish(KEYS, ARGV)``."""
    return f"local function publish(KEYS, ARGV)\n{PUBLISH.text}\nend\n{script}"
