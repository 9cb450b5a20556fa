"""The download handler: every request waits for its turn in the host's budget."""

from __future__ import annotations

import time

from scrapy.http import Request, Response

from wiredesk.crawlers.fetching.guarded_download import GuardedDownloadHandler
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.site_limits import host_of
from wiredesk.crawlers.fetching.stopping import unless_stopped
from wiredesk.pipelines.tracing.trace import Trace

_CONDITIONS = {b"If-None-Match", b"If-Modified-Since"}
_ERROR = 200  # characters of an exception's message


class PoliteDownloadHandler(GuardedDownloadHandler):
    """The guarded HTTP/1.1 handler with the limits of HostBudget, which hold for what really goes to the host."""

    lazy = True

    async def download_request(self, request: Request) -> Response:
        """Send a request when the host's turn comes. Raises Stopped for what is under way when the crawl is stopped and
        not there soon after."""
        budget: HostBudget | None = getattr(self._crawler.spider, "budget", None)
        if budget is None:
            return await super().download_request(request)
        asked = time.monotonic()
        async with budget.turn(host_of(request.url)):
            return await self._traced(request, budget, time.monotonic() - asked)

    async def _traced(self, request: Request, budget: HostBudget, waited: float) -> Response:
        """The answer; what became of the request is noted in its trace, where it has one."""
        trace: Trace | None = request.meta.get("trace")
        began = time.monotonic()
        try:
            response = await unless_stopped(super().download_request(request), budget.closing)
        except Exception as problem:
            if trace is not None:
                error = f"{type(problem).__name__}: {problem}"[:_ERROR]
                trace.note("request", url=request.url, waited=waited, seconds=time.monotonic() - began, error=error)
            raise
        if trace is not None:
            conditional = True if _CONDITIONS & request.headers.keys() else None
            trace.note(
                "request", url=request.url, waited=waited, seconds=time.monotonic() - began, status=response.status,
                bytes=len(response.body), conditional=conditional,
            )  # fmt: skip
        return response
