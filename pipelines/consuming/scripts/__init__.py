"""The Lua scripts of consuming; each says at its head what it does and which keys it touches.

They run on Redis 6.2, 7, 8 and Valkey, and on a Cluster: all keys of a call share the prefix's hash tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha1
from pathlib import Path


@dataclass(frozen=True)
class Script:
    """A Lua script by its file name without ".lua"."""

    name: str

    @cached_property
    def text(self) -> str:
        """The Lua source."""
        return (Path(__file__).parent / f"{self.name}.lua").read_text("utf-8")

    @cached_property
    def sha(self) -> str:
        """What EVALSHA knows it by (SHA-1 of the source, as Redis defines it)."""
        return sha1(self.text.encode(), usedforsecurity=False).hexdigest()


TAKE = Script("take")
SETTLE = Script("settle")
POSTPONE = Script("postpone")
BURY = Script("bury")
KEEP = Script("keep")
RELEASE = Script("release")
RECLAIM = Script("reclaim")
REAP = Script("reap")
REPLAY = Script("replay")
VALUES = Script("values")
