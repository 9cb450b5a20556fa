"""One line for each host: a flood of URLs of a slow host never holds up those of others."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from wiredesk.crawlers.fetching.host_limits import NO_WISHES

Item = TypeVar("Item")


@dataclass(frozen=True)
class Destination:
    """Where a URL leads: its identity, its host, and how many URLs of that host may be under way together."""

    url: str
    host: str
    places: int = NO_WISHES.on_demand


@dataclass
class _UnderWay:
    """One URL that is under way: the host whose place it has, and how many items are about it."""

    host: str
    items: int


class HostLines(Generic[Item]):
    """Things to do, each with the URL that it is about: says which may begin, and keeps the others in their order.

    What is about a URL that is under way already joins it and needs no place: its outcome is the same. Each leaves by
    the destination with which it entered, which is handed out with it.
    """

    def __init__(self) -> None:
        self._lines: dict[str, OrderedDict[str, list[tuple[Item, Destination]]]] = {}
        self._taken: Counter[str] = Counter()
        self._under_way: dict[str, _UnderWay] = {}
        self._waiting = 0

    def __len__(self) -> int:
        """How many wait."""
        return self._waiting

    def enter(self, item: Item, to: Destination) -> bool:
        """Whether `item` may begin now; else it waits until `leave` hands it out."""
        under_way = self._under_way.get(to.url)
        if under_way is not None:
            under_way.items += 1
            return True
        if self._taken[to.host] >= to.places:
            self._lines.setdefault(to.host, OrderedDict()).setdefault(to.url, []).append((item, to))
            self._waiting += 1
            return False
        self._taken[to.host] += 1
        self._under_way[to.url] = _UnderWay(to.host, 1)
        return True

    def leave(self, to: Destination) -> list[tuple[Item, Destination]]:
        """What had begun with `to` has ended; returns what may begin now, each with the destination by which it leaves:
        all that is about the next URL in line. Raises KeyError where nothing about that URL is under way.
        """
        under_way = self._under_way[to.url]
        under_way.items -= 1
        if under_way.items:
            return []
        del self._under_way[to.url]
        return self._pass_on(
            under_way.host
        )  # that of the first item, which took the place; another may name another host

    def _pass_on(self, host: str) -> list[tuple[Item, Destination]]:
        """Give a place of `host` that has become free to the next URL in its line, or back to the host."""
        released: list[tuple[Item, Destination]] = []
        line = self._lines.get(host)
        while line:
            url, waited = line.popitem(last=False)
            if not line:
                del self._lines[host]
            self._waiting -= len(waited)
            released += waited
            joined = self._under_way.get(url)
            if joined is None:
                self._under_way[url] = _UnderWay(host, len(waited))
                return released
            joined.items += len(waited)  # it began under another host meanwhile, and has its place there
        self._taken[host] -= 1
        if not self._taken[host]:
            del self._taken[host]
        return released


class HostPlaces:
    """The same for coroutines, which wait for their place themselves; one coroutine a URL."""

    def __init__(self) -> None:
        self._places: dict[str, asyncio.Semaphore] = {}
        self._users: Counter[str] = Counter()

    @asynccontextmanager
    async def place(self, to: Destination) -> AsyncIterator[None]:
        """Wait for a place at the host, first come, first served; the body of the ``async with`` has it."""
        places = self._places.setdefault(to.host, asyncio.Semaphore(to.places))
        self._users[to.host] += 1
        try:
            async with places:
                yield
        finally:
            self._users[to.host] -= 1
            if not self._users[to.host]:
                del self._users[to.host], self._places[to.host]
