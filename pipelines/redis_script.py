"""Lua scripts that run in Redis: each a file of its own beside the module that calls it.

A script says at its head what it does, its keys, arguments and reply. All run on Redis 6.2, 7, 8 and Valkey, and
on a Cluster: the keys of one call share the prefix's hash tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha1
from importlib.resources import files


@dataclass(frozen=True)
class RedisScript:
    """A script by the package that holds it and its file name without ``.lua``.

    `library`: a file with functions for the script, which is put before it.
    """

    package: str
    name: str
    library: RedisScript | None = None

    @cached_property
    def text(self) -> str:
        """The Lua source."""
        own = files(self.package).joinpath(f"{self.name}.lua").read_text("utf-8")
        return own if self.library is None else f"{self.library.text}\n{own}"

    @cached_property
    def sha(self) -> str:
        """What EVALSHA knows it by."""
        return script_hash(self.text)


@dataclass(frozen=True)
class SourceText:
    """A script that is put together as the program runs."""

    text: str

    @cached_property
    def sha(self) -> str:
        """What EVALSHA knows it by."""
        return script_hash(self.text)


def script_hash(text: str) -> str:
    """The SHA-1 of a script's source, by which EVALSHA calls it (Redis, "EVALSHA")."""
    return sha1(text.encode(), usedforsecurity=False).hexdigest()
