"""All figures at one moment, in the text format of Prometheus."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from typing import Any

from prometheus_client import generate_latest
from prometheus_client.metrics_core import Metric
from redis.exceptions import RedisError

from wiredesk.crawlers.alerts.condition import RULES
from wiredesk.crawlers.alerts.records import AlertStore
from wiredesk.crawlers.metrics.families import counted, gauge, gauges, timed
from wiredesk.crawlers.metrics.queue_families import queue_families, server_families
from wiredesk.crawlers.metrics.site_families import site_families
from wiredesk.pipelines.figures.figure_names import COUNTED, TIMED
from wiredesk.pipelines.figures.reading import figures_of
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.redis_connection import info_of, open_redis_sync
from wiredesk.settings.redis_refusals import explain


class Collection:
    """Families of figures; what `generate_latest` and the push gateway take. `problem`: why Redis gave none, or ""."""

    def __init__(self, families: list[Metric], problem: str = "") -> None:
        self._families = families
        self.problem = problem

    def collect(self) -> list[Metric]:
        """For the library."""
        return self._families

    def text(self) -> bytes:
        """The exposition format, version 0.0.4."""
        return generate_latest(self)


def collect(environment: Environment) -> Collection:
    """Read everything, with a blocking client. Where Redis cannot be reached or used that is a figure, too.

    Raises UsageProblem for settings and folders that cannot be used.
    """
    try:
        client: Any = open_redis_sync(environment)
        with closing(client):
            info = info_of(client)
            return Collection([*_build(info), *_families(client, environment, info)])
    except RedisUnreachable as unreachable:
        problem = str(unreachable)
    except RedisError as refused:
        problem = explain(refused)
    return Collection([*_build(None)], problem)


def _build(info: dict[str, Any] | None) -> Iterator[Metric]:
    labels = {"version": version("wiredesk"), "python": platform.python_version()}
    yield gauges("build_info", "1, with the versions", list(labels), [(list(labels.values()), 1.0)])
    yield gauge("redis_up", "Whether Redis could be asked", float(info is not None))
    if info is not None:
        redis_version = str(info.get("valkey_version") or info.get("redis_version") or "")
        yield gauges("redis_info", "1, with the version", ["version"], [((redis_version,), 1.0)])


def _families(client: Any, environment: Environment, info: dict[str, Any]) -> Iterator[Metric]:
    keys = Keys(environment.key_prefix)
    figures = figures_of(client.hgetall(keys.figures))
    for figure in COUNTED:
        yield counted(figure, figures.counted.get(figure.name, {}))
    for duration in TIMED:
        yield timed(duration, figures.timed[duration.name])
    yield from queue_families(client, keys, environment)
    yield from server_families(info)
    yield from site_families(client, keys, environment)
    held = Counter(one.rule for one in AlertStore(client, keys).load()[0].values() if one.ended is None)
    yield gauges("problems", "What is wrong as of the last `alerts check`, by rule", ["rule"],
                 [((rule,), held[rule]) for rule in RULES])  # fmt: skip
