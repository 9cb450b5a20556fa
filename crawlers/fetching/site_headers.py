"""The headers of a site's definition, sent to that site and to nobody else.

They may be keys and cookies of a subscription. A redirect, a page's refresh or a link through another host leads
requests elsewhere, and Scrapy takes only two headers off then (Cookie, Authorization).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from scrapy.http import Request

SITE_HEADERS: Final = "site_headers"
"""Where a request has its `SiteHeaders`, in its meta: those that it leads to have them too."""


@dataclass(frozen=True)
class SiteHeaders:
    """What is sent, and whether a URL is the site's."""

    values: Mapping[str, str]
    is_own: Callable[[str], bool]


class SiteHeadersMiddleware:
    """Downloader middleware: adds the headers where a request goes to the site, and takes them off where not."""

    def process_request(self, request: Request) -> None:
        """Set the headers; one that the request has of its own stays."""
        site: SiteHeaders | None = request.meta.get(SITE_HEADERS)
        if site is None:
            return
        if not site.is_own(request.url):
            for name in site.values:
                request.headers.pop(name, None)
        elif not _is_downgraded(request):
            for name, value in site.values.items():
                request.headers.setdefault(name, value)


def _is_downgraded(request: Request) -> bool:
    """Whether a redirect has led from https to http, where Scrapy takes secrets off."""
    before = request.meta.get("redirect_urls", ())
    return request.url.startswith("http:") and any(url.startswith("https:") for url in before)
