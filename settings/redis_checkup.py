"""What a Redis server's own figures say about losing articles: the server's part of ``wiredesk doctor``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wiredesk.settings.embedded_redis import COMPACT_VALUE_BYTES
from wiredesk.settings.redis_connection import facts_of, may_evict
from wiredesk.settings.server_binary import OLDEST_VERSION

FULL_SHARE = 0.9  # of the memory limit: the rest is gone after some thousand articles more
HOST_SHARE = 0.8  # of the machine's memory: rewriting the append-only file forks, and needs some for what changes

State = Literal["ok", "note", "change"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at: fine, worth knowing, or to be changed (then `advice` says how)."""

    state: State
    subject: str
    found: str
    advice: str = ""


def check_server(info: Mapping[str, Any], config: Mapping[str, str], wait_replicas: int) -> list[Finding]:
    """Judge a server by INFO and, as far as it may be read, CONFIG GET.

    `wait_replicas`: the replicas that publishing waits for.
    """
    return [
        _version(info),
        *_persistence(info, config),
        _eviction(info),
        *_memory(info),
        *_compactness(config),
        *_replicas(info, wait_replicas),
    ]


def _version(info: Mapping[str, Any]) -> Finding:
    facts = facts_of(dict(info))
    found = f"{facts.flavour.capitalize()} {'.'.join(map(str, facts.version))}" + (", Cluster" * facts.is_cluster)
    if facts.version < OLDEST_VERSION:
        return Finding("change", "version", found, "6.2 or later is needed: install a newer server")
    if facts.is_replica:
        return Finding("change", "version", found + ", a replica", "set its primary's URL: replicas take no writes")
    return Finding("ok", "version", found)


def _persistence(info: Mapping[str, Any], config: Mapping[str, str]) -> list[Finding]:
    found = []
    if int(info.get("aof_enabled", 0)):
        sync = config.get("appendfsync", "unknown")
        cost = {
            "everysec": "a power cut costs up to a second of articles, which are then fetched again",
            "always": "nothing acknowledged is ever lost",
        }
        if sync == "no":
            advice = "redis-cli config set appendfsync everysec; redis-cli config rewrite"
            found.append(Finding("change", "persistence", "append-only file, but synced only now and then", advice))
        else:
            told = f"append-only file, appendfsync {sync}" + (f": {cost[sync]}" if sync in cost else "")
            found.append(Finding("ok", "persistence", told))
    else:
        saves = "snapshots only" if config.get("save") else "none" if "save" in config else "no append-only file"
        advice = "redis-cli config set appendonly yes; redis-cli config rewrite"
        found.append(Finding("change", "persistence", f"{saves}: a restart loses articles", advice))
    for name, what in (
        ("aof_last_write_status", "writing the append-only file"),
        ("aof_last_bgrewrite_status", "rewriting the append-only file"),
        ("rdb_last_bgsave_status", "saving the snapshot"),
    ):
        if str(info.get(name, "ok")) != "ok":
            found.append(Finding("change", "disk", f"{what} failed", "look for free space and rights in its folder"))
    return found


def _eviction(info: Mapping[str, Any]) -> Finding:
    facts = facts_of(dict(info))
    advice = "redis-cli config set maxmemory-policy noeviction; redis-cli config rewrite"
    if may_evict(facts):
        told = f"{facts.maxmemory_policy}: articles are thrown away when memory is short"
        return Finding("change", "eviction", told, advice)
    if facts.maxmemory_policy != "noeviction":
        return Finding("note", "eviction", f"{facts.maxmemory_policy}, harmless while maxmemory is not set", advice)
    return Finding("ok", "eviction", "noeviction")


def _memory(info: Mapping[str, Any]) -> list[Finding]:
    used, limit, host = (int(info.get(name, 0)) for name in ("used_memory", "maxmemory", "total_system_memory"))
    found = f"{used / 1e6:.0f} MB" + (f" of {limit / 1e6:.0f} MB" if limit else ", no limit")
    advice = "raise maxmemory, or look at what is waiting: wiredesk queue stats, wiredesk queue trim"
    if limit and used > FULL_SHARE * limit:
        return [Finding("change", "memory", found, advice)]
    if host and used > HOST_SHARE * host:
        return [Finding("change", "memory", f"{found}, machine {host / 1e6:.0f} MB", advice)]
    return [Finding("ok", "memory", found)]


def _compactness(config: Mapping[str, str]) -> list[Finding]:
    """Small hashes are kept in one piece, as long as no value is longer than a setting allows."""
    for name in ("hash-max-listpack-value", "hash-max-ziplist-value"):
        if name in config and int(config[name]) < COMPACT_VALUE_BYTES:
            told = f"{name} is {config[name]}: what is known of an article takes 2.3 times the memory"
            advice = f"redis-cli config set {name} {COMPACT_VALUE_BYTES}; redis-cli config rewrite (new records only)"
            return [Finding("note", "records", told, advice)]
    return []


def _replicas(info: Mapping[str, Any], wanted: int) -> list[Finding]:
    online = sum(
        1 for n in range(int(info.get("connected_slaves", 0))) if _state(info.get(f"slave{n}")) in ("online", "")
    )
    if online < wanted:
        told = f"{online} connected, but WIREDESK_WAIT_REPLICAS={wanted}: publishing waits for ever"
        return [Finding("change", "replicas", told, "connect more replicas, or lower WIREDESK_WAIT_REPLICAS")]
    if online and not wanted:
        told = f"{online} connected; publishing does not wait for them"
        advice = "WIREDESK_WAIT_REPLICAS=1 makes a fail-over lose nothing, for one more round trip per article"
        return [Finding("note", "replicas", told, advice)]
    return [Finding("ok", "replicas", str(online) if online else "none")]


def _state(replica: object) -> str:
    return str(replica.get("state", "")) if isinstance(replica, Mapping) else ""
