"""One crawl a site at a time: a lock in Redis that a killed crawl does not leave behind."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Any

from wiredesk.crawlers.fetching.process_identity import is_dead, process_identity
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_LAPSE = 60
"""Seconds after which the lock of a crawl that no longer renews it (its machine is gone) lapses."""

_PATIENCE = 2.0
"""Seconds for which the end of the renewing is waited for: a command takes milliseconds."""

_RELEASE = RedisScript(__package__, "release_lock")
_RENEW = RedisScript(__package__, "renew_lock")
_REPLACE = RedisScript(__package__, "replace_lock")


class CrawlLock:
    """Held while a site is crawled; renewed in the background.

    `on_lost` is called when somebody else has taken it: this process was frozen, or cut off from Redis, for longer
    than the lock lasts, and its site was taken up by another.
    """

    def __init__(self, redis: Any, keys: Keys, site: str, on_lost: Callable[[str], None] | None = None) -> None:
        self.site = site
        self._on_lost = on_lost
        self._redis = redis
        self._key = keys.lock(site)
        self._owner = f"{process_identity()}|{secrets.token_hex(8)}"
        self._renewing: asyncio.Task[None] | None = None
        self._released = False

    async def acquire(self) -> str | None:
        """Take the lock. Returns None when it is ours, else a description of who holds it."""
        for _ in range(3):
            if await self._redis.set(self._key, self._owner, nx=True, ex=_LAPSE):
                break
            holder = ((await self._redis.get(self._key)) or b"").decode("utf-8", "replace")
            if not holder:
                continue  # it has just been released
            if not is_dead(holder.rpartition("|")[0]):
                return _in_words(holder)
            if await self._redis.eval(_REPLACE.text, 1, self._key, holder, self._owner, _LAPSE):
                break
        else:
            return "another process that has just taken it"
        self._renewing = asyncio.create_task(self._renew())
        return None

    async def _renew(self) -> None:
        while not self._released:
            await asyncio.sleep(_LAPSE / 3)
            try:
                renewed = await self._redis.eval(_RENEW.text, 1, self._key, self._owner, _LAPSE)
                if renewed or self._released:
                    continue
                if await self._redis.set(self._key, self._owner, nx=True, ex=_LAPSE):
                    continue
                holder = ((await self._redis.get(self._key)) or b"").decode("utf-8", "replace")
                if holder and holder != self._owner and self._on_lost is not None:
                    self._on_lost(_in_words(holder))
                    return
            except Exception as problem:  # redis-py raises many kinds; the next round tries again
                logger.warning(
                    "the lock of %s could not be renewed: %s",
                    self.site,
                    problem,
                    extra=event("site.lock_unsure", site=self.site, problem=problem),
                )

    async def release(self) -> None:
        """Give the lock back, if it is still ours."""
        if self._renewing is not None:
            # Told as well, because a cancellation can be lost: redis-py sends each command with asyncio.wait_for,
            # which before Python 3.12 drops one that arrives when the command has just been written (cpython 86296).
            self._released = True
            self._renewing.cancel()
            await asyncio.wait((self._renewing,), timeout=_PATIENCE)
            self._renewing = None
            await self._redis.eval(_RELEASE.text, 1, self._key, self._owner)


def _in_words(holder: str) -> str:
    machine, _, rest = holder.partition("|")
    return f"process {rest.partition('|')[0]} on {machine.partition('/')[0]}"
