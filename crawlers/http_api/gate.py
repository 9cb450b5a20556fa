"""What every HTTP request passes first: checks of its host name and size, of how many are in flight; its figures."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from redis.exceptions import RedisError

from crawlers.http_api.api_keys import KeyFile
from crawlers.http_api.metrics import Metrics
from crawlers.http_api.problems import problem_response

logger = logging.getLogger(__name__)

LARGEST_BODY = 65_536
"""Bytes: a URL of 8,000 characters, escaped, with room to spare."""
MOST_IN_FLIGHT = 1_000
"""Requests handled at once; each costs some 100 kB, so that memory stays in bounds."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class _BodyTooLarge(Exception):
    """The client sends more than LARGEST_BODY."""


class Gate:
    """ASGI middleware, without the cost of Starlette's own: one object for all of it.

    `hosts` are the names that a Host header may have, in lower case; None allows any. Names are checked where no API
    key is needed: otherwise a web page could reach the server on loopback through a name of its own (DNS rebinding).
    """

    def __init__(
        self, application: Application, metrics: Metrics, keys: KeyFile, hosts: Collection[str] | None
    ) -> None:
        self._application = application
        self._metrics = metrics
        self._keys = keys
        self._hosts = hosts
        self._in_flight = 0

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0
        size = 0

        async def count(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        async def bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST_BODY:
                raise _BodyTooLarge
            return message

        self._in_flight += 1
        self._metrics.in_flight.set(self._in_flight)
        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, count)
            else:
                await self._application(scope, bounded, count)
        except _BodyTooLarge:
            await problem_response(413, "body-too-large", f"more than {LARGEST_BODY} bytes")(scope, receive, count)
        except (RedisError, OSError) as problem:
            logger.error("Redis failed during %s %s: %s", scope["method"], scope["path"], problem)
            if not status:
                await problem_response(503, "redis-unavailable", "")(scope, receive, count)
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("%s %s broke", scope["method"], scope["path"])
            if not status:
                await problem_response(500, "internal-error", "")(scope, receive, count)
        finally:
            self._in_flight -= 1
            self._metrics.in_flight.set(self._in_flight)
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.requests.labels(scope["method"] if route != "none" else "any", route, str(status)).inc()
            self._metrics.seconds.labels(route).observe(time.perf_counter() - began)

    def _refusal(self, scope: MutableMapping[str, Any]) -> Any:
        headers = dict(scope["headers"])
        self._keys.refresh()
        if self._hosts is not None and not self._keys.required:
            host = headers.get(b"host", b"").decode("latin-1").lower()
            name = host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
            if name not in self._hosts:
                return problem_response(421, "wrong-host", f"this server does not answer to {name[:100]!r}")
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return problem_response(413, "body-too-large", f"more than {LARGEST_BODY} bytes")
        if self._in_flight > MOST_IN_FLIGHT:
            headers_of_answer = {"Retry-After": "1"}
            return problem_response(
                429, "too-busy", f"{MOST_IN_FLIGHT} requests are in flight", None, headers_of_answer
            )
        return None
