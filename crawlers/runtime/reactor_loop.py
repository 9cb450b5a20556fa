"""Running a coroutine in Twisted's asyncio reactor, which Scrapy needs, from an ordinary command."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from wiredesk.crawlers.runtime.last_moment import stop_by_the_last_moment

T = TypeVar("T")


def run_in_reactor(main: Callable[[], Coroutine[Any, Any, T]], on_signal: Callable[[], None]) -> T:
    """Run ``main()`` to its end and return what it returns, or raise what it raises.

    SIGINT and SIGTERM call `on_signal` in the loop; the program has a minute from then (`last_moment`). Installs and
    runs the reactor, which a process can do once only.
    """
    # Scrapy's TLS classes look through the whole stack of calls when they are imported. From here that takes a third of
    # the time that it takes from inside its engine, which would import them otherwise.
    import scrapy.core.downloader.contextfactory  # noqa: F401, PLC0415  # in this order
    from scrapy.utils.reactor import install_reactor  # noqa: PLC0415  # in this order

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed  # noqa: PLC0415  # in this order

    from wiredesk.crawlers.fetching.name_resolver import CachingDualStackResolver  # noqa: PLC0415  # in this order

    reactor: Any = installed  # a module by its type, an object in truth
    CachingDualStackResolver(reactor).install_on_reactor()  # Scrapy installs it only where it runs the reactor itself
    tasks: list[asyncio.Task[T]] = []

    def told_to_stop() -> None:
        stop_by_the_last_moment()
        on_signal()

    async def work() -> T:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, told_to_stop)
        try:
            return await main()
        finally:
            reactor.callLater(0, reactor.stop)

    gc.freeze()  # what was imported stays: the collector need not look through it, which held up the loop for 40 ms
    reactor.callWhenRunning(lambda: tasks.append(asyncio.ensure_future(work())))
    reactor.run(installSignalHandlers=False)
    return tasks[0].result()
