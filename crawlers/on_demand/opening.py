"""Opening what single URLs need: the desk, the fetcher and, where requests come from it, the queue of requests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wiredesk.pipelines.desk import Desk
from wiredesk.settings.environment import Environment

if TYPE_CHECKING:
    from wiredesk.crawlers.on_demand.fetcher import Fetcher
    from wiredesk.crawlers.on_demand.request_queue import RequestQueue
    from wiredesk.crawlers.sites.catalogue import Catalogue
    from wiredesk.pipelines.page import Page


@dataclass(frozen=True)
class OnDemand:
    """What `open_on_demand` has opened."""

    desk: Desk
    fetcher: Fetcher
    queue: RequestQueue | None
    """None where it was not asked for."""


@asynccontextmanager
async def open_on_demand(
    environment: Environment,
    *,
    processes: int | None = None,
    connect: bool = True,
    with_queue: bool = False,
    catalogue: Callable[[], Catalogue] | None = None,
    render: bool = False,
    on_page: Callable[[Page], None] | None = None,
) -> AsyncIterator[OnDemand]:
    """Open desk, fetcher and queue; close them in the reverse order, whatever happens.

    `processes` extract pages (None: as many as there are processors). With `connect` off there is no Redis. `catalogue`
    gives the site definitions that are needed (None: all that the environment names). `render` and `on_page`: as for
    `Fetcher`. Raises WiredeskError when something cannot be opened.
    """
    async with AsyncExitStack() as stack:
        desk = Desk(environment, workers=processes, connect=connect)
        desk.pool.start()  # its processes import what they need while this one does
        stack.push_async_callback(desk.close)
        from wiredesk.crawlers.on_demand.fetcher import Fetcher

        sites = catalogue() if catalogue is not None else _all_sites(environment)
        fetcher = Fetcher(environment, desk, sites, render=render, on_page=on_page)
        await desk.open()
        stack.push_async_callback(fetcher.close)
        await fetcher.open()
        queue: RequestQueue | None = None
        if with_queue:
            from wiredesk.crawlers.on_demand.request_queue import RequestQueue

            queue = RequestQueue(desk.redis, desk.keys)
            stack.push_async_callback(queue.close)
            await queue.open()
        yield OnDemand(desk, fetcher, queue)


def _all_sites(environment: Environment) -> Catalogue:
    from wiredesk.crawlers.sites.catalogue import Catalogue

    return Catalogue.load(*environment.sites)
