"""The address guard by itself: what it refuses, what it opens, and why."""

from __future__ import annotations

import ipaddress
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.fetching.addresses import LONGEST_URL, AddressGuard, ForbiddenAddress
from wiredesk.crawlers.fetching.special_networks import embedded_ipv4

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

GUARD = AddressGuard()


def reason(guard: AddressGuard, url: str) -> str | None:
    try:
        guard.check_url(url)
    except ForbiddenAddress as refusal:
        return refusal.reason
    return None


def allows(guard: AddressGuard, address: str, port: int = 80, host: str | None = None) -> bool:
    try:
        guard.check_address(address, port, host)
    except ForbiddenAddress:
        return False
    return True


@pytest.mark.parametrize(
    "url",
    [
        *["http://example.org", "https://example.org/", "HTTP://EXAMPLE.ORG:80/a?b#c", "https://example.org:443/"],
        *[
            "http://8.8.8.8/",
            "http://[2a00:1450:4001::1]/",
            "https://موقع.وزارة-الاتصالات.مصر/",
            "http://under_score.example/",
        ],
        *[
            "http://example.org?x=http://127.0.0.1/",
            "http://a.1.example/",
            "http://1-2-3.example",
            "http://[::ffff:8.8.8.8]/",
        ],
    ],
)
def test_public_urls_pass(url: str) -> None:
    assert reason(GUARD, url) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1/", "127.0.0.1 is not a public address: loopback"),
        ("http://[::ffff:10.0.0.1]/", "private (RFC 1918) inside of IPv6"),
        ("http://169.254.169.254/", "link local, cloud metadata"),
        ("http://0x7f.1/", "0x7f.1 is an unusual notation of an IP address"),
        ("http://999.1.1.1/", "999.1.1.1 is no IP address"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1 is not a public address: loopback"),
        ("http://localhost./", "localhost is a name of the local network"),
        ("http://metadata.google.internal/", "name of the local network"),
        ("ftp://example.org/", "only http and https URLs are fetched"),
        ("javascript:alert(1)", "only http and https"),
        ("", "only http and https"),
        ("http:///path", "host"),
        ("http:example.org", "no host"),
        ("http://a b/", "not a valid host name"),
        (f"http://{'a' * 64}.example/", "not a valid host name"),
        ("http://exa\nmple.org/", "not a valid host name"),
        ("http://user:secret@example.org/", "the URL holds a user name"),
        ("http://example.org\\@127.0.0.1/", "no host, or programs read its host in different ways"),
        ("http://example.org:22/", "port 22 may not be fetched"),
        ("http://example.org:0/", "port 0 does not exist"),
        ("http://example.org/" + "a" * LONGEST_URL, "more than 8000 characters"),
    ],
)
def test_the_reason_is_told_without_secrets(url: str, why: str) -> None:
    told = reason(GUARD, url)
    assert told is not None
    assert why in told
    assert "secret" not in told


def test_opened_networks_are_open_on_all_their_ports() -> None:
    guard = AddressGuard(allow=[ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("fd00:1::/32")])
    assert reason(guard, "http://127.10.0.1:8101/") is None
    assert reason(guard, "http://[::ffff:127.0.0.1]:8101/") is None
    assert reason(guard, "http://[fd00:1::5]:9/") is None
    assert reason(guard, "http://10.0.0.1/")
    assert reason(guard, "http://[fd00:2::5]/")
    # Of a name only the address tells whether the port is open.
    assert reason(guard, "http://localhost:8101/") is None
    assert allows(guard, "127.0.0.1", 8101, "localhost")
    assert not allows(guard, "8.8.8.8", 8101, "localhost")


def test_a_sites_own_port_is_open_with_its_host_only() -> None:
    guard = AddressGuard(origins=["https://news.example:8443/start"])
    assert reason(guard, "https://news.example:8443/a") is None
    assert reason(guard, "https://news.example/a") is None
    assert reason(guard, "https://other.example:8443/a")
    assert allows(guard, "8.8.8.8", 8443, "news.example")
    assert not allows(guard, "8.8.8.8", 8443, "other.example")
    assert not allows(guard, "127.0.0.1", 8443, "news.example")


def test_ports_by_setting() -> None:
    guard = AddressGuard(ports=frozenset({80, 443, 8080}))
    assert reason(guard, "http://example.org:8080/") is None
    assert reason(guard, "http://example.org:8081/")


@pytest.mark.parametrize(
    "address", ["fe80::1%eth0", "2a00::1%1", "127.0.0.1%0", "", "example.org", "0x7f.1", "١٢٧.0.0.1"]
)
def test_what_is_no_plain_address_is_refused(address: str) -> None:
    assert not allows(GUARD, address)


@given(st.ip_addresses())
def test_refuses_all_that_the_standard_library_calls_special(address: Address) -> None:
    if isinstance(address, ipaddress.IPv6Address) and embedded_ipv4(address):
        return  # judged by the address inside, see below
    flags = ("is_private", "is_loopback", "is_link_local", "is_multicast", "is_reserved", "is_unspecified")
    if any(getattr(address, flag) for flag in flags):
        assert not allows(GUARD, str(address))


@given(st.ip_addresses(v=4))
def test_an_embedded_address_is_judged_like_itself(address: ipaddress.IPv4Address) -> None:
    plain = allows(GUARD, str(address))
    assert allows(GUARD, f"::ffff:{address}") is plain
    assert allows(GUARD, f"64:ff9b::{address}") is plain
    assert not allows(GUARD, f"::{address}")
    assert not allows(GUARD, str(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80))))


@given(st.text() | st.text("htp:/@127.0[]%\\#?x ①。").map("http://".__add__))
def test_only_ever_raises_forbidden_address(url: str) -> None:
    reason(GUARD, url)
    reason(AddressGuard(allow=[ipaddress.ip_network("10.0.0.0/8")]), url)


CONNECTED = """
import socket, threading
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.protocol import Factory, Protocol
from wiredesk.crawlers.fetching.addresses import AddressGuard
from wiredesk.crawlers.fetching.guarded_reactor import GuardedReactor

class Talkative(Protocol):
    def connectionMade(self):
        self.transport.write(b"GET / HTTP/1.1")

listening = socket.create_server(("127.0.0.1", 0))
def serve():
    connection, _ = listening.accept()
    print("received", connection.recv(100))
threading.Thread(target=serve, daemon=True).start()
# The way of a name that became loopback after it was resolved: the endpoint is given the address at once.
guarded = GuardedReactor(reactor, AddressGuard(ALLOW), "news.example")
endpoint = TCP4ClientEndpoint(guarded, *listening.getsockname())
attempt = endpoint.connect(Factory.forProtocol(Talkative))
attempt.addBoth(lambda result: print(type(getattr(result, "value", result)).__name__))
reactor.callLater(0.5, reactor.stop)
reactor.run()
"""


@pytest.mark.parametrize(
    ("allow", "expected"),
    [("", {"ForbiddenAddress", "received b''"}), ("[__import__('ipaddress').ip_network('127.0.0.0/8')]",
                                                 {"Talkative", "received b'GET / HTTP/1.1'"})],
)  # fmt: skip
def test_the_connected_address_is_checked_before_a_byte_is_sent(allow: str, expected: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CONNECTED.replace("ALLOW", allow)],
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    assert set(done.stdout.splitlines()) == expected, done.stderr
