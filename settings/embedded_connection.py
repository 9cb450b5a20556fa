"""Connections to the embedded server, which nobody watches over but the commands that use it.

A command holds some connections for long and opens more when it has more to do. Where a further one finds no server,
waiting helps only if somebody starts it again. So a server that was killed is started by whoever misses it first. One
that was ended (``wiredesk redis stop`` takes its socket away) is waited for: whoever ended it starts it. And where the
data folder is gone there is nothing to come back to, although connections that are open still work; what is stored
through them is lost with that server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
import redis.asyncio

from wiredesk.settings.embedded_redis import EmbeddedRedis
from wiredesk.settings.errors import RedisUnreachable


def _see_to_it(home: Path) -> None:
    """Start the server, which did not answer at its socket. Raises RedisUnreachable."""
    embedded = EmbeddedRedis(home)
    if not embedded.folder.exists():
        raise RedisUnreachable(
            f"the data folder {embedded.folder} was deleted while it was in use; the next command begins a new one"
        )
    if embedded.socket.exists():
        embedded.ensure_running()


def connection_to(home: Path) -> type[redis.asyncio.UnixDomainSocketConnection]:
    """The class of asyncio connections to the embedded server of the data folder `home`."""

    class EmbeddedConnection(redis.asyncio.UnixDomainSocketConnection):
        async def _connect(self) -> None:
            connect: Any = super()._connect
            try:
                await connect()
            except OSError:
                await asyncio.to_thread(_see_to_it, home)
                await connect()

    return EmbeddedConnection


def blocking_connection_to(home: Path) -> type[redis.UnixDomainSocketConnection]:
    """The blocking twin of `connection_to`."""

    class EmbeddedConnection(redis.UnixDomainSocketConnection):
        def _connect(self) -> Any:
            connect: Callable[[], Any] = super()._connect
            try:
                return connect()
            except OSError:
                _see_to_it(home)
                return connect()

    return EmbeddedConnection
