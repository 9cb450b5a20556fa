"""Which sites and languages occur on the queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import redis

from wiredesk.pipelines.consuming.entries import decode
from wiredesk.pipelines.consuming.positions import just_after
from wiredesk.pipelines.consuming.scripts import VALUES
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.script_running import run_script

PAGE = 200  # entries a call: a megabyte that the server looks at, a millisecond in which others wait


@dataclass(frozen=True)
class QueueValues:
    """The sites and languages of a part of the queue, as the entries' flat fields have them."""

    sites: frozenset[str]
    languages: frozenset[str]


def read_values(client: redis.Redis, keys: Keys) -> Iterator[QueueValues]:
    """Yield what occurs, part by part from the oldest entry on, so that who has found what he looks for can stop.

    Raises redis.RedisError.
    """
    start = "-"
    while start:
        reply: Any = _run(client, keys.articles, start)
        last, sites, languages = decode(reply[0]), reply[1], reply[2]
        yield QueueValues(frozenset(map(decode, sites)), frozenset(map(decode, languages)))
        start = just_after(last) if last else ""


def has_history(client: redis.Redis, keys: Keys, site: str) -> bool:
    """Whether the site was ever crawled by those who share this Redis. Raises redis.RedisError."""
    return bool(client.exists(keys.health(site)))


def _run(client: redis.Redis, stream: str, start: str) -> Any:
    return run_script(client, VALUES, (stream,), (start, PAGE))
