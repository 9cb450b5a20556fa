"""The Lua scripts of fetching on demand; each says at its head what it does and which keys it touches."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def script(name: str) -> str:
    """The source of a script by its file name without ".lua"."""
    return files("wiredesk.crawlers.on_demand.scripts").joinpath(f"{name}.lua").read_text("utf-8")
