"""When sites are to be crawled again: for `crawl --due`, and for people who ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from wiredesk.crawlers.listings.source_memory import SITE_FIELD, SiteState
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.stored_times import planned

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
    with redis.pipeline(transaction=False) as pipeline:
        for definition in definitions:
            pipeline.hget(keys.sources(definition.id), SITE_FIELD)
        return _moments(definitions, pipeline.execute(), None)


def _moments(
    definitions: Sequence[SiteDefinition], values: Sequence[bytes | str | None], now: float | None
) -> list[float]:
    now = time.time() if now is None else now
    moments = []
    for definition, value in zip(definitions, values, strict=True):
        try:
            moment = SiteState.model_validate_json(value).due_at if value else 0.0
        except ValidationError:
            moment = 0.0
        moments.append(planned(moment, now, max(definition.schedule.longest * 60, A_DAY)))
    return moments
