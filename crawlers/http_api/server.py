"""Running the HTTP interface: uvicorn and Scrapy in one event loop, with a worker for the queue beside them."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from wiredesk.crawlers.http_api.api_keys import KeyFile
from wiredesk.crawlers.http_api.application import create_application
from wiredesk.crawlers.http_api.connections import BoundedProtocol, Connections
from wiredesk.crawlers.http_api.gate import MOST_IN_FLIGHT, RESERVE, Gate, Pages
from wiredesk.crawlers.http_api.metrics import Metrics
from wiredesk.crawlers.http_api.queued_articles import QueuedArticles
from wiredesk.crawlers.http_api.rate_limit import RateLimit
from wiredesk.crawlers.http_api.served import Served
from wiredesk.crawlers.http_api.service import ArticleService
from wiredesk.crawlers.metrics.server_collection import ServerCollection
from wiredesk.crawlers.on_demand.opening import OnDemand, open_on_demand
from wiredesk.crawlers.on_demand.worker import Worker
from wiredesk.crawlers.runtime.memory_allocator import give_back_freed_pages
from wiredesk.crawlers.runtime.reactor_loop import run_in_reactor
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.desk import Desk
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import UsageProblem

logger = logging.getLogger(__name__)

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
BACKLOG = 1024
"""Connections that may wait to be accepted: bursts of hundreds must not be refused."""
STOP_SECONDS = 20
"""How long requests in flight may take to end when the server is told to stop."""
KEEP_ALIVE_SECONDS = 75
"""Idle connections are kept longer than load balancers keep theirs (60 s), so that no request meets a closing one."""


AddPages = Callable[[FastAPI, Served], Pages]
"""Adds pages for people to the application, and returns who is let in to them."""


class ServeRun:
    """One `wiredesk serve`, or one `wiredesk desk`, which has `add_pages`. `port` 0 takes a free one; `on_ready` is
    told the address."""

    def __init__(
        self,
        environment: Environment,
        *,
        host: str,
        port: int,
        key_file: Path,
        rate: int,
        processes: int | None = None,
        with_worker: bool = True,
        on_ready: Callable[[str], None] | None = None,
        add_pages: AddPages | None = None,
    ) -> None:
        self._environment = environment
        self._host = host
        self._port = port
        self._keys = KeyFile(key_file, rate)
        self._processes = processes
        self._with_worker = with_worker
        self._on_ready = on_ready
        self._add_pages = add_pages
        self._server: _Server | None = None
        self._stopped = False
        self._public = not is_loopback(host)
        if self._public and not len(self._keys):
            raise UsageProblem(
                f"{host} can be reached from other machines, and there is no API key in {key_file}; make one with\n"
                f"  wiredesk keys add NAME --key-file {key_file}\nor bind to 127.0.0.1"
            )

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises WiredeskError when it cannot begin."""
        give_back_freed_pages()
        run_in_reactor(self._main, self._stop)

    def _stop(self) -> None:
        """A second signal does not wait."""
        if self._stopped:
            raise SystemExit(130)
        self._stopped = True
        if self._server is not None:
            self._server.should_exit = True

    async def _main(self) -> None:
        metrics = Metrics()
        with closing(_listen(self._host, self._port)) as listening:
            desk = Desk(self._environment, workers=self._processes, keep_pages=True)
            sites = partial(Catalogue.load, *self._environment.sites)
            async with open_on_demand(desk, sites, with_queue=self._with_worker) as opened, _working(
                opened, metrics
            ) as working:  # fmt: skip
                assert opened.publisher is not None
                redis, keys = opened.desk.redis, opened.desk.keys

                async def is_ready() -> str:
                    try:
                        await asyncio.wait_for(redis.ping(), 2)  # seconds: what probes usually allow is more
                    except Exception as problem:  # whatever it is: not ready
                        return f"Redis does not answer: {type(problem).__name__}"
                    return "the worker has ended" if working is not None and working.done() else ""

                served = Served(
                    service=ArticleService(opened.fetcher, opened.publisher, redis, keys),
                    queued=QueuedArticles(redis, keys),
                    redis=redis,
                    keys=keys,
                    metrics=metrics,
                    collection=ServerCollection(self._environment),
                    key_file=self._keys,
                    limit=RateLimit(redis, keys),
                    is_ready=is_ready,
                    require_key=self._public,
                    definition_for=opened.fetcher.definition_for,
                    user_agent=self._environment.user_agent,
                )
                application = create_application(served)
                pages = self._add_pages(application, served) if self._add_pages is not None else None
                try:
                    await self._serve(application, metrics, listening, pages)
                finally:
                    if pages is not None:
                        await pages.close()

    async def _serve(self, application: Any, metrics: Metrics, listening: socket.socket, pages: Pages | None) -> None:
        hosts = None if self._public else {*LOOPBACK_NAMES, self._host.lower()}
        connections = Connections(self._keys.admits)
        # below the limit of connections: whoever comes finds a place, if only to be told that the server is busy
        most = min(MOST_IN_FLIGHT, max(connections.most // 2, connections.most - 2 * RESERVE))
        gate: Any = Gate(application, metrics, self._keys, hosts, self._public, most, pages)
        protocol: Any = partial(BoundedProtocol, connections)
        config = uvicorn.Config(
            gate, http=protocol, ws="none", loop="none", lifespan="off", log_config=None, access_log=False,
            server_header=False, timeout_graceful_shutdown=STOP_SECONDS, timeout_keep_alive=KEEP_ALIVE_SECONDS,
            backlog=BACKLOG,
        )  # fmt: skip
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        self._server = _Server(config)
        self._server.should_exit = self._stopped
        if self._on_ready is not None:
            self._on_ready(_address(listening))
        await self._server.serve(sockets=[listening])


@asynccontextmanager
async def _working(opened: OnDemand, metrics: Metrics) -> AsyncIterator[asyncio.Task[None] | None]:
    """A worker for the queue of requests beside the server, where that is opened."""
    if opened.queue is None:
        yield None
        return
    assert opened.publisher is not None
    worker = Worker(
        opened.queue, opened.fetcher, opened.publisher, stays=True,
        on_settled=lambda _, word: metrics.settled.labels(word).inc(),
    )  # fmt: skip
    working = asyncio.create_task(worker.run())
    try:
        yield working
    finally:
        worker.stop()
        await asyncio.gather(working, return_exceptions=True)


class _Server(uvicorn.Server):
    """uvicorn in a loop that is not its own: signals are for whoever runs the loop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signal handlers alone."""
        yield


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address) is this machine's loopback and nothing else."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    plain = host.strip("[]")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(plain, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError as problem:
        raise UsageProblem(f"cannot listen on {host}:{port}: {problem.strerror or problem}") from None
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
