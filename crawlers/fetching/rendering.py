"""Pages that need JavaScript: run in a headless Chromium that has no network of its own.

The page itself is fetched as any other. The browser then gets it from us, and everything that its scripts ask for too:
each request of the browser is intercepted and made by Scrapy, with the address guard, robots.txt, the host's budget and
the limits of every other request. What cannot be intercepted (web sockets, WebRTC, prefetching) leads nowhere, because
the browser is started without a way to resolve names or to connect.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.http.request import NO_CALLBACK

from wiredesk.crawlers.fetching.browser import browser_on_path, missing_for_rendering
from wiredesk.crawlers.fetching.exchanges import note_rendering
from wiredesk.crawlers.fetching.statuses import HANDLED
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

RENDER_SECONDS = 30.0
"""For one page, its scripts' own requests included."""
MOST_REQUESTS = 100
"""Requests that one page may make: news pages built by script make ten to thirty for their text."""
PAGES_AT_ONCE = 2
"""Pages open at the same time: each takes about 100 to 200 MB."""
_LOADED = frozenset(("document", "script", "xhr", "fetch"))
"""Kinds of requests that can bring text; pictures, fonts, style sheets and media are not loaded."""
_NOT_PASSED_ON = frozenset((b"content-encoding", b"content-length", b"transfer-encoding", b"connection"))
_NO_NETWORK = (
    *("--proxy-server=http://blocked.invalid:1", "--proxy-bypass-list=<-loopback>"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"),
    *("--disable-background-networking", "--disable-component-update", "--dns-prefetch-disable"),
)


class RenderingUnavailable(IgnoreRequest):
    """The page must be rendered, and there is no browser or no library for it."""


class RenderMiddleware:
    """Downloader middleware that renders HTML answers to requests with ``meta["render"]``.

    Its place is after decompression and redirects, e.g. 540.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._handler: Any = None
        self._opening = asyncio.Lock()
        self._places = asyncio.Semaphore(PAGES_AT_ONCE)
        crawler.signals.connect(self.close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RenderMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The page as its scripts have built it. Raises RenderingUnavailable where that is not possible here."""
        if not request.meta.get("render") or response.status != 200 or not isinstance(response, HtmlResponse):
            return response
        if missing := missing_for_rendering():
            raise RenderingUnavailable(missing)
        async with self._places:
            try:
                rendered = await self._render(response)
                note_rendering(request, rendered)
                return rendered
            except Exception as problem:  # the browser's many errors: the page is then read as it came
                reason = str(problem).splitlines()[:1]
                logger.warning(
                    "%s could not be rendered: %s %s",
                    response.url,
                    type(problem).__name__,
                    reason,
                    extra=event("page.not_rendered", url=response.url, problem=reason),
                )
                return response

    async def _render(self, response: HtmlResponse) -> Response:
        handler = await self._open()
        supply = _Supply(self._crawler, response)
        seconds = RENDER_SECONDS * 1000
        request = Request(
            response.url,
            meta={
                "playwright": True,
                "playwright_page_init_callback": supply.take_over,
                "playwright_page_goto_kwargs": {"wait_until": "networkidle", "timeout": seconds},
                "playwright_context_kwargs": {"service_workers": "block", "accept_downloads": False},
            },
        )
        rendered = await handler.download_request(request)
        return response.replace(body=rendered.body, encoding="utf-8", headers=_as_utf8(response))

    async def _open(self) -> Any:
        async with self._opening:
            if self._handler is None:
                from scrapy_playwright.handler import (  # noqa: PLC0415  # an extra
                    ScrapyPlaywrightDownloadHandler,
                )

                options = {
                    "executable_path": browser_on_path(),
                    "args": list(_NO_NETWORK),
                    "chromium_sandbox": os.getuid() != 0,  # Chromium has no sandbox for root
                    "handle_sigint": False, "handle_sigterm": False, "handle_sighup": False,
                }  # fmt: skip
                for name in ("scrapy-playwright", "asyncio"):
                    logging.getLogger(name).setLevel(logging.ERROR)
                settings = self._crawler.settings.copy()
                settings.frozen = False  # those of a running crawl are
                settings.set("PLAYWRIGHT_LAUNCH_OPTIONS", options, priority="cmdline")
                crawler = _WithSettings(self._crawler, settings)
                handler = ScrapyPlaywrightDownloadHandler(crawler)
                await handler._launch()  # what it does itself when it is a crawl's handler from the start
                self._handler = handler
            return self._handler

    async def close(self) -> None:
        """Close the browser."""
        if self._handler is not None:
            handler, self._handler = self._handler, None
            await handler._close()


class _WithSettings:
    """A crawler with other settings."""

    def __init__(self, crawler: Crawler, settings: Any) -> None:
        self._crawler = crawler
        self.settings = settings

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crawler, name)


class _Supply:
    """Gives one page all that its browser asks for: the page from our hands, the rest through Scrapy."""

    def __init__(self, crawler: Crawler, response: HtmlResponse) -> None:
        self._crawler = crawler
        self._response = response
        self._requests = 0
        self._page_given = False

    async def take_over(self, page: Any, request: Request) -> None:
        """Intercept every request of `page`; what scrapy-playwright has set up would let the browser connect."""
        await page.route("**", self._answer)

    async def _answer(self, route: Any, asked: Any) -> None:
        try:
            answer = await self._fetch(asked)
        except Exception as problem:  # refused by the guard, robots.txt, the network: the script gets an error
            logger.debug("%s is not given to the browser: %s", asked.url, problem, extra=event("detail"))
            answer = None
        try:
            if answer is None:
                await route.abort()
            else:
                await route.fulfill(status=answer.status, headers=_headers(answer), body=answer.body)
        except Exception as problem:
            logger.debug("the page has gone: %s", problem, extra=event("detail"))

    async def _fetch(self, asked: Any) -> Response | None:
        if asked.is_navigation_request() and not self._page_given:
            self._page_given = True
            return self._response.replace(headers=_as_utf8(self._response), body=self._response.text.encode())
        self._requests += 1
        if asked.resource_type not in _LOADED or self._requests > MOST_REQUESTS:
            return None
        headers = {name: value for name, value in asked.headers.items() if name in ("accept", "content-type")}
        request = Request(
            asked.url, method=asked.method, body=asked.post_data_buffer, headers=headers, dont_filter=True,
            callback=NO_CALLBACK, meta={"handle_httpstatus_list": HANDLED, "download_timeout": RENDER_SECONDS},
        )  # fmt: skip
        assert self._crawler.engine is not None
        return await self._crawler.engine.download_async(request)


def _headers(response: Response) -> dict[str, str]:
    pairs = {bytes(name).decode("latin-1"): name for name in response.headers if name.lower() not in _NOT_PASSED_ON}
    return {text: (response.headers.get(name) or b"").decode("latin-1") for text, name in pairs.items()}


def _as_utf8(response: Response) -> dict[bytes, Any]:
    headers = {name: value for name, value in response.headers.items() if name.lower() not in _NOT_PASSED_ON}
    return {**headers, b"Content-Type": b"text/html; charset=utf-8"}
