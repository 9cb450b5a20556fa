"""When sites are to be crawled again: for `crawl --due`, and for people who ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from wiredesk.crawlers.fetching.revisit import pause_after_failures, pause_until_next_crawl
from wiredesk.crawlers.listings.source_memory import SITE_FIELD, SiteState
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.stored_times import planned
from wiredesk.pipelines.redis_script import RedisScript

_REPLACE = RedisScript(__package__, "replace_site_state")
A_DAY = 86_400.0  # seconds: a site whose host has had its requests of the day waits for the next one


async def due_at(
    redis: Any, keys: Keys, definitions: Sequence[SiteDefinition], now: float | None = None
) -> list[float]:
    """When to crawl each of the sites again, in seconds since the epoch; 0 for a site that was never crawled. A time
    further ahead than the site's schedule allows was written by a wrong clock, and counts as 0.
    """
    fields = (redis.hget(keys.sources(definition.id), SITE_FIELD) for definition in definitions)
    return _moments(definitions, await asyncio.gather(*fields), now)


def read_due_at(redis: Any, keys: Keys, definitions: Sequence[SiteDefinition]) -> list[float]:
    """`due_at` with a blocking client."""
    return [state.due_at for state in read_states(redis, keys, definitions)]


def read_states(redis: Any, keys: Keys, definitions: Sequence[SiteDefinition]) -> list[SiteState]:
    """What is remembered of each of the sites as a whole, with a blocking client; `due_at` as `due_at` gives it."""
    with redis.pipeline(transaction=False) as pipeline:
        for definition in definitions:
            pipeline.hget(keys.sources(definition.id), SITE_FIELD)
        values, now = pipeline.execute(), time.time()
    return [_state(definition, value, now) for definition, value in zip(definitions, values, strict=True)]


def pause_of(definition: SiteDefinition, state: SiteState) -> float:
    """Seconds from the end of a crawl to the next one, by what a site publishes and how often it has failed."""
    shortest, longest = definition.schedule.shortest * 60, definition.schedule.longest * 60
    return pause_after_failures(pause_until_next_crawl(state.per_hour, shortest, longest), shortest, state.failures)


def make_due(redis: Any, keys: Keys, site: str) -> None:
    """Let the next `crawl --due` look at a site, whose definition was mended, say. With a blocking client; a crawl that
    ends at this moment has the last word."""
    key = keys.sources(site)
    before = redis.hget(key, SITE_FIELD)
    try:
        state = SiteState.model_validate_json(before) if before else None
    except ValidationError:
        return
    if state is not None:
        state.due_at = 0.0
        redis.eval(_REPLACE.text, 1, key, SITE_FIELD, before, state.model_dump_json())


async def forget_failure(redis: Any, keys: Keys, definitions: Sequence[SiteDefinition]) -> None:
    """The last crawl of these sites failed for a reason that is not theirs: it does not make their pauses longer."""
    now = time.time()
    for definition in definitions:
        key = keys.sources(definition.id)
        before = await redis.hget(key, SITE_FIELD)
        state = _state(definition, before, now)
        if not before or not state.failures:
            continue
        state.failures -= 1
        state.due_at = min(state.due_at, now + pause_of(definition, state))
        await redis.eval(_REPLACE.text, 1, key, SITE_FIELD, before, state.model_dump_json())


def _moments(
    definitions: Sequence[SiteDefinition], values: Sequence[bytes | str | None], now: float | None
) -> list[float]:
    now = time.time() if now is None else now
    return [_state(definition, value, now).due_at for definition, value in zip(definitions, values, strict=True)]


def _state(definition: SiteDefinition, value: bytes | str | None, now: float) -> SiteState:
    try:
        state = SiteState.model_validate_json(value) if value else SiteState()
    except ValidationError:
        state = SiteState()
    state.due_at = planned(state.due_at, now, max(definition.schedule.longest * 60, A_DAY))
    return state
