"""The same URL asked for twice at once is fetched once, by whichever process, on whichever machine."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import ValidationError
from redis.exceptions import RedisError

from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.scripts import BEGIN_FETCH, END_FETCH, RENEW_FETCH
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.urls.identity import normalise_url
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

RIGHT_MILLISECONDS = 20_000
"""How long the right to fetch a URL outlives a process that was killed; it is renewed three times in that time."""
OUTCOME_SECONDS = 120
"""How long an outcome is kept for requests that were made before the fetch ended and are taken up after it."""
FIRST_LOOK, LONGEST_LOOK = 0.05, 1.0
"""Seconds between two looks at a fetch of another process: soon for quick ones, rarely for slow ones."""


class SharedFetches:
    """Gives each URL to one fetcher at a time, and its outcome to all who asked before it ended."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._begin = redis.register_script(BEGIN_FETCH.text)
        self._end = redis.register_script(END_FETCH.text)
        self._renew = redis.register_script(RENEW_FETCH.text)

    async def fetch(
        self, url: str, fetch: Callable[[], Awaitable[FetchOutcome]], asked_ms: int | None = None
    ) -> FetchOutcome:
        """The outcome of ``fetch()``, or of another one of the same URL that ended after `asked_ms`.

        `asked_ms` is the server's time in milliseconds at which the URL was asked for; None is now.
        """
        name = hashlib.sha256(normalise_url(url).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        names = [self._keys.fetching(name), self._keys.fetched(name)]
        token = secrets.token_hex(8)
        asked: Any = asked_ms or 0
        pause = FIRST_LOOK
        while True:
            state, value = await self._begin(keys=names, args=[token, RIGHT_MILLISECONDS, asked])
            if state == b"yours":
                return await self._fetch(names, token, fetch)
            if state == b"done":
                try:
                    return FetchOutcome.model_validate_json(value).asked_as(url)
                except ValidationError:  # of another version of wiredesk
                    return await fetch()
            asked = value
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(LONGEST_LOOK, pause * 1.5)

    async def _fetch(self, names: list[str], token: str, fetch: Callable[[], Awaitable[FetchOutcome]]) -> FetchOutcome:
        renewing = asyncio.create_task(self._keep(names[0], token))
        left = ""
        try:
            outcome = await fetch()
            if outcome.reason not in ("interrupted", "error"):  # those say nothing about the page
                left = outcome.model_dump_json()
            return outcome
        finally:
            renewing.cancel()
            try:
                await self._end(keys=names, args=[token, OUTCOME_SECONDS, left])
            except RedisError as problem:
                logger.warning(
                    "the right to fetch a URL lapses only in %d ms: %s",
                    RIGHT_MILLISECONDS,
                    problem,
                    extra=event("fetch.right_kept", problem=problem),
                )

    async def _keep(self, name: str, token: str) -> None:
        while True:
            await asyncio.sleep(RIGHT_MILLISECONDS / 3000)
            try:
                if not await self._renew(keys=[name], args=[token, RIGHT_MILLISECONDS]):
                    return  # it has been given back, or was lost
            except RedisError as problem:
                logger.debug("the right to fetch %s was not renewed: %s", name, problem, extra=event("detail"))
