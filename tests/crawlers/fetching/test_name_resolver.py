"""The resolver of crawls: answers are kept for a while, and a dead name server costs seconds, not the crawl."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.task import Clock

from wiredesk.crawlers.fetching.name_resolver import CachingDualStackResolver


class NameServer:
    """Answers when told to (or never), and counts the questions."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Any, int]] = []

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *_: Any) -> Any:  # noqa: N802
        receiver.resolutionBegan(None)
        self.waiting.append((receiver, port))
        return None

    def answer(self) -> None:
        receiver, port = self.waiting[-1]
        receiver.addressResolved(IPv4Address("TCP", "192.0.2.1", port))
        receiver.addressResolved(IPv6Address("TCP", "2001:db8::1", port))
        receiver.resolutionComplete()


class Asker:
    def __init__(self) -> None:
        self.addresses: list[tuple[str, int]] = []
        self.completed = 0

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append((address.host, address.port))

    def resolutionComplete(self) -> None:  # noqa: N802
        self.completed += 1


def test_answers_of_both_families_are_kept_for_any_port() -> None:
    server, clock = NameServer(), Clock()
    resolver = CachingDualStackResolver(clock, server, lifetime=60)
    resolver.resolveHostName(first := Asker(), "news.example", 80)
    server.answer()
    resolver.resolveHostName(second := Asker(), "news.example", 443)
    assert first.addresses == [("192.0.2.1", 80), ("2001:db8::1", 80)]
    assert second.addresses == [("192.0.2.1", 443), ("2001:db8::1", 443)]
    assert first.completed == second.completed == 1
    assert len(server.waiting) == 1
    assert not clock.getDelayedCalls()  # no time limit is left behind


def test_without_a_lifetime_every_question_is_asked() -> None:
    server = NameServer()
    resolver = CachingDualStackResolver(Clock(), server, lifetime=0)
    for _ in range(3):
        resolver.resolveHostName(Asker(), "news.example", 80)
        server.answer()
    assert len(server.waiting) == 3


def test_a_dead_name_server_gives_no_address_in_time_and_late_answers_are_dropped() -> None:
    server, clock, asker = NameServer(), Clock(), Asker()
    resolver = CachingDualStackResolver(clock, server, longest_wait=15)
    resolver.resolveHostName(asker, "news.example", 80)
    clock.advance(14.9)
    assert asker.completed == 0
    clock.advance(0.2)
    assert asker.completed == 1
    server.answer()
    assert (asker.addresses, asker.completed) == ([], 1)
    resolver.resolveHostName(Asker(), "news.example", 80)
    assert len(server.waiting) == 2  # a failure is not kept


REAL = """
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory, Protocol
from wiredesk.crawlers.fetching.name_resolver import CachingDualStackResolver
import socket

listening = socket.create_server(("127.0.0.1", 0))
CachingDualStackResolver(reactor).install_on_reactor()
attempt = HostnameEndpoint(reactor, "localhost", listening.getsockname()[1]).connect(Factory.forProtocol(Protocol))
attempt.addBoth(lambda result: (print(type(result).__name__), reactor.stop()))
reactor.run()
"""


def test_on_a_real_reactor_with_the_systems_resolver() -> None:
    done = subprocess.run([sys.executable, "-c", REAL], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "Protocol\n", done.stderr


SLOW = """
import time
from twisted.internet import _resolver, asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from wiredesk.crawlers.fetching.name_resolver import CachingDualStackResolver

def dead(*_):
    time.sleep(60)

_resolver.GAIResolver.__init__.__defaults__ = (None, dead)
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory, Protocol
CachingDualStackResolver(reactor, longest_wait=0.3).install_on_reactor()
attempt = HostnameEndpoint(reactor, "news.example", 80).connect(Factory.forProtocol(Protocol))
attempt.addBoth(lambda result: (print(type(result.value).__name__), reactor.stop()))
reactor.run()
"""


def test_a_name_server_that_hangs_does_not_delay_the_end_of_the_process() -> None:
    """getaddrinfo cannot be interrupted: its thread is left behind."""
    done = subprocess.run([sys.executable, "-c", SLOW], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "DNSLookupError\n", done.stderr
