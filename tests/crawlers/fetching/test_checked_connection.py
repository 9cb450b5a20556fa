"""Guarded sockets of the light client, against real listeners."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

import pytest

from wiredesk.crawlers.fetching.addresses import AddressGuard, ForbiddenAddress
from wiredesk.crawlers.fetching.checked_connection import allowed_addresses, connect_checked

LOOPBACK = AddressGuard(allow=[ipaddress.ip_network("127.0.0.0/8")])


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(2)
        yield server


def test_an_opened_address_is_connected(listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    with connect_checked(LOOPBACK, "127.0.0.1", port, timeout=2) as connection:
        accepted, peer = listening.accept()
        assert peer == connection.getsockname()
        accepted.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "0", "127.1"])
def test_nothing_is_sent_to_what_is_closed(listening: socket.socket, host: str) -> None:
    """The system's resolver reads all notations; the address that comes out is what counts."""
    with pytest.raises(ForbiddenAddress, match="not a public address"):
        connect_checked(AddressGuard(), host, listening.getsockname()[1], timeout=2)
    listening.settimeout(0.1)
    with pytest.raises(TimeoutError):
        listening.accept()


def test_only_the_allowed_addresses_of_a_name_are_handed_out() -> None:
    only_v4 = allowed_addresses(LOOPBACK, "localhost", 80)
    assert only_v4 == [(socket.AF_INET, ("127.0.0.1", 80))]


def test_a_refused_connection_and_an_unknown_name_are_os_errors(listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    listening.close()
    with pytest.raises(ConnectionRefusedError):
        connect_checked(LOOPBACK, "127.0.0.1", port, timeout=2)
    with pytest.raises(OSError):
        connect_checked(LOOPBACK, "no-such-name.invalid", 80, timeout=2)


def test_the_address_really_connected_counts(listening: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a change of the name, or a redirection in the network, between the check and the connection."""
    opened = AddressGuard(allow=[ipaddress.ip_network("127.0.0.2/32")])
    port = listening.getsockname()[1]
    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda self, _: connect(self, ("127.0.0.1", port)))
    with pytest.raises(ForbiddenAddress, match=r"127\.0\.0\.1"):
        connect_checked(opened, "127.0.0.2", port, timeout=2)
    accepted, _ = listening.accept()
    assert accepted.recv(10) == b""
