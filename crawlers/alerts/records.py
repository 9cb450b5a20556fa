"""What was told of which condition to whom: kept from one check to the next, so that each is told once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from wiredesk.crawlers.alerts.condition import Condition, key_of
from wiredesk.pipelines.consuming.entries import decode
from wiredesk.pipelines.publishing.keys import Keys

SAMPLES = "samples"
"""The field that holds, for each group, how many articles waited for it at the last check."""


class AlertRecord(BaseModel):
    """A condition that was seen. Times are Unix seconds."""

    rule: str
    subject: str
    part: str = ""
    message: str
    is_site: bool = True
    since: float
    """from when on it holds, as far as it is known"""
    seen: float
    """when it was last seen"""
    told: list[str] = Field(default_factory=list)
    """the targets (`target_mark`) that know of it"""
    ended: float | None = None
    """when it was first seen no more, while a target has not been told of that"""
    is_unwatched: bool = False
    """whether it was seen no more because its site is not looked at any more"""

    @property
    def key(self) -> str:
        """As the condition's."""
        return key_of(self.rule, self.subject, self.part)


def target_mark(target: str) -> str:
    """By which a target is remembered without its secrets."""
    return hashlib.sha256(target.encode("utf-8", "replace")).hexdigest()[:16]


def renewed(
    stored: Mapping[str, AlertRecord], conditions: Iterable[Condition], now: float | None = None,
    watched: Container[str] | None = None,
) -> dict[str, AlertRecord]:  # fmt: skip
    """The records after a check that has seen `conditions`; what is over has `ended`, and goes when all were told.
    `watched`: the sites that were looked at; None for all."""
    now = time.time() if now is None else now
    records: dict[str, AlertRecord] = {}
    as_whole: set[str] = set()
    for condition in conditions:
        known = stored.get(condition.key)
        if known is None and condition.part:  # an earlier version told all parts as one
            whole = key_of(condition.rule, condition.subject)
            known = stored.get(whole)
            as_whole.add(whole)
        since = condition.since if condition.since is not None else now
        if known is None or (known.ended is not None and not known.told):
            records[condition.key] = AlertRecord(
                rule=condition.rule, subject=condition.subject, part=condition.part, message=condition.message,
                is_site=condition.is_site, since=since, seen=now,
            )  # fmt: skip
        else:  # known, or over and back before all were told: to those it has never been over
            news = {"part": condition.part, "message": condition.message, "seen": now}
            records[condition.key] = known.model_copy(update=news | {"ended": None, "is_unwatched": False})
    for key, known in stored.items():
        if key not in records and key not in as_whole and known.told:
            is_unwatched = known.is_site and watched is not None and known.subject not in watched
            records[key] = known.model_copy(update={"ended": known.ended or now, "is_unwatched": is_unwatched})
    return records


def to_tell(
    records: Mapping[str, AlertRecord], target: str, is_muted: Mapping[str, float]
) -> tuple[list[AlertRecord], list[AlertRecord]]:
    """The conditions of which `target` has to be told that they have begun, and that they are over. Of a site that is
    muted neither is told before the mute ends."""
    mark = target_mark(target)
    told = [one for one in records.values() if not (one.is_site and one.subject in is_muted)]
    begun = [one for one in told if one.ended is None and mark not in one.told]
    return begun, [one for one in told if one.ended is not None and mark in one.told]


def mark_told(
    records: dict[str, AlertRecord], target: str, begun: Sequence[AlertRecord], ended: Sequence[AlertRecord]
) -> None:
    """Note that `target` has been told all that `to_tell` gave."""
    mark = target_mark(target)
    for one in begun:
        records[one.key] = one.model_copy(update={"told": [*records[one.key].told, mark]})
    for one in ended:
        records[one.key] = one.model_copy(update={"told": [told for told in records[one.key].told if told != mark]})


def settled(records: Mapping[str, AlertRecord], targets: Sequence[str]) -> dict[str, AlertRecord]:
    """The records without those that are over and that no present target waits to hear of."""
    marks = set(map(target_mark, targets))
    return {key: one for key, one in records.items() if one.ended is None or marks & set(one.told)}


class AlertStore:
    """Reads and writes the records, with a blocking client. Raises redis.RedisError."""

    def __init__(self, client: Any, keys: Keys) -> None:
        self._client = client
        self._key = keys.alerts

    def load(self) -> tuple[dict[str, AlertRecord], dict[str, int]]:
        """The records by their keys, and the samples of the groups; what cannot be read starts again from nothing."""
        records: dict[str, AlertRecord] = {}
        samples: dict[str, int] = {}
        for name, value in self._client.hgetall(self._key).items():
            try:
                if decode(name) == SAMPLES:
                    samples = _Samples.model_validate_json(value).waiting
                else:
                    records[decode(name)] = AlertRecord.model_validate_json(value)
            except ValidationError:
                continue
        return records, samples

    def save(self, records: Mapping[str, AlertRecord], samples: Mapping[str, int]) -> None:
        """Put these in the place of what is stored."""
        values = {key: one.model_dump_json() for key, one in records.items()}
        values[SAMPLES] = _Samples(waiting=dict(samples)).model_dump_json()
        pipeline = self._client.pipeline()
        pipeline.delete(self._key)
        pipeline.hset(self._key, mapping=values)
        pipeline.execute()


class _Samples(BaseModel):
    waiting: dict[str, int] = Field(default_factory=dict)
