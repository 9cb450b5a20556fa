"""The Lua of publishing."""

from __future__ import annotations

from functools import cache

from wiredesk.pipelines.redis_script import RedisScript

_PACKAGE = "wiredesk.pipelines.publishing"
SHORT_FORM = RedisScript(_PACKAGE, "short_form")
"""Functions of short_form.lua, for scripts of any package."""

PUBLISH = RedisScript(_PACKAGE, "publish", SHORT_FORM)
NOTE_VISIT = RedisScript(_PACKAGE, "note_visit", SHORT_FORM)
COMPACT_ARTICLE = RedisScript(_PACKAGE, "compact_article", SHORT_FORM)
COMPACT_ALIAS = RedisScript(_PACKAGE, "compact_alias", SHORT_FORM)
TRIM = RedisScript(_PACKAGE, "trim")


@cache
def around_publishing(script: str) -> str:
    """Lua `script` with publish.lua as its function ``publish(KEYS, ARGV)``."""
    return f"local function publish(KEYS, ARGV)\n{PUBLISH.text}\nend\n{script}"
