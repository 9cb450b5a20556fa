"""How many articles wait on the queue for consumers, and whether there is room for more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import redis.asyncio
from redis.client import NEVER_DECODE

from wiredesk.pipelines.publishing.keys import Keys

REFRESH_SECONDS = 2.0  # between two measurements; a stale one lets at most this long of publishing through
NO_ROOM = -1


@dataclass(frozen=True)
class Backlog:
    """What was measured: `entries` on the stream, `needed` of them by some group (by any, when there is no group);
    `listed` articles on the second sink, where it is on."""

    entries: int
    needed: int
    groups: int
    used_bytes: int
    listed: int = 0


async def measure_backlog(
    redis: redis.asyncio.Redis | redis.asyncio.RedisCluster, keys: Keys, *, to_list: bool = False
) -> Backlog:
    """Measure the queue, and with `to_list` the second sink.

    A group needs what was not delivered to it and what it did not acknowledge; the neediest group counts. Where the
    server does not know a group's lag (Redis 6.2; or null after deletions) it is estimated from the ids, which are
    times: exact at both ends, in proportion between them.
    """
    client = cast(Any, redis)
    stream = keys.articles
    entries = int(await client.xlen(stream))
    used = await _used_bytes(client, stream)
    listed = int(await client.llen(keys.article_list)) if to_list else 0
    if entries == 0:
        return Backlog(0, 0, 0, used, listed)
    groups = [_row(row) for row in await client.execute_command("XINFO GROUPS", stream, **{NEVER_DECODE: True})]
    if not groups:
        return Backlog(entries, entries, 0, used, listed)
    ends: tuple[int, int] | None = None
    needed = 0
    for group in groups:
        lag = group.get("lag")
        if lag is None:
            ends = ends or await _first_and_last(client, stream)
            lag = _estimated_lag(group["last-delivered-id"], ends, entries)
        needed = max(needed, min(entries, int(group["pending"]) + int(lag)))
    return Backlog(entries, needed, len(groups), used, listed)


async def _used_bytes(client: Any, stream: str) -> int:
    if isinstance(client, redis.asyncio.RedisCluster):
        info = await client.info("memory", target_nodes=client.get_node_from_key(stream))
    else:
        info = await client.info("memory")
    return int(info["used_memory"])


def _row(row: Any) -> dict[str, Any]:
    """One group as a dictionary, from either protocol's shape, names decoded."""
    pairs = row.items() if isinstance(row, Mapping) else zip(row[::2], row[1::2], strict=True)
    return {_text(name): _text(value) for name, value in pairs}


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


async def _first_and_last(client: Any, stream: str) -> tuple[int, int]:
    """Times (milliseconds) of the first entry and of the last one ever added."""
    answer = await client.execute_command("XINFO STREAM", stream, **{NEVER_DECODE: True})
    state = _row(answer)
    first = state.get("first-entry")
    last = _time(state["last-generated-id"])
    return (_time(_text(first[0])) if first else last), last


def _time(entry_id: str) -> int:
    return int(entry_id.partition("-")[0])


def _estimated_lag(delivered: str, ends: tuple[int, int], entries: int) -> int:
    first, last = ends
    at = _time(delivered)
    if at >= last:
        return 0
    if at < first:
        return entries
    return max(1, round((entries - 1) * (last - at) / (last - first)))


class BacklogGauge:
    """Tells publishing how many entries the stream may hold, from a measurement that is renewed every few seconds."""

    def __init__(
        self,
        redis: redis.asyncio.Redis | redis.asyncio.RedisCluster,
        keys: Keys,
        most_needed: int,
        most_bytes: int,
        *,
        to_list: bool = False,
    ) -> None:
        self._redis = redis
        self._keys = keys
        self._most_needed = most_needed
        self._most_bytes = most_bytes
        self._to_list = to_list
        self._measured: Backlog | None = None
        self._until = 0.0
        self._lock = asyncio.Lock()

    async def most_entries(self) -> int:
        """The length at which the stream is full, or NO_ROOM."""
        async with self._lock:
            if self._measured is None or time.monotonic() > self._until:
                self._measured = await measure_backlog(self._redis, self._keys, to_list=self._to_list)
                self._until = time.monotonic() + REFRESH_SECONDS
        found = self._measured
        if max(found.needed, found.listed) >= self._most_needed or (
            self._most_bytes and found.used_bytes >= self._most_bytes
        ):
            return NO_ROOM
        return found.entries - found.needed + self._most_needed

    async def explain(self) -> tuple[str, Backlog] | None:
        """Measure again: why there is no room, in words, or None when there is."""
        self._until = 0.0
        if await self.most_entries() != NO_ROOM or self._measured is None:
            return None
        found = self._measured
        if self._most_bytes and found.used_bytes >= self._most_bytes:
            return f"Redis uses {found.used_bytes / 1e6:.0f} of {self._most_bytes / 1e6:.0f} MB (backlog_bytes)", found
        if found.needed < self._most_needed:
            waiting = f"{found.listed} of {self._most_needed} articles are waiting on the list"
            return f"{waiting} (backlog): its reader is behind", found
        whom = "no consumer group has read the queue yet" if not found.groups else "consumers are behind"
        return f"{found.needed} of {self._most_needed} articles are waiting (backlog): {whom}", found
