"""The Twisted reactor as a guarded request sees it: names give allowed addresses only, connections are checked.

Twisted's endpoints take the resolver and the connections from the reactor that they are given, so one small stand-in
for the reactor covers plain and TLS connections, and each request (each site) can have its own guard. Zope's interfaces
say nothing to a type checker, so they are typed Any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import (
    IHostnameResolver,
    IReactorPluggableNameResolver,
    IResolutionReceiver,
)
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped]

from wiredesk.crawlers.fetching.addresses import AddressGuard, ForbiddenAddress


@implementer(IReactorPluggableNameResolver, IHostnameResolver)
class GuardedReactor:
    """Stands in for `reactor` while one request to `host` (in normal form) is made; all else is passed through."""

    def __init__(self, reactor: Any, guard: AddressGuard, host: str | None) -> None:
        self._reactor = reactor
        self._guard = guard
        self._host = host
        self._refusal: ForbiddenAddress | None = None
        self._some_allowed = False

    @property
    def refusal(self) -> ForbiddenAddress | None:
        """Why the addresses of the name were refused, where none of them was allowed."""
        return None if self._some_allowed else self._refusal

    @property
    def nameResolver(self) -> Any:  # noqa: N802 (the interface's name)
        """The resolver that endpoints ask: this object."""
        return self

    def installNameResolver(self, resolver: Any) -> Any:  # noqa: N802
        """Not for this stand-in: the resolver belongs to the real reactor. Always raises TypeError."""
        raise TypeError("install the resolver on the reactor itself")

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve as the reactor does, and hand only the allowed addresses on (IHostnameResolver)."""
        receiver = _CheckingReceiver(resolutionReceiver, lambda address: self._allows(address.host, portNumber))
        return self._reactor.nameResolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )

    def connectTCP(  # noqa: N802
        self,
        host: str,
        port: int,
        factory: Any,
        timeout: float = 30,
        bindAddress: Any = None,  # noqa: N803
    ) -> Any:
        """Connect, and drop the connection before a byte is sent where its other end is forbidden (IReactorTCP)."""
        checked = _PeerCheckingFactory(factory, lambda peer: self._guard.check_address(peer, port, self._host))
        return self._reactor.connectTCP(host, port, checked, timeout, bindAddress)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def _allows(self, address: str, port: int) -> bool:
        try:
            self._guard.check_address(address, port, self._host)
        except ForbiddenAddress as refusal:
            self._refusal = refusal
            return False
        self._some_allowed = True
        return True


@implementer(IResolutionReceiver)
class _CheckingReceiver:
    def __init__(self, receiver: Any, allows: Any) -> None:
        self._receiver = receiver
        self._allows = allows

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if self._allows(address):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


class _PeerCheckingFactory:
    """A client factory that asks the socket itself where it leads, before it builds the protocol that would write."""

    def __init__(self, factory: Any, check: Any) -> None:
        self._factory = factory
        self._check = check
        self._connector: Any = None

    def startedConnecting(self, connector: Any) -> None:  # noqa: N802
        self._connector = connector
        self._factory.startedConnecting(connector)

    def buildProtocol(self, address: Any) -> Any:  # noqa: N802
        try:
            self._check(self._connector.transport.getHandle().getpeername()[0])
        except (ForbiddenAddress, OSError):
            self._factory.clientConnectionFailed(self._connector, Failure())  # type: ignore[no-untyped-call]
            return None  # Twisted closes the connection
        return self._factory.buildProtocol(address)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._factory, name)
