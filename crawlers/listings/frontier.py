"""The frontier: leads found and not yet dealt with, kept in Redis so that a killed crawl loses none."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.crawlers.reasons import CRAWLS_TRIED
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.scripts import SHORT_FORM
from wiredesk.pipelines.publishing.short_form import bucket
from wiredesk.pipelines.publishing.stored_times import past
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

MAX_LEADS = 20_000
"""Leads kept for one site (about 1 kB each): more are the archive's, and `--since` fetches that on purpose."""

_AT_ONCE = 250
"""Leads written or read in one command: about 5 ms of the event loop."""
_SETTLE = RedisScript(__package__, "settle_published", SHORT_FORM)


class Frontier:
    """The leads of one site; a hash in Redis from URL to lead."""

    def __init__(self, redis: Any, keys: Keys, site: str) -> None:
        self._redis = redis
        self._keys = keys
        self._key = keys.frontier(site)
        self._site = site
        self._full = False
        self._settle: Any = redis.register_script(_SETTLE.text) if redis is not None else None

    async def load(self) -> list[Lead]:
        """What earlier crawls have left, at most MAX_LEADS; nothing without Redis (a trial crawl)."""
        leads: list[Lead] = []
        if self._redis is None:
            return leads
        async for url, value in self._redis.hscan_iter(self._key, count=_AT_ONCE):
            try:
                leads.append(Lead.model_validate_json(value))
            except ValidationError:
                logger.warning(
                    "an unreadable lead is dropped: %s",
                    url.decode("utf-8", "replace")[:200],
                    extra=event("leads.dropped", site=self._site, url=url.decode("utf-8", "replace")[:200]),
                )
                await self._redis.hdel(self._key, url)
            if len(leads) >= MAX_LEADS:
                break
        unique = {lead.url: lead for lead in leads}  # HSCAN may name one twice
        return list(unique.values())

    async def add(self, leads: Iterable[Lead]) -> int:
        """Keep these leads until they are done: the first of them, as many as there is room for below MAX_LEADS.
        Returns how many there was no room for; the log tells of the first of them.

        A site whose sitemaps name other URLs each time would fill Redis otherwise.
        """
        refused = 0
        mapping: dict[str, str] = {}
        room: int | None = None
        async for lead in sliced(leads):
            if room is None:
                room = MAX_LEADS - await self._redis.hlen(self._key)
            if room <= 0:
                refused += 1
                continue
            room -= 1
            mapping[lead.url] = lead.kept()
            if len(mapping) >= _AT_ONCE:
                await self._redis.hset(self._key, mapping=mapping)
                mapping = {}
        if mapping:
            await self._redis.hset(self._key, mapping=mapping)
        if refused and not self._full:
            self._full = True
            logger.warning("%s: %d leads wait, and no more are kept; `--since` fetches an archive",
                           self._site, MAX_LEADS, extra=event("leads.dropped", site=self._site))  # fmt: skip
        return refused

    async def done(self, url: str) -> None:
        """The lead has become an article, or is no article; either way it is settled."""
        await self._redis.hdel(self._key, url)

    async def published(self, url: str, article: str, revision: int) -> bool:
        """The lead has become this revision of an article. False where Redis does not know of it any more: a fail-over
        has lost what was published a moment ago, and the lead stays."""
        places = [self._key, self._keys.article(article), bucket(self._keys, article)]
        return bool(await self._settle(keys=places, args=[url, revision, article]))

    async def failed(self, lead: Lead, *, patience: float = 0.0) -> bool:
        """Keep a lead that could not be fetched for the next crawl; False when it is given up now: after CRAWLS_TRIED
        crawls, and not before it has failed for `patience` seconds."""
        since = past(lead.failing_since, time.time()) or time.time()
        lead = lead.model_copy(update={"failures": lead.failures + 1, "failing_since": since})
        if lead.failures >= CRAWLS_TRIED and time.time() - since >= patience:
            await self.done(lead.url)
            return False
        await self._redis.hset(self._key, lead.url, lead.kept())
        return True
