"""Connections to the HTTP interface: limited in time and number, so that silent clients do not block others."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import resource
from collections.abc import Callable, Iterable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

HEADER_SECONDS = 10
"""From the opening of a connection (or the first byte of a later request) to the end of the headers. They fit in a few
packets; a client on a bad line needs a second or two."""
BODY_SECONDS = 30
"""For the whole body: 64 KiB at 20 kbit/s."""
STALLED_SECONDS = 30
"""How long a client may leave an answer unread: as long as it may take for a body."""
MOST_UNPROVEN = 256
"""Connections of one address that have not shown a valid key: more than the bursts of 200 that must pass."""
GRACE_SECONDS = 1.0
"""A connection is not given up for newer ones before this age: what it sent may not have been read yet in a burst."""
MOST_CONNECTIONS = 4_096
"""Of all addresses: four times the requests that may be in flight, for those that are kept idle."""
FEWEST_CONNECTIONS = 64
"""Where the limit of open files is so low that KEPT_FILES would leave none: enough for one newsroom."""
WANTED_FILES = 8_192
"""Open files that the process asks for, where the hard limit allows: connections, and as many for everything else."""
KEPT_FILES = 256
"""Open files that no client may take: Redis, fetches, extraction processes."""

_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Connections:
    """The open connections of one server. `admits` tells from a request's headers whether it has a valid key.

    A connection is *unproven* until it has sent the headers of such a request. When places are short the oldest
    unproven one is cut; so one of a key holder, or a health check, finds a place whatever others hold open. Behind a
    proxy all clients have one address; they are not limited by it, since they prove themselves.
    """

    def __init__(self, admits: Callable[[Iterable[tuple[bytes, bytes]]], bool]) -> None:
        self.admits = admits
        self.most = min(MOST_CONNECTIONS, max(FEWEST_CONNECTIONS, _raise_file_limit() - KEPT_FILES))
        self._all: dict[BoundedProtocol, None] = {}
        self._unproven: dict[str, dict[BoundedProtocol, None]] = {}  # by address; dicts keep the order of arrival

    def enter(self, connection: BoundedProtocol) -> bool:
        """Take a new connection; another may be cut for it. False: there is no place."""
        own = self._unproven.get(connection.origin, {})
        if len(own) >= MOST_UNPROVEN:
            oldest = next(iter(own))
            if connection.began - oldest.began >= GRACE_SECONDS:
                self._cut(oldest)
        if len(self._all) >= self.most:
            victim = self._victim()
            if victim is None:
                logger.warning(
                    "%d connections, all of them busy: one more is refused",
                    len(self._all),
                    extra=event("http.refused", connections=len(self._all)),
                )
                return False
            self._cut(victim)
        self._all[connection] = None
        self._unproven.setdefault(connection.origin, {})[connection] = None
        return True

    def prove(self, connection: BoundedProtocol) -> None:
        """The connection has shown a valid key."""
        own = self._unproven.get(connection.origin)
        if own is not None:
            own.pop(connection, None)
            if not own:
                del self._unproven[connection.origin]

    def leave(self, connection: BoundedProtocol) -> None:
        """The connection is closed. May be called twice."""
        self._all.pop(connection, None)
        self.prove(connection)

    def _victim(self) -> BoundedProtocol | None:
        if self._unproven:
            most: dict[BoundedProtocol, None] = max(self._unproven.values(), key=len)
            return next(iter(most))
        return next((one for one in self._all if one.is_idle), None)

    def _cut(self, connection: BoundedProtocol) -> None:
        self.leave(connection)
        connection.transport.abort()


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with limits: it has none of its own for slow headers, slow bodies and unread answers."""

    def __init__(self, places: Connections, **of_uvicorn: Any) -> None:
        super().__init__(**of_uvicorn)
        self._places = places
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._in_body = False
        self.origin = ""
        self.began = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way."""
        return self._deadline is None and (self.cycle is None or self.cycle.response_complete)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The limit of connections is applied here."""
        super().connection_made(transport)
        self.began = self.loop.time()
        self.origin = _origin(self.client[0] if self.client else "")
        if not self._places.enter(self):
            transport.abort()
            return
        self._set_deadline(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is left behind."""
        self._places.leave(self)
        self._set_deadline(None)
        self.resume_writing()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request has come."""
        super().on_message_begin()
        self._in_body = False
        if self._deadline is None:  # the first request has had it since the connection began
            self._set_deadline(HEADER_SECONDS)

    def on_headers_complete(self) -> None:
        """The key is looked at before anything of the body is."""
        if self._places.admits(self.headers):
            self._places.prove(self)
        self._in_body = True
        self._set_deadline(BODY_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is here."""
        self._in_body = False
        self._set_deadline(None)
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client does not read its answer."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It does."""
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        super().resume_writing()

    def _set_deadline(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, self._too_slow) if seconds is not None else None

    def _too_slow(self) -> None:
        self._deadline = None
        if self.flow.read_paused:  # it is the server that does not read: requests before this one are under way
            self._set_deadline(BODY_SECONDS if self._in_body else HEADER_SECONDS)
            return
        answered = self.cycle is None or self.cycle.response_complete
        if self.transport.get_write_buffer_size() or (self._in_body and answered):
            self.transport.abort()  # it has its answer, or does not read any
            return
        if answered or (self._in_body and not self.cycle.response_started):
            self.transport.write(_TOO_SLOW)
        self.transport.close()


def _origin(address: str) -> str:
    """What is counted as one client: an IPv4 address, or the /64 that one IPv6 host has to itself."""
    with contextlib.suppress(ValueError):
        parsed = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(parsed, ipaddress.IPv6Address):
            return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return address


def _raise_file_limit() -> int:
    """Ask for WANTED_FILES; the number of files that may be open now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return WANTED_FILES
    if soft < WANTED_FILES:
        wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
