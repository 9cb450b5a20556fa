"""What waits for consumer groups: since when, and how much of it is dead."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from wiredesk.pipelines.consuming.entries import decode, entry_time
from wiredesk.pipelines.consuming.positions import just_after
from wiredesk.pipelines.consuming.queue_state import GroupState
from wiredesk.pipelines.publishing.keys import Keys

MOST_LETTERS = 500
"""Dead letters looked at, the newest: 4 MB, and a larger number would say nothing more."""


@dataclass(frozen=True)
class DeadCounts:
    """Dead letters by group, and when the oldest of each died (Unix seconds)."""

    counts: dict[str, int]
    oldest: dict[str, float]
    is_cut: bool
    """Whether there may be more than were looked at."""


def oldest_waiting(client: Any, keys: Keys, group: GroupState) -> float | None:
    """When the oldest article was queued that the group has not processed, in Unix seconds; None for none.

    Raises redis.RedisError.
    """
    moments = []
    rows = client.xrange(keys.articles, just_after(group.last_delivered_id), count=1)
    if rows:
        moments.append(entry_time(decode(rows[0][0])).timestamp())
    if group.pending:
        with suppress(ResponseError):
            summary = client.xpending(keys.articles, group.name)
            if summary.get("min"):
                moments.append(entry_time(decode(summary["min"])).timestamp())
    return min(moments, default=None)


def count_dead(client: Any, keys: Keys) -> DeadCounts:
    """The newest MOST_LETTERS dead letters by group. Raises redis.RedisError."""
    rows = client.xrevrange(keys.dead, count=MOST_LETTERS)
    counts: Counter[str] = Counter()
    oldest: dict[str, float] = {}
    for letter_id, fields in rows:
        group = decode({decode(name): value for name, value in fields.items()}.get("dead_group"))
        counts[group] += 1
        oldest[group] = entry_time(decode(letter_id)).timestamp()
    return DeadCounts(dict(counts), oldest, len(rows) == MOST_LETTERS)
