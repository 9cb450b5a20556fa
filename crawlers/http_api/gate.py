"""What every HTTP request passes first: checks of its host name and size, of how many are in flight; its figures."""

from __future__ import annotations

from collections.abc import Collection, MutableMapping
from typing import Any, Protocol

from wiredesk.crawlers.http_api.api_keys import KeyFile
from wiredesk.crawlers.http_api.exchange import LARGEST_BODY, Application, Exchange, Receive, Send
from wiredesk.crawlers.http_api.metrics import Metrics
from wiredesk.crawlers.http_api.problems import problem_response

MOST_IN_FLIGHT = 1_000
"""Requests handled at once; each costs about 100 kB, so that memory stays in bounds."""
RESERVE = 100
"""Places above MOST_IN_FLIGHT for OPEN: probes come once in some seconds, and must not wait for a busy server."""
OPEN = ("/healthz", "/readyz", "/openapi.json", "/problems/")
"""What needs no key: paths, or where they end with a slash, beginnings of paths."""


class Pages(Protocol):
    """Pages for people, served beside the interface: a browser shows a session's cookie where a program has a key."""

    def admits(self, scope: MutableMapping[str, Any]) -> bool:
        """Whether a request may pass without a key: it is for a page, and has a session or needs none."""
        ...

    def refusal(self, scope: MutableMapping[str, Any]) -> Application | None:
        """The answer to a request for a page that may not pass: where to log in. None: it is for no page."""
        ...

    async def close(self) -> None:
        """End what the pages have begun."""
        ...


class Gate:
    """ASGI middleware, without the cost of Starlette's own: one object for all of it.

    `hosts` are the names that a Host header may have, in lower case; None allows any. Names are checked where no API
    key is needed: otherwise a web page could reach the server on loopback through a name of its own (DNS rebinding).
    `public`: a key is needed in any case. `pages` are let in by a session too.
    """

    def __init__(
        self,
        application: Application,
        metrics: Metrics,
        keys: KeyFile,
        hosts: Collection[str] | None,
        public: bool,
        most_in_flight: int = MOST_IN_FLIGHT,
        pages: Pages | None = None,
    ) -> None:
        self._application = application
        self._metrics = metrics
        self._keys = keys
        self._public = public
        self._most = most_in_flight
        self._pages = pages
        self._hosts = hosts
        self._in_flight = 0

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # as GET, of whose answer the server then sends the head (RFC 9110, 9.3.2)
            scope = {**scope, "method": "GET"}
        exchange = Exchange(scope, receive, send)
        refusal = self._refusal(scope)
        place = int(refusal is None)  # what is refused takes none
        self._in_flight += place
        self._metrics.in_flight.set(self._in_flight)
        try:
            await exchange.let_answer(refusal or self._application)
        finally:
            self._in_flight -= place
            self._metrics.in_flight.set(self._in_flight)
            exchange.note(self._metrics)

    def _refusal(self, scope: MutableMapping[str, Any]) -> Any:
        headers = dict(scope["headers"])
        # Programs differ in which one counts (RFC 9112, 3.2)
        if sum(name == b"host" for name, _ in scope["headers"]) > 1:
            return problem_response(400, None, "more than one Host")
        admitted = self._keys.admits(scope["headers"]) or (self._pages is not None and self._pages.admits(scope))
        if self._hosts is not None and not self._keys.required:
            host = headers.get(b"host", b"").decode("latin-1").lower()
            name = host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
            if name not in self._hosts:
                return problem_response(421, "wrong-host", f"this server does not answer to {name[:100]!r}")
        is_open = _is_open(scope["path"])
        if not is_open and (not admitted or (self._public and not self._keys.required)):  # before a body is waited for
            where_to_log_in = self._pages.refusal(scope) if self._pages is not None else None
            if where_to_log_in is not None:
                return where_to_log_in
            challenge = {"WWW-Authenticate": "Bearer"}
            return problem_response(401, "unauthorized", "no valid API key", None, challenge)
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return problem_response(413, "body-too-large", f"more than {LARGEST_BODY} bytes")
        if self._in_flight >= self._most + (RESERVE if is_open else 0):
            headers_of_answer = {"Retry-After": "1"}
            return problem_response(429, "too-busy", f"{self._most} requests are in flight", None, headers_of_answer)
        return None


def _is_open(path: str) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN)
