"""Which addresses may be fetched: the guard against server-side request forgery.

A URL from a stranger must not make this machine talk to itself, to its neighbours or to a cloud's metadata service. The
guard judges twice: the URL before anything is done (`AddressGuard.check_url`), and every address that a name leads to
(`AddressGuard.check_address`) when it is resolved and again when it is connected, because names change in between (DNS
rebinding). Pure: no network, no Twisted; the crawl and the light HTTP client stand on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from wiredesk.crawlers.fetching.special_networks import embedded_ipv4, why_not_public
from wiredesk.pipelines.urls.syntax import normal_host
from wiredesk.settings.errors import WiredeskError

Network = IPv4Network | IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443}
WEB_PORTS = frozenset(DEFAULT_PORTS.values())
# RFC 9110 section 4.1 asks for at least 8,000 octets; longer URLs come from redirect traps and attacks.
LONGEST_URL = 8_000
_LONGEST_LABEL = 63
"""Characters between two dots of a name that DNS can ask for (RFC 1035, 2.3.4)."""

# RFC 3986 section 3, strictly: what a lenient parser might read differently is refused, not repaired.
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?P<authority>[^/?#\\]*)(?=[/?#]|$))?", re.S)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]@\s\x00-\x20\x7f]+)(?::(?P<port>[0-9]{1,5}))?")
# WHATWG URL 4.5: a host whose last label is a number is an IPv4 address, in whatever notation.
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")
_DOTTED_DECIMAL = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")


# Names that never lead to a public host, whatever they resolve to (RFC 6761, RFC 6762, RFC 8375, ICANN 2024). Their
# addresses are refused anyway; this counts where a proxy resolves.
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa")


class ForbiddenAddress(WiredeskError):
    """The URL or the address it leads to may not be fetched; `reason` says why in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AddressGuard:
    """Judges URLs and addresses. Immutable, so that one guard serves any number of threads.

    `allow` are networks that may be fetched although they are not public, on all their ports. `ports` are those on
    which public addresses may be fetched. `origins` are URLs (a site definition's own) whose port is open too, but only
    together with their host.
    """

    def __init__(
        self, allow: Sequence[Network] = (), ports: frozenset[int] = WEB_PORTS, origins: Iterable[str] = ()
    ) -> None:
        self._allow = tuple(allow)
        self._ports = ports
        self._origins = frozenset(_host_and_port(url) for url in origins)

    def check_url(self, url: str) -> None:
        """Raise ForbiddenAddress unless `url` is a plain http or https URL whose host and port may be fetched.

        A host name passes here; what it resolves to is for `check_address`. Where networks are opened, local names and
        unusual ports pass too, because only the address tells whether it lies in one of them.
        """
        host, port = _host_and_port(url)
        address = _literal(host)
        if address is not None:
            self.check_address(address, port, host)
        elif not self._allow:
            if "." not in host or host.endswith(_LOCAL_NAMES):
                raise ForbiddenAddress(f"{host[:80]} is a name of the local network")
            self._check_port(host, port)

    def check_address(self, address: str | IPv4Address | IPv6Address, port: int, host: str | None = None) -> None:
        """Raise ForbiddenAddress unless `address` is public, or opened, and may be fetched on `port`.

        `host` is the host of the URL that led here, in normal form; without it no origin's port is open. Raises
        ForbiddenAddress also for a string that is no IP address, and for IPv6 addresses with a zone.
        """
        address = _parsed(address) if isinstance(address, str) else address
        if isinstance(address, IPv6Address) and address.scope_id is not None:
            raise ForbiddenAddress(f"{address} belongs to one network interface")
        if self._is_opened(address):
            return
        special = why_not_public(address)
        if special is not None:
            raise ForbiddenAddress(f"{address} is not a public address: {special}")
        self._check_port(host, port)

    def _is_opened(self, address: IPv4Address | IPv6Address) -> bool:
        embedded = embedded_ipv4(address) if isinstance(address, IPv6Address) else None
        return any(
            one in network
            for network in self._allow
            for one in (address, embedded)
            if one and one.version == network.version
        )

    def _check_port(self, host: str | None, port: int) -> None:
        if port not in self._ports and (host, port) not in self._origins:
            raise ForbiddenAddress(f"port {port} may not be fetched")


def _host_and_port(url: str) -> tuple[str, int]:
    """Host in normal form (IPv6 in brackets) and port of a URL. Raises ForbiddenAddress where it is not plain."""
    if len(url) > LONGEST_URL:
        raise ForbiddenAddress(f"the URL has more than {LONGEST_URL} characters")
    found = _URL.match(url)
    scheme = found["scheme"].lower() if found else ""
    if found is None or scheme not in DEFAULT_PORTS:
        raise ForbiddenAddress("only http and https URLs are fetched")
    if found["authority"] is None:
        raise ForbiddenAddress("the URL has no host, or programs read its host in different ways")
    if "@" in found["authority"]:
        raise ForbiddenAddress("the URL holds a user name; give credentials as a header")
    authority = _AUTHORITY.fullmatch(found["authority"])
    host = normal_host(authority["host"]) if authority else None
    if authority is None or host is None or max(map(len, host.split("."))) > _LONGEST_LABEL:
        raise ForbiddenAddress("the URL's host is not a valid host name")
    port = int(authority["port"]) if authority["port"] else DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        raise ForbiddenAddress(f"port {port} does not exist")
    return host, port


def _parsed(address: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(address)
    except ValueError:
        raise ForbiddenAddress(f"{address[:80]!r} is no IP address") from None


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that the host itself writes down, or None for a name.

    Raises ForbiddenAddress for the notations of inet_aton (octal, hexadecimal, short, one number): some readers take
    ``010.0.0.1`` for 8.0.0.1 and some for 10.0.0.1, and no honest link uses them.
    """
    if host.startswith("["):
        return IPv6Address(host[1:-1])
    if not _ENDS_IN_NUMBER.search(host):
        return None
    if not _DOTTED_DECIMAL.fullmatch(host):
        raise ForbiddenAddress(f"{host[:80]} is an unusual notation of an IP address")
    try:
        return IPv4Address(host)
    except ValueError:
        raise ForbiddenAddress(f"{host[:80]} is no IP address") from None
