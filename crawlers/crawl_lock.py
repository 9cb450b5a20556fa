"""One crawl a site at a time: a lock in Redis that a killed crawl does not leave behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from typing import Any

from pipelines.publishing.keys import Keys

logger = logging.getLogger(__name__)

_LAPSE = 60
"""Seconds after which the lock of a crawl that no longer renews it (its machine is gone) lapses."""

_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('EXPIRE', KEYS[1], ARGV[2]) end return 0"
_REPLACE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) return 1 end
return 0
"""


def _boot() -> str:
    """Tells this machine and its present boot from others, so that process ids mean something."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
        return f"{socket.gethostname()}/{boot}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return socket.gethostname()


def _started(process: int) -> str | None:
    """When a process was started, in clock ticks since boot; None when there is no such process (or no /proc)."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


class CrawlLock:
    """Held while a site is crawled; renewed in the background."""

    def __init__(self, redis: Any, keys: Keys, site: str) -> None:
        self.site = site
        self._redis = redis
        self._key = keys.lock(site)
        self._owner = f"{_boot()}|{os.getpid()}|{_started(os.getpid())}|{secrets.token_hex(8)}"
        self._renewing: asyncio.Task[None] | None = None

    async def acquire(self) -> str | None:
        """Take the lock. Returns None when it is ours, else a description of who holds it."""
        for _ in range(3):
            if await self._redis.set(self._key, self._owner, nx=True, ex=_LAPSE):
                break
            holder = ((await self._redis.get(self._key)) or b"").decode("utf-8", "replace")
            if not holder:
                continue  # it has just been released
            if not self._is_dead(holder):
                machine, _, rest = holder.partition("|")
                return f"process {rest.partition('|')[0]} on {machine.partition('/')[0]}"
            if await self._redis.eval(_REPLACE, 1, self._key, holder, self._owner, _LAPSE):
                break
        else:
            return "another process that has just taken it"
        self._renewing = asyncio.create_task(self._renew())
        return None

    def _is_dead(self, holder: str) -> bool:
        """Whether the holder was a process of this machine that is no more."""
        parts = holder.split("|")
        if len(parts) != 4 or parts[0] != _boot() or not parts[1].isdigit() or parts[2] == "None":
            return False
        return _started(int(parts[1])) != parts[2]

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_LAPSE / 3)
            try:
                if not await self._redis.eval(_RENEW, 1, self._key, self._owner, _LAPSE):
                    await self._redis.set(self._key, self._owner, nx=True, ex=_LAPSE)
            except Exception as problem:  # redis-py raises many kinds; the next round tries again
                logger.warning("the lock of %s could not be renewed: %s", self.site, problem)

    async def release(self) -> None:
        """Give the lock back, if it is still ours."""
        if self._renewing is not None:
            self._renewing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._renewing
            self._renewing = None
            await self._redis.eval(_RELEASE, 1, self._key, self._owner)
