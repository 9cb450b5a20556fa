"""One `wiredesk fetch`: a list of URLs in, articles out as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from crawlers.on_demand.outcome import FetchOutcome
from crawlers.reactor_loop import run_in_reactor
from settings.environment import Environment

AT_ONCE = 32
"""URLs of the list that are under way together; the next ones are read when these are done."""


class FetchRun:
    """Fetches URLs and hands each outcome to `on_outcome` at once, in the order in which they finish."""

    def __init__(
        self, environment: Environment, *, publish: bool, workers: int, on_outcome: Callable[[FetchOutcome], None]
    ) -> None:
        self._environment = environment
        self._publish = publish
        self._workers = workers
        self._on_outcome = on_outcome
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

    async def _fetch_all(self, urls: Iterable[str]) -> None:
        from crawlers.fetcher import Fetcher
        from crawlers.sites.catalogue import Catalogue
        from pipelines.desk import Desk

        desk = Desk(self._environment, workers=self._workers, connect=self._publish)
        fetcher = Fetcher(self._environment, desk, Catalogue.load(self._environment.sites))
        waiting = iter(urls)

        async def work() -> None:
            for url in waiting:
                outcome = await fetcher.fetch(url)
                if self._publish and outcome.article is not None:
                    outcome = await fetcher.published(outcome)
                self._on_outcome(outcome)

        try:
            await desk.open()
            await fetcher.open()
            workers = [asyncio.ensure_future(work()) for _ in range(AT_ONCE)]
            try:
                await asyncio.gather(*workers)
            finally:
                for worker in workers:
                    worker.cancel()
        finally:
            await fetcher.close()
            await asyncio.to_thread(desk.pool.close)
            await desk.close()
