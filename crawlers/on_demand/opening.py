"""Opening what single URLs need: the desk, the fetcher and, where requests come from it, the queue of requests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wiredesk.crawlers.on_demand.fetcher import Fetcher
from wiredesk.pipelines.desk import Desk

if TYPE_CHECKING:
    from wiredesk.crawlers.on_demand.publishing import OutcomePublisher
    from wiredesk.crawlers.on_demand.request_queue import RequestQueue
    from wiredesk.crawlers.sites.catalogue import Catalogue
    from wiredesk.pipelines.page import Page


@dataclass(frozen=True)
class OnDemand:
    """What `open_on_demand` has opened."""

    desk: Desk
    fetcher: Fetcher
    publisher: OutcomePublisher | None
    """None without Redis."""
    queue: RequestQueue | None
    """None where it was not asked for."""


@asynccontextmanager
async def open_on_demand(
    desk: Desk,
    catalogue: Callable[[], Catalogue],
    *,
    with_queue: bool = False,
    render: bool = False,
    on_page: Callable[[Page], None] | None = None,
) -> AsyncIterator[OnDemand]:
    """Open desk, fetcher and queue; close them in the reverse order, whatever happens.

    `catalogue` gives the site definitions that are needed. `render` and `on_page`: as for `Fetcher`. Raises
    WiredeskError when something cannot be opened.
    """
    async with AsyncExitStack() as stack:
        desk.pool.start()  # its processes import what they need while this one does
        stack.push_async_callback(desk.close)
        sites = catalogue()
        await desk.open()
        shared, publisher, queue = None, None, None
        if desk.redis is not None:
            # Not at the top: a fetch that publishes nothing starts without Redis's client.
            from wiredesk.crawlers.on_demand.publishing import OutcomePublisher  # noqa: PLC0415  # only with Redis
            from wiredesk.crawlers.on_demand.shared_fetches import SharedFetches  # noqa: PLC0415  # only with Redis

            shared, publisher = SharedFetches(desk.redis, desk.keys), OutcomePublisher(desk)
        fetcher = Fetcher(desk, sites, shared=shared, render=render, on_page=on_page)
        stack.push_async_callback(fetcher.close)
        await fetcher.open()
        if with_queue:
            from wiredesk.crawlers.on_demand.request_queue import RequestQueue  # noqa: PLC0415  # only with Redis

            queue = RequestQueue(desk.redis, desk.keys)
            stack.push_async_callback(queue.close)
            await queue.open()
        yield OnDemand(desk, fetcher, publisher, queue)
