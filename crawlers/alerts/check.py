"""One check: what is wrong now, what of it is new, who has to be told."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wiredesk.crawlers.alerts.certificates import certificate_states
from wiredesk.crawlers.alerts.condition import Condition, check_rules
from wiredesk.crawlers.alerts.message import message_of
from wiredesk.crawlers.alerts.queue_conditions import dead_conditions, group_conditions, server_conditions
from wiredesk.crawlers.alerts.records import AlertRecord, AlertStore, mark_told, renewed, settled, to_tell
from wiredesk.crawlers.alerts.site_conditions import certificate_condition, crawl_condition, site_conditions
from wiredesk.crawlers.completeness.judgement import read_summaries
from wiredesk.crawlers.crawl.health_store import read_health
from wiredesk.crawlers.crawl.pauses import read_moments, read_paused
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.exporters.whole_file import write_whole
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import AlreadyRunning

LONGEST_CHECK = 600
"""Seconds after which the lock of a check that was killed lapses; one that lives renews it after looking, and before it
tells each target."""
STDOUT = "-"
"""The target where no other is set: what is printed on stdout, which cron sends by e-mail."""

Send = Callable[[str, str, str, bool], str | None]
"""Target, title, text, whether something has begun → why it was not delivered, or None."""


@dataclass
class CheckResult:
    """What a check has found and done."""

    records: list[AlertRecord] = field(default_factory=list)
    """all conditions that hold, told or not"""
    begun: list[AlertRecord] = field(default_factory=list)
    """those that a target was to be told of"""
    ended: list[AlertRecord] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    """target → why it was not told"""


def check_alerts(
    client: Any, environment: Environment, targets: Sequence[str], send: Send, *, look: bool = True, dry: bool = False
) -> CheckResult:
    """Look at everything and tell `targets`. With `look` certificates are looked at (once a day); with `dry` nobody is
    told and nothing is remembered.

    Raises redis.RedisError, UsageProblem for an unknown rule, AlreadyRunning.
    """
    keys, off = Keys(environment.key_prefix), check_rules(environment.alert_off)
    with _alone(client, keys) if not dry else _nothing() as renew:
        store = AlertStore(client, keys)
        stored, samples = store.load()
        if (unreachable := _read(environment)) is not None:
            stored[unreachable.key] = unreachable
        seen = observe(client, keys, environment, samples, look=look)
        records = renewed(stored, (one for one in seen.conditions if one.rule not in off), watched=seen.watched)

        def keep() -> None:  # after each target: a check that is killed has told the others, and does not know it
            store.save(settled(records, targets), seen.waiting)

        mutes = read_moments(client, keys.alert_mutes)
        result = _tell(records, targets, mutes, send, before=renew, after=keep, dry=dry)
        if not dry:
            renew()
            keep()
            _forget(environment)
        result.records = [one for one in records.values() if one.ended is None]
    return result


@dataclass(frozen=True)
class Observation:
    """All that is wrong now, how many articles wait for each group, and which sites were looked at."""

    conditions: list[Condition]
    waiting: dict[str, int]
    watched: frozenset[str]


def observe(
    client: Any, keys: Keys, environment: Environment, samples: Mapping[str, int], *, look: bool
) -> Observation:
    """Look at everything. Raises redis.RedisError."""
    now = time.time()
    catalogue = Catalogue.load(*environment.sites)
    paused = read_paused(client, keys)
    definitions = [one for one in catalogue.readable()[0] if one.enabled and one.id not in paused]
    healths = {
        site: health for site, health in read_health(client, keys, [one.id for one in definitions]).items()
        if health.crawls
    }  # fmt: skip
    crawled = [one for one in definitions if one.id in healths]
    found: list[Condition] = []
    captures = read_summaries(client, keys, [one.id for one in crawled])
    for one in crawled:
        found += site_conditions(one, healths[one.id], now, captures[one.id])
    if "certificate" not in environment.alert_off:
        for site, state in certificate_states(client, keys, environment, crawled, look=look).items():
            if (ends := certificate_condition(site, state, environment.alert_certificate_days, now)) is not None:
                found.append(ends)
    behind, waiting = group_conditions(client, keys, environment, samples, now)
    found += [*behind, *dead_conditions(client, keys, environment.alert_dead)]
    found += server_conditions(client, environment)
    if (no_crawl := crawl_condition(healths, environment.alert_crawl_hours, now)) is not None:
        found.append(no_crawl)
    return Observation(found, waiting, frozenset(healths))


def tell_unreachable(environment: Environment, targets: Sequence[str], send: Send, why: str) -> CheckResult:
    """Redis cannot be reached: tell it once, where that is not switched off. What was told is kept in the data folder
    meanwhile. Raises UsageProblem for an unknown rule."""
    if "redis" in check_rules(environment.alert_off):
        return CheckResult()
    known = _read(environment)
    stored = {known.key: known} if known is not None else {}
    records = renewed(stored, [Condition("redis", "server", why, is_site=False)])
    result = _tell(records, targets, {}, send)
    with suppress(OSError):  # then it is told again, which is better than never
        environment.home.mkdir(parents=True, exist_ok=True)
        write_whole(_file(environment), next(iter(records.values())).model_dump_json().encode())
    return result


def _nothing_to_do() -> None:
    pass


def _tell(
    records: dict[str, AlertRecord], targets: Sequence[str], mutes: Mapping[str, float], send: Send, *,
    before: Callable[[], object] = _nothing_to_do, after: Callable[[], object] = _nothing_to_do, dry: bool = False,
) -> CheckResult:  # fmt: skip
    result = CheckResult()
    for target in targets:
        begun, ended = to_tell(records, target, mutes)
        if not begun and not ended:
            continue
        result.begun = [*{one.key: one for one in [*result.begun, *begun]}.values()]
        result.ended = [*{one.key: one for one in [*result.ended, *ended]}.values()]
        if dry:
            continue
        before()
        problem = send(target, *message_of(begun, ended), bool(begun))
        if problem is None:
            mark_told(records, target, begun, ended)
            after()
        else:
            result.failures[target] = problem
    return result


@contextmanager
def _alone(client: Any, keys: Keys) -> Iterator[Callable[[], object]]:
    """Be the only check; gives what renews that. Both raise AlreadyRunning: two would tell everything twice."""
    token = secrets.token_hex(8)
    if not client.set(keys.alert_lock, token, nx=True, ex=LONGEST_CHECK):
        raise AlreadyRunning("another check of the alerts is running")

    def renew() -> None:
        if client.get(keys.alert_lock) != token.encode():
            raise AlreadyRunning("this check took too long, and another one has begun")
        client.expire(keys.alert_lock, LONGEST_CHECK)

    try:
        yield renew
    finally:
        if client.get(keys.alert_lock) == token.encode():
            client.delete(keys.alert_lock)


@contextmanager
def _nothing() -> Iterator[Callable[[], object]]:
    yield _nothing_to_do


def _file(environment: Environment) -> Path:
    return environment.home / "redis-unreachable.json"


def _read(environment: Environment) -> AlertRecord | None:
    try:
        return AlertRecord.model_validate_json(_file(environment).read_bytes())
    except (OSError, ValidationError):
        return None


def _forget(environment: Environment) -> None:
    with suppress(OSError):
        _file(environment).unlink()
