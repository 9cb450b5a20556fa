"""What is wrong with the queue, its groups and its server."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from wiredesk.crawlers.alerts.condition import Condition
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.pipelines.consuming.group_backlog import count_dead, oldest_waiting
from wiredesk.pipelines.consuming.queue_state import read_groups
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment
from wiredesk.settings.redis_connection import info_of

MOST_OF_THE_MACHINE = 80.0
"""Percent of the machine's memory that Redis may fill where it has no limit of its own; a fork to rewrite its file may
need as much again for a while."""


def group_conditions(
    client: Any, keys: Keys, environment: Environment, before: Mapping[str, int], now: float | None = None
) -> tuple[list[Condition], dict[str, int]]:
    """The groups that are behind, and how many articles wait for each now; `before` has that of the last check.

    Raises redis.RedisError.
    """
    now = time.time() if now is None else now
    found, waiting = [], {}
    for group in read_groups(client, keys):
        oldest = oldest_waiting(client, keys, group)
        count = (group.lag or 0) + group.pending
        waiting[group.name] = count
        if oldest is None or now - oldest <= environment.alert_lag_minutes * 60:
            continue
        if count and count < before.get(group.name, 0):
            continue  # it is catching up
        lag = "an unknown number" if group.lag is None else str(group.lag)
        message = (
            f"{lag} not delivered, {group.pending} not acknowledged; the oldest waits for {in_units(now - oldest)}"
        )
        found.append(Condition("lag", group.name, message, oldest, is_site=False))
    return found, waiting


def dead_conditions(client: Any, keys: Keys, least: int) -> Iterator[Condition]:
    """The groups with `least` dead letters or more. Raises redis.RedisError."""
    dead = count_dead(client, keys)
    more = " or more" if dead.is_cut else ""
    for group, count in sorted(dead.counts.items()):
        if count >= least:
            yield Condition("dead", group, f"{count}{more} dead letters: wiredesk queue dead --group {group}",
                            dead.oldest[group], is_site=False)  # fmt: skip


def server_conditions(client: Any, environment: Environment) -> Iterator[Condition]:
    """Whether the server is short of memory, and whether it cannot write to its disk. Raises redis.RedisError."""
    problems: dict[str, list[str]] = {"memory": [], "disk": []}
    info = info_of(client)
    used = int(info.get("used_memory", 0))
    limits = [(int(info.get("maxmemory", 0)), environment.alert_memory_percent, "maxmemory"),
              (environment.backlog_bytes, environment.alert_memory_percent, "WIREDESK_BACKLOG_BYTES"),
              (int(info.get("total_system_memory", 0)), MOST_OF_THE_MACHINE, "the machine's memory")]  # fmt: skip
    for limit, percent, name in limits:
        if limit and used > limit * percent / 100:
            problems["memory"].append(f"Redis uses {used / 1e6:,.0f} MB, {used / limit:.0%} of {name}")
    for field, what in (("aof_last_write_status", "its append-only file"), ("rdb_last_bgsave_status", "its snapshot")):
        if str(info.get(field, "ok")) != "ok":
            problems["disk"].append(f"Redis cannot write {what}: {field} is {str(info[field])[:40]}")
    for part, told in problems.items():
        if told:
            yield Condition("redis", "", "; ".join(told), is_site=False, part=part)
