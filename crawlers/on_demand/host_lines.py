"""One line for each host: a flood of URLs of a slow host never holds up those of others."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

PLACES = 4
"""URLs of one host under way at a time: two are in flight (HostBudget's DEFAULT_CONCURRENCY), two wait behind them."""


@dataclass(frozen=True)
class Destination:
    """Where a URL leads: its identity, its host, and how many URLs of that host may be under way together."""

    url: str
    host: str
    places: int = PLACES


class HostLines(Generic[Item]):
    """Things to do, each with the URL that it is about: says which may begin, and keeps the others in their order.

    What is about a URL that is under way already joins it and needs no place: its outcome is the same.
    """

    def __init__(self) -> None:
        self._lines: dict[str, OrderedDict[str, list[Item]]] = {}
        self._taken: Counter[str] = Counter()
        self._under_way: Counter[str] = Counter()
        self._waiting = 0

    def __len__(self) -> int:
        """How many wait."""
        return self._waiting

    def enter(self, item: Item, to: Destination) -> bool:
        """Whether `item` may begin now; else it waits until `leave` hands it out."""
        if to.url not in self._under_way:
            if self._taken[to.host] >= to.places:
                self._lines.setdefault(to.host, OrderedDict()).setdefault(to.url, []).append(item)
                self._waiting += 1
                return False
            self._taken[to.host] += 1
        self._under_way[to.url] += 1
        return True

    def leave(self, to: Destination) -> list[Item]:
        """Something that had begun has ended; returns what may begin now: all that is about the next URL in line."""
        self._under_way[to.url] -= 1
        if self._under_way[to.url]:
            return []
        del self._under_way[to.url]
        line = self._lines.get(to.host)
        if not line:
            self._taken[to.host] -= 1
            if not self._taken[to.host]:
                del self._taken[to.host]
            return []
        url, items = line.popitem(last=False)
        if not line:
            del self._lines[to.host]
        self._under_way[url] = len(items)
        self._waiting -= len(items)
        return items


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
