"""Hosts of others through which a feed's links lead to the site: counters of clicks, shorteners, feed services.

Such a host is followed where it carries at least half of a feed's links; anything less is advertising. Whether its
links do lead to the site is seen only when they are asked for: after a few that do not, the host is given up.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.pipelines.publishing.stored_times import past

LINKS_TRIED = 3
"""Links of a host that may lead elsewhere before the host is given up: one or two may be advertising."""
FORGOTTEN_AFTER = 7 * 86_400
"""Seconds after which a host that was given up is tried again: definitions and feeds are mended."""
MOST_REMEMBERED = 20
"""Hosts remembered as given up for one site; its feeds are few."""


class OtherHosts:
    """The other hosts of one crawl of one site. `given_up`, host → when (seconds since the epoch), outlives it."""

    def __init__(self, in_scope: Callable[[str], bool], given_up: dict[str, float]) -> None:
        self._in_scope = in_scope
        self._remembered = given_up
        self._astray: Counter[str] = Counter()
        self._lead_home: set[str] = set()

    async def followed(self, leads: list[Lead]) -> list[Lead]:
        """Which of a feed's links to other hosts are followed."""
        of_host: defaultdict[str, list[Lead]] = defaultdict(list)
        async for lead in sliced(leads):
            of_host[_host(lead.url)].append(lead)
        followed: list[Lead] = []
        for host, named in of_host.items():
            carries_half = host and len(named) * 2 >= len(leads)
            if carries_half and not self._in_scope(named[0].url) and not self._is_remembered(host):
                followed += [lead for lead in named if urlsplit(lead.url).path.strip("/")]
        return followed

    def is_given_up(self, url: str) -> bool:
        """Whether enough links of the URL's host have led elsewhere."""
        host = _host(url)
        return host not in self._lead_home and (self._astray[host] >= LINKS_TRIED or self._is_remembered(host))

    def leads_home(self, url: str) -> None:
        """A link has led to a page of the site."""
        self._lead_home.add(_host(url))
        self._remembered.pop(_host(url), None)

    def leads_astray(self, url: str, *, elsewhere: bool) -> bool:
        """A link was no use; `elsewhere`: it ended at a page of somebody else. True for the first such one of a host
        that has not led home."""
        host = _host(url)
        self._astray[host] += 1
        if host in self._lead_home or not elsewhere:
            return False
        if self._astray[host] >= LINKS_TRIED and len(self._remembered) < MOST_REMEMBERED:
            self._remembered.setdefault(host, time.time())
        return self._astray[host] == 1

    def _is_remembered(self, host: str) -> bool:
        since = past(self._remembered.get(host, 0.0), time.time())
        if since and time.time() - since < FORGOTTEN_AFTER:
            return True
        self._remembered.pop(host, None)
        return False


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
