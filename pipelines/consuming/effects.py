"""What the consuming steps ask of the outside world, so that one logic serves blocking and asyncio code.

The steps (pipelines.consuming.session) are generators: they yield a request, are sent the reply, and return a result.
They do no input or output themselves; Consumer and AsyncConsumer carry the requests out.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from wiredesk.pipelines.redis_script import RedisScript


@dataclass(frozen=True)
class Command:
    """A plain command with its arguments."""

    words: tuple[str | int, ...]


@dataclass(frozen=True)
class RunScript:
    """A Lua script with its keys and arguments."""

    script: RedisScript
    keys: tuple[str, ...]
    arguments: tuple[str | int, ...]


@dataclass(frozen=True)
class ReadNew:
    """XREADGROUP of entries never delivered to the group, from several streams; waits up to `block_ms`."""

    streams: tuple[str, ...]
    group: str
    consumer: str
    count: int
    block_ms: int

    def words(self) -> tuple[str | int, ...]:
        """The command's arguments; BLOCK 0 would wait for ever, so that no wait is no BLOCK."""
        block: tuple[str | int, ...] = ("BLOCK", self.block_ms) if self.block_ms > 0 else ()
        head = ("XREADGROUP", "GROUP", self.group, self.consumer, "COUNT", self.count, *block, "STREAMS")
        return (*head, *self.streams, *(">" for _ in self.streams))


@dataclass(frozen=True)
class Pause:
    """Nothing for a while, or until the consumer is stopped."""

    seconds: float


Request: TypeAlias = Command | RunScript | ReadNew | Pause
T = TypeVar("T")
Steps: TypeAlias = Generator[Request, Any, T]
