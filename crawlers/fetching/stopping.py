"""Stopping soon: requests under way when a crawl is stopped get a moment to end, and are then given up."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from scrapy.exceptions import IgnoreRequest

T = TypeVar("T")

GRACE = 1.0
"""Seconds: most answers that are on their way arrive in that time, and whoever pressed Ctrl-C still waits."""


class Stopped(IgnoreRequest):
    """Given up, because the crawl is being stopped."""


async def unless_stopped(work: Coroutine[Any, Any, T], stopping: asyncio.Event, grace: float = GRACE) -> T:
    """The result of `work`; where it has none `grace` seconds after `stopping` is set, it is cancelled and Stopped
    raised."""
    task = asyncio.ensure_future(work)
    told = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait((task, told), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await asyncio.wait((task,), timeout=grace)
        if not task.done():
            raise Stopped("the crawl is being stopped")
        return task.result()
    finally:
        told.cancel()
        task.add_done_callback(_forget)
        task.cancel()


def _forget(task: asyncio.Task[Any]) -> None:
    """What still comes of work that was given up is nobody's: asyncio would print it as a traceback."""
    if not task.cancelled():
        task.exception()


async def sleep_unless_stopped(seconds: float, stopping: asyncio.Event) -> None:
    """Wait; raises Stopped at once when `stopping` is set."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
    raise Stopped("the crawl is being stopped")
