"""One `wiredesk fetch`: a list of URLs in, articles out as they come."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable

from crawlers.spiders.urls import FetchOutcome
from settings.environment import Environment
from settings.errors import WiredeskError

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
        self._problem: BaseException | None = None
        self.interrupted = False

    def run(self, urls: Iterable[str]) -> None:
        """Fetch all `urls`. Raises WiredeskError when it cannot begin. SIGINT ends it: `interrupted` is then set."""
        from scrapy.utils.reactor import install_reactor

        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        from twisted.internet import reactor

        reactor.callWhenRunning(lambda: asyncio.ensure_future(self._main(urls)))  # type: ignore[attr-defined]
        reactor.run(installSignalHandlers=False)  # type: ignore[attr-defined]
        if self._problem is not None:
            raise self._problem

    async def _main(self, urls: Iterable[str]) -> None:
        from twisted.internet import reactor

        work = asyncio.ensure_future(self._fetch_all(urls))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, work.cancel)
        try:
            await work
        except asyncio.CancelledError:
            self.interrupted = True
        except WiredeskError as problem:
            self._problem = problem
        except BaseException as problem:  # handed to the caller of run(), outside the reactor
            self._problem = problem
        finally:
            reactor.stop()  # type: ignore[attr-defined]

    async def _fetch_all(self, urls: Iterable[str]) -> None:
        from crawlers.fetcher import Fetcher
        from crawlers.sites.catalogue import Catalogue
        from pipelines.desk import Desk

        desk = Desk(self._environment, workers=self._workers, connect=self._publish)
        fetcher = Fetcher(self._environment, desk, Catalogue.load(self._environment.sites))
        waiting = iter(urls)

        async def work() -> None:
            for url in waiting:
                self._on_outcome(await fetcher.fetch(url, publish=self._publish))

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
