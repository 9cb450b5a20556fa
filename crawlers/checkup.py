"""What is right and wrong with the Redis server, the queue and its readers: for `wiredesk doctor` and the desk."""

from __future__ import annotations

import shutil
from typing import Any

import redis

from wiredesk.crawlers.on_demand.waiting_requests import TOO_LONG, read_waiting
from wiredesk.pipelines.consuming.queue_state import read_queue_state
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.unfinished_import import UNFINISHED_IMPORT
from wiredesk.settings.embedded_redis import EmbeddedRedis
from wiredesk.settings.environment import Environment
from wiredesk.settings.redis_checkup import Finding, check_server
from wiredesk.settings.redis_connection import facts_of, may_evict, open_unchecked_sync, read_info

LEAST_FREE_DISK = 1e9  # bytes: rewriting the append-only file needs room for a second one
BEHIND_SHARE = 0.5  # of the backlog limit: half of the time until crawls pause is gone


def examine(environment: Environment, url: str) -> list[Finding]:
    """All findings about the server at `url`. Raises RedisUnreachable or UsageProblem."""
    info = read_info(url)
    facts = facts_of(info)
    client = open_unchecked_sync(url, facts)
    with client:
        findings = check_server(info, _config(client), environment.wait_replicas)
        if facts.is_cluster:
            findings += _cluster(client)
        if client.exists(Keys(environment.key_prefix).unfinished_import):
            findings.append(Finding("change", "import", "what is here is a part of a copy", UNFINISHED_IMPORT))
        findings += _queue(client, environment)
    if not environment.redis_url:
        findings += _disk(environment)
    return findings


def _config(client: Any) -> dict[str, str]:
    try:
        found: dict[Any, Any] = {}
        for pattern in ("appendfsync", "save", "hash-max-*-value"):
            found |= client.config_get(pattern)
    except redis.ResponseError:  # managed services forbid CONFIG
        return {}
    return {_text(name): _text(value) for name, value in found.items()}


def _cluster(client: Any) -> list[Finding]:
    """A Cluster serves nothing while a slot has no primary; and each primary has a policy of its own."""
    state = client.execute_command("CLUSTER INFO", target_nodes=client.get_default_node())
    told = state if isinstance(state, dict) else dict(line.split(":") for line in _text(state).split())
    primaries: dict[str, Any] = client.info(target_nodes=redis.RedisCluster.PRIMARIES)
    found = f"{told.get('cluster_state')}, {len(primaries)} primaries"
    if told.get("cluster_state") != "ok":
        return [Finding("change", "cluster", found, "redis-cli --cluster check; a slot has no primary")]
    evicting = [node for node, info in primaries.items() if may_evict(facts_of(info))]
    if evicting:
        advice = "redis-cli --cluster call … config set maxmemory-policy noeviction"
        return [Finding("change", "cluster", f"{found}; may evict: {', '.join(evicting)}", advice)]
    return [Finding("ok", "cluster", found)]


def _queue(client: Any, environment: Environment) -> list[Finding]:
    state = read_queue_state(client, Keys(environment.key_prefix))
    findings = [Finding("ok", "queue", f"{state.entries} of {environment.backlog} articles before crawls pause")]
    if state.entries and not state.groups:
        told = f"{state.entries} articles, and no consumer group has read any"
        findings = [Finding("note", "queue", told, "wiredesk consume --group NAME; without readers crawls pause")]
    for group in state.groups:
        behind = f"{group.lag} not yet delivered" if group.lag is not None else "lag unknown"
        told = f"{behind}, {group.pending} not yet acknowledged, {group.consumers} consumers"
        waiting = (group.lag or 0) + group.pending
        subject = f"group {_printable(group.name)}"
        if waiting > BEHIND_SHARE * environment.backlog:
            advice = "start more consumers, or delete the group if nobody needs it: wiredesk queue groups --help"
            findings.append(Finding("change", subject, told, advice))
        elif waiting and not group.consumers:
            findings.append(Finding("note", subject, told, "it has no running consumer; its articles are kept"))
        else:
            findings.append(Finding("ok", subject, told))
    if state.dead:
        findings.append(Finding("note", "dead letters", f"{state.dead} entries", "wiredesk queue dead"))
    return [*findings, _requests(client, environment)]


def _requests(client: Any, environment: Environment) -> Finding:
    """Requests on demand: whether one is held for longer than a fetch can take, or waits and no worker runs."""
    requests = read_waiting(client, Keys(environment.key_prefix))
    if requests.held_too_long:
        advice = "many requests for one slow host, or a worker that hangs: restart it, others take over its requests"
        return Finding("change", "requests", requests.in_words, advice)
    if (requests.oldest_seconds or 0.0) > TOO_LONG:
        return Finding("note", "requests", requests.in_words, "wiredesk worker; more workers if one is running")
    return Finding("ok", "requests", requests.in_words)


def _disk(environment: Environment) -> list[Finding]:
    folder = EmbeddedRedis(environment.home).folder
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB free in {folder}"
    if free < LEAST_FREE_DISK:
        return [Finding("change", "disk", told, "make room, or set WIREDESK_HOME to another disk")]
    return [Finding("ok", "disk", told)]


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)
