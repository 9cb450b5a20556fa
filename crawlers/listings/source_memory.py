"""What is remembered of each way into a site between two crawls: its validators and what it brought."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wiredesk.crawlers.fetching.revisit import RevisitRecord
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.sites.definition import SourceKind
from wiredesk.pipelines.publishing.keys import Keys

logger = logging.getLogger(__name__)

MAX_ENTRIES = 600
"""Feed entries whose fingerprints are kept: more than any feed shows at once."""

TELLING: frozenset[SourceKind] = frozenset(("feed", "json_feed", "news_sitemap", "sitemap", "wordpress"))
"""Kinds of source that name new articles without their sections being read."""


class SourceState(BaseModel):
    """One way into a site. Times are seconds since the epoch."""

    model_config = ConfigDict(extra="ignore")

    type: SourceKind
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    checked: float = 0.0
    verified: float = Field(default=0.0, description="when it was last read unconditionally")
    changed: float = 0.0
    failures: int = 0
    leads: int = 0
    lies: bool = Field(default=False, description="its validators say 'not modified' although it is")
    children: dict[str, str] = Field(default_factory=dict, description="sitemap index: child → lastmod when last read")
    entries: dict[str, str] = Field(default_factory=dict, description="feed: article id → fingerprint of its entry")


class SiteState(BaseModel):
    """What is remembered of the site as a whole."""

    model_config = ConfigDict(extra="ignore")

    discovered_at: float = 0.0
    swept_at: float = Field(default=0.0, description="when all sections were last read")
    crawled_at: float = 0.0
    unfinished: int = Field(
        default=0, description="crawls begun since the last one that ended well and could read every listing"
    )
    covered_since: float = Field(default=0.0, description="articles from this moment on have been looked for; 0: all")
    per_hour: float | None = Field(default=None, description="new articles an hour, a moving average")
    due_at: float = Field(default=0.0, description="when `crawl --due` looks at the site again")
    revisits: RevisitRecord = Field(default_factory=RevisitRecord, description="what visits to known articles brought")
    barren: list[str] = Field(default_factory=list, description="addresses that were tried as ways in, in vain")


_SITE = "site"  # the field that holds SiteState; all others are addresses


class SourceMemory:
    """Loads and stores the states of one site; a hash in Redis, a field a source."""

    def __init__(self, redis: Any, keys: Keys, site: str) -> None:
        self._redis = redis
        self._key = keys.sources(site)
        self._frontier = keys.frontier(site)
        self.site = SiteState()
        self.sources: dict[str, SourceState] = {}

    @property
    def is_telling(self) -> bool:
        """Whether the site has a listing that names new and changed articles without its sections being read."""
        return any(state.type in TELLING for state in self.sources.values())

    async def load(self) -> None:
        """Read everything; a field that cannot be read (an older version's, say) counts as unknown.

        Without Redis (a trial crawl) nothing is remembered.
        """
        if self._redis is None:
            return
        for field, value in (await self._redis.hgetall(self._key)).items():
            name = field.decode("utf-8", "replace")
            try:
                if name == _SITE:
                    self.site = SiteState.model_validate_json(value)
                else:
                    self.sources[name] = SourceState.model_validate_json(value)
            except ValidationError:
                logger.warning("what was remembered of %s is not readable and is forgotten", name)

    async def save_site(self) -> None:
        """Store the site's own state."""
        await self._redis.hset(self._key, _SITE, self.site.model_dump_json())

    async def save(self, url: str, state: SourceState, leads: list[Lead]) -> None:
        """Store a source's state together with the leads it brought, in one step.

        The validators say "seen", so they must never be there without the leads: a crawl that is killed afterwards
        finds the leads in the frontier.
        """
        self.sources[url] = state
        async with self._redis.pipeline(transaction=True) as pipe:
            if leads:
                pipe.hset(self._frontier, mapping={lead.url: lead.model_dump_json() for lead in leads})
            pipe.hset(self._key, url, state.model_dump_json())
            await pipe.execute()

    async def forget(self, url: str) -> None:
        """Remove a source that is gone."""
        self.sources.pop(url, None)
        await self._redis.hdel(self._key, url)


async def due_at(redis: Any, keys: Keys, sites: list[str]) -> list[float]:
    """When each of `sites` is to be crawled again (seconds since the epoch; 0 for one that never was)."""
    values = await asyncio.gather(*(redis.hget(keys.sources(site), _SITE) for site in sites))
    moments = []
    for value in values:
        try:
            moments.append(SiteState.model_validate_json(value).due_at if value else 0.0)
        except ValidationError:
            moments.append(0.0)
    return moments
