"""Name resolution for crawls: both address families, a time limit, and answers kept for a few minutes.

Scrapy's default resolver knows IPv4 only; its other one has no time limit, keeps answers as long as the process lives
(wrong for a service) and shares ten threads with everything else, so that a few dead name servers stop all sites.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING, Any

from twisted.internet._resolver import GAIResolver, HostResolution
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from twisted.python.threadpool import ThreadPool
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# getaddrinfo does not tell the record's own time to live; five minutes is the usual one of news sites behind CDNs.
LIFETIME = 300.0
# As many hosts as a crawl of all sites sees, twice over.
MOST_ANSWERS = 4_096
# A dead name server holds its thread for 10 to 40 s (resolv.conf: timeout × attempts × servers). There are more threads
# than sites crawled at once (100), so that dead ones never keep the others waiting; they start only when needed.
THREADS = 128
LONGEST_WAIT = 15.0


@implementer(IHostnameResolver)
class CachingDualStackResolver:
    """For Scrapy's setting ``TWISTED_DNS_RESOLVER``. Resolves only; what may be connected is the address guard's part.

    `resolver` does the work (by default getaddrinfo in threads of its own); `longest_wait` and `lifetime` in seconds.
    """

    def __init__(
        self,
        reactor: Any,
        resolver: Any | None = None,
        longest_wait: float = LONGEST_WAIT,
        lifetime: float = LIFETIME,
    ) -> None:
        self._reactor = reactor
        self._resolver: Any = resolver or GAIResolver(reactor, self._threads)
        self._longest_wait = longest_wait
        self._lifetime = lifetime
        self._answers: OrderedDict[str, tuple[float, list[Any]]] = OrderedDict()
        self._pool: ThreadPool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> CachingDualStackResolver:
        """Scrapy's constructor. Takes the time limit from ``DNS_TIMEOUT`` where that is shorter."""
        longest_wait = min(crawler.settings.getfloat("DNS_TIMEOUT") or LONGEST_WAIT, LONGEST_WAIT)
        cached = crawler.settings.getbool("DNSCACHE_ENABLED")
        return cls(reactor, longest_wait=longest_wait, lifetime=LIFETIME if cached else 0)

    def install_on_reactor(self) -> None:
        """Make this the reactor's resolver."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 (the interface's name)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """See IHostnameResolver. A name that is not resolved in time has no addresses."""
        known = self._answers.get(hostName)
        if known is not None and known[0] > time.monotonic() and addressTypes is None:
            resolution = HostResolution(hostName)
            resolutionReceiver.resolutionBegan(resolution)
            for address in known[1]:
                resolutionReceiver.addressResolved(type(address)("TCP", address.host, portNumber))
            resolutionReceiver.resolutionComplete()
            return resolution
        receiver = _TimedReceiver(resolutionReceiver)
        limit = self._reactor.callLater(self._longest_wait, receiver.resolutionComplete)

        def completed(addresses: list[Any]) -> None:
            if limit.active():
                limit.cancel()
            if addresses and addressTypes is None and self._lifetime > 0:
                self._keep(hostName, addresses)

        receiver.when_complete = completed
        return self._resolver.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    def _keep(self, name: str, addresses: list[Any]) -> None:
        self._answers.pop(name, None)
        self._answers[name] = (time.monotonic() + self._lifetime, addresses)
        if len(self._answers) > MOST_ANSWERS:
            self._answers.popitem(last=False)

    def _threads(self) -> ThreadPool:
        if self._pool is None:
            self._pool = ThreadPool(0, THREADS, "names")
            self._pool.threadFactory = _AbandonedThread
            self._pool.start()
        return self._pool


class _AbandonedThread(Thread):
    """Left behind when the process ends, which must not wait for a dead name server."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, daemon=True, **options)


@implementer(IResolutionReceiver)
class _TimedReceiver:
    """Passes one resolution on until it is complete or out of time; what comes later is dropped."""

    def __init__(self, receiver: Any) -> None:
        self._receiver = receiver
        self._addresses: list[Any] = []
        self._done = False
        self.when_complete: Any = None

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if not self._done:
            self._addresses.append(address)
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if not self._done:
            self._done = True
            self.when_complete(self._addresses)
            self._receiver.resolutionComplete()
