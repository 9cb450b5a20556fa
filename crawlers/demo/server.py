"""The town's web server: every site on its own loopback address, as real sites have their own hosts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from wiredesk.crawlers.demo.page_templates import PageWriter
from wiredesk.crawlers.demo.routes import SiteRoutes
from wiredesk.crawlers.demo.stories import TownSite
from wiredesk.settings.errors import WiredeskError

TOWN_NETWORK = "127.20.0"
"""First three bytes of the town's addresses: loopback (RFC 1122, 3.2.1.3), and away from 127.0.0.1, where other local
servers listen."""

IDLE_SECONDS = 15
"""How long a kept-alive connection may stay silent; longer than any pause of a crawl of the town."""


@dataclass(frozen=True)
class LoggedRequest:
    """One request that the town has answered."""

    site: str
    target: str
    status: int
    conditional: bool


class Town:
    """Serves the sites while the ``with`` block runs.

    Args:
        sites: what to serve.
        founded: the moment from which the ages of stories count (aware).
        port: the one port of all sites; 0 lets the system choose.
        clock: what relative dates on the pages count from.
    """

    def __init__(
        self,
        sites: list[TownSite],
        founded: datetime,
        port: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.sites = sites
        self.founded = founded
        self.port = port
        self.clock = clock
        self.requests: list[LoggedRequest] = []
        self.writers: dict[str, PageWriter] = {}
        self._stack = ExitStack()

    def home(self, site_id: str) -> str:
        """The home page's URL of a site."""
        return self.writers[site_id].home

    def __enter__(self) -> Town:
        """Bind all addresses and start serving. Raises WiredeskError where the port is taken."""
        try:
            for number, site in enumerate(self.sites, start=1):
                self._serve(site, self._address(number))
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving and close all sockets."""
        self._stack.close()

    def _address(self, number: int) -> str:
        # Linux answers on all of 127.0.0.0/8; elsewhere only 127.0.0.1 exists, and each site gets a port of its own.
        return f"{TOWN_NETWORK}.{number}" if _can_bind(f"{TOWN_NETWORK}.{number}") else "127.0.0.1"

    def _serve(self, site: TownSite, address: str) -> None:
        port = self.port if address.startswith(TOWN_NETWORK) else (self.port + len(self.writers) if self.port else 0)
        try:
            server = _SiteServer((address, port), _SiteHandler)
        except OSError as problem:
            raise WiredeskError(f"the news town cannot listen on {address}:{port} ({problem.strerror})") from None
        self._stack.callback(server.server_close)
        self.port = self.port or server.server_port
        writer = PageWriter(site, f"http://{address}:{server.server_port}/", self.founded)
        self.writers[site.id] = writer
        server.town, server.routes = self, SiteRoutes(writer)
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), name=f"town-{site.id}", daemon=True)
        thread.start()
        self._stack.callback(server.shutdown)


class _SiteServer(ThreadingHTTPServer):
    town: Town
    routes: SiteRoutes
    daemon_threads = True
    block_on_close = False  # a crawler's idle connections must not hold up the end
    request_queue_size = 64  # a crawl opens all its connections at once


class _SiteHandler(BaseHTTPRequestHandler):
    server: _SiteServer
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        town, routes = self.server.town, self.server.routes
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = routes.answer(self.path, town.clock(), headers)
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        town.requests.append(LoggedRequest(routes.site.id, self.path, answer.status, conditional))
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def version_string(self) -> str:
        return self.server.routes.site.server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the demo."""


def _can_bind(address: str) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True
