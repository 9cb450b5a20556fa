"""Obeying robots.txt: fetched once a day for each origin, shared through Redis, never failing open by mistake."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from wiredesk.crawlers.fetching.failure_reasons import ForbiddenByRobots, reason_of
from wiredesk.crawlers.fetching.host_budget import DayIsSpent
from wiredesk.crawlers.fetching.host_limits import LONGEST_DELAY
from wiredesk.crawlers.fetching.robots import RobotsPolicy
from wiredesk.crawlers.fetching.site_limits import host_of
from wiredesk.crawlers.fetching.statuses import HANDLED
from wiredesk.crawlers.reasons import in_words
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.pipelines.tracing.trace import Trace
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

LIFETIME = 86_400
"""Seconds a robots.txt is kept: crawlers should not use it for more than 24 hours (RFC 9309, 2.4)."""
LIFETIME_OF_FAILURE = 600
"""Seconds for which an origin without a reachable robots.txt counts as closed before it is asked again."""
RIGHT_MILLISECONDS = 10_000
"""How long one process has the right to fetch a robots.txt that others wait for: hardly one takes longer to come."""
LOOK = 0.05  # seconds between two looks whether another process has fetched it
_GIVE_BACK = RedisScript(__package__, "give_right_back")
ORIGINS_KEPT = 5000
"""Policies kept in memory by a process that runs for months; about 10 kB each at most in practice."""


@dataclass
class _Entry:
    """One origin's policy, being loaded or there; `problem` is the reason why it could not be fetched."""

    expires: float
    task: asyncio.Future[RobotsPolicy] = field(init=False)
    problem: str | None = None


class RobotsMiddleware:
    """Downloader middleware in the place of Scrapy's, whose robots.txt fails open when it is too large or an error."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._policies: OrderedDict[str, _Entry] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise ForbiddenByRobots for what the origin does not want fetched."""
        if request.meta.get("is_robots"):
            return
        trace: Trace | None = request.meta.get("trace")
        if not request.meta.get("obey_robots", True):
            if trace is not None:
                trace.note_robots(request.url, verdict="not asked: the definition says robots = false")
            return
        entry = self._entry(request.url, request.meta.get("download_timeout"))
        policy = await asyncio.shield(entry.task)
        allowed = not policy.unreachable and policy.allowed(request.url)
        if trace is not None:
            verdict = "unreachable" if policy.unreachable else "allowed" if allowed else "forbidden"
            trace.note_robots(request.url, verdict=verdict, crawl_delay=policy.crawl_delay)
        if policy.unreachable:
            parts = urlsplit(request.url)
            why = f" ({in_words(entry.problem)})" if entry.problem else ""
            detail = f"robots.txt of {parts.netloc} is unavailable{why}"
            raise ForbiddenByRobots(entry.problem or "robots_unreachable", detail)
        if not allowed:
            raise ForbiddenByRobots("robots", f"robots.txt does not allow {request.url}")

    async def policy(self, url: str, patience: float | None = None) -> RobotsPolicy:
        """The policy of the URL's origin; configures the host's delay from it when it is first read."""
        return await asyncio.shield(self._entry(url, patience).task)

    def _entry(self, url: str, patience: float | None = None) -> _Entry:
        parts = urlsplit(url)
        host = host_of(url)
        origin = f"{parts.scheme}://{host or parts.netloc}"
        entry = self._policies.get(origin)
        if entry is None or entry.expires < time.monotonic() or _has_failed(entry.task):
            entry = self._policies[origin] = _Entry(time.monotonic() + LIFETIME)
            entry.task = asyncio.ensure_future(self._load(origin, host, entry, patience))
            if len(self._policies) > ORIGINS_KEPT:
                self._policies.popitem(last=False)
        return entry

    async def _load(self, origin: str, host: str, entry: _Entry, patience: float | None) -> RobotsPolicy:
        spider: Any = self._crawler.spider
        policy = await self._cached(spider, origin)
        if policy is None:
            async with self._alone(spider, origin):
                policy = await self._cached(spider, origin)  # another process may just have fetched it
                if policy is None:
                    policy = await self._fetch(origin, entry, patience)
                    await self._store(spider, origin, policy)
                    if policy.crawl_delay:  # robots.txt itself was the first request: the delay counts from it
                        await spider.budget.cool_down(host, min(policy.crawl_delay, LONGEST_DELAY))
        if policy.unreachable:
            entry.expires = time.monotonic() + LIFETIME_OF_FAILURE
        spider.budget.configure(host, crawl_delay=policy.crawl_delay)
        if (policy.crawl_delay or 0.0) > LONGEST_DELAY and (warn := getattr(spider, "warn", None)) is not None:
            asked = f"{policy.crawl_delay:,.0f} s between requests (Crawl-delay)"
            warn(f"robots.txt of {host} asks for {asked}; {LONGEST_DELAY:g} s are kept")
        return policy

    @asynccontextmanager
    async def _alone(self, spider: Any, origin: str) -> AsyncIterator[None]:
        """Be the only process that fetches this robots.txt. Another one is not waited for longer than its right to
        fetch lasts: the site may be slow, or the process killed.
        """
        if spider.redis is None or not spider.keeps_records:
            yield
            return
        digest = hashlib.sha256(f"robots {origin}".encode("utf-8", "replace")).hexdigest()[:32]
        name, token, began = spider.keys.fetching(digest), secrets.token_hex(8), time.monotonic()
        while not (ours := await spider.redis.set(name, token, nx=True, px=RIGHT_MILLISECONDS)):
            if time.monotonic() - began > RIGHT_MILLISECONDS / 1000 or spider.budget.closing.is_set():
                break
            await asyncio.sleep(LOOK)
        try:
            yield
        finally:
            if ours:
                await spider.redis.eval(_GIVE_BACK.text, 1, name, token)

    async def _fetch(self, origin: str, entry: _Entry, patience: float | None) -> RobotsPolicy:
        agent = self._crawler.settings["USER_AGENT"]
        meta: dict[str, Any] = {"is_robots": True, "handle_httpstatus_list": HANDLED}
        if patience:
            meta["download_timeout"] = patience
        request = Request(f"{origin}/robots.txt", priority=1000, dont_filter=True, callback=NO_CALLBACK, meta=meta)
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as problem:  # every kind of failed download means the same here: unreachable
            if isinstance(problem, DayIsSpent) or type(problem).__module__.startswith("redis."):
                raise  # says nothing about the site
            logger.info(
                "%s is unavailable: %s: %s",
                request.url,
                type(problem).__name__,
                str(problem)[:200],
                extra=event("robots.unavailable", url=request.url, problem=f"{type(problem).__name__}: {problem}"),
            )
            entry.problem = reason_of(problem)
            if entry.problem == "redirects":  # RFC 9309, 2.3.1.2: not reached within five redirects is as good as none
                return RobotsPolicy.from_response(404, b"", user_agent=agent)
            return RobotsPolicy.from_failure(user_agent=agent)
        return await asyncio.to_thread(
            RobotsPolicy.from_response, response.status, response.body, user_agent=agent
        )  # half a megabyte of rules takes a fifth of a second

    async def _cached(self, spider: Any, origin: str) -> RobotsPolicy | None:
        if spider.redis is None:
            return None
        text = await spider.redis.get(spider.keys.robots(origin))
        if not text:
            return None
        agent = self._crawler.settings["USER_AGENT"]
        return await asyncio.to_thread(RobotsPolicy.from_text, text.decode("utf-8", "replace"), user_agent=agent)

    async def _store(self, spider: Any, origin: str, policy: RobotsPolicy) -> None:
        if spider.redis is not None and spider.keeps_records and not policy.unreachable:
            await spider.redis.set(spider.keys.robots(origin), policy.to_text(), ex=LIFETIME)


def _has_failed(task: asyncio.Future[RobotsPolicy]) -> bool:
    """Whether it ended with a fault of Redis or ours, or with the day: that may be over by the next request."""
    return task.done() and (task.cancelled() or task.exception() is not None)
