"""Following redirects: a redirect without a usable target ends its request with a reason of its own, not as an internal
error."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapyRedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from wiredesk.crawlers.fetching.chain_cookies import carry_cookies
from wiredesk.crawlers.fetching.statuses import CHOICES, REDIRECTS

LONGEST_LOCATION = 2_083
"""Characters of an address that is followed: the limit of browsers that became everybody's. Longer ones come from
redirects that put the address before into the next one, over and over."""
_SHOWN = 80  # characters of a location in a message: enough to find it on the site


class BadRedirect(IgnoreRequest):
    """A redirect to what is no address; `reason` is the word for it."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class RedirectMiddleware(ScrapyRedirectMiddleware):
    """Scrapy's middleware, in its place (600), that raises BadRedirect for what cannot be followed."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """A request for where the answer leads, or the answer itself."""
        if response.status == CHOICES and response.headers.get("Location"):
            response = response.replace(status=302)  # of which Scrapy knows; neither is for ever
        if response.status not in REDIRECTS or request.meta.get("dont_redirect"):
            return response
        location = (response.headers.get("Location") or b"").decode("utf-8", "replace").strip()
        if request.meta.get("is_robots") and not location:
            return response  # as good as no robots.txt (RFC 9309, 2.3.1.2)
        if not location:
            raise BadRedirect(f"http_{response.status}", f"the site answered {response.status} without saying where to")
        if len(location) > LONGEST_LOCATION:
            raise BadRedirect("redirects", f"redirected to an address of {len(location)} characters")
        try:
            followed = super().process_response(request, response)
            if isinstance(followed, Request) and not urlsplit(followed.url).hostname:
                raise ValueError("no host")
        except ValueError as problem:
            raise BadRedirect("redirects", f"redirected to {location[:_SHOWN]!r}, which is no address") from problem
        if isinstance(followed, Response):
            raise BadRedirect("redirects", f"redirected to {location[:_SHOWN]!r}, which is no page of the web")
        carry_cookies(request, response, followed)
        return followed
