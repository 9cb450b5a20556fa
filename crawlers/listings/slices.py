"""Long work on the event loop, in slices: between two of them the answers of other sites are seen to.

A listing may name 50,000 URLs, and each costs some time on its way to the frontier. What is pure goes to a thread
(`aside`), which hands the interpreter over by itself; what changes the state of a crawl stays on the loop (`sliced`).
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

SLICE = 0.01
"""Seconds of work in one go: five sites at once are noticed as little as one that blocks for 50 ms."""
FEW = 30
"""Items whose work is done before a thread has taken it over: 0.5 ms at the usual 15 µs for each, and 30 ms where URLs
with hundreds of parameters take a millisecond."""
LET_GO_AT_ONCE = 500
"""Items of a list that are freed between two looks at the clock: 0.6 ms of leads."""
THAWED_EVERY = 600.0
"""Seconds after which the collector looks through everything once. It holds up the loop for 0.05 s and
more, so not often; what crawls leave behind is kept until then."""
MOST_LEFT = 200_000
"""Objects that crawls may leave behind before it looks sooner: some 35 MB, of 230 crawls of small sites that found
nothing new. A worker that crawls ten sites a second leaves seven times as much in THAWED_EVERY."""
COUNTED_EVERY = 5.0
"""Seconds between two counts of them, each of which takes milliseconds."""

T = TypeVar("T")
P = ParamSpec("P")

_resting = 0  # blocks of `collector_rests` that are open
_was_on = True  # before the first of them
_thawed = _counted = time.monotonic()  # when the collector has last looked through everything, and when it was counted
_alive: int | None = None  # objects that were there after that look; None before the first crawl


@contextmanager
def collector_rests() -> Iterator[None]:
    """Python's garbage collector rests in this block, and in all that are open at the same time.

    To look through what 50,000 leads are made of takes it 100 ms, in which nothing else happens; there are no cycles
    among them. So what is there at the end of the block is looked through by `free_what_is_left` alone. Only for the
    event loop's thread, and for blocks that end.
    """
    global _resting, _was_on
    if not _resting:
        _was_on = gc.isenabled()
        gc.disable()
    _resting += 1
    try:
        yield
    finally:
        _resting -= 1
        if not _resting and _was_on:
            gc.freeze()  # else the next run would make up for what this block has saved
            gc.enable()


def free_what_is_left(
    thawed_every: float = THAWED_EVERY, most_left: int = MOST_LEFT, counted_every: float = COUNTED_EVERY
) -> None:
    """Look through all that was there at the end of listings: what is part of a cycle, as crawls are, is never freed
    otherwise.

    Once in `thawed_every` seconds, and when `most_left` objects have come to what was alive then, counted every
    `counted_every` seconds. For the beginning of a crawl: in its midst the leads of a long listing would be looked
    through too, most of which are soon gone by themselves.
    """
    global _thawed, _counted, _alive
    now, is_much = time.monotonic(), False
    if _alive is None:
        _alive, _counted = gc.get_freeze_count(), now  # what was imported
    if now - _counted >= counted_every:
        _counted, is_much = now, gc.get_freeze_count() - _alive > most_left
    if gc.isenabled() and (is_much or now - _thawed >= thawed_every):
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _thawed, _alive = time.monotonic(), gc.get_freeze_count()


async def sliced(items: Iterable[T]) -> AsyncIterator[T]:
    """The items one by one; the loop may do other work whenever SLICE seconds have gone into them."""
    began = time.monotonic()
    for item in items:
        yield item
        if time.monotonic() - began > SLICE:
            await asyncio.sleep(0)
            began = time.monotonic()


async def let_go(*lists: list[Any]) -> None:
    """Empty lists, in slices: to free 50,000 leads at once takes 60 ms. For lists that nobody needs any more."""
    for items in lists:
        began = time.monotonic()
        while items:
            del items[-LET_GO_AT_ONCE:]
            if time.monotonic() - began > SLICE:
                await asyncio.sleep(0)
                began = time.monotonic()


async def aside(size: int, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What `work` gives; in a thread where `size`, the number of its items, is large. It must change nothing shared."""
    if size <= FEW:
        return work(*arguments, **named)
    return await asyncio.to_thread(work, *arguments, **named)
