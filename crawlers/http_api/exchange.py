"""One HTTP request and its answer: the body has a limit, a fault becomes a problem, and what was answered is told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from redis.exceptions import RedisError

from wiredesk.crawlers.http_api.metrics import Metrics
from wiredesk.crawlers.http_api.problems import BodyTooLarge, problem_response
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

LARGEST_BODY: Final = 65_536
"""Bytes: a URL of 8,000 characters, escaped, with room to spare."""
_ASKED_ALL_THE_TIME: Final = ("/healthz", "/readyz", "/metrics")
"""What machines ask every few seconds: no news at INFO."""

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Exchange:
    """What has come and gone of one request."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._began = time.perf_counter()
        self._size = 0
        self._status = 0

    async def let_answer(self, application: Application) -> None:
        """Have the request answered; where that breaks, and nothing was sent, the answer says so."""
        scope = self._scope
        method, path = scope["method"], scope["path"]
        try:
            await application(scope, self._bounded, self._counted)
        except (RedisError, OSError) as problem:
            logger.error(
                "Redis failed during %s %s: %s", method, path, problem,
                extra=event("http.broke", method=method, path=path, problem=problem),
            )  # fmt: skip
            await self._tell(503, "redis-unavailable")
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("%s %s broke", method, path, extra=event("http.broke", method=method, path=path))
            await self._tell(500, "internal-error")

    async def _tell(self, status: int, problem: str) -> None:
        if not self._status:
            await problem_response(status, problem, "")(self._scope, self._receive, self._counted)

    async def _bounded(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > LARGEST_BODY:
            raise BodyTooLarge(f"more than {LARGEST_BODY} bytes")
        return message

    async def _counted(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
        await self._send(message)

    def note(self, metrics: Metrics) -> None:
        """Count the answer, and tell it in the log."""
        scope, seconds = self._scope, time.perf_counter() - self._began
        method, path = scope["method"], scope["path"]
        route = getattr(scope.get("route"), "path", "none")
        metrics.requests.labels(method if route != "none" else "any", route, str(self._status)).inc()
        metrics.seconds.labels(route).observe(seconds)
        level = logging.DEBUG if path in _ASKED_ALL_THE_TIME else logging.INFO
        if logger.isEnabledFor(level):
            told = event("http.answered", method=method, path=path, status=self._status, seconds=round(seconds, 4))
            logger.log(level, "%s %s: %d in %.3f s", method, path, self._status, seconds, extra=told)
