"""One `wiredesk fetch`: a list of URLs in, articles out as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from itertools import chain
from threading import Thread
from typing import TYPE_CHECKING

from wiredesk.crawlers.on_demand.opening import open_on_demand
from wiredesk.crawlers.on_demand.site_selection import catalogue_for
from wiredesk.crawlers.runtime.reactor_loop import run_in_reactor
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.desk import Desk

if TYPE_CHECKING:
    from wiredesk.crawlers.on_demand.outcome import FetchOutcome
    from wiredesk.pipelines.page import Page

AT_ONCE = 32
"""URLs of the list that are under way together; the next ones are read when these are done."""


class FetchRun:
    """Fetches URLs and hands each outcome to `on_outcome` at once, in the order in which they finish. The articles are
    published where `desk` connects to Redis.

    `known_urls`: all URLs that will be fetched, where they are known before; then only what they need is loaded.
    `on_page` is called with every page as it was fetched, before the outcome of its URL.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        on_outcome: Callable[[FetchOutcome], None],
        known_urls: Sequence[str] | None = None,
        render: bool = False,
        on_page: Callable[[Page], None] | None = None,
    ) -> None:
        self._desk = desk
        self._on_outcome = on_outcome
        self._known_urls = known_urls
        self._render = render
        self._on_page = on_page
        self._work: asyncio.Future[None] | None = None
        self.interrupted = False

    def run(self, urls: Iterable[str]) -> None:
        """Fetch all `urls`. Raises WiredeskError when it cannot begin. SIGINT ends it: `interrupted` is then set."""
        run_in_reactor(lambda: self._main(urls), self._stop)

    def _stop(self) -> None:
        self.interrupted = True
        if self._work is not None:
            self._work.cancel()

    async def _main(self, urls: Iterable[str]) -> None:
        self._work = asyncio.ensure_future(self._fetch_all(urls))
        with suppress(asyncio.CancelledError):
            await self._work

    def _catalogue(self) -> Catalogue:
        folders = self._desk.environment.sites
        return Catalogue.load(*folders) if self._known_urls is None else catalogue_for(self._known_urls, folders)

    async def _fetch_all(self, urls: Iterable[str]) -> None:
        async with open_on_demand(
            self._desk, self._catalogue, render=self._render, on_page=self._on_page
        ) as opened:  # fmt: skip
            fetcher = opened.fetcher
            waiting: asyncio.Queue[str | None] = asyncio.Queue(AT_ONCE)

            async def work() -> None:
                while (url := await waiting.get()) is not None:
                    outcome = await fetcher.fetch(url)
                    if opened.publisher is not None and outcome.article is not None:
                        outcome = await opened.publisher.published(outcome)
                    self._on_outcome(outcome)

            reading = _read_into(waiting, urls, asyncio.get_running_loop())
            workers = [asyncio.ensure_future(work()) for _ in range(AT_ONCE)]
            try:
                await asyncio.gather(reading, *workers)
            finally:
                for worker in workers:
                    worker.cancel()


def _read_into(
    waiting: asyncio.Queue[str | None], urls: Iterable[str], loop: asyncio.AbstractEventLoop
) -> asyncio.Future[None]:
    """Read `urls` in a thread of its own: stdin may be slow, and an interrupted program does not wait for it.

    The future is done when all are read, and has the error that `urls` raised.
    """
    reading: asyncio.Future[None] = loop.create_future()

    def end(problem: OSError | None) -> None:
        if reading.done():
            return
        if problem is None:
            reading.set_result(None)
        else:
            reading.set_exception(problem)

    def read() -> None:
        failure: OSError | None = None
        with suppress(RuntimeError, CancelledError):  # the loop has ended meanwhile
            try:
                for url in chain(urls, (None,) * AT_ONCE):
                    asyncio.run_coroutine_threadsafe(waiting.put(url), loop).result()
            except OSError as problem:  # a closed stdin
                failure = problem
            loop.call_soon_threadsafe(end, failure)

    Thread(target=read, name="urls", daemon=True).start()
    return reading
