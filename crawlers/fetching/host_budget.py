"""How fast and how many at a time: one budget a host, shared by all crawls and workers through Redis."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from scrapy.exceptions import IgnoreRequest

from wiredesk.crawlers.fetching.host_limits import (
    DEFAULT_DAILY,
    LEAST_ROBOTS_DELAY,
    LONGEST_DELAY,
    NO_WISHES,
    HostLimits,
)
from wiredesk.crawlers.fetching.process_identity import is_dead, process_identity
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_CLAIM_SECONDS = 90.0
"""How long a request may be in flight before its claim lapses: its process has died (three download time-outs)."""
_POLL = 0.05  # seconds between two looks when another process holds all places of a host
_LOOK_FOR_DEAD = 1.0  # seconds between two looks for places that belong to killed processes
HOSTS_KEPT = 10_000
"""Hosts remembered in one process before idle ones are forgotten; a forgotten host's `next` is still in Redis."""
_MARGIN = 0.002  # seconds added to each gap: a request on a new connection arrives later than it was sent
_OVERSLEPT = 1.0
"""Seconds after its turn, and at least half a gap, from which a request takes a new one: its process stood still (a
paused machine), and others had theirs meanwhile."""
_SLOW = 5.0
"""Mean seconds an answer takes from which the host counts as labouring and the gap grows to half of that mean."""

_TAKE = RedisScript(__package__, "take_turn")
_REST = RedisScript(__package__, "host_rest")
_END = RedisScript(__package__, "end_turn", _REST)
_COOL_DOWN = RedisScript(__package__, "cool_down", _REST)


class TurnRefused(IgnoreRequest):
    """The request was not sent, because the crawl is being stopped."""


class DayIsSpent(IgnoreRequest):
    """The request was not sent: the host has had as many as it gets in a day. `seconds` are left of that day."""

    def __init__(self, host: str, requests: int, seconds: float) -> None:
        super().__init__(f"{host} has had its {requests} requests of today (UTC)")
        self.host, self.seconds = host, seconds


@dataclass
class _Host:
    """What this process knows of a host."""

    delay: float
    concurrency: int
    wished: bool = False
    """Whether the delay is the wish of a definition or of robots.txt, and not the default."""
    daily: int = DEFAULT_DAILY
    daily_is_wished: bool = False
    concurrency_is_wished: bool = False
    places: asyncio.Semaphore = field(init=False)
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    one_by_one: bool = False
    in_turn: int = 0
    next: float = 0.0
    sent: float = float("-inf")
    latency: float = 0.0

    def __post_init__(self) -> None:
        self.places = asyncio.Semaphore(self.concurrency)

    def wish_concurrency(self, wish: int) -> None:
        """So many requests in flight. The default gives way; of two wishes the first stays, and a Crawl-delay's one."""
        if not self.concurrency_is_wished and not self.one_by_one and wish != self.concurrency:
            self.concurrency, self.places = wish, asyncio.Semaphore(wish)
        self.concurrency_is_wished = True

    @property
    def gap(self) -> float:
        """Seconds between two requests: the configured delay, more while the host labours."""
        slow = self.latency / 2 if self.latency > _SLOW else 0.0
        return max(self.delay, slow) + (_MARGIN if self.delay else 0.0)


class HostBudget:
    """Gives every request its turn: at most ``concurrency`` in flight and ``delay`` seconds apart, host by host.

    With `redis` the limits hold over all processes and machines that share it, and there is a limit for a day; without,
    in this process only, and none for a day: what needs no Redis (a trial, one URL) has bounds of its own.
    """

    def __init__(self, redis: Any | None, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._hosts: dict[str, _Host] = {}
        self.closing = asyncio.Event()
        """set by `close`"""
        self._take = redis.register_script(_TAKE.text) if redis is not None else None
        self._end = redis.register_script(_END.text) if redis is not None else None
        self._cool = redis.register_script(_COOL_DOWN.text) if redis is not None else None

    def configure(self, host: str, limits: HostLimits = NO_WISHES, *, crawl_delay: float | None = None) -> None:
        """Set the limits of a host; no wish keeps what is set, or the default. Shorter delays never undo longer ones.

        `crawl_delay` is the wish of the host's own robots.txt. It takes the place of the default, also where it is
        shorter; beside another wish the longer one holds. Then there is one request at a time, and the delay
        counts from the end of its answer, so that the gap holds at the server however late a request arrives there.
        """
        known = self._hosts.get(host)
        if known is None:
            if len(self._hosts) >= HOSTS_KEPT:
                self._forget_idle()
            known = self._hosts[host] = _Host(limits.gap, limits.in_flight, limits.delay is not None)
        elif limits.delay is not None:  # a default gives way, as to a Crawl-delay
            known.delay, known.wished = max(known.delay, limits.gap) if known.wished else limits.gap, True
        if limits.concurrency is not None:
            known.wish_concurrency(limits.concurrency)
        if limits.daily is not None:
            known.daily = min(known.daily, limits.daily) if known.daily_is_wished else limits.daily
            known.daily_is_wished = True
        if crawl_delay:
            entry = known
            wish = max(LEAST_ROBOTS_DELAY, min(crawl_delay, LONGEST_DELAY))
            entry.delay, entry.wished = max(entry.delay, wish) if entry.wished else wish, True
            if not entry.one_by_one:
                entry.one_by_one, entry.concurrency = True, 1
                entry.places = asyncio.Semaphore(1)

    def _forget_idle(self) -> None:
        """Drop the hosts that nobody waits for: a process that runs for months meets very many."""
        for host, entry in list(self._hosts.items()):
            if not entry.order.locked() and entry.in_turn == 0:
                del self._hosts[host]

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until a request to `host` may be sent; the body of the ``async with`` is the request.

        Raises DayIsSpent where there is nothing to wait for today, TurnRefused when the budget is closed.
        """
        self.configure(host)
        entry = self._hosts[host]
        entry.in_turn += 1
        try:
            async with self._turn(host, entry):
                yield
        finally:
            entry.in_turn -= 1

    @asynccontextmanager
    async def _turn(self, host: str, entry: _Host) -> AsyncIterator[None]:
        async with entry.places:
            claim = f"{process_identity()}#{secrets.token_hex(8)}"
            try:
                async with entry.order:  # one at a time, so that turns are taken in the order of arrival
                    while await self._wait(host, entry, claim) > max(_OVERSLEPT, entry.gap / 2):
                        await self._release(host, claim)
                    # The request before this one may have been sent later than its turn was: a busy event loop.
                    while (late := entry.sent + entry.gap - time.monotonic()) > 0:
                        await self._sleep(late)
                    sent = entry.sent = time.monotonic()
            except BaseException:
                await self._release(host, claim)
                raise
            try:
                yield
            finally:
                took = time.monotonic() - sent
                entry.latency = took if not entry.latency else 0.8 * entry.latency + 0.2 * took
                # Turns are counted from when they were given; whoever is next must wait from when this one was sent
                await self._release(host, claim, entry.gap - (0.0 if entry.one_by_one else took))

    async def _wait(self, host: str, entry: _Host, claim: str) -> float:
        """Wait for the turn. Returns how many seconds ago it was."""
        if self._take is None:
            now = time.monotonic()
            start = max(now, entry.next)
            entry.next = start + entry.gap
            await self._sleep(start - now)
            return time.monotonic() - start
        looked = float("-inf")
        while True:
            wait = await self._take(
                keys=[self._keys.host(host), self._keys.flight(host), self._keys.today(host)],
                args=[entry.gap * 1000, entry.concurrency, claim, _CLAIM_SECONDS * 1000, entry.daily],
            )
            if int(wait) < -1:
                raise DayIsSpent(host, entry.daily, -int(wait) / 1000)
            if int(wait) >= 0:
                start = time.monotonic() + int(wait) / 1000
                await self._sleep(int(wait) / 1000)
                return time.monotonic() - start
            if time.monotonic() - looked > _LOOK_FOR_DEAD:
                looked = time.monotonic()
                await self._free_dead(host)
            await self._sleep(_POLL)

    async def _free_dead(self, host: str) -> None:
        """Take back the places of processes of this machine that were killed; those of other machines lapse."""
        key = self._keys.flight(host)
        claims = [claim.decode("utf-8", "replace") for claim in await self._redis.zrange(key, 0, -1)]  # type: ignore[union-attr]
        dead = [claim for claim in claims if is_dead(claim.partition("#")[0])]
        if dead:
            await self._redis.zrem(key, *dead)  # type: ignore[union-attr]

    async def _sleep(self, seconds: float) -> None:
        """Wait; raises TurnRefused when the budget is closed meanwhile."""
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return
        raise TurnRefused("the crawl is being stopped")

    def close(self) -> None:
        """Send nothing any more: all who wait for their turn get TurnRefused."""
        self.closing.set()

    async def _release(self, host: str, claim: str, rest: float = 0.0) -> None:
        """Give the place back; nobody asks the host for another `rest` seconds."""
        if self._end is None:
            await self.cool_down(host, rest)
            return
        from redis.exceptions import RedisError  # noqa: PLC0415  # without Redis, a quarter of a second for nothing

        try:
            await self._end(keys=[self._keys.host(host), self._keys.flight(host)], args=[claim, rest * 1000])
        except RedisError as problem:
            logger.warning(
                "a place at %s stays taken for %g s: %s",
                host,
                _CLAIM_SECONDS,
                problem,
                extra=event("host.place_kept", host=host, problem=problem),
            )

    async def cool_down(self, host: str, seconds: float) -> None:
        """Send nothing to `host` for so long: it answered 429 or 503, or named a time in Retry-After."""
        self.configure(host)
        entry = self._hosts[host]
        entry.next = max(entry.next, time.monotonic() + seconds)
        if self._cool is not None:
            await self._cool(keys=[self._keys.host(host)], args=[seconds * 1000])
