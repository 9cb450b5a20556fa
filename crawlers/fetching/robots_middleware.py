"""Obeying robots.txt: fetched once a day for each origin, shared through Redis, never failing open by mistake."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawlers.fetching.robots import RobotsPolicy

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

LIFETIME = 86_400
"""Seconds a robots.txt is kept: crawlers should not use it for more than 24 hours (RFC 9309, 2.4)."""
LIFETIME_OF_FAILURE = 600
"""Seconds for which an origin whose robots.txt answers 5xx counts as closed before it is asked again."""


class ForbiddenByRobots(IgnoreRequest):
    """robots.txt does not allow the URL, or could not be had, which means the same (RFC 9309, 2.3.1.4)."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class RobotsMiddleware:
    """Downloader middleware in the place of Scrapy's, whose robots.txt fails open when it is too large or an error."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._policies: dict[str, asyncio.Task[RobotsPolicy]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise ForbiddenByRobots for what the origin does not want fetched."""
        if request.meta.get("is_robots"):
            return
        policy = await self.policy(request.url)
        if policy.unreachable:
            raise ForbiddenByRobots("robots_unreachable", f"robots.txt of {urlsplit(request.url).netloc} cannot be had")
        if not policy.allowed(request.url):
            raise ForbiddenByRobots("robots", f"robots.txt does not allow {request.url}")

    async def policy(self, url: str) -> RobotsPolicy:
        """The policy of the URL's origin; configures the host's delay from it when it is first read."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        task = self._policies.get(origin)
        if task is None:
            task = self._policies[origin] = asyncio.ensure_future(self._load(origin, parts.netloc))
        return await asyncio.shield(task)

    async def _load(self, origin: str, host: str) -> RobotsPolicy:
        spider: Any = self._crawler.spider
        policy = await self._cached(spider, origin)
        if policy is None:
            policy = await self._fetch(origin)
            await self._store(spider, origin, policy)
        spider.budget.configure(host, delay=None, concurrency=None, crawl_delay=policy.crawl_delay)
        return policy

    async def _fetch(self, origin: str) -> RobotsPolicy:
        agent = self._crawler.settings["USER_AGENT"]
        request = Request(
            f"{origin}/robots.txt", priority=1000, dont_filter=True, callback=NO_CALLBACK,
            meta={"is_robots": True, "handle_httpstatus_all": True},
        )  # fmt: skip
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as problem:  # every kind of failed download means the same here: unreachable
            logger.warning("%s cannot be had: %s: %s", request.url, type(problem).__name__, str(problem)[:200])
            return RobotsPolicy.from_failure(user_agent=agent)
        return RobotsPolicy.from_response(response.status, response.body, user_agent=agent)

    async def _cached(self, spider: Any, origin: str) -> RobotsPolicy | None:
        if spider.redis is None:
            return None
        text = await spider.redis.get(spider.keys.robots(origin))
        return (
            RobotsPolicy.from_text(text.decode("utf-8", "replace"), user_agent=self._crawler.settings["USER_AGENT"])
            if text
            else None
        )

    async def _store(self, spider: Any, origin: str, policy: RobotsPolicy) -> None:
        if spider.redis is None or spider.options.dry_run:
            return
        lifetime = LIFETIME_OF_FAILURE if policy.unreachable else LIFETIME
        if not policy.unreachable:
            await spider.redis.set(spider.keys.robots(origin), policy.to_text(), ex=lifetime)
