"""The health records of sites in Redis."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from wiredesk.crawlers.crawl.crawl_record import CrawlRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.stored_times import CLOCKS_DIFFER, past
from wiredesk.pipelines.stored_record import stored_record

LIFETIME = 366 * 86_400
"""Seconds after which the record of a site that is crawled no more goes."""


class HealthRecords:
    """Reads and writes the records; one string of JSON a site (docs/redis.md)."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def add(self, site: str, record: CrawlRecord, feeds_changed: float | None = None) -> None:
        """Take a crawl into the site's record. The caller holds the site's lock, so that nobody else writes it."""
        health = readable(site, await self._redis.get(self._keys.health(site)))
        health.add(record, feeds_changed)
        await self._redis.set(self._keys.health(site), health.model_dump_json(exclude_defaults=True), ex=LIFETIME)


def readable(site: str, value: bytes | str | None) -> SiteHealth:
    """The record in a Redis value; an empty one for none and for one that cannot be read."""
    told = "the health record of %s is not readable; a new one is begun"
    return _bounded(stored_record(SiteHealth, value, site=site, told=told), time.time())


def _bounded(health: SiteHealth, now: float) -> SiteHealth:
    """The record without what a clock that was wrong has written: crawls that are yet to come."""
    health.crawls = [crawl for crawl in health.crawls if past(crawl.at, now)]
    tomorrow = datetime.fromtimestamp(now + CLOCKS_DIFFER, UTC).date().isoformat()
    health.days = [day for day in health.days if day.day <= tomorrow]
    health.first = past(health.first, now) or None
    # Else it would read as if no crawl had ever worked, or brought anything.
    new, good = (one.at for one in health.crawls if one.new), (one.at for one in health.crawls if not one.is_bad)
    health.last_new = past(health.last_new, now) or max(new, default=None)
    health.last_good = past(health.last_good, now) or max(good, default=None)
    return health


def read_health(redis: Any, keys: Keys, sites: list[str]) -> dict[str, SiteHealth]:
    """The records of these sites, with a blocking client."""
    return {site: readable(site, redis.get(keys.health(site))) for site in sites}
