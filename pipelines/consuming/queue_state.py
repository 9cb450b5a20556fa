"""What is on the queue and who reads it: the figures of ``wiredesk queue stats``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import redis
from pydantic import BaseModel

from wiredesk.pipelines.consuming.entries import decode, entry_time
from wiredesk.pipelines.publishing.keys import Keys


class GroupState(BaseModel):
    """One consumer group, as XINFO GROUPS shows it."""

    name: str
    consumers: int
    pending: int
    lag: int | None
    last_delivered_id: str
    replays: int = 0
    """Dead letters put back for this group and not yet processed."""


class EntryMark(BaseModel):
    """An end of the stream: the entry's id and the moment (RFC 3339, UTC) in it."""

    id: str
    queued_at: str


class QueueState(BaseModel):
    """The queue at one moment. `memory_bytes` is None where the server does not say (MEMORY USAGE forbidden)."""

    stream: str
    entries: int
    memory_bytes: int | None
    dead: int
    oldest: EntryMark | None
    newest: EntryMark | None
    groups: list[GroupState]


def read_queue_state(client: redis.Redis, keys: Keys) -> QueueState:
    """Read the state of the queue; a stream that does not exist yet is empty. Raises redis.RedisError."""
    oldest: Any = client.xrange(keys.articles, count=1)
    newest: Any = client.xrevrange(keys.articles, count=1)
    return QueueState(
        stream=keys.articles,
        entries=int(client.xlen(keys.articles)),
        memory_bytes=_memory(client, keys.articles),
        dead=int(client.xlen(keys.dead)),
        oldest=_mark(oldest),
        newest=_mark(newest),
        groups=read_groups(client, keys),
    )


def read_groups(client: redis.Redis, keys: Keys) -> list[GroupState]:
    """The consumer groups of the queue by name; none where there is no queue yet. Raises redis.RedisError."""
    try:
        rows: list[Any] = client.xinfo_groups(keys.articles)
    except redis.ResponseError as problem:
        if "no such key" in str(problem).lower():
            return []
        raise
    groups = sorted((_group(row) for row in rows), key=lambda group: group.name)
    for group in groups:
        group.replays = int(client.xlen(keys.replay(group.name)))
    return groups


def _group(row: Mapping[Any, Any]) -> GroupState:
    plain = {decode(name): value for name, value in row.items()}
    return GroupState(
        name=decode(plain["name"]),
        consumers=int(plain["consumers"]),
        pending=int(plain["pending"]),
        # Missing before Redis 7; null where entries were deleted or the group was created in the middle
        lag=int(plain["lag"]) if plain.get("lag") is not None else None,
        last_delivered_id=decode(plain["last-delivered-id"]),
    )


def _mark(page: Any) -> EntryMark | None:
    if not page:
        return None
    entry_id = decode(page[0][0])
    return EntryMark(id=entry_id, queued_at=entry_time(entry_id).isoformat(timespec="seconds").replace("+00:00", "Z"))


def _memory(client: redis.Redis, stream: str) -> int | None:
    try:
        used = client.memory_usage(stream, samples=100)  # nodes sampled for the average: exact enough, never slow
    except redis.ResponseError:
        return None
    return int(used) if used is not None else 0
