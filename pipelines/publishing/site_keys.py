"""What Redis keeps under the name of one site: its own keys, those of its hosts, its fields in hashes of all sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from wiredesk.pipelines.publishing.keys import Keys

OF_SITE: Final[tuple[Callable[[Keys, str], str], ...]] = (
    *(Keys.sources, Keys.frontier, Keys.revisits, Keys.words, Keys.updates, Keys.captures, Keys.health, Keys.memory),
    *(Keys.site_figures, Keys.lock),
)
"""Keys that end in a site's name."""
OF_HOST: Final[tuple[Callable[[Keys, str], str], ...]] = (Keys.host, Keys.flight, Keys.today)
SHARED: Final[tuple[Callable[[Keys], str], ...]] = (
    lambda keys: keys.paused, lambda keys: keys.alert_mutes, lambda keys: keys.certificates,
)  # fmt: skip
"""Hashes that have a field for each site."""


class SiteKey(NamedTuple):
    """A key that is there, or one field of it."""

    key: str
    field: str | None
    """None: all of the key is the site's."""
    type: str
    """As TYPE says it."""
    size: int
    """Bytes in the server's memory; of a field those of its value."""
    seconds: int | None
    """Until it expires; None: it does not."""


def read_site_keys(client: Any, keys: Keys, site: str, urls: Iterable[str] = ()) -> list[SiteKey]:
    """The keys of a site that exist, with a blocking client. `urls`: its addresses, for the keys of their hosts.

    Articles, their other URLs and traces are kept by the id of a URL and are not among them. Raises redis.RedisError.
    """
    parts = [urlsplit(url) for url in urls]
    names = [of(keys, site) for of in OF_SITE]
    names += [of(keys, host) for host in dict.fromkeys(part.netloc for part in parts) for of in OF_HOST]
    names += [keys.robots(origin) for origin in dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts)]
    shared = [of(keys) for of in SHARED]
    with client.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.type(name)
            pipeline.memory_usage(name, samples=0)
            pipeline.ttl(name)
        for name in shared:
            pipeline.hexists(name, site)
            pipeline.hstrlen(name, site)
        told = pipeline.execute()
    found = []
    for at, name in enumerate(names):
        kind, size, seconds = told[3 * at : 3 * at + 3]
        if size is not None:  # else there is no such key
            found.append(SiteKey(name, None, _text(kind), int(size), seconds if seconds >= 0 else None))
    rest = told[3 * len(names) :]
    for at, name in enumerate(shared):
        is_there, size = rest[2 * at : 2 * at + 2]
        if is_there:
            found.append(SiteKey(name, site, "hash", int(size), None))
    return found


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
