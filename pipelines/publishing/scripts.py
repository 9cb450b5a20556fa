"""The Lua of publishing, and the names that EVALSHA knows it by."""

from __future__ import annotations

from functools import cache
from hashlib import sha1
from importlib.resources import files


@cache
def publish_script() -> str:
    """publish.lua."""
    return files("wiredesk.pipelines.publishing").joinpath("publish.lua").read_text("utf-8")


@cache
def publish_script_hash() -> str:
    """The hash of publish.lua."""
    return script_hash(publish_script())


@cache
def script_hash(script: str) -> str:
    """What EVALSHA knows a script by: its SHA-1."""
    return sha1(script.encode(), usedforsecurity=False).hexdigest()


@cache
def around_publishing(script: str) -> str:
    """Lua `script` with publish.lua as its function ``publish(KEYS, ARGV)``."""
    return f"local function publish(KEYS, ARGV)\n{publish_script()}\nend\n{script}"
