"""Guarded connections without Scrapy, for a light HTTP client that starts fast: plain blocking sockets."""

from __future__ import annotations

import socket
import time
from typing import TypeAlias

from wiredesk.crawlers.fetching.addresses import AddressGuard, ForbiddenAddress

SocketAddress: TypeAlias = tuple[str, int] | tuple[str, int, int, int]


def allowed_addresses(guard: AddressGuard, host: str, port: int) -> list[tuple[int, SocketAddress]]:
    """The family and socket address of each address of `host` that may be connected to, in the resolver's order.

    `host` as it stands in a URL that `AddressGuard.check_url` let pass. Raises ForbiddenAddress where all of them are
    refused, OSError (socket.gaierror) where the name has none. Blocks as long as the system's resolver does.
    """
    name = host.removeprefix("[").removesuffix("]")
    allowed: list[tuple[int, SocketAddress]] = []
    refusal: ForbiddenAddress | None = None
    for family, _, _, _, address in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM):
        try:
            guard.check_address(str(address[0]), port, host)
        except ForbiddenAddress as problem:
            refusal = problem
        else:
            allowed.append((family, address))  # type: ignore[arg-type]
    if refusal is not None and not allowed:
        raise refusal
    return allowed


def connect_checked(guard: AddressGuard, host: str, port: int, timeout: float) -> socket.socket:
    """Connect to the first allowed address of `host` that answers within `timeout` seconds (for all of them together).

    The address really connected is asked from the socket and checked once more before it is handed out. Raises
    ForbiddenAddress, or OSError where nothing answers.
    """
    deadline = time.monotonic() + timeout
    problem: OSError = OSError(f"{host} has no address")
    for family, address in allowed_addresses(guard, host, port):
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(max(deadline - time.monotonic(), 0.001))
            connection.connect(address)
            guard.check_address(str(connection.getpeername()[0]), port, host)
        except OSError as failure:
            connection.close()
            problem = failure
        except ForbiddenAddress:
            connection.close()
            raise
        else:
            return connection
    raise problem
