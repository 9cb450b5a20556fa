"""Which site a URL belongs to."""

from __future__ import annotations

import re
from functools import lru_cache

from wiredesk.pipelines.urls.public_suffixes import registered_name
from wiredesk.pipelines.urls.syntax import normal_host, split_url

_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def registrable_domain(host_or_url: str) -> str:
    """The domain that was registered (``bbc.co.uk``), by the Public Suffix List.

    An IP address, a name without dots or a public suffix stands for itself. Never asks the network; what
    is neither host nor URL comes back in lower case.
    """
    parts = split_url(host_or_url)
    host = parts.host if parts else normal_host(host_or_url.strip())
    return _registered(host) if host else host_or_url.strip().lower()


def is_same_site(one: str, other: str) -> bool:
    """Whether two URLs or hosts share the registrable domain; for IP addresses, whether they are the same address."""
    return registrable_domain(one) == registrable_domain(other)


@lru_cache(maxsize=4096)
def _registered(host: str) -> str:
    if host.startswith("[") or _IPV4.fullmatch(host) or "." not in host:
        return host
    return registered_name(host)
