"""The address guard in a Scrapy crawl: a downloader middleware and a download handler.

Set both (docs/security.md). The middleware refuses bad URLs before they wait in a slot; the handler checks every URL
once more, so that nothing passes by, hands only checked addresses of a name on, and checks the address that is really
connected before a byte is sent. It also bounds what Scrapy leaves unbounded: the
header section of an answer, and the time that taking it apart may cost.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import time
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _BindAddressAgent,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, IgnoreRequest
from scrapy.utils._download_handlers import normalize_bind_address, wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.web._newclient import HEADER
from twisted.web.client import URI

from wiredesk.crawlers.fetching.addresses import WEB_PORTS, AddressGuard, ForbiddenAddress
from wiredesk.crawlers.fetching.exchanges import keeps_pages, note_exchange
from wiredesk.crawlers.fetching.guarded_reactor import GuardedReactor
from wiredesk.crawlers.fetching.statuses import as_understood
from wiredesk.pipelines.urls.syntax import normal_host

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.client import Agent
    from twisted.web.iweb import IResponse

# Apache and nginx refuse requests with more than 8 to 32 KiB of headers, browsers stop at 256 KiB of answer. News sites
# with long security policies and many cookies stay below 32 KiB.
LARGEST_HEADER_SECTION = 65_536

# Seconds of the reactor's thread, which all sites share, for taking one answer apart. A chunk takes about 25 µs,
# whatever its size: 10 MB in chunks of 1 kB need 0.25 s, in chunks of one byte four minutes.
LONGEST_PARSING = 1.0


# What a header's name may be made of (RFC 9110, 5.6.2). Twisted ends the connection over any other; browsers leave the
# line out, so that the site's owner never notices what its server sends.
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


# Seconds for a TCP connection, of the whole answer's time: the first packet is sent again after 1, 3 and 7 s (RFC 6298
# and Linux), so that one that has not come about by then never does.
LONGEST_CONNECTING = 10.0


class RefusedRequest(ForbiddenAddress, IgnoreRequest):
    """A request that the guard refused: Scrapy does not retry it, and its errback tells the reason."""


def guard_from_settings(settings: BaseSettings) -> AddressGuard:
    """The guard of one crawl.

    Settings: ``WIREDESK_ALLOW_ADDRESSES`` (networks in CIDR form), ``WIREDESK_PORTS`` (numbers; default 80 and 443) and
    ``WIREDESK_ORIGINS`` (URLs whose own port is open: those of the site definitions). Raises ValueError for something
    that is no network.
    """
    return AddressGuard(
        allow=[ipaddress.ip_network(network) for network in settings.getlist("WIREDESK_ALLOW_ADDRESSES")],
        ports=frozenset(map(int, settings.getlist("WIREDESK_PORTS"))) or WEB_PORTS,
        origins=settings.getlist("WIREDESK_ORIGINS"),
    )


class AddressGuardMiddleware:
    """Downloader middleware that refuses forbidden URLs of first requests, redirects and everything else.

    Its place is before all others that fetch something themselves (robots.txt), e.g. 50.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._guard = guard_from_settings(crawler.settings)
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuardMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise RefusedRequest for a URL that may not be fetched."""
        try:
            self._guard.check_url(request.url)
        except ForbiddenAddress as refusal:
            if self._stats is not None:
                self._stats.inc_value("wiredesk/forbidden_address")
            raise RefusedRequest(refusal.reason) from None


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, connecting only to what the guard allows. For ``http`` and ``https``.

    With a proxy (``request.meta["proxy"]``) the URL is still checked, but names are resolved and connected by the
    proxy, whose own address the operator chose and is not checked.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._guard = guard_from_settings(crawler.settings)
        self._pool._factory = _BoundedFactory

    async def close(self) -> None:
        """End the connections that are kept open. Scrapy's own ends the wait by calling back what may have been called
        by then, where the machine is so busy that both come at once: a traceback on stderr."""
        closed = maybe_deferred_to_future(self._pool.closeCachedConnections())  # type: ignore[no-untyped-call]
        await asyncio.wait([asyncio.ensure_future(closed)], timeout=self._disconnect_timeout)

    async def download_request(self, request: Request) -> Response:
        """Scrapy's entrance. Raises RefusedRequest for a forbidden URL, name (all its addresses) or peer,
        DownloadCancelledError for too many headers.
        """
        agent = _GuardedAgentOfScrapy(
            guard=self._guard,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        try:
            self._guard.check_url(request.url)
            with wrap_twisted_exceptions():
                response = await maybe_deferred_to_future(agent.download_request(request))
            if keeps_pages(self._crawler.spider):
                note_exchange(request, response, agent.answer)
            return as_understood(response)
        except ForbiddenAddress as refusal:
            raise RefusedRequest(refusal.reason) from None
        except DownloadFailedError as failure:
            reasons = getattr(failure.__cause__, "reasons", [])
            if any(reason.check(HeaderSectionTooLarge) for reason in reasons):
                raise DownloadCancelledError(str(reasons[0].value)) from None
            raise
        except Exception:
            # Where no address of a name was allowed, Twisted knows only of a name without addresses.
            if agent.refusal is not None:
                raise RefusedRequest(agent.refusal.reason) from None
            raise


class _GuardedAgentOfScrapy(_ScrapyAgent):
    """One request's way to the network: Scrapy's, with a reactor whose resolver and connections are guarded."""

    def __init__(self, *, guard: AddressGuard, **options: Any) -> None:
        super().__init__(**options)
        self._guard = guard
        self._reactor: GuardedReactor | None = None
        self.answer: Any = None
        """Twisted's answer, once it is whole."""

    def _cb_bodydone(self, result: Any, url: str) -> Response:
        self.answer = result["txresponse"]
        return super()._cb_bodydone(result, url)

    @property
    def refusal(self) -> ForbiddenAddress | None:
        """Why the name's addresses were refused, where all of them were."""
        return self._reactor.refusal if self._reactor else None

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        from twisted.internet import reactor  # noqa: PLC0415  # once the reactor is installed

        if request.meta.get("proxy"):
            return super()._get_agent(request, timeout)
        # The host as Twisted understands it, which decides where it connects.
        connected: bytes = URI.fromBytes(request.url.encode("ascii")).host  # type: ignore[no-untyped-call]
        host = normal_host(connected.decode("ascii"))
        self._reactor = GuardedReactor(reactor, self._guard, host)
        return _BindAddressAgent(
            reactor=self._reactor,  # type: ignore[arg-type]
            contextFactory=self._contextFactory,
            connectTimeout=min(timeout, LONGEST_CONNECTING),
            bindAddress=normalize_bind_address(request.meta.get("bindaddress") or self._bindAddress),
            pool=self._pool,
        )


class HeaderSectionTooLarge(Exception):
    """The header section of an answer has more than `LARGEST_HEADER_SECTION` bytes."""


class _BoundedParser(_LenientHTTPClientParser):
    MAX_LENGTH = LARGEST_HEADER_SECTION  # of one line; Twisted's 16 KiB are less than some security policies
    _header_bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self._header_bytes += len(line) + 2  # with the line's end; interim answers (1xx) count too
        if self._header_bytes > LARGEST_HEADER_SECTION:
            raise HeaderSectionTooLarge(f"more than {LARGEST_HEADER_SECTION} bytes of headers")
        self._head.append(line.removesuffix(b"\r"))
        if self.state == HEADER and self._partialHeader is None and line[:1] in (b" ", b"\t"):
            return  # it continues a header that is not there
        super().lineReceived(line)

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        """Take the header, unless its name is none: that line alone is left out."""
        name = name.rstrip(b" \t")
        if _TOKEN.fullmatch(name):
            super().headerReceived(name, value)  # type: ignore[no-untyped-call]

    @property
    def _head(self) -> list[bytes]:
        """The lines so far. There is no `__init__` of ours to make the list in."""
        lines: list[bytes] = self.__dict__.setdefault("head_lines", [])
        return lines

    def allHeadersReceived(self) -> None:  # noqa: N802
        if self.response.code >= 200:  # an interim answer is none to keep, and Twisted drops it
            self.response.wire_head = b"\r\n".join((*self._head, b""))
        self._head.clear()
        # "identity" was no coding in RFC 2068 and 2616, and is none of RFC 9112: the body comes as if it were not named
        codings = self.connHeaders.getRawHeaders(b"Transfer-Encoding") or []
        if codings and all(coding.strip().lower() == b"identity" for coding in codings):
            self.connHeaders.removeHeader(b"Transfer-Encoding")
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _seconds = 0.0

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        self._seconds = 0.0
        answer = super().request(request)
        # Scrapy's own protocol changes the parser's class in the same way: there is no other way.
        if self._parser is not None:
            self._parser.__class__ = _BoundedParser
        return answer

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802 (Twisted's names)
        start = time.thread_time()
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        self._seconds += time.thread_time() - start
        if self._seconds > LONGEST_PARSING and self.transport is not None:
            self.transport.abortConnection()


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
