"""The networks that hold no public unicast addresses.

Written out instead of asking ``ipaddress.is_global``: its answers changed between Python patch releases (3.11.10 took
over today's registries), and it knows neither embedded IPv4 addresses nor cloud metadata services.

Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates), IANA IPv6 Address Space.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_IPV4 = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this host (RFC 791)"),
        ("10.0.0.0/8", "private (RFC 1918)"),
        ("100.64.0.0/10", "carrier-grade NAT (RFC 6598)"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud metadata (Azure)"),  # public space, yet every Azure machine's own host
        ("169.254.0.0/16", "link local, cloud metadata (RFC 3927)"),
        ("172.16.0.0/12", "private (RFC 1918)"),
        ("192.0.0.0/24", "protocol assignments (RFC 6890)"),
        ("192.0.2.0/24", "documentation (RFC 5737)"),
        ("192.88.99.0/24", "6to4 relay (RFC 7526)"),
        ("192.168.0.0/16", "private (RFC 1918)"),
        ("198.18.0.0/15", "benchmarking (RFC 2544)"),
        ("198.51.100.0/24", "documentation (RFC 5737)"),
        ("203.0.113.0/24", "documentation (RFC 5737)"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved or broadcast"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out for global unicast (RFC 4291)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: what DNS64 makes of an IPv4-only site's address
_MAPPED = IPv6Network("::ffff:0:0/96")  # RFC 4291: the same connection as to the IPv4 address
_IPV6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible (RFC 4291)"),
        ("64:ff9b:1::/48", "local NAT64 (RFC 8215)"),
        ("100::/64", "discard (RFC 6666)"),
        ("2001::/32", "Teredo (RFC 4380)"),
        ("2001::/23", "protocol assignments (RFC 2928)"),
        ("2001:db8::/32", "documentation (RFC 3849)"),
        ("2002::/16", "6to4 (RFC 3056)"),
        ("3fff::/20", "documentation (RFC 9637)"),
        ("fc00::/7", "unique local (RFC 4193)"),
        ("fe80::/10", "link local"),
        ("fec0::/10", "site local (RFC 3879)"),
        ("ff00::/8", "multicast"),
    )
)


def embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a connection to this IPv6 address ends at: mapped and well-known NAT64 addresses.

    6to4 and Teredo addresses also hold one, but none of them is public (`why_not_public`). A NAT64 prefix that a
    network chose for itself (RFC 6052 section 2.2) cannot be told from a public address.
    """
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


@lru_cache(maxsize=4096)  # asked twice for every connection
def why_not_public(address: IPv4Address | IPv6Address) -> str | None:
    """What kind of special address this is, or None for a public unicast address."""
    if isinstance(address, IPv4Address):
        return next((what for network, what in _IPV4 if address in network), None)
    embedded = embedded_ipv4(address)
    if embedded is not None:
        inner = why_not_public(embedded)
        return inner and f"{inner} inside of IPv6"
    for network, what in _IPV6:
        if address in network:
            return what
    return None if address in _GLOBAL_UNICAST else "reserved"
