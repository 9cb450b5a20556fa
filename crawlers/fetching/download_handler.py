"""The download handler: every request waits for its turn in the host's budget."""

from __future__ import annotations

from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from wiredesk.crawlers.fetching.guarded_download import GuardedDownloadHandler
from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.stopping import unless_stopped


class PoliteDownloadHandler(GuardedDownloadHandler):
    """The guarded HTTP/1.1 handler with the limits of HostBudget, which hold for what really goes to the host."""

    lazy = True

    async def download_request(self, request: Request) -> Response:
        """Send a request when the host's turn comes. Raises Stopped for what is under way when the crawl is stopped and
        not there soon after."""
        budget: HostBudget | None = getattr(self._crawler.spider, "budget", None)
        if budget is None:
            return await super().download_request(request)
        async with budget.turn(urlparse_cached(request).netloc):
            return await unless_stopped(super().download_request(request), budget.closing)
